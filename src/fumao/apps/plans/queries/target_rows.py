"""Targets with their figures, attainment and place against the straight path."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from django.db.models import QuerySet

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.plans.models import Actual, Plan, Target
from fumao.apps.plans.targets import (
    Aim,
    Answer,
    Row,
    SumCheck,
    attainment,
    gap_to_path,
    light_of_target,
    met,
    path_value,
    sum_checks,
)

MOST = 500


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target at a year: the newest version of its latest figure, and what follows from it."""

    target: Target
    actual: Actual | None
    history: list[Actual]  # newest version of each year, oldest first
    corrected: int  # older versions kept beside
    year: int  # the year looked at: of the actual, else the year asked for
    attainment: Answer
    path: Answer
    gap: Answer
    met: bool | None
    light: str

    @property
    def figures(self) -> dict[str, Decimal | None]:
        """Return the marks of a bullet; an unknown one is None, not 0."""
        return {
            "now": self.actual.value if self.actual else None,
            "path": self.path.value,
            "base": self.target.baseline,
            "goal": self.target.value,
        }


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """Targets under one head."""

    name: str
    name_en: str
    rows: list[TargetRow]


@dataclass(frozen=True, slots=True)
class TargetsPage:
    """The targets of a plan, grouped, with the sums of its tables held against their totals."""

    plans: list[Plan]
    plan: Plan | None
    year: int
    groups: list[TargetGroup]
    total: TargetRow | None
    checks: list[SumCheck]
    lights: dict[str, int] = field(default_factory=dict)


def aim_of(target: Target) -> Aim:
    """Return a target as arithmetic needs it."""
    return Aim(
        target.comparator,
        target.value,
        target.value_max,
        target.year,
        target.baseline,
        target.baseline_year,
        target.recurring,
    )


def target_rows(actor: Actor, targets: QuerySet[Target], year: int) -> list[TargetRow]:
    """Return visible targets with their figures up to `year` (two queries)."""
    found = list(
        visible_to(actor, targets)
        .select_related("plan", "clause")
        .only(*_FIELDS, "plan__key", "plan__code", "plan__title", "clause__label", "clause__ref")
        .order_by("plan_id", "position")[:MOST]
    )
    actuals = Actual.objects.filter(target__in=[t.pk for t in found], year__lte=year)
    by_target: dict[int, list[Actual]] = {}
    for actual in actuals.order_by("target_id", "year", "version"):
        by_target.setdefault(actual.target_id, []).append(actual)
    return [_row(target, by_target.get(target.pk, []), year) for target in found]


_FIELDS = (
    "code",
    "position",
    "indicator",
    "indicator_en",
    "group",
    "group_en",
    "comparator",
    "value",
    "value_max",
    "unit",
    "year",
    "baseline",
    "baseline_year",
    "is_total",
    "recurring",
    "withdrawn",
    "area",
)


def _row(target: Target, actuals: list[Actual], year: int) -> TargetRow:
    newest = [list(versions)[-1] for _, versions in groupby(actuals, key=lambda a: a.year)]
    actual = newest[-1] if newest else None
    at = actual.year if actual else year
    value = actual.value if actual else None
    aim = aim_of(target)
    return TargetRow(
        target=target,
        actual=actual,
        history=newest,
        corrected=len(actuals) - len(newest),
        year=at,
        attainment=attainment(aim, value),
        path=path_value(aim, at),
        gap=gap_to_path(aim, at, value),
        met=met(aim, value),
        light=light_of_target(aim, at, value),
    )


def targets_page(actor: Actor, plan_key: str = "", year: int | None = None) -> TargetsPage:
    """Return the targets of a plan (the newest with targets where none is named; 4 queries)."""
    plans = list(
        visible_to(actor, Plan.objects.filter(targets__withdrawn=False))
        .distinct()
        .only("key", "code", "title", "title_en", "starts_on", "synthetic")
    )
    plan = next((p for p in plans if not plan_key or p.key == plan_key), None)
    looked_at = year or actor.today.year
    if plan is None:
        return TargetsPage(plans, None, looked_at, [], None, [])
    rows = target_rows(actor, Target.objects.filter(plan=plan, withdrawn=False), looked_at)
    lights: dict[str, int] = {}
    for row in rows:
        lights[row.light] = lights.get(row.light, 0) + 1
    return TargetsPage(
        plans=plans,
        plan=plan,
        year=looked_at,
        groups=_groups(row for row in rows if not row.target.is_total),
        total=next((row for row in rows if row.target.is_total), None),
        checks=sum_checks(
            [
                Row(r.target.indicator, aim_of(r.target), r.target.unit, r.target.is_total)
                for r in rows
            ]
        ),
        lights=lights,
    )


def _groups(rows: Iterable[TargetRow]) -> list[TargetGroup]:
    groups: dict[str, TargetGroup] = {}
    for row in rows:
        name = row.target.group
        if name not in groups:
            groups[name] = TargetGroup(name, row.target.group_en, [])
        groups[name].rows.append(row)
    return list(groups.values())
