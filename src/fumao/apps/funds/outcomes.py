"""What became of the rules that calls compute by: told to the feedback page of grants."""

from collections import Counter
from collections.abc import Collection
from statistics import median

from fumao.apps.funds.models import Call, Claim, State
from fumao.apps.grants.outcomes import Outcome
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import visible_to

MOST_REASONS = 3
_ASKED = frozenset(State) - {State.DRAFT, State.WITHDRAWN}


def outcomes_of(actor: Actor, area: Area, rules: Collection[str]) -> dict[str, Outcome]:
    """Return the outcomes of the rules that have a call in an area (two queries)."""
    calls = visible_to(actor, Call.objects.filter(rule__in=rules))
    called = calls.filter(fund_year__fund__area__path__startswith=area.path)
    by_call = dict(called.values_list("pk", "rule"))
    held: dict[str, list[Claim]] = {rule: [] for rule in by_call.values()}
    claims = Claim.objects.filter(call__in=by_call, state__in=_ASKED).only(
        "call_id", "state", "approved", "paid", "submitted_on", "decided_on", "refusal_basis"
    )
    for claim in visible_to(actor, claims).order_by():
        held[by_call[claim.call_id]].append(claim)
    return {rule: _outcome(found) for rule, found in held.items()}


def _outcome(claims: list[Claim]) -> Outcome:
    granted = [one for one in claims if one.approved]
    paid = [one for one in claims if one.paid]
    refused = [one for one in claims if one.state == State.REFUSED]
    reasons = Counter(one.refusal_basis for one in refused).most_common(MOST_REASONS)
    days = [
        (one.decided_on - one.submitted_on).days
        for one in claims
        if one.decided_on and one.submitted_on
    ]
    return Outcome(
        applied=len(claims),
        granted=len(granted),
        granted_fen=sum(one.approved for one in granted),
        paid=len(paid),
        paid_fen=sum(one.paid for one in paid),
        refused=len(refused),
        reasons=tuple(reason for reason, _times in reasons),
        days=int(median(days)) if days else None,
    )
