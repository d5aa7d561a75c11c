"""How a synthetic case goes: who does what on which day, from a seed, through the real engine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from fumao.apps.plans.days import working_days
from fumao.core.errors import CoreError
from fumao.procedures import acts, fold, timers
from fumao.procedures.definitions import Procedure
from fumao.procedures.events import Happened
from fumao.procedures.state import CaseState, Defect, Run

# Shares of what becomes of a case, of a hundred; of those returned a few are never mended.
_WITHDRAWN, _REFUSED, _NOT_ACCEPTED, _SLOW, _RETURNED, _LAPSED = 3, 7, 2, 6, 18, 2
_LEFT = 0.06  # how often an office has not come to a step on a day; of the slow ones
_LEFT_SLOW = 0.85
_LEFT_PAY = 0.6  # the treasury pays by batches
_WAITS = _WITHDRAWN + _REFUSED + _NOT_ACCEPTED
_OPINIONS = {
    "accept": "材料齐全，予以受理（演示）",
    "review": "经审查符合条件（演示）",
    "consult": "同意（演示）",
    "visit": "现场情况与申报一致（演示）",
    "panel": "专家组建议通过（演示）",
    "decide": "同意（演示）",
    "pay": "已核对付款信息（演示）",
}


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a case: its place among a hundred, and a step that nobody comes to yet."""

    place: int
    rests: str = ""


RETURNED = Fate(99)  # returned and never mended
GRANTED = Fate(50)


@dataclass(slots=True)
class Story:
    """A case that is told: its events and the state they lead to.

    `number` gives the outcome its number on a day, once the route has come to its issue.
    """

    procedure: Procedure
    number: Callable[[date], str]
    events: list[Happened]
    state: CaseState


@dataclass(frozen=True, slots=True)
class Hands:
    """Who can take a seat: persons by (department, role), and experts by department."""

    seats: Mapping[tuple[int | None, str], list[int]]


def tell(  # noqa: PLR0913, PLR0917 - what a story is made of
    procedure: Procedure,
    first: Happened,
    hands: Hands,
    today: date,
    rng: Random,
    number: Callable[[date], str],
    fate: Fate | None = None,
) -> Story:
    """Return what happens to a case up to today; its fate is chance where None is given."""
    calendar = working_days().calendar
    story = Story(procedure, number, [first], fold.begin(procedure, calendar, first))
    _issue(story)
    day = first.on
    fate = fate or Fate(rng.randrange(100))
    while story.state.is_open:
        day = _next(day + timedelta(days=rng.choice((0, 1, 1, 2, 3, 5))))
        _pass_time(story, min(day, today))
        if day > today or not story.state.is_open:
            break
        event = _act(story, hands, day, rng, fate)
        if event is not None:
            _take(story, event)
    return story


def _next(day: date) -> date:
    return working_days().calendar.next_working(day).date


def _take(story: Story, event: Happened) -> None:
    story.events.append(event)
    story.state = fold.apply(story.procedure, working_days().calendar, story.state, event)
    _issue(story)


def _issue(story: Story) -> None:
    """Give the outcome its number at once, as the transaction of the last act would."""
    if story.state.issuing:
        day = story.events[-1].on
        _take(story, Happened("issued", day, data={"number": story.number(day)}))


def _pass_time(story: Story, until: date) -> None:
    """Let every day since the last event begin, with what it brings."""
    calendar, day = working_days().calendar, story.events[-1].on
    while day <= until and story.state.is_open:
        while event := timers.fired(story.procedure, story.state, calendar, day):
            _take(story, event)
        day += timedelta(days=1)


def _act(story: Story, hands: Hands, day: date, rng: Random, fate: Fate) -> Happened | None:
    state = story.state
    if state.phase == "correcting":
        if fate.place >= 100 - _LAPSED or rng.random() < 0.15:
            return None  # the applicant lets it lie
        return acts.correct(state, acts.Who(story.events[0].person, day), [state.defects[0].key])
    if fate.place < _WITHDRAWN and len(story.events) == 2:
        try:
            who = acts.Who(story.events[0].person, day)
            return acts.withdraw(story.procedure, state, who, "不再办理（演示）")
        except CoreError:
            pass
    if state.phase == "publicity":
        return None
    return _by_office(story, hands, day, rng, fate)


def _by_office(story: Story, hands: Hands, day: date, rng: Random, fate: Fate) -> Happened | None:
    state = story.state
    left = _LEFT_SLOW if _WAITS <= fate.place < _WAITS + _SLOW else _LEFT
    for run in state.open_runs():
        step = story.procedure.step(run.key.step)
        waits = max(left, _LEFT_PAY) if step.do == "pay" else left
        if run.kind == "system" or step.key == fate.rests or rng.random() < waits:
            continue
        if step.do == "panel" and run.kind == "seat":
            named = _name_experts(story, run, hands, day)
            if named is not None:
                return named
        for person in hands.seats.get((run.office, run.role), []):
            who = acts.Who(run.assignee or person, day, None, run.office)
            try:
                return acts.finish(
                    story.procedure, state, run.key, who, _word(story, run, rng, fate)
                )
            except CoreError:
                continue
    return None


def _name_experts(story: Story, run: Run, hands: Hands, day: date) -> Happened | None:
    step = story.procedure.step(run.key.step)
    latest = story.state.latest(step.key).values()
    if any(one.kind == "expert" for one in latest):
        return None
    experts = hands.seats.get((run.office, "expert"), [])[: max(step.experts, 3)]
    for person in hands.seats.get((run.office, run.role), []):
        try:
            return acts.name_experts(
                story.procedure, story.state, run.key, experts, acts.Who(person, day)
            )
        except CoreError:
            continue
    return None


def _word(story: Story, run: Run, rng: Random, fate: Fate) -> acts.Word:
    step = story.procedure.step(run.key.step)
    if run.kind == "expert":
        scores = {
            c.key: (c.most * rng.randint(70, 97) / 100).quantize(c.most) for c in step.criteria
        }
        return acts.Word("passed", "", (), scores)
    returns = fate.place >= 100 - _RETURNED and not story.state.corrections
    if returns and step.returns and step.do in ("accept", "review") and story.procedure.form:
        field = story.procedure.form[0]
        return acts.Word(
            "returned",
            "请核对（演示）",
            [Defect(field.key, f"“{field.label.zh}”与材料不一致（演示）")],
        )
    refuses = _WITHDRAWN <= fate.place < _WITHDRAWN + _REFUSED
    if refuses and step.refused and step.do in ("review", "decide"):
        return acts.Word("refused", "不符合条件（演示）")
    if _WAITS - _NOT_ACCEPTED <= fate.place < _WAITS and step.refused and step.do == "accept":
        return acts.Word("refused", "不属于本机关受理范围（演示）")
    return acts.Word("passed", _OPINIONS.get(step.do, "同意（演示）"))
