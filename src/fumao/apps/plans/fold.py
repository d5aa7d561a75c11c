"""The events of one task folded into its facts. State = fold(events) is a test."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fumao.apps.plans.facts import (
    CLOSED,
    OPEN,
    WITHDRAWN,
    HelpFact,
    MilestoneFact,
    NoticeFact,
    ReportFact,
    TaskFacts,
)

type Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as fold needs it: what, on which business date, by whom, with which data."""

    kind: str
    on: date
    by: int | None
    data: Data


def fold(events: Iterable[Happening]) -> TaskFacts:
    """Return the facts of a task from its events in the order of their sequence.

    Raises ValueError where the first event does not publish the task.
    """
    facts: TaskFacts | None = None
    for event in events:
        if facts is None:
            if event.kind != "created":
                raise ValueError(f"a task begins with its publication, not with {event.kind}")
            facts = _published(event)
        else:
            step = _STEPS.get(event.kind)
            if step is not None:
                facts = step(facts, event)
    if facts is None:
        raise ValueError("a task without events has no facts")
    return facts


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _published(event: Happening) -> TaskFacts:
    data = event.data
    due = _day(data["due"])
    return TaskFacts(
        starts_on=date.fromisoformat(data["starts_on"]),
        kind=data["schedule_kind"],
        due=due,
        original_due=due,
        review_months=data.get("review_months", 3),
    )


def _amended(facts: TaskFacts, event: Happening) -> TaskFacts:
    """A new version of the plan: only what it changes counts, dates the lead set stay."""
    changes = event.data["changes"]
    if "schedule_kind" in changes or "due" in changes:
        due = _day(changes["due"]) if "due" in changes else facts.due
        facts = replace(
            facts,
            kind=changes.get("schedule_kind", facts.kind),
            due=due,
            original_due=facts.original_due or due,
            rescheduled_on=None,
        )
    return replace(facts, state=OPEN) if facts.state == WITHDRAWN else facts


def _withdrawn(facts: TaskFacts, event: Happening) -> TaskFacts:
    return replace(facts, state=WITHDRAWN)


def _signed(facts: TaskFacts, event: Happening) -> TaskFacts:
    return replace(facts, signed=facts.signed | {event.data["unit"]})


def _scheduled(facts: TaskFacts, event: Happening) -> TaskFacts:
    due = _day(event.data["due"])
    return replace(
        facts,
        kind=event.data["schedule_kind"],
        due=due,
        original_due=facts.original_due or due,
        rescheduled_on=event.on,
    )


def _milestone_added(facts: TaskFacts, event: Happening) -> TaskFacts:
    data = event.data
    added = MilestoneFact(data["milestone"], data["weight"], _day(data["due"]))
    return replace(facts, milestones=(*facts.milestones, added))


def _submitted(facts: TaskFacts, event: Happening) -> TaskFacts:
    data = event.data
    report = ReportFact(
        id=data["progress"],
        kind=data["kind"],
        on=event.on,
        percent=data.get("percent"),
        milestone=data.get("milestone"),
        files=len(data["files"]),
        new_files=data["new_files"],
        similarity=data["similarity"],
        by=event.by,
    )
    notices = tuple(
        replace(n, answered_on=event.on) if n.answered_on is None else n for n in facts.notices
    )
    return replace(facts, reports=(*facts.reports, report), notices=notices)


def _judge(facts: TaskFacts, event: Happening, state: str) -> TaskFacts:
    reports = tuple(
        replace(r, state=state, reviewed_by=event.by) if r.id == event.data["progress"] else r
        for r in facts.reports
    )
    return replace(facts, reports=reports)


def _accepted(facts: TaskFacts, event: Happening) -> TaskFacts:
    facts = _judge(facts, event, "accepted")
    report = next(r for r in facts.reports if r.id == event.data["progress"])
    if report.milestone is None:
        return facts
    milestones = tuple(
        replace(m, done_on=m.done_on or report.on) if m.id == report.milestone else m
        for m in facts.milestones
    )
    return replace(facts, milestones=milestones)


def _returned(facts: TaskFacts, event: Happening) -> TaskFacts:
    return _judge(facts, event, "returned")


def _closed(facts: TaskFacts, event: Happening) -> TaskFacts:
    return replace(facts, state=CLOSED, closed_on=event.on, asked_due=None)


def _extension_asked(facts: TaskFacts, event: Happening) -> TaskFacts:
    return replace(facts, asked_due=_day(event.data["new_due"]))


def _extension_granted(facts: TaskFacts, event: Happening) -> TaskFacts:
    due = _day(event.data["new_due"])
    return replace(facts, due=due, asked_due=None, extensions=facts.extensions + 1)


def _extension_refused(facts: TaskFacts, event: Happening) -> TaskFacts:
    return replace(facts, asked_due=None)


def _help_asked(facts: TaskFacts, event: Happening) -> TaskFacts:
    data = event.data
    asked = HelpFact(
        data["help"], data["to"], data["to_name"], event.on, date.fromisoformat(data["due"])
    )
    return replace(facts, help=(*facts.help, asked))


def _help_answered(facts: TaskFacts, event: Happening) -> TaskFacts:
    requests = tuple(
        replace(h, answered_on=event.on) if h.id == event.data["help"] else h for h in facts.help
    )
    return replace(facts, help=requests)


def _assigned(facts: TaskFacts, event: Happening) -> TaskFacts:
    return replace(facts, contact=event.data["contact"])


def _notice_issued(facts: TaskFacts, event: Happening) -> TaskFacts:
    notice = NoticeFact(
        len(facts.notices) + 1, event.on, date.fromisoformat(event.data["reply_due"])
    )
    return replace(facts, notices=(*facts.notices, notice))


_STEPS: dict[str, Callable[[TaskFacts, Happening], TaskFacts]] = {
    "amended": _amended,
    "withdrawn": _withdrawn,
    "signed": _signed,
    "scheduled": _scheduled,
    "milestone_added": _milestone_added,
    "progress_submitted": _submitted,
    "progress_accepted": _accepted,
    "progress_returned": _returned,
    "closed": _closed,
    "extension_asked": _extension_asked,
    "extension_granted": _extension_granted,
    "extension_refused": _extension_refused,
    "help_asked": _help_asked,
    "help_answered": _help_answered,
    "help_declined": _help_answered,
    "assigned": _assigned,
    "notice_issued": _notice_issued,
}
