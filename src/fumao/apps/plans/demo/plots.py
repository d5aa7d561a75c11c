"""What a task's story comes to: one plot a light, so that every light is seen in the demo."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from fumao.apps.plans.days import working_days
from fumao.apps.plans.demo.story import Story
from fumao.apps.plans.facts import CONTINUOUS, FINISH_BY, START_BY, UNSCHEDULED
from fumao.apps.plans.lights import add_months
from fumao.apps.plans.models import Progress

# Of a hundred tasks so many end in each way.
DECK = (
    ["closed"] * 28 + ["green"] * 33 + ["blue"] * 9 + ["yellow"] * 10 + ["red"] * 8
    + ["grey"] * 7 + ["none"] * 5
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """The days of the demo: detailed from `first` to `last`, which is its today."""

    first: date
    last: date


def deal(count: int, rng: Random) -> list[str]:
    """Return an ending for each of `count` tasks; all the deck holds where there is room."""
    endings = [DECK[number * len(DECK) // count] for number in range(count)] if count else []
    rng.shuffle(endings)
    return endings


def play(story: Story, ending: str, frame: Frame) -> None:
    """Tell a task's whole story so that it shows `ending` on the last day."""
    start = story.task.plan.starts_on
    days, rng = working_days(), story.rng
    signed = days.add(start, rng.randint(2, 8))
    for part in story.task.units.all():
        if part.department_id and part.role != "upper" and rng.random() < 0.9:
            part.signed_on = signed if story.sign(signed, part.department_id) else None
    story.assign(signed)
    kind, due = _settle(story, ending, frame, days.add(start, rng.randint(9, 10)))
    if ending == "closed":
        _close(story, kind, due, frame)
    elif ending == "grey" and kind == START_BY and due is not None and due > frame.last:
        _wait(story, frame)
    elif kind == FINISH_BY and due is not None:
        _work_to(story, ending, due, frame)
    elif kind == START_BY and due is not None and due > frame.last:
        _wait(story, frame)
    else:
        _roll(story, ending, kind, due, frame)


def _settle(story: Story, ending: str, frame: Frame, on: date) -> tuple[str, date | None]:
    """Set a date where the document has none that can be kept; return what holds."""
    task, rng = story.task, story.rng
    late = task.due is not None and task.due < task.plan.starts_on
    if task.schedule_kind != UNSCHEDULED and not late:
        return task.schedule_kind, task.due
    ahead = frame.last + timedelta(days=rng.randint(45, 200))
    rolling = (CONTINUOUS, None)
    choices: dict[str, list[tuple[str, date | None]]] = {
        "closed": [(FINISH_BY, _closing_day(story, frame) + timedelta(days=rng.randint(5, 60)))],
        "green": [rolling, (FINISH_BY, ahead)],
        "blue": [rolling, (START_BY, working_days().add(frame.last, rng.randint(1, 9)))],
        "yellow": [rolling, (FINISH_BY, ahead)],
        "red": [rolling, (FINISH_BY, frame.last - timedelta(days=rng.randint(12, 90)))],
        "grey": [(START_BY, ahead)],
        "none": [(FINISH_BY, ahead)],
    }
    kind, due = rng.choice(choices[ending])
    if ending == "red" and Random(task.code).random() < 0.5:  # noqa: S311 - its own dice
        return UNSCHEDULED, None  # nobody has agreed on a date: that alone makes it red
    story.schedule(on, kind, due)
    return kind, due


def _closing_day(story: Story, frame: Frame) -> date:
    """Return a working day to close on, most of them within the frame."""
    start = max(story.task.plan.starts_on + timedelta(days=120), frame.first)
    if story.rng.random() < 0.2:
        start = story.task.plan.starts_on + timedelta(days=120)
    span = max(1, (frame.last - timedelta(days=12) - start).days)
    return working_days().add(start + timedelta(days=story.rng.randrange(span)), 1)


def _begin(story: Story, frame: Frame, due: date | None) -> date:
    """Report the start and have it accepted; return the day after which more may follow."""
    days = working_days()
    on = days.add(story.task.plan.starts_on, story.rng.randint(12, 30))
    if due is not None and story.task.plan.starts_on < due < on:
        on = due
    entry = story.report(on, "started")
    checked = days.add(on, story.rng.randint(1, 4))
    story.accept(entry, checked)
    return max(checked, frame.first)


def _dates(story: Story, after: date, last: date) -> list[date]:
    """Return report days about every eleven weeks, the last one exactly on `last`."""
    result = [last]
    while result[0] - after > timedelta(days=110):
        result.insert(0, result[0] - timedelta(days=story.rng.randint(70, 88)))
    return result if last > after else []


def _roll(story: Story, ending: str, kind: str, due: date | None, frame: Frame) -> None:
    """Tell of quarterly news up to the day that gives the ending."""
    rng, days = story.rng, working_days()
    after = _begin(story, frame, due if kind == START_BY else None)
    twice = ending == "red" and rng.random() < 0.4
    last = frame.last - timedelta(days=50) if twice else _last_news(story, ending, frame)
    for on in _dates(story, after, last):
        _news(story, on, frame)
    if twice:
        for back in (20, 9):
            entry = story.report(frame.last - timedelta(days=back))
            story.give_back(entry, days.add(entry.on, 2))
    elif ending == "red" and rng.random() < 0.5:
        story.notice(days.add(frame.last, 0) - timedelta(days=rng.randint(9, 16)), "red")
    _asides(story, ending, frame, None)


def _last_news(story: Story, ending: str, frame: Frame) -> date:
    """Return the day of the last news such that the next is due when the ending wants it."""
    rng, days = story.rng, working_days()
    if ending in {"yellow", "blue"}:
        for _ in range(60):
            span = (2, 13) if ending == "blue" else (-7, -1)
            last = add_months(frame.last + timedelta(days=rng.randint(*span)), -3)
            left = days.between(frame.last, add_months(last, 3))
            if (0 <= left <= 10) if ending == "blue" else (-5 <= left <= -1):
                return last
    if ending == "red":
        return frame.last - timedelta(days=rng.randint(140, 260))
    return frame.last - timedelta(days=rng.randint(4, 55))


def _news(story: Story, on: date, frame: Frame, *, percent: int | None = None) -> None:
    """File a report; one in eight is returned first, then handed in again."""
    days, rng = working_days(), story.rng
    if rng.random() < 0.12 and on < frame.last - timedelta(days=30):
        first = story.report(on - timedelta(days=9), percent=percent)
        story.give_back(first, on - timedelta(days=6))
    entry = story.report(on, percent=percent, files=rng.choice((1, 1, 2)))
    checked = days.add(on, rng.randint(1, 5))
    if checked <= frame.last:
        story.accept(entry, checked)


def _work_to(story: Story, ending: str, due: date, frame: Frame) -> None:
    """Tell of work towards a day of completion, held against the straight path."""
    rng, start = story.rng, story.task.plan.starts_on
    after = _begin(story, frame, None)
    if ending == "green" and rng.random() < 0.3 and due > frame.last:
        due = _extend(story, due, frame)
    behind = rng.randint(14, 28) if ending == "yellow" else rng.randint(0, 6)
    last = frame.last - timedelta(days=rng.randint(6, 40))
    said = _percents(story, _dates(story, after, last), (start, due, frame.last), behind)
    for on, percent in said:
        _news(story, on, frame, percent=None if ending == "none" else percent)
    _asides(story, ending, frame, due)


def _percents(
    story: Story, dates: list[date], span: tuple[date, date, date], behind: int
) -> list[tuple[date, int]]:
    """Return what people say they have done by each day: in fives, never less than before.

    Held against the straight path at the last day; work that is late gets stuck short of its end.
    """
    start, due, today = span
    own = Random(story.task.code)  # noqa: S311 - its own dice: other stories do not change with it
    total = max(1, (due - start).days)
    end = 100 * (today - start).days // total - behind
    if today > due:
        end = own.choice((55, 60, 65, 70, 75, 80, 80, 85, 85, 90))
    result: list[tuple[date, int]] = []
    for on in dates:
        passed = (on - start).days / max(1, (today - start).days)
        slow = 1 if on == dates[-1] else own.uniform(0.75, 1)
        percent = 5 * round((end if on == dates[-1] else end * passed * slow) / 5)
        last = result[-1][1] if result else 5
        result.append((on, max(last, min(95, percent))))
    return result


def _extend(story: Story, due: date, frame: Frame) -> date:
    """Have an extension granted; return the new day."""
    new_due = due + timedelta(days=story.rng.randint(30, 120))
    on = frame.last - timedelta(days=story.rng.randint(200, 400))
    on = max(on, story.told[-1].on)
    story.extension(on, due, new_due, working_days().add(on, 3))
    return new_due


def _wait(story: Story, frame: Frame) -> None:
    """Tell of a task that is not to begin yet."""
    if story.rng.random() < 0.4:
        story.comment(frame.last - timedelta(days=story.rng.randint(3, 60)), story.office)


def _close(story: Story, kind: str, due: date | None, frame: Frame) -> None:
    """Tell of a task that was finished, with milestones now and then."""
    rng, days = story.rng, working_days()
    after = _begin(story, frame, due if kind == START_BY else None)
    closing = max(_closing_day(story, frame), after + timedelta(days=20))
    closing = min(closing, days.add(frame.last, 0) - timedelta(days=4))
    if rng.random() < 0.3:
        _by_steps(story, after, closing)
    else:
        count = len(dates := _dates(story, after, closing - timedelta(days=8)))
        for number, on in enumerate(dates, 1):
            _news(story, on, frame, percent=90 * number // count)
    entry = story.report(closing, "close_out", 100, files=2)
    story.accept(entry, days.add(closing, rng.randint(1, 2)))


def _by_steps(story: Story, after: date, closing: date) -> None:
    span = (closing - after).days
    ends = [after + timedelta(days=span * part // 3) for part in (1, 2)]
    weights = (30, 40, 30)
    steps = [
        story.milestone(after, number, weights[number], day)
        for number, day in enumerate((*ends, closing))
    ]
    for step, day in zip(steps, ends, strict=False):
        entry = story.report(day, step=step)
        story.accept(entry, day + timedelta(days=1))


def _asides(story: Story, ending: str, frame: Frame, due: date | None) -> None:
    """Add requests, remarks and pending decisions beside the main line."""
    rng, days = story.rng, working_days()
    others = [
        u for u in story.task.units.all()
        if u.department_id in story.handlers and u.department_id != story.lead.department
    ]  # fmt: skip
    if others and rng.random() < 0.3:
        unit = rng.choice(others).department
        assert unit is not None  # noqa: S101 - chosen so; tells the type checker
        back = rng.choice((3, 4, 18, 24)) if ending in {"yellow", "red"} else rng.choice((2, 4, 30))
        on = frame.last - timedelta(days=back)
        answer = (days.add(on, 3), story.handlers[unit.pk]) if back == 30 else None
        story.help(on, unit.pk, unit.name, answer)
    if rng.random() < 0.25:
        story.comment(frame.last - timedelta(days=rng.randint(1, 20)), story.office)
    if ending != "red" and rng.random() < 0.3:
        _waiting_report(story, ending, frame, due)
    if due is not None and due > frame.last and rng.random() < 0.25:
        asked = frame.last - timedelta(days=rng.randint(1, 6))
        story.extension(asked, due, due + timedelta(days=60), None)


def _waiting_report(story: Story, ending: str, frame: Frame, due: date | None) -> None:
    """File a report that waits for its check and does not change the ending.

    Without new evidence it is no news, so a light that tells of missing news stays.
    """
    on = frame.last - timedelta(days=story.rng.randint(0, 4))
    last = max(row.on for row in story.rows if isinstance(row, Progress))
    if on < last:
        return
    if due is not None and ending == "green" and story.rng.random() < 0.4:
        story.report(on, "close_out", 100, files=2)
    else:
        story.report(on, files=1 if ending == "green" else 0)
