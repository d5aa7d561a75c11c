"""Where each unit of a task stands: signed, reported, checked, returned."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fumao.apps.plans.models import Progress, TaskUnit
from fumao.apps.plans.queries.task_page import Report

SHOWN = 8  # units in sight; the rest is folded


@dataclass(frozen=True, slots=True)
class UnitState:
    """A unit with its state as a status: kind (ok, info, bad, wait, plain) and words."""

    unit: TaskUnit
    kind: str
    words: str | Promise


_BY_REPORT: dict[str, tuple[str, Promise]] = {
    Progress.State.SUBMITTED: ("info", _("核查中")),
    Progress.State.ACCEPTED: ("ok", _("已采信")),
    Progress.State.RETURNED: ("bad", _("已退回")),
}


def unit_states(units: Sequence[TaskUnit], reports: Sequence[Report]) -> list[UnitState]:
    """Return the units in the order of leads, cooperating, upper; the newest report decides."""
    latest: dict[int, str] = {}
    for report in reports:  # newest first
        latest.setdefault(report.entry.department_id, report.entry.state)
    order = {TaskUnit.Role.LEAD: 0, TaskUnit.Role.COOPERATING: 1, TaskUnit.Role.UPPER: 2}
    listed = sorted(units, key=lambda u: (order[TaskUnit.Role(u.role)], u.position))
    return [UnitState(unit, *_state(unit, latest)) for unit in listed]


def _state(unit: TaskUnit, latest: dict[int, str]) -> tuple[str, str | Promise]:
    if unit.department_id is None:
        return "wait", _("待确认单位")
    if unit.role == TaskUnit.Role.UPPER:
        return "plain", _("上级支持")
    if unit.department_id in latest:
        return _BY_REPORT[latest[unit.department_id]]
    if unit.signed_on is not None:
        return "plain", _("已签收，未填报")
    return "wait", _("未签收")
