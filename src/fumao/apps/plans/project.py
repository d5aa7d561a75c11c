"""A task's row as its events and the day make it; called by every action in its transaction."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from fumao.apps.audit.models import Event
from fumao.apps.plans.days import working_days
from fumao.apps.plans.facts import TaskFacts
from fumao.apps.plans.fold import Happening, fold
from fumao.apps.plans.lights import Days, light
from fumao.apps.plans.models import Task

PROJECTED = (
    "state",
    "schedule_kind",
    "due",
    "original_due",
    "review_months",
    "contact_id",
    "percent",
    "started_on",
    "last_progress_on",
    "closed_on",
    "light",
    "light_on",
    "light_why",
    "waiting_on_id",
    "days_left",
)


def stream_of(code: str) -> str:
    """Return the stream of a task's events."""
    return f"task:{code}"


def happenings(code: str) -> list[Happening]:
    """Return the events of a task in their order (one query)."""
    rows = (
        Event.objects.filter(stream=stream_of(code))
        .order_by("seq")
        .values_list("kind", "on", "actor_id", "data")
    )
    return [Happening(*row) for row in rows]


def facts_by_code(codes: Sequence[str]) -> dict[str, TaskFacts]:
    """Return the facts of many tasks (one query); a task without events is left out."""
    rows = (
        Event.objects.filter(stream__in=[stream_of(code) for code in codes])
        .order_by("stream", "seq")
        .values_list("stream", "kind", "on", "actor_id", "data")
    )
    streams: dict[str, list[Happening]] = {}
    for stream, *rest in rows.iterator(chunk_size=5000):
        streams.setdefault(stream.removeprefix("task:"), []).append(Happening(*rest))
    return {code: fold(events) for code, events in streams.items()}


def has_accepted_evidence(task: Task) -> bool:
    """Return whether a report of the task with files was accepted by another person."""
    return fold(happenings(task.code)).has_accepted_evidence


def projection(facts: TaskFacts, day: date, days: Days) -> dict[str, Any]:
    """Return the fields of a task's row, by attribute name."""
    shown = light(facts, day, days)
    return {
        "state": facts.state,
        "schedule_kind": facts.kind,
        "due": facts.due,
        "original_due": facts.original_due,
        "review_months": facts.review_months,
        "contact_id": facts.contact,
        "percent": facts.percent,
        "started_on": facts.started_on,
        "last_progress_on": facts.last_progress_on,
        "closed_on": facts.closed_on,
        "light": shown.light,
        "light_on": day,
        "light_why": [[code, figures] for code, figures in shown.reasons],
        "waiting_on_id": shown.moved_to,
        "days_left": shown.days_left,
    }


def put(task: Task, fields: dict[str, Any]) -> set[str]:
    """Set the projected fields on a task in memory; return the names of those that changed."""
    changed = {name for name, value in fields.items() if getattr(task, name) != value}
    for name in changed:
        setattr(task, name, fields[name])
    return {name.removesuffix("_id") for name in changed}


def project(task: Task, day: date) -> TaskFacts:
    """Bring a task's row and its milestones in line with its events, within the transaction."""
    facts = fold(happenings(task.code))
    if changed := put(task, projection(facts, day, working_days())):
        task.save(update_fields=changed)
    return facts


def project_many(tasks: Iterable[Task], day: date) -> int:
    """Bring many tasks in line (three queries for every 500); return how many rows changed."""
    changed, days = 0, working_days()
    for chunk in _chunks(tasks, 500):
        facts = facts_by_code([task.code for task in chunk])
        touched: list[Task] = []
        names: set[str] = set()
        for task in chunk:
            if task.code in facts:
                moved = put(task, projection(facts[task.code], day, days))
                names |= moved
                touched += [task] if moved else []
        if touched:
            Task.objects.bulk_update(touched, sorted(names), batch_size=200)
        changed += len(touched)
    return changed


def _chunks(tasks: Iterable[Task], size: int) -> Iterable[list[Task]]:
    chunk: list[Task] = []
    for task in tasks:
        chunk.append(task)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
