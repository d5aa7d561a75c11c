"""Why a light shines: the steps that led to it, by day, and what turns it green."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumao.apps.plans import wording
from fumao.apps.plans.days import working_days
from fumao.apps.plans.models import Light, Task
from fumao.core.errors import Words

ICONS = {
    Light.GREEN: ("circle-check", "ok"),
    Light.BLUE: ("bell", "cur"),
    Light.YELLOW: ("alert-triangle", ""),
    Light.RED: ("alert-octagon", "bad"),
    Light.GREY: ("circle-dashed", ""),
    Light.NONE: ("database-off", ""),
}
HEADS: dict[str, Promise] = {
    Light.GREEN: _("为什么是绿灯"),
    Light.BLUE: _("为什么是蓝灯"),
    Light.YELLOW: _("为什么是黄灯"),
    Light.RED: _("为什么是红灯"),
    Light.GREY: _("为什么还没有亮灯"),
    Light.NONE: _("为什么缺数据"),
}
LONGEST = 120  # days over which holidays are told one by one


@dataclass(frozen=True, slots=True)
class Step:
    """A day on the way to the light; `words` may be a label or a whole sentence."""

    day: date
    words: str | Promise
    icon: str
    tone: str = ""
    until: date | None = None
    deciding: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """The panel: head, steps in the order of their days, sentences beside, what turns it green."""

    head: str | Promise
    steps: list[Step]
    asides: list[str]
    cure: list[str]


def why(task: Task, today: date, language: str, begun: date | None = None) -> Why:
    """Return the explanation of a task's light in `language`; needs no query.

    `begun` is the day a task was added to its plan; without it the plan's.
    """
    reasons = [(code, figures) for code, figures in task.light_why]
    sentences = wording.why(reasons, language)
    begun = begun or task.plan.starts_on
    words = _("追加到计划") if task.source else _("计划开始")
    steps = [Step(begun, words, "file-text"), *_dated(task, today, reasons, language)]
    if sentences:
        icon, tone = ICONS[Light(task.light)]
        steps.append(Step(today, sentences[0], icon, tone, deciding=True))
    # Of one day, the sentence that decides comes last.
    steps.sort(key=lambda step: (step.day, step.deciding))
    return Why(HEADS[task.light], steps, sentences[1:], wording.cure(task.light, reasons, language))


def _dated(
    task: Task, today: date, reasons: list[tuple[str, dict[str, object]]], language: str
) -> Iterator[Step]:
    if task.started_on:
        yield Step(task.started_on, _("提交启动佐证，后经采信"), "player-play", "ok")
    moved = task.original_due is not None and task.original_due != task.due
    if moved and task.original_due:
        yield Step(task.original_due, _("原定期限"), "calendar")
    if task.due:
        yield Step(task.due, _("现定期限") if moved else _("期限"), "flag")
    red_on = next((f["red_on"] for _code, f in reasons if f.get("red_on")), None)
    if red_on:
        yield Step(date.fromisoformat(str(red_on)), _("不办结则转红灯"), "alert-octagon", "bad")
    due = _counted_from(task, reasons)
    if due and due < today and (today - due).days <= LONGEST:
        yield from _pauses(due, today, language)


def _counted_from(task: Task, reasons: list[tuple[str, dict[str, object]]]) -> date | None:
    """Return the day from which the light counts working days late."""
    if not reasons or not reasons[0][1].get("late"):
        return None
    return date.fromisoformat(str(reasons[0][1]["due"]))


def _pauses(start: date, end: date, language: str) -> Iterator[Step]:
    """Yield the holidays between two days, which the count leaves out."""
    calendar = working_days().calendar
    days = [start + timedelta(n) for n in range(1, (end - start).days + 1)]
    for off, run in groupby(
        days, key=lambda day: not calendar.is_working(day) and calendar.name(day) is not None
    ):
        if off:
            held = list(run)
            until = held[-1] if len(held) > 1 else None
            name = calendar.name(held[0])
            words = gettext("%(name)s，不计入工作日") % {"name": _in(name, language)}
            yield Step(held[0], words, "calendar", until=until)


def _in(words: Words | None, language: str) -> str:
    if words is None:
        return gettext("法定假日")
    return words.zh if language.startswith("zh") else words.en
