"""Where the records of funds stand, and who sees them.

Funds, their budgets and calls are published. Claims are seen from the posts that watch over
enterprises, in the fund's area and above it or where the enterprise is; an enterprise's own unit
sees its own. What goes to the bank is seen by office, leaders and handlers of a finance office,
who see the claims as well.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db.models import CharField, Q, Value
from django.db.models.functions import Concat

from fumao.apps.orgs.actor import Actor, Position
from fumao.apps.orgs.models import Area, Department, Role
from fumao.apps.orgs.policy.facts import Facts

CLAIM_ROLES = frozenset({Role.OFFICE, Role.LEADER, Role.CHECKER, Role.READER})
_WITH_FILES = ("Claim", "PaymentBatch")
BANK_ROLES = frozenset({Role.OFFICE, Role.LEADER})


def facts_of_claim(claim: Any) -> Facts:
    """Return where a claim stands; its author is who assessed it."""
    return Facts(
        claim.call.fund_year.fund.area.path,
        reporter=frozenset({claim.enterprise.unit_id} - {None}),
        author=claim.assessed_by_id,
    )


FUND_READERS: dict[str, Callable[[Any], Facts]] = {
    "funds.Fund": lambda fund: Facts(fund.area.path),
    "funds.FundYear": lambda year: Facts(year.fund.area.path),
    "funds.Call": lambda call: Facts(call.fund_year.fund.area.path),
    "funds.Claim": facts_of_claim,
    "funds.PaymentBatch": lambda batch: Facts(batch.fund_year.fund.area.path),
}


def areas_below(positions: Iterable[Position]) -> Any:
    """Return the keys of the areas of posts and of those below them."""
    condition = Q(pk__in=[])
    for path in {position.area_path for position in positions}:
        condition |= Q(path__startswith=path)
    return Area.objects.filter(condition).order_by().values("pk")


def _watching(actor: Actor, over: Iterable[Position], roles: frozenset[Role]) -> list[Position]:
    """Return the posts of these roles, and those of handlers in a finance office."""
    held = list(over)
    handling = {p.department_id for p in held if p.role == Role.HANDLER and not p.of_company}
    units = Department.objects.filter(pk__in=handling) if handling else []
    paying = {unit.pk for unit in units if "finance" in unit.functions_on(actor.today)}
    return [p for p in held if p.role in roles or p.department_id in paying]


def claims_seen(actor: Actor, over: Iterable[Position], way: str = "") -> Q:
    """Return the condition on claims (or rows that lead to one by `way`); `over` are the posts
    that are not in an enterprise's own unit."""
    areas = areas_below(_watching(actor, over, CLAIM_ROLES))
    return (
        Q(**{f"{way}call__fund_year__fund__area__in": areas})
        | Q(**{f"{way}enterprise__area__in": areas})
        | Q(**{f"{way}enterprise__unit_id__in": actor.department_ids})
    )


def bank_seen(actor: Actor, over: Iterable[Position], way: str = "") -> Q:
    """Return the condition on payment batches and what belongs to them."""
    areas = areas_below(_watching(actor, over, BANK_ROLES))
    return Q(**{f"{way}fund_year__fund__area__in": areas})


def files_of_claims(actor: Actor, over: Iterable[Position]) -> Q:
    """Return the condition on attachments to claims the actor sees, and to batches."""
    models: dict[str, Any] = {name: apps.get_model("funds", name) for name in _WITH_FILES}
    claims = models["Claim"]._default_manager.filter(claims_seen(actor, over))
    batches = models["PaymentBatch"]._default_manager.filter(bank_seen(actor, over))
    named = [
        rows.annotate(chain=Concat(Value(word), "number", output_field=CharField()))
        .order_by()
        .values("chain")
        for word, rows in (("claim:", claims), ("batch:", batches))
    ]
    return Q(stream__in=named[0]) | Q(stream__in=named[1])
