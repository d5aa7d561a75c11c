"""The public face of funds: for cases with money, called in the case's own transaction.

A listener opens a claim with the case's number, submits and assesses it; the decision approves or
refuses it. Policy is asked of the actor each time; amounts are fen. A case number that has a claim
gets that claim again.
"""

from collections.abc import Sequence

from django.db.models import QuerySet

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.funds.actions import open_claim as _open
from fumao.apps.funds.actions.approve_claim import approve_claim
from fumao.apps.funds.actions.assess_claim import Cut, Judgement, assess_claim
from fumao.apps.funds.actions.open_claim import Line, Wish
from fumao.apps.funds.actions.publish_claims import publish_claims
from fumao.apps.funds.actions.refuse_claim import refuse_claim
from fumao.apps.funds.actions.submit_claim import submit_claim, withdraw_claim
from fumao.apps.funds.models import Call, Claim, State
from fumao.apps.funds.standing import claims_with_place
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to

__all__ = [
    "Cut",
    "Judgement",
    "Line",
    "Wish",
    "approve_claim",
    "assess_claim",
    "calls_of",
    "claim_of_case",
    "claims_of",
    "open_claim",
    "publish_claims",
    "refuse_claim",
    "withdraw_claim",
]


def open_claim(
    actor: Actor, call: Call, enterprise: Enterprise, wish: Wish, lines: Sequence[Line]
) -> Claim:
    """Open and submit a claim; one of a known case is returned as it stands.

    Raises PermissionDenied and ValidationError: of an invoice line that another claim holds too.
    """
    claim = _open.open_claim(actor, call, enterprise, wish, lines)
    return submit_claim(actor, claim) if claim.state == State.DRAFT else claim


def claims_of(actor: Actor, enterprise: Enterprise) -> QuerySet[Claim]:
    """Return the claims of an enterprise that the actor sees, newest first."""
    rows = visible_to(actor, claims_with_place())
    return rows.filter(enterprise=enterprise).order_by("-id")


def claim_of_case(actor: Actor, case_number: str) -> Claim | None:
    """Return the claim of a case where the actor sees it."""
    return visible_to(actor, claims_with_place()).filter(case_number=case_number).first()


def calls_of(actor: Actor, fund: str) -> QuerySet[Call]:
    """Return the calls of a fund by its key that take claims today."""
    rows = visible_to(actor, Call.objects.select_related("fund_year__fund__area"))
    return rows.filter(fund_year__fund__key=fund, opens__lte=actor.today, closes__gte=actor.today)
