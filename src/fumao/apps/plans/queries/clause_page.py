"""The page of a clause: its excerpt, and everything it set in motion."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import Http404

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Park
from fumao.apps.orgs.policy import visible_to
from fumao.apps.plans.models import Clause, Finding, Incentive, Progress, Target, Task
from fumao.apps.plans.queries.register import Row, with_units
from fumao.apps.plans.queries.target_rows import TargetRow, target_rows
from fumao.apps.plans.queries.task_page import excerpt_of

MOST = 200  # tasks, targets or incentives of one clause with those below it
LATEST = 12


@dataclass(frozen=True, slots=True)
class ClausePage:
    """A clause with its place in the tree and what follows from it, its sub-clauses included."""

    clause: Clause
    excerpt: str
    path: list[Clause]  # from the outermost down, the clause itself left out
    children: list[Clause]
    previous: Clause | None
    following: Clause | None
    tasks: list[Row]
    targets: list[TargetRow]
    incentives: list[Incentive]
    findings: list[Finding]
    parks: list[Park]
    progress: list[Progress]  # the latest the actor may see
    lights: dict[str, int]


def clause_page(actor: Actor, pk: int) -> ClausePage:
    """Return the page of a clause (at most 12 queries); raises Http404 where it is out of sight."""
    clause = (
        visible_to(actor, Clause.objects.filter(pk=pk))
        .select_related("document__plan", "document__area")
        .defer("document__text")
        .annotate(
            excerpt=excerpt_of(),
            promises=Exists(Incentive.objects.filter(clause__document=OuterRef("document"))),
            aims=Exists(Target.objects.filter(clause__document=OuterRef("document"))),
        )
        .first()
    )
    if clause is None:
        raise Http404
    tree = list(
        Clause.objects.filter(document=clause.document_id).only(
            "document_id", "ref", "label", "level", "title", "title_en", "parent_id", "position"
        )
    )
    below = _below(clause, tree)
    tasks = with_units(_tasks(actor, below))
    lights: dict[str, int] = {}
    for row in tasks:
        lights[row.task.light] = lights.get(row.task.light, 0) + 1
    place = next(n for n, one in enumerate(tree) if one.pk == clause.pk)
    return ClausePage(
        clause=clause,
        excerpt=getattr(clause, "excerpt", "") or "",
        path=_path(clause, tree),
        children=[one for one in tree if one.parent_id == clause.pk],
        previous=tree[place - 1] if place else None,
        following=tree[place + 1] if place + 1 < len(tree) else None,
        tasks=tasks,
        targets=target_rows(
            actor, Target.objects.filter(clause__in=below, withdrawn=False), actor.today.year
        )[:MOST]
        if getattr(clause, "aims", True)
        else [],
        incentives=list(Incentive.objects.filter(clause__in=below).order_by("position")[:MOST])
        if getattr(clause, "promises", True)
        else [],
        findings=list(Finding.objects.filter(clause__in=below)),
        parks=list(
            visible_to(actor, Park.objects.filter(clause_ref=f"{clause.document.key}#{clause.ref}"))
        ),
        progress=_progress(actor, tasks),
        lights=lights,
    )


def _below(clause: Clause, tree: list[Clause]) -> list[int]:
    """Return the clause and all clauses below it."""
    held = {clause.pk}
    grown = True
    while grown:
        more = {one.pk for one in tree if one.parent_id in held} - held
        grown = bool(more)
        held |= more
    return sorted(held)


def _path(clause: Clause, tree: list[Clause]) -> list[Clause]:
    known = {one.pk: one for one in tree}
    path: list[Clause] = []
    parent = clause.parent_id
    while parent is not None:
        path.append(known[parent])
        parent = known[parent].parent_id
    return path[::-1]


def _tasks(actor: Actor, clauses: list[int]) -> list[Task]:
    tasks = visible_to(actor, Task.objects.filter(clause__in=clauses))
    return list(
        tasks.exclude(state=Task.State.WITHDRAWN)
        .select_related("plan", "clause")
        .defer("search")
        .order_by("position")[:MOST]
    )


def _progress(actor: Actor, rows: list[Row]) -> list[Progress]:
    if not rows:
        return []
    entries = Progress.objects.filter(task__in=[row.task.pk for row in rows])
    return list(
        visible_to(actor, entries)
        .select_related("department", "task")
        .defer("task__search")
        .order_by("-on", "-pk")[:LATEST]
    )
