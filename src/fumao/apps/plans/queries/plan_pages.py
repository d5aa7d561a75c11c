"""Plans: the list of them, and the page of one with its document, versions and state."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.http import Http404

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Park
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.apps.plans.models import (
    Clause,
    Finding,
    Import,
    Incentive,
    Light,
    Plan,
    PlanVersion,
    Task,
)
from fumao.apps.plans.queries.register import Row, with_units
from fumao.apps.plans.versions import ContentDiff, diff

MOST_TASKS = 200


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan in the list, with its open tasks by light."""

    plan: Plan
    tasks: int
    closed: int
    targets: int
    lights: dict[str, int]


@dataclass(frozen=True, slots=True)
class Category:
    """Tasks of a plan under one category."""

    name: str
    name_en: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything the page of a plan shows."""

    plan: Plan
    line: PlanLine
    categories: list[Category]
    clauses: list[Clause]
    incentives: list[Incentive]
    findings: list[Finding]
    parks: list[Park]
    versions: list[PlanVersion]  # without their content
    has_original: bool
    may_import: bool
    may_add: bool


@dataclass(frozen=True, slots=True)
class VersionPage:
    """A version of a plan beside the one before it."""

    plan: Plan
    version: PlanVersion
    before: PlanVersion | None
    diff: ContentDiff | None


def plan_list(actor: Actor) -> list[PlanLine]:
    """Return all visible plans, newest first (3 queries)."""
    plans = list(
        visible_to(actor, Plan.objects.select_related("document", "area")).defer("document__text")
    )
    return [_line(plan, *counted) for plan, counted in zip(plans, _counts(plans), strict=True)]


def drafts(actor: Actor) -> list[Import]:
    """Return the imports that are not plans yet, newest first (1 query)."""
    states = [Import.State.READING, Import.State.FAILED, Import.State.REVIEW]
    rows = visible_to(actor, Import.objects.filter(state__in=states))
    return list(rows.select_related("attachment", "area", "started_by").defer("text", "clauses"))


def _counts(plans: list[Plan]) -> list[tuple[dict[str, dict[str, int]], int]]:
    """Return for each plan its tasks by state and light, and the number of its targets."""
    by_plan: dict[int, dict[str, dict[str, int]]] = {plan.pk: {} for plan in plans}
    rows = (
        Task.objects.filter(plan__in=plans)
        .exclude(state=Task.State.WITHDRAWN)
        .order_by()
        .values_list("plan_id", "state", "light")
        .annotate(n=Count("pk"))
    )
    for plan_id, state, light, n in rows:
        by_plan[plan_id].setdefault(state, {})[light] = n
    targets = dict(
        Plan.objects.filter(pk__in=[plan.pk for plan in plans])
        .order_by()
        .values_list("pk")
        .annotate(n=Count("targets", filter=Q(targets__withdrawn=False)))
    )
    return [(by_plan[plan.pk], targets.get(plan.pk, 0)) for plan in plans]


def _line(plan: Plan, tasks: dict[str, dict[str, int]], targets: int) -> PlanLine:
    lights = dict.fromkeys(Light.values, 0) | tasks.get(Task.State.OPEN, {})
    closed = sum(tasks.get(Task.State.CLOSED, {}).values())
    return PlanLine(plan, sum(lights.values()) + closed, closed, targets, lights)


def _line_of(plan: Plan, rows: list[Row]) -> PlanLine:
    """Return the line of a plan whose tasks are all at hand."""
    tasks: dict[str, dict[str, int]] = {}
    for row in rows:
        lights = tasks.setdefault(row.task.state, {})
        lights[row.task.light] = lights.get(row.task.light, 0) + 1
    return _line(plan, tasks, getattr(plan, "n_targets", 0))


def plan_page(actor: Actor, key: str) -> PlanPage:
    """Return the page of a plan (at most 11 queries); raises Http404 where it is out of sight."""
    plan = visible_plan(actor, key)
    tasks = (
        Task.objects.filter(plan=plan)
        .exclude(state=Task.State.WITHDRAWN)
        .select_related("clause")
        .defer("search")
        .order_by("position")[:MOST_TASKS]
    )
    rows = with_units(tasks)
    return PlanPage(
        plan=plan,
        line=_line(plan, *_counts([plan])[0]) if len(rows) == MOST_TASKS else _line_of(plan, rows),
        categories=_categories(rows),
        clauses=list(Clause.objects.filter(document=plan.document_id)),
        incentives=list(plan.incentives.select_related("clause")),
        findings=list(plan.findings.select_related("clause")),
        parks=list(visible_to(actor, Park.objects.filter(clause_ref__startswith=f"{key}#"))),
        versions=list(plan.versions.defer("content").select_related("published_by")),
        has_original=plan.document.attachment_id is not None,
        may_import=may(actor, Action.IMPORT_DOCUMENT, plan.area),
        may_add=may(actor, Action.PUBLISH_PLAN, plan),
    )


def visible_plan(actor: Actor, key: str) -> Plan:
    plan = (
        visible_to(actor, Plan.objects.filter(key=key))
        .select_related("document", "area")
        .defer("document__text")
        .annotate(n_targets=Count("targets", filter=Q(targets__withdrawn=False)))
        .first()
    )
    if plan is None:
        raise Http404
    return plan


def _categories(rows: list[Row]) -> list[Category]:
    found: dict[str, Category] = {}
    for row in rows:
        name = row.task.category
        if name not in found:
            found[name] = Category(name, row.task.category_en, [])
        found[name].rows.append(row)
    return list(found.values())


def version_page(actor: Actor, key: str, number: int) -> VersionPage:
    """Return a version held against the one before it; raises Http404."""
    plan = visible_plan(actor, key)
    versions = {v.number: v for v in plan.versions.filter(number__in=[number, number - 1])}
    if number not in versions:
        raise Http404
    before = versions.get(number - 1)
    shown = versions[number]
    return VersionPage(plan, shown, before, diff(before.content, shown.content) if before else None)


def timeline(actor: Actor, plan: Plan, first: date, last: date) -> list[Task]:
    """Return the dated tasks of a plan within a span, by due day (1 query)."""
    tasks = visible_to(actor, plan.tasks.filter(due__range=(first, last)))
    return list(
        tasks.exclude(state=Task.State.WITHDRAWN)
        .only("code", "title", "title_en", "due", "original_due", "light", "state", "schedule_kind")
        .order_by("due", "position")
    )


def plan_names(actor: Actor) -> list[Plan]:
    """Return the visible plans with their names alone (1 query)."""
    rows = visible_to(actor, Plan.objects.all()).order_by("starts_on", "key")
    return list(rows.only("key", "code", "title", "title_en"))


def clauses_and_categories(plan: Plan) -> tuple[list[Clause], list[str]]:
    """Return what an added task can be put under: clauses, and categories in use (2 queries)."""
    tasks = plan.tasks.exclude(category="").order_by("position")
    categories = list(dict.fromkeys(tasks.values_list("category", flat=True)))
    return list(Clause.objects.filter(document=plan.document_id)), categories
