"""Told cases written in bulk: rows, papers, outcomes, and every event in its chain."""

from collections import Counter as Counts
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from fumao.apps.audit.service import Draft as EventDraft
from fumao.apps.audit.service import record_batch
from fumao.apps.orgs.actor import Actor
from fumao.apps.procedures.book import Loaded
from fumao.apps.procedures.demo.papers import attach_papers
from fumao.apps.procedures.demo.story import Story
from fumao.apps.procedures.issuing import after_close, drawn_up, numbered, series_of
from fumao.apps.procedures.models import Case, CaseClock, Counter, Outcome, StepRun
from fumao.apps.procedures.stored import clock_row, run_row, set_columns

_ROWS = 500


@dataclass(frozen=True, slots=True)
class Told:
    """A case, its procedure and what happened to it."""

    case: Case
    held: Loaded
    story: Story


class Numbers:
    """Numbers of outcomes, counted in memory on top of those given before."""

    def __init__(self) -> None:
        self._last = Counts(dict(Counter.objects.values_list("series", "last")))

    def next(self, case: Case, pattern: str, on: date) -> str:
        """Return the next number of a case's series."""
        series, text = series_of(case, pattern, on)
        self._last[series] += 1
        return numbered(text, self._last[series])

    def keep(self) -> None:
        """Write how far each series has come."""
        Counter.objects.bulk_create(
            (Counter(series=series, last=last) for series, last in self._last.items()),
            batch_size=_ROWS, update_conflicts=True, unique_fields=["series"],
            update_fields=["last"],
        )  # fmt: skip


def write(made: Sequence[Told], actor: Actor) -> int:
    """Write cases with their runs, clocks, papers, outcomes and events; return how many."""
    for one in made:
        set_columns(one.case, one.story.state)
        one.case.seq = len(one.story.events)
    Case.objects.bulk_create([one.case for one in made])
    StepRun.objects.bulk_create(
        [run_row(one.case, run) for one in made for run in one.story.state.runs], batch_size=_ROWS
    )
    CaseClock.objects.bulk_create(
        [
            clock_row(one.case, place, account)
            for one in made
            for place, account in enumerate(one.story.state.accounts)
        ],
        batch_size=_ROWS,
    )
    attach_papers(actor, [one.case for one in made])
    issued = Outcome.objects.bulk_create(list(_outcomes(made)), batch_size=_ROWS)
    for one in made:
        if not one.story.state.is_open:
            after_close(one.case, one.held, one.story.state, one.story.events[-1], actor)
    events = [event for one in made for event in _events(one)]
    record_batch([*events, *map(_issued, issued)], new_streams=True)
    return len(made)


def _outcomes(made: Sequence[Told]) -> Iterator[Outcome]:
    for one in made:
        for event in one.story.events:
            if event.kind == "issued":
                yield drawn_up(one.case, one.held, str(event.data["number"]), event.on)


def _issued(outcome: Outcome) -> EventDraft:
    return EventDraft(
        stream=outcome.stream,
        kind="outcome_issued",
        at=_at(outcome.issued_on),
        on=outcome.issued_on,
        area=outcome.area_id,
        department=outcome.office_id,
        data={"case": outcome.case_id, "digest": outcome.digest},
    )


def _events(one: Told) -> Iterator[EventDraft]:
    for event in one.story.events:
        yield EventDraft(
            stream=one.case.stream,
            kind=f"case_{event.kind}",
            at=_at(event.on),
            on=event.on,
            area=one.case.area_id,
            actor=event.person,
            department=event.office,
            data=event.data,
        )


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
