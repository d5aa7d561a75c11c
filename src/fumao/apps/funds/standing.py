"""In whose name an act is done, and the records it changes, kept from others meanwhile."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.funds.models import Approval, Call, Claim, FundYear, State
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, Facts, Subject, department_for, may
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.refusals import refusal
from fumao.apps.orgs.service import Level, office_of

NOBODY = -1  # an approver who is none of us
NOT_NOW = _("这件申报目前是“%(state)s”，不能办理此事。")


def standing(actor: Actor, action: Action, subject: Subject) -> int:
    """Return the department (pk) in whose name the actor does this; raises PermissionDenied."""
    department = department_for(actor, action, subject)
    if department is None:
        raise PermissionDenied(REFUSALS[action])
    return department


def signed(actor: Actor, department: int | None) -> dict[str, object]:
    """Return the fields of an act: who, for whom, when."""
    return {
        "by": actor.person, "department_id": department, "on": actor.today, "at": timezone.now(),
    }  # fmt: skip


def claims_with_place() -> QuerySet[Claim]:
    """Return claims with what policy and the acts read of them."""
    return Claim.objects.select_related("call__fund_year__fund__area", "enterprise")


def locked(claim: Claim) -> Claim:
    """Return the claim as it stands now, kept from others until the transaction ends."""
    return claims_with_place().select_for_update(of=("self",)).get(pk=claim.pk)


def locked_all(keys: Iterable[int]) -> list[Claim]:
    """Return claims in the order of their keys, kept from others: nobody waits in a circle."""
    rows = claims_with_place().select_for_update(of=("self",))
    return list(rows.filter(pk__in=list(keys)).order_by("pk"))


def locked_call(call: Call) -> Call:
    """Return a call kept from others."""
    rows = Call.objects.select_for_update(of=("self",))
    return rows.select_related("fund_year__fund__area").get(pk=call.pk)


def locked_year(year: FundYear) -> FundYear:
    """Return a fund year kept from others."""
    rows = FundYear.objects.select_for_update(of=("self",))
    return rows.select_related("fund__area").get(pk=year.pk)


def in_state(claim: Claim, *states: State) -> None:
    """Refuse what cannot be done to a claim as it stands."""
    if claim.state not in states:
        raise refusal("state", NOT_NOW, state=State(claim.state).label)


LEVELS: dict[str, Level] = {
    Area.Kind.NATION: "nation", Area.Kind.PROVINCE: "province", Area.Kind.CITY: "city",
    Area.Kind.DISTRICT: "district", Area.Kind.ZONE: "park_or_zone",
}  # fmt: skip


def paying(area: Area, day: date, approver: int | None) -> Facts:
    """Return what policy needs to know of a payment: the area, its finance office, who approved."""
    unit = office_of("finance", area, LEVELS[area.kind], day)
    return Facts(area.path, payer=frozenset([unit.pk] if unit else []), author=approver)


def may_pay(actor: Actor, area: Area) -> bool:
    """Return whether the actor pays from funds of an area, whoever approved: for menus."""
    return may(actor, Action.PAY_CLAIM, paying(area, actor.today, NOBODY))


def payer(actor: Actor, area: Area, claims: Iterable[Claim]) -> int:
    """Return the department (pk) that pays these claims; raises PermissionDenied.

    Policy is asked for every person who approved one of them: who approved does not pay.
    """
    approvals = Approval.objects.filter(claim__in=list(claims)).order_by()
    approvers: set[int | None] = set(approvals.values_list("by_id", flat=True).distinct())
    asked = [paying(area, actor.today, by) for by in approvers or {None}]
    found = [standing(actor, Action.PAY_CLAIM, facts) for facts in asked]
    return found[0]


def area_of(claim: Claim) -> Area:
    """Return the area of a claim's fund."""
    return claim.call.fund_year.fund.area


def tell(actor: Actor, claim: Claim, kind: str, department: int | None, **data: object) -> None:
    """Record an event of a claim."""
    record(claim.stream, kind, actor=actor, area=area_of(claim), department=department, data=data)
