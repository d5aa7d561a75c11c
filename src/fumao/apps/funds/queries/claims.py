"""A claim's page: every yuan with its invoice line, the rule's version and the clause."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import history
from fumao.apps.funds.models import (
    Approval,
    Assessment,
    Claim,
    ClaimLine,
    Clawback,
    Payment,
    PerformanceReview,
)
from fumao.apps.funds.queries.calls import cite_of
from fumao.apps.funds.standing import claims_with_place
from fumao.apps.grants.book import book
from fumao.apps.grants.cited import Cited
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to


@dataclass(slots=True)
class ClaimPage:
    """A claim with all that hangs on it."""

    claim: Claim
    cite: Cited
    rule_label: str
    lines: list[tuple[ClaimLine, str]]
    lines_total: int
    eligible_total: int | None
    assessment: Assessment | None
    blocks: list[dict[str, Any]]
    missing: list[str]
    gates: list[tuple[str, dict[str, Any]]]
    approvals: list[Approval]
    payments: list[Payment]
    reviews: list[PerformanceReview]
    clawbacks: list[Clawback]
    account: str
    refusal_rule: str
    events: list[Event] = field(default_factory=list)


def claim_of(actor: Actor, number: str) -> Claim:
    """Return a claim; raises Http404 where the actor does not see it."""
    claim = visible_to(actor, claims_with_place()).filter(number=number).first()
    if claim is None:
        raise Http404
    return claim


def claim_page(actor: Actor, number: str, lang: str) -> ClaimPage:
    """Return what a claim's page shows."""
    claim = claim_of(actor, number)
    lines = list(claim.lines.select_related("attachment"))
    last = claim.assessments.select_related("by").last()
    library = book().library
    known = [line.eligible for line in lines if line.eligible is not None]
    return ClaimPage(
        claim=claim,
        cite=cite_of(actor, claim.call, lang),
        rule_label=library.versions[claim.call.rule][-1].rule.label.say(lang),
        lines=[(line, kind_words(claim, line.kind, lang)) for line in lines],
        lines_total=sum(line.amount for line in lines),
        eligible_total=sum(known) if known else None,
        assessment=last,
        blocks=last.explanation.get(lang, []) if last else [],
        missing=[fact_words(name, lang) for name in last.missing] if last else [],
        gates=[(fact_words(gate["name"], lang), gate) for gate in last.gates] if last else [],
        approvals=list(claim.approvals.select_related("by")),
        payments=list(claim.payments.select_related("order__batch", "by")),
        reviews=list(claim.reviews.select_related("by")),
        clawbacks=list(claim.clawbacks.select_related("by").prefetch_related("repayments")),
        account=masked_account(claim.account),
        refusal_rule=basis_words(claim.refusal_rule, lang),
        events=list(history(claim.stream)),
    )


def kind_words(claim: Claim, kind: str, lang: str) -> str:
    """Return how a call calls a kind of expense."""
    words = claim.call.kinds.get(kind, [kind, kind])
    return str(words[0 if lang == "zh" else 1])


def fact_words(name: str, lang: str) -> str:
    """Return the label of a fact of the register or of a column of a child table."""
    library = book().library
    table, _dot, column = name.partition(".")
    if table in library.tables:
        fields = library.tables[table].fields
        return next((one.label.say(lang) for one in fields if one.name == column), table)
    found = library.inputs.get(name)
    return found.label.say(lang) if found else name


def basis_words(name: str, lang: str) -> str:
    """Return how what a refusal rests on is called: a rule, a fact, or the words typed."""
    versions = book().library.versions.get(name)
    return versions[-1].rule.label.say(lang) if versions else fact_words(name, lang)


def masked_account(account: str) -> str:
    """Return an account of which only the last digits are shown."""
    return f"****{account[-4:]}" if len(account) > 4 else account


def own_claims(actor: Actor) -> QuerySet[Claim]:
    """Return the claims of the enterprise whose unit the actor belongs to, newest first."""
    rows = visible_to(actor, claims_with_place())
    return rows.filter(enterprise__unit_id__in=actor.department_ids).order_by("-id")
