"""The page of one task: what it asks, who has a part, what was done, and why its light shines."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Substr
from django.http import Http404

from fumao.apps.audit.models import Event
from fumao.apps.files.models import Attachment
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.apps.plans.models import (
    Comment,
    Extension,
    Finding,
    HelpRequest,
    Milestone,
    Progress,
    Target,
    Task,
    TaskUnit,
)
from fumao.apps.plans.project import stream_of

_WITH: dict[type[Any], tuple[str, ...]] = {
    Comment: ("department", "by"),
    HelpRequest: ("department", "by", "to", "answered_by"),
    Extension: ("department", "by", "decided_by"),
    Progress: ("department", "by", "milestone", "reviewed_by"),
}
TASK_ACTIONS = (
    Action.ASSIGN_TASK,
    Action.SIGN_TASK,
    Action.REPORT_PROGRESS,
    Action.ASK_EXTENSION,
    Action.ASK_HELP,
    Action.COMMENT,
)


@dataclass(frozen=True, slots=True)
class Report:
    """A progress report with its files and whether the actor may judge it."""

    entry: Progress
    files: list[Attachment]
    may_review: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """One event of the history; `kind` is worded by queries.recent.WORDS."""

    seq: int
    kind: str
    on: date
    at: datetime
    person: str
    person_en: str
    unit: str
    unit_en: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Everything the page of a task shows; `may` holds the actions open to the actor."""

    task: Task
    excerpt: str
    units: list[TaskUnit]
    milestones: list[Milestone]
    reports: list[Report]
    comments: list[Comment]
    help: list[tuple[HelpRequest, bool]]  # with: may the actor answer it
    extensions: list[tuple[Extension, bool]]  # with: may the actor decide it
    history: list[Moment]
    targets: list[Target]
    findings: list[Finding]
    may: frozenset[Action]


def task_page(actor: Actor, code: str) -> TaskPage:
    """Return the page of a task (at most 12 queries); raises Http404 where it is out of sight."""
    task = _task(actor, code)
    units = list(task.units.all())
    events = _history(task)
    kinds = {event.kind for event in events}  # what never happened is not asked for
    return TaskPage(
        task=task,
        excerpt=getattr(task, "excerpt", "") or "",
        units=units,
        milestones=list(task.milestones.all()),
        reports=_reports(actor, task, events) if "progress_submitted" in kinds else [],
        comments=_of_task(actor, Comment.objects.all(), task) if "commented" in kinds else [],
        help=[
            (entry, entry.state == HelpRequest.State.OPEN and may(actor, Action.ANSWER_HELP, entry))
            for entry in (
                _of_task(actor, HelpRequest.objects.all(), task) if "help_asked" in kinds else []
            )
        ],
        extensions=[
            (
                entry,
                entry.state == Extension.State.ASKED and may(actor, Action.DECIDE_EXTENSION, entry),
            )
            for entry in (
                _of_task(actor, Extension.objects.all(), task) if "extension_asked" in kinds else []
            )
        ],
        history=events if _sees_work(actor, task) else _published_part(events),
        targets=list(_targets(task.clause_id)) if getattr(task, "has_targets", True) else [],
        findings=_findings(task) if getattr(task, "has_findings", True) else [],
        may=frozenset(action for action in TASK_ACTIONS if may(actor, action, task))
        if task.state == Task.State.OPEN
        else frozenset({Action.COMMENT} if may(actor, Action.COMMENT, task) else ()),
    )


def _task(actor: Actor, code: str) -> Task:
    parts = TaskUnit.objects.select_related("department", "group")
    tasks = (
        visible_to(actor, Task.objects.filter(code=code))
        .select_related("plan", "clause__document", "area", "contact", "waiting_on")
        .defer("search", "clause__document__text")
        .prefetch_related(Prefetch("units", queryset=parts), "milestones")
        .annotate(
            excerpt=excerpt_of("clause__"),
            has_targets=Exists(_targets(OuterRef("clause"))),
            has_findings=Exists(Finding.objects.filter(clause=OuterRef("clause"))),
        )
    )
    task = tasks.first()
    if task is None:
        raise Http404
    return task


def _targets(clause: int | OuterRef) -> QuerySet[Target]:
    return Target.objects.filter(clause=clause, withdrawn=False)


def excerpt_of(way: str = "") -> Substr:
    """Return the expression for a clause's own characters, cut in the database."""
    start, end = F(f"{way}start"), F(f"{way}end")
    return Substr(f"{way}document__text", start + 1, end - start)


def _of_task[M: (Comment, HelpRequest, Extension, Progress)](
    actor: Actor, rows: QuerySet[M], task: Task
) -> list[M]:
    """Return the visible entries of a task, each with the task already in hand."""
    entries = list(visible_to(actor, rows.filter(task=task.pk)).select_related(*_WITH[rows.model]))
    for entry in entries:
        entry.task = task
    return entries


def _reports(actor: Actor, task: Task, events: list[Moment]) -> list[Report]:
    entries = _of_task(actor, Progress.objects.all(), task)
    attached = {
        a.pk: a
        for a in Attachment.objects.filter(stream=stream_of(task.code)).select_related("file")
    }
    files: dict[int, list[Attachment]] = {}
    for event in events:
        if event.kind == "progress_submitted":
            kept = [attached[f["id"]] for f in event.data["files"] if f["id"] in attached]
            files[event.data["progress"]] = kept
    return [Report(entry, files.get(entry.pk, []), _may_review(actor, entry)) for entry in entries]


def _may_review(actor: Actor, entry: Progress) -> bool:
    if entry.state != Progress.State.SUBMITTED or entry.task.state != Task.State.OPEN:
        return False
    closing = entry.kind == Progress.Kind.CLOSE_OUT
    return may(actor, Action.ACCEPT_CLOSE_OUT if closing else Action.REVIEW_PROGRESS, entry)


def _history(task: Task) -> list[Moment]:
    rows = (
        Event.objects.filter(stream=stream_of(task.code))
        .order_by("-seq")
        .values_list(
            "seq",
            "kind",
            "on",
            "at",
            "actor__title",
            "actor__name",
            "actor__title_en",
            "actor__name_en",
            "department__name",
            "department__name_en",
            "data",
        )
    )
    return [
        Moment(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4] or row[5] or "",
            row[6] or row[7] or row[4] or row[5] or "",
            row[8] or "",
            row[9] or "",
            row[10],
        )
        for row in rows
    ]


# What anybody who sees the task may know of its history; the words of the work stay with those
# who work on it (policy: Progress is WORK, Task is PUBLISHED).
_PUBLIC = frozenset({"created", "amended", "withdrawn", "scheduled", "extension_granted", "closed"})


def _published_part(events: list[Moment]) -> list[Moment]:
    return [event for event in events if event.kind in _PUBLIC]


def _sees_work(actor: Actor, task: Task) -> bool:
    """Return whether the actor stands above the task's area or has a part in it."""
    if any(task.area.path.startswith(p.area_path) for p in actor.positions):
        return True
    parts = {unit.department_id for unit in task.units.all()}
    return bool(actor.covers & parts)


def _findings(task: Task) -> list[Finding]:
    rows = Finding.objects.filter(plan=task.plan_id, clause=task.clause_id)
    return [f for f in rows if task.code in f.data.get("tasks", []) or not f.data.get("tasks")]
