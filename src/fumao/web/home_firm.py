"""The home page of an enterprise's people: what they must answer, what runs, ends and is paid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fumao.apps.funds.models import Claim
from fumao.apps.funds.queries.claims import own_claims
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department
from fumao.apps.orgs.policy import visible_to
from fumao.apps.plans.days import working_days
from fumao.apps.procedures.models import Case, CaseClock, Draft, Outcome, StepRun
from fumao.apps.procedures.queries.catalogue import ending_soon, own_enterprises, own_outcomes
from fumao.apps.procedures.stored import account_of
from fumao.apps.surveys.queries.own_reports import due_next
from fumao.core.calendar import Projection
from fumao.web.templatetags.fumao import local

SHOWN = 20  # open cases; the others are a click away
FIRST = 8  # drafts, and as many claims and reports
_CLOCK_OF: dict[str, str] = {
    Case.Phase.CORRECTING: CaseClock.Kind.CORRECTION,
    Case.Phase.PUBLICITY: CaseClock.Kind.PUBLICITY,
}
_STANDS: dict[str, str | Promise] = {
    "correcting": gettext_lazy("暂停：等补正"), "panel": gettext_lazy("暂停：专家评审"),
    "visit": gettext_lazy("暂停：现场核查"), "publicise": gettext_lazy("暂停：公示"),
    "hearing": gettext_lazy("暂停：听证"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Running:
    """An open case: who holds it, and the clock that runs, with its working days left.

    `left` is None while the clock stands (`stands` says why) or where none was started.
    """

    case: Case
    holders: Sequence[Department]
    clock: str
    due: Projection | None
    left: int | None
    stands: str

    @property
    def ours(self) -> bool:
        """Tell whether it waits for the enterprise itself."""
        return self.case.phase == Case.Phase.CORRECTING


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """One line of what to do first; `left` are working days, None where nothing presses."""

    words: str
    sub: str
    url: str
    act: str
    state: tuple[str, str]
    left: int | None


def firm_home(actor: Actor) -> dict[str, Any]:
    """Return what the page shows; about fourteen queries, however many cases there are."""
    running = _running(actor)
    drafts = list(_drafts(actor)[:FIRST])
    outcomes = own_outcomes(actor)
    ending = [
        one for one in outcomes
        if one.state == Outcome.State.ACTIVE and ending_soon(one, actor.today)
    ]  # fmt: skip
    ending.sort(key=lambda one: one.valid_to or date.max)
    return {
        "firms": own_enterprises(actor),
        "first": _first(actor, running, ending, drafts),
        "running": running[:SHOWN],
        "counts": {
            "correcting": sum(one.ours for one in running),
            "running": len(running),
            "publicity": sum(one.case.phase == Case.Phase.PUBLICITY for one in running),
            "drafts": len(drafts),
            "ending": len(ending),
        },
        "outcomes": [(one, one.state_on(actor.today)) for one in (ending or outcomes)[:FIRST]],
        "ending": bool(ending),
        "claims": list(own_claims(actor)[:FIRST]),
        "paid": _paid(actor),
        "reports": due_next(actor, FIRST),
    }


def _running(actor: Actor) -> list[Running]:
    runs = StepRun.objects.filter(state__in=["open", "claimed"]).select_related("office")
    clocks = CaseClock.objects.filter(ended_on=None)
    rows = visible_to(
        actor, Case.objects.filter(enterprise__unit__in=actor.department_ids, closed_on=None)
    )
    rows = (
        rows.select_related("procedure", "enterprise")
        .defer("data", "procedure__text")
        .prefetch_related(
            Prefetch("runs", runs, to_attr="open_runs"),
            Prefetch("clocks", clocks, to_attr="open_clocks"),
        )
    )
    found = [_with_clock(case, actor.today) for case in rows]
    # What the enterprise must answer stands first, then what is due first.
    return sorted(found, key=lambda one: (not one.ours, one.left is None, one.left or 0))


def _with_clock(case: Any, today: date) -> Running:
    holders = [run.office for run in case.open_runs if run.office is not None]
    wanted = _CLOCK_OF.get(case.phase, CaseClock.Kind.STATUTORY)
    row = _chosen(case.open_clocks, wanted)
    if row is None:
        return Running(case, list(dict.fromkeys(holders)), "", None, None, "")
    due = account_of(row).due(working_days().calendar)
    left = working_days().between(today, due.date) if due is not None else None
    stands = str(_STANDS.get(row.stopped_for, _("暂停"))) if due is None else ""
    clock = str(CaseClock.Kind(row.kind).label)
    return Running(case, list(dict.fromkeys(holders)), clock, due, left, stands)


def _chosen(clocks: Iterable[CaseClock], wanted: str) -> CaseClock | None:
    """Return the clock of the phase, else the promised term."""
    found = {row.kind: row for row in clocks}
    return found.get(wanted) or found.get(CaseClock.Kind.SERVICE)


def _drafts(actor: Actor) -> Any:
    rows = visible_to(actor, Draft.objects.filter(case=None))
    return rows.select_related("procedure", "enterprise").defer("data", "procedure__text")


def _paid(actor: Actor) -> int:
    """Return what was paid to the enterprise this year, in fen."""
    rows = visible_to(actor, Claim.objects.filter(enterprise__unit_id__in=actor.department_ids))
    rows = rows.filter(call__fund_year__year=actor.today.year)
    return int(rows.aggregate(total=Sum("paid"))["total"] or 0)


def _first(
    actor: Actor, running: Iterable[Running], ending: Iterable[Outcome], drafts: Iterable[Draft]
) -> list[ToAnswer]:
    """Return what to do first: corrections, then what ends, then what is begun."""
    days = working_days()
    items = [
        ToAnswer(
            _("按通知补正：%(title)s") % {"title": local(one.case.procedure)}, one.case.number,
            reverse("case", args=[one.case.pk]), _("去补正"), ("bad", _("要补正的")), one.left,
        )
        for one in running if one.ours
    ]  # fmt: skip
    items += [
        ToAnswer(
            _("将到期：%(name)s") % {"name": local(one, "name")}, one.number,
            reverse("outcome", args=[one.pk]), _("续办"), ("wait", _("将到期")),
            days.between(actor.today, one.valid_to) if one.valid_to else None,
        )
        for one in ending
    ]  # fmt: skip
    items += [
        ToAnswer(
            _("继续填写：%(title)s") % {"title": local(one.procedure)},
            local(one.enterprise, "name"),
            reverse("draft", args=[one.pk]), _("填写"), ("plain", _("草稿")), None,
        )
        for one in drafts
    ]  # fmt: skip
    return items
