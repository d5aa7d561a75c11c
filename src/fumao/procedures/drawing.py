"""A route as a drawing: an SVG that prints, reads aloud, and takes its colours from the page.

Upright it is 360 px wide, for a phone or a column; lying it grows to the right.
"""

from collections.abc import Iterable
from typing import Literal
from xml.sax.saxutils import escape

from fumao.procedures.definitions import GRANTED, REFUSED, Procedure, Step
from fumao.procedures.drawing_parts import START, Box, box_svg, boxes, said_of, say
from fumao.procedures.state import CaseState

Way = Literal["upright", "lying"]
_WIDTH = 360
_LEFT, _RIGHT = 34, 322  # the boxes of an upright drawing
_GAP = 26
_COLUMN, _BETWEEN = 164, 30  # of a lying one
_HEAD = 4  # half an arrow's head


def route_svg(
    procedure: Procedure, language: str, state: CaseState | None = None, way: Way = "upright"
) -> str:
    """Return the drawing of a route; with a state, done steps are ticked and the present is thick.

    No style attributes: classes `routemap`, `node`, `done`, `now`, `skipped`, `refused`, `line`,
    `refuse`, `return`, `jump` are there for the page's style sheet.
    """
    drawn = _Upright() if way == "upright" else _Lying()
    drawn.place(boxes(procedure, language, state, drawn.column))
    lines = _lines(procedure, drawn)
    nodes = [box_svg(box) for box in drawn.boxes.values()]
    width, height = drawn.size(procedure)
    title = say(f"{procedure.title.zh}：流程图", f"{procedure.title.en}: route", language)
    name = f"route-{procedure.key}{'-' + procedure.variant if procedure.variant else ''}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="routemap {way}" '
        f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="sans-serif">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(told(procedure, language, state))}</desc>'
        f"{''.join(lines)}{''.join(nodes)}</svg>"
    )


def told(procedure: Procedure, language: str, state: CaseState | None = None) -> str:
    """Return the route in sentences, for those who do not see the drawing."""
    by_key = {box.key: box for box in boxes(procedure, language, state, _RIGHT - _LEFT)}
    titles = {step.key: step.title.say(language) for step in procedure.route}
    titles |= {
        GRANTED: say("办结", "granted", language),
        REFUSED: say("不予通过", "turned down", language),
    }
    comma, stop = say("，", ", ", language), say("。", ". ", language)
    sentences = []
    for number, step in enumerate(procedure.route, start=1):
        parts = [f"{number} {titles[step.key]}", *said_of(procedure, step, language)]
        parts += _onward(step, titles, language)
        mark = _MARKS.get(by_key[step.key].mark)
        if mark is not None:
            parts.append(say(*mark, language))
        sentences.append(comma.join(parts))
    return (stop.join(sentences) + stop).strip()


_MARKS = {
    "done": ("已办", "done"),
    "now": ("正在办理", "in progress"),
    "skipped": ("已跳过", "skipped"),
    "refused": ("未通过", "turned down"),
}


def _onward(step: Step, titles: dict[str, str], language: str) -> Iterable[str]:
    targets = (
        ("通过后", "then", step.passed),
        ("不通过则", "if turned down", step.refused),
        ("转人工则", "if held", step.held),
    )
    for zh, en, target in targets:
        if target:
            yield say(
                f"{zh}{titles.get(target, target)}", f"{en} {titles.get(target, target)}", language
            )
    if step.returns:
        yield say("可退回补正", "may be returned for correction", language)


def _lines(procedure: Procedure, drawn: "_Upright | _Lying") -> list[str]:
    """Return the arrows: on, past, down to a refusal, back to the applicant."""
    found = [drawn.on(START, procedure.route[0].key)] if procedure.route else []
    keys = [step.key for step in procedure.route]
    lane = 0
    for place, step in enumerate(procedure.route):
        following = keys[place + 1] if place + 1 < len(keys) else GRANTED
        for target in dict.fromkeys((step.passed, step.held, step.refused)):
            if target == following:
                found.append(drawn.on(step.key, target))
            elif target and target != REFUSED and target in drawn.boxes:
                found.append(drawn.past(step.key, target, lane))
                lane = (lane + 1) % 2
    refusing = [step.key for step in procedure.route if REFUSED in step.targets()]
    if refusing:
        found.append(drawn.refuse(refusing))
    returning = [step.key for step in procedure.route if step.returns]
    if returning:
        found.append(drawn.back(returning))
    return found


def _path(css: str, d: str, dash: bool = False) -> str:
    dashed = ' stroke-dasharray="5 4"' if dash else ""
    return (
        f'<path class="line {css}" d="{d}" fill="none" stroke="currentColor" '
        f'stroke-opacity=".7" stroke-width="1.25"{dashed}/>'
    )


def _head(css: str, x: float, y: float, dx: int, dy: int) -> str:
    """Return an arrow's head whose tip is at x, y and that points along dx, dy."""
    a, b = _HEAD * dy, _HEAD * dx  # across
    back_x, back_y = x - 7 * dx, y - 7 * dy
    d = f"M{x:g} {y:g}L{back_x + a:g} {back_y + b:g}L{back_x - a:g} {back_y - b:g}z"
    return f'<path class="head {css}" d="{d}" fill="currentColor" fill-opacity=".8"/>'


class _Upright:
    """Boxes below each other; refusals go down on the right, returns up on the left."""

    column = _RIGHT - _LEFT

    def __init__(self) -> None:
        self.boxes: dict[str, Box] = {}

    def place(self, found: Iterable[Box]) -> None:
        """Give every box its place."""
        y = 6.0
        for box in found:
            self.boxes[box.key] = box.at(_LEFT, y, self.column)
            y += box.height + _GAP

    def size(self, _procedure: Procedure) -> tuple[float, float]:
        """Return width and height of the drawing."""
        last = list(self.boxes.values())[-1]
        return _WIDTH, last.y + last.height + 6

    def on(self, source: str, target: str) -> str:
        """Draw the arrow to the next box."""
        a, b = self.boxes[source], self.boxes[target]
        x = a.centre
        return _path("pass", f"M{x:g} {a.y + a.height:g}V{b.y - 6:g}") + _head("pass", x, b.y, 0, 1)

    def past(self, source: str, target: str, lane: int) -> str:
        """Draw an arrow past other boxes."""
        a, b = self.boxes[source], self.boxes[target]
        x, end = _RIGHT + 9 + 8 * lane, b.y + 12
        d = f"M{_RIGHT} {a.y + 12:g}H{x}V{end:g}H{_RIGHT + 6}"
        return _path("jump", d) + _head("jump", _RIGHT, end, -1, 0)

    def refuse(self, keys: Iterable[str]) -> str:
        """Draw the way down to the refusal."""
        x, end = _RIGHT + 28, self.boxes[REFUSED]
        stubs = "".join(f"M{_RIGHT} {self.boxes[key].middle:g}H{x}" for key in keys)
        first = self.boxes[next(iter(keys))].middle
        d = f"{stubs}M{x} {first:g}V{end.middle:g}H{_RIGHT + 6}"
        return _path("refuse", d) + _head("refuse", _RIGHT, end.middle, -1, 0)

    def back(self, keys: list[str]) -> str:
        """Draw the way back to the applicant."""
        x, start = _LEFT - 20, self.boxes[START]
        stubs = "".join(f"M{_LEFT} {self.boxes[key].middle:g}H{x}" for key in keys)
        d = f"{stubs}M{x} {self.boxes[keys[-1]].middle:g}V{start.middle:g}H{_LEFT - 6}"
        return _path("return", d, dash=True) + _head("return", _LEFT, start.middle, 1, 0)


class _Lying:
    """Boxes side by side; refusals go along below, returns along above."""

    column = _COLUMN
    _top = 34.0

    def __init__(self) -> None:
        self.boxes: dict[str, Box] = {}
        self.bottom = 0.0

    def place(self, found: Iterable[Box]) -> None:
        """Give every box its place; the refusal lies below the last."""
        x = 6.0
        for box in found:
            if box.key == REFUSED:
                last = self.boxes[GRANTED]
                self.boxes[box.key] = box.at(last.x, self.bottom + 24, self.column)
                continue
            self.boxes[box.key] = box.at(x, self._top, self.column)
            self.bottom = max(self.bottom, self._top + box.height)
            x += self.column + _BETWEEN

    def size(self, _procedure: Procedure) -> tuple[float, float]:
        """Return width and height of the drawing."""
        right = max(box.x + box.width for box in self.boxes.values())
        below = max(box.y + box.height for box in self.boxes.values())
        return right + 6, below + 22

    def on(self, source: str, target: str) -> str:
        """Draw the arrow to the next box."""
        a, b = self.boxes[source], self.boxes[target]
        y = self._top + 20
        return _path("pass", f"M{a.x + a.width:g} {y:g}H{b.x - 6:g}") + _head("pass", b.x, y, 1, 0)

    def past(self, source: str, target: str, lane: int) -> str:
        """Draw an arrow past other boxes."""
        a, b = self.boxes[source], self.boxes[target]
        y, x, end = self.bottom + 8 + 6 * lane, a.x + a.width - 16, b.x + 16
        d = f"M{x:g} {a.y + a.height:g}V{y:g}H{end:g}V{b.y + b.height + 6:g}"
        return _path("jump", d) + _head("jump", end, b.y + b.height, 0, -1)

    def refuse(self, keys: Iterable[str]) -> str:
        """Draw the way along to the refusal."""
        end = self.boxes[REFUSED]
        y = end.middle
        found = [self.boxes[key] for key in keys]
        stubs = "".join(f"M{box.centre:g} {box.y + box.height:g}V{y:g}" for box in found)
        d = f"{stubs}M{found[0].centre:g} {y:g}H{end.x - 6:g}"
        return _path("refuse", d) + _head("refuse", end.x, y, 1, 0)

    def back(self, keys: list[str]) -> str:
        """Draw the way back to the applicant."""
        y, start = self._top - 18, self.boxes[START]
        stubs = "".join(f"M{self.boxes[key].centre:g} {self._top:g}V{y:g}" for key in keys)
        d = f"{stubs}M{self.boxes[keys[-1]].centre:g} {y:g}H{start.centre:g}V{start.y - 6:g}"
        return _path("return", d, dash=True) + _head("return", start.centre, start.y, 0, 1)
