"""The light of a task: a pure function of its facts and the day (appraisal 5.3).

Every open task has one duty at a time: to set a date, to start, to finish, or to bring news. The
duty's day and the working days left or late give the light; a finish is also held against the
plan of its milestones or a straight path. The due day itself is on time.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, Protocol

from fumao.apps.plans.facts import (
    CLOSED,
    CONTINUOUS,
    FINISH_BY,
    START_BY,
    UNSCHEDULED,
    WITHDRAWN,
    HelpFact,
    TaskFacts,
)

GREEN, BLUE, YELLOW, RED, GREY, NONE = "green", "blue", "yellow", "red", "grey", "none"

NEAR = 10  # working days before the due day at which a reminder starts
TOLERANCE = 5  # working days late that are still yellow
BEHIND = 10  # percentage points behind the plan that are still green
NEARLY_DONE = 80  # per cent from which no reminder is due
TO_SET_A_DATE = 20  # working days the lead of an unscheduled task has
GRACE = 10  # working days the lead has where the date had passed when the document was printed
REJECTIONS = 2  # returned reports in a row that make a task red

type Figure = str | int | None
type Reason = tuple[str, dict[str, Figure]]
type DutyKind = Literal["set_date", "propose_date", "start", "finish", "update"]


class Days(Protocol):
    """Working days; ``between(a, b)`` counts those in (a, b] and is negative where b < a."""

    def between(self, start: date, end: date) -> int:
        """Return the number of working days after `start` up to and with `end`."""

    def add(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day`."""


@dataclass(frozen=True, slots=True)
class Duty:
    """What is asked of the lead next, and by when."""

    kind: DutyKind
    due: date


@dataclass(frozen=True, slots=True)
class LightResult:
    """A light with its reasons, first the one that decides; `days_left` in working days, negative
    when late; `moved_to` is the department a request waits for while its answer is overdue.
    """

    light: str
    reasons: tuple[Reason, ...]
    days_left: int | None = None
    moved_to: int | None = None


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of that month where it has none."""
    year, month = divmod(day.month - 1 + months, 12)
    first_of_next = date(day.year + year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(day.year + year, month + 1, min(day.day, last))


def duty_of(facts: TaskFacts, days: Days) -> Duty:
    """Return what an open task asks of its lead next."""
    if facts.kind == CONTINUOUS:
        return _news(facts)
    if facts.due is None:
        return Duty("set_date", days.add(facts.starts_on, TO_SET_A_DATE))
    if facts.kind == START_BY and facts.started_on is not None:
        return _news(facts)
    if printed_late(facts):
        return Duty("propose_date", days.add(facts.starts_on, GRACE))
    return Duty("start" if facts.kind == START_BY else "finish", facts.due)


def printed_late(facts: TaskFacts) -> bool:
    """Return whether the date had passed when the work began, and nobody has set another."""
    return (
        facts.kind in (START_BY, FINISH_BY)
        and facts.due is not None
        and facts.due < facts.starts_on
        and facts.rescheduled_on is None
    )


def _news(facts: TaskFacts) -> Duty:
    last = max(facts.last_substance_on or facts.starts_on, facts.started_on or facts.starts_on)
    return Duty("update", add_months(last, facts.review_months))


def expected_percent(facts: TaskFacts, day: date) -> int:
    """Return the progress in per cent that the plan expects on `day`.

    By milestones where they have dates, else by a straight path from the plan's start to the due
    day.
    """
    dated = [m for m in facts.milestones if m.due is not None]
    if dated:
        return min(100, sum(m.weight for m in dated if m.due is not None and m.due < day))
    if facts.due is None or facts.due <= facts.starts_on:
        return 100
    gone = (day - facts.starts_on).days
    return max(0, min(100, 100 * gone // (facts.due - facts.starts_on).days))


def light(facts: TaskFacts, day: date, days: Days) -> LightResult:
    """Return the light of a task on a day, with every reason in the order of weight."""
    if facts.state == CLOSED:
        return LightResult(GREEN, (("closed", {"on": _iso(facts.closed_on)}),))
    if facts.state == WITHDRAWN:
        return LightResult(GREY, (("withdrawn", {}),))
    duty = duty_of(facts, days)
    result = _by_duty(facts, duty, day, days)
    blocking = _blocking(facts, day)
    if blocking is not None:
        figures: dict[str, Figure] = {
            "unit": blocking.to_name,
            "asked": _iso(blocking.asked_on),
            "due": _iso(blocking.due),
        }
        result = replace(
            result, moved_to=blocking.to, reasons=(*result.reasons, ("waits_for_unit", figures))
        )
    return _with_asides(facts, _sterner(facts, day, result))


def _by_duty(facts: TaskFacts, duty: Duty, day: date, days: Days) -> LightResult:
    """Return the light that the duty alone gives."""
    left = days.between(day, duty.due)
    figures: dict[str, Figure] = {"due": _iso(duty.due), "left": left}
    if duty.kind == "propose_date":
        figures |= {"printed": _iso(facts.starts_on), "first": _iso(facts.original_due)}
    if duty.kind == "update":
        last = facts.last_substance_on or facts.started_on
        figures |= {"last": _iso(last), "months": facts.review_months}
    late = _late(facts, duty, day, days)
    if late > 0:
        shade = RED if late > TOLERANCE else YELLOW
        turns_red = days.add(day, TOLERANCE + 1 - late) if shade == YELLOW else None
        figures |= {"late": late, "red_on": _iso(turns_red), "left": None}
        return LightResult(shade, ((f"{duty.kind}_late", figures),), min(left, -late))
    if duty.kind == "finish":
        return _before_finish(facts, day, left, figures)
    if left <= NEAR:
        return LightResult(BLUE, ((f"{duty.kind}_near", figures),), left)
    if duty.kind == "update" and (facts.last_substance_on or facts.started_on):
        return LightResult(GREEN, (("update_fresh", figures),), left)
    return LightResult(GREY, ((f"{duty.kind}_ahead", figures),), left)


def _before_finish(
    facts: TaskFacts, day: date, left: int, figures: dict[str, Figure]
) -> LightResult:
    """Return the light of a task to be finished whose due day has not passed."""
    expected, percent = expected_percent(facts, day), facts.percent
    figures |= {"percent": percent, "expected": expected}
    if percent is None:
        if left <= NEAR:
            return LightResult(BLUE, (("finish_near", figures),), left)
        if expected <= BEHIND:
            code = "finish_ahead" if facts.started_on is None else "finish_begun"
            return LightResult(
                GREY if facts.started_on is None else GREEN, ((code, figures),), left
            )
        return LightResult(NONE, (("no_figure", figures),), left)
    if expected - percent > BEHIND:
        return LightResult(YELLOW, (("behind_plan", figures | {"gap": expected - percent}),), left)
    if left <= NEAR and percent < NEARLY_DONE:
        return LightResult(BLUE, (("finish_near", figures),), left)
    return LightResult(GREEN, (("on_plan", figures),), left)


def _late(facts: TaskFacts, duty: Duty, day: date, days: Days) -> int:
    """Return the working days late that are the lead's own.

    The clock stands while a report that would fulfil the duty waits for its check, and the days
    that an asked unit lets pass beyond its limit are that unit's.
    """
    until = day
    kinds = {"start": ("started", "progress", "close_out"), "finish": ("close_out",)}
    waiting = facts.waits_for_check(*kinds.get(duty.kind, ()))
    if waiting is not None:
        until = min(until, waiting)
    late = days.between(duty.due, until)
    if late <= 0:
        return 0
    return max(0, late - _waited(facts.help, duty.due, until, days))


def _waited(requests: tuple[HelpFact, ...], start: date, end: date, days: Days) -> int:
    """Return the working days in (start, end] that lie beyond the limit of a request."""
    spans = sorted(
        (max(h.due, start), min(h.answered_on or end, end))
        for h in requests
        if h.due < end and (h.answered_on is None or h.answered_on > h.due)
    )
    total, reached = 0, start
    for low, high in spans:
        if high > max(low, reached):
            total += days.between(max(low, reached), high)
            reached = high
    return total


def _blocking(facts: TaskFacts, day: date) -> HelpFact | None:
    """Return the open request whose limit passed first."""
    late = [h for h in facts.help if h.answered_on is None and h.due < day]
    return min(late, key=lambda h: (h.due, h.id), default=None)


def _sterner(facts: TaskFacts, day: date, result: LightResult) -> LightResult:
    """Make the light red for evidence rejected twice or a slip nobody answered in time."""
    reasons: list[Reason] = []
    if facts.rejected_in_a_row >= REJECTIONS:
        last = max(r.on for r in facts.reports if r.state == "returned")
        reasons.append(("rejected_twice", {"times": facts.rejected_in_a_row, "last": _iso(last)}))
    reasons.extend(
        ("notice_unanswered", {"on": _iso(notice.on), "due": _iso(notice.due)})
        for notice in facts.notices
        if notice.answered_on is None and notice.due < day
    )
    if not reasons:
        return result
    return replace(result, light=RED, reasons=(*reasons, *result.reasons))


def _with_asides(facts: TaskFacts, result: LightResult) -> LightResult:
    """Add what does not change the light but belongs to its explanation."""
    asides: list[Reason] = []
    waiting = facts.waits_for_check("started", "progress", "close_out")
    if waiting is not None:
        asides.append(("waits_for_check", {"since": _iso(waiting)}))
    if facts.asked_due is not None:
        asides.append(("extension_asked", {"to": _iso(facts.asked_due)}))
    if facts.kind != UNSCHEDULED and facts.extensions:
        figures: dict[str, Figure] = {
            "original": _iso(facts.original_due),
            "due": _iso(facts.due),
        }
        asides.append(("extended", figures))
    if not asides:
        return result
    return replace(result, reasons=(*result.reasons, *asides))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
