"""登记预算: what a year of a fund has, by source; every change is an entry of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.funds.amounts import LARGEST
from fumao.apps.funds.models import BudgetEntry, Fund, FundYear, Level, Matching
from fumao.apps.funds.refusals import within_limits
from fumao.apps.funds.standing import locked_year, signed, standing
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal


@dataclass(frozen=True, slots=True)
class Match:
    """For `parts` of `source`, `matched_parts` of `matched_by` are promised."""

    source: Level
    matched_by: Level
    parts: int = 1
    matched_parts: int = 1


def set_budget(
    actor: Actor,
    fund: Fund,
    year: int,
    amounts: Mapping[Level, int],
    basis: str,
    matchings: Sequence[Match] = (),
) -> FundYear:
    """Set what each source gives in a year, in fen; sources left out stay as they are.

    A budget below what is committed is refused by the database. Raises PermissionDenied and
    ValidationError.
    """
    with within_limits(), transaction.atomic():
        department = standing(actor, Action.MANAGE_FUND, fund)
        if not basis.strip():
            raise refusal("basis", _("请填写预算依据，如下达文件的文号。"))
        if any(not 0 <= amount <= LARGEST for amount in amounts.values()):
            raise refusal("amount", _("预算金额不能为负。"))
        made, _new = FundYear.objects.get_or_create(fund=fund, year=year)
        held = locked_year(made)
        changes = _changes(held, amounts)
        for level, amount in changes.items():
            BudgetEntry.objects.create(
                fund_year=held, level=level, amount=amount, basis=basis.strip(),
                **signed(actor, department),
            )  # fmt: skip
        for one in matchings:
            Matching.objects.update_or_create(
                fund_year=held, source=one.source, matched_by=one.matched_by,
                defaults={"source_parts": one.parts, "matched_parts": one.matched_parts},
            )  # fmt: skip
        held.refresh_from_db(fields=["budget", "committed", "paid"])
        for call in held.calls.select_for_update().order_by("pk"):
            call.ceiling = held.budget * call.cap_share // 10_000
            call.save(update_fields=["ceiling"])
        record(
            fund.stream, "budget_set", actor=actor, area=fund.area_id, department=department,
            data={
                "year": year, "changes": {str(k): v for k, v in changes.items()},
                "budget": held.budget, "basis": basis.strip(),
            },
        )  # fmt: skip
        return held


def _changes(year: FundYear, amounts: Mapping[Level, int]) -> dict[Level, int]:
    """Return what each source gains or loses; gains first, so that only the sum decides."""
    now = dict(year.entries.order_by().values_list("level").annotate(total=Sum("amount")))
    found = {level: amount - now.get(level, 0) for level, amount in amounts.items()}
    order = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return {level: change for level, change in order if change}
