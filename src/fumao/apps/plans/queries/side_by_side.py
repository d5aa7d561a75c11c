"""The same subject in several plans: what each city promises, gives to whom, and how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.plans.models import Plan, Target, Task
from fumao.apps.plans.queries.register import Row, with_units
from fumao.apps.plans.queries.target_rows import TargetRow, target_rows
from fumao.apps.plans.queries.words import contains_words, holds_words
from fumao.core.text import bigram

A_PLAN = 8  # tasks shown of each plan; more is said to be more


@dataclass(frozen=True, slots=True)
class Column:
    """What one plan says on the subject."""

    plan: Plan
    rows: list[Row]
    targets: list[TargetRow]
    more: int


def side_by_side(
    actor: Actor, subject: str = "", codes: Sequence[str] = (), plans: Sequence[str] = ()
) -> list[Column]:
    """Return one column a plan for a subject in words, or for chosen tasks (at most 6 queries).

    Tasks that hold more of the subject's words stand first; a plan without any has no column.
    """
    wanted = visible_to(actor, Plan.objects.select_related("area", "document")).defer(
        "document__text"
    )
    if plans:
        wanted = wanted.filter(key__in=plans)
    tasks = visible_to(actor, Task.objects.exclude(state=Task.State.WITHDRAWN))
    if codes:
        tasks = tasks.filter(code__in=codes)
    elif subject.strip():
        tasks = tasks.filter(_any_word(subject)).annotate(hits=_hits(subject))
        tasks = tasks.order_by("-hits", "plan_id", "position")
    else:
        return []
    held: dict[int, list[Task]] = {}
    for task in tasks.select_related("clause", "plan").defer("search")[:200]:
        held.setdefault(task.plan_id, []).append(task)
    shown = with_units([task for some in held.values() for task in some[:A_PLAN]])
    rows: dict[int, list[Row]] = {}
    for row in shown:
        rows.setdefault(row.task.plan_id, []).append(row)
    targets = _targets(actor, subject)
    return [
        Column(
            plan,
            rows.get(plan.pk, []),
            targets.get(plan.pk, []),
            max(0, len(held.get(plan.pk, [])) - A_PLAN),
        )
        for plan in wanted.order_by("starts_on", "key")
        if plan.pk in held or plan.pk in targets
    ]


def _any_word(subject: str) -> Q:
    """Match every word of one of the subject's parts: 示范园区、出口基地 asks for either."""
    condition = Q(pk__in=[])
    for part in _parts(subject):
        condition |= holds_words(part)
    return condition


def _parts(subject: str) -> list[str]:
    return subject.replace("、", " ").replace("，", " ").split()[:6]


def _hits(subject: str) -> Combinable:
    """Return the number of the subject's parts that a task holds."""
    score: Combinable = Value(0)
    for part in _parts(subject):
        score = score + Case(
            When(holds_words(part), then=Value(1)), default=Value(0), output_field=IntegerField()
        )
    return score


def _targets(actor: Actor, subject: str) -> dict[int, list[TargetRow]]:
    if not bigram(subject):
        return {}
    found = Target.objects.filter(contains_words(subject, "indicator", "group"), withdrawn=False)
    rows: dict[int, list[TargetRow]] = {}
    for row in target_rows(actor, found, actor.today.year):
        rows.setdefault(row.target.plan_id, []).append(row)
    return rows
