"""The boxes of a route drawing: what stands in them and how large they are."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal
from xml.sax.saxutils import escape

from fumao.procedures.charges import due_words
from fumao.procedures.definitions import GRANTED, REFUSED, Procedure, Step
from fumao.procedures.naming import mode_words, seat_words, terms_of
from fumao.procedures.state import CaseState

Mark = Literal["", "done", "now", "skipped", "refused"]
START = "start"
TITLE, SMALL = 14, 12  # px
_LINE = {TITLE: 20, SMALL: 17}
PAD = 10
_MARK = 20  # room for the sign of a state


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text in a box."""

    text: str
    size: int = SMALL
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A node of the drawing: a step, the start, or an end; `dashed` where it may be skipped."""

    key: str
    lines: tuple[Line, ...]
    mark: Mark = ""
    dashed: bool = False
    x: float = 0
    y: float = 0
    width: float = 0

    @property
    def height(self) -> float:
        """Return the height its lines need."""
        return sum(_LINE[line.size] for line in self.lines) + 2 * PAD - 2

    @property
    def middle(self) -> float:
        """Return the y of its middle."""
        return self.y + self.height / 2

    @property
    def centre(self) -> float:
        """Return the x of its middle."""
        return self.x + self.width / 2

    def at(self, x: float, y: float, width: float) -> "Box":
        """Return the box in its place."""
        return replace(self, x=x, y=y, width=width)


def advance(text: str, size: int) -> float:
    """Return about how wide a text is: a Chinese sign is as wide as high, a letter half of it."""
    return sum(size if ord(one) > 0x2E7F else size * 0.56 for one in text)


def wrapped(text: str, size: int, width: float) -> list[str]:
    """Return a text in lines no wider than `width`; words are kept whole where there are any."""
    lines = [""]
    for word in _words(text):
        if lines[-1] and advance(lines[-1] + word, size) > width:
            lines.append(word.lstrip())
        else:
            lines[-1] += word
    return [line.rstrip() for line in lines]


def _words(text: str) -> Iterator[str]:
    """Yield words with the gap before them; every Chinese sign is a word."""
    held = ""
    for one in text:
        if ord(one) > 0x2E7F or one == " ":
            if held:
                yield held
            held = ""
            if one == " ":
                held = " "
            else:
                yield one
        else:
            held += one
    if held:
        yield held


def mark_of(state: CaseState | None, step: Step) -> Mark:
    """Return where a case stands with a step."""
    if state is None:
        return ""
    if step.key in state.current:
        return "now"
    latest = [run for run in state.latest(step.key).values() if run.kind in ("seat", "system")]
    if any(run.state == "refused" for run in latest) and step.refused:
        return "refused"
    if latest and all(run.state != "cancelled" for run in latest):
        return "now" if state.returned_from == step.key else "done"
    return "skipped" if step.key in state.skipped else ""


def boxes(procedure: Procedure, language: str, state: CaseState | None, width: float) -> list[Box]:
    """Return the boxes in order: the start, the steps, granted, refused where it can be."""
    inner = width - 2 * PAD - (_MARK if state is not None else 0)
    found = [_start(procedure, language, state, inner)]
    found += [_step(procedure, one, language, state, inner) for one in procedure.route]
    found.append(_end(procedure, GRANTED, language, state, inner))
    if any(REFUSED in one.targets() for one in procedure.route):
        found.append(_end(procedure, REFUSED, language, state, inner))
    return found


def say(zh: str, en: str, language: str) -> str:
    """Return one of two wordings."""
    return zh if language.startswith("zh") else en


def _start(procedure: Procedure, language: str, state: CaseState | None, inner: float) -> Box:
    title = say("申请人提交", "The applicant hands in", language)
    lines = [Line(text, TITLE, True) for text in wrapped(title, TITLE, inner)]
    if any(step.returns for step in procedure.route):
        again = say("退回时补正后再交", "mends what is returned", language)
        lines += [Line(text) for text in wrapped(again, SMALL, inner)]
    correcting = state is not None and state.phase == "correcting"
    mark: Mark = "" if state is None else "now" if correcting else "done"
    return Box(START, tuple(lines), mark)


def _step(
    procedure: Procedure, step: Step, language: str, state: CaseState | None, inner: float
) -> Box:
    lines = [Line(text, TITLE, True) for text in wrapped(step.title.say(language), TITLE, inner)]
    for text in said_of(procedure, step, language):
        lines += [Line(part) for part in wrapped(text, SMALL, inner)]
    return Box(step.key, tuple(lines), mark_of(state, step), bool(step.when))


def said_of(procedure: Procedure, step: Step, language: str) -> Iterator[str]:
    """Yield what is said of a step below its title: limit, seats, terms, fees due."""
    if step.within is not None:
        yield step.within.words().say(language)
    mode = mode_words(step)
    if mode is not None:
        yield mode.say(language)
    system = step.is_system
    for seat in step.by if not system else ():
        yield ("· " if mode is not None else "") + seat_words(seat).say(language)
    if system:
        yield say("系统办理", "by the system", language)
    for words in (*terms_of(step), *due_words(procedure, step)):
        yield words.say(language)


def _end(
    procedure: Procedure, end: str, language: str, state: CaseState | None, inner: float
) -> Box:
    title = say("办结", "Granted", language)
    if end == REFUSED:
        title = say("不予通过", "Turned down", language)
    lines = [Line(text, TITLE, True) for text in wrapped(title, TITLE, inner)]
    if end == GRANTED and procedure.outcome is not None:
        name = procedure.outcome.name.say(language)
        lines += [Line(text) for text in wrapped(name, SMALL, inner)]
    reached = state is not None and (
        state.phase == end or (end == REFUSED and state.phase == "not_accepted")
    )
    mark: Mark = "" if not reached else "done" if end == GRANTED else "refused"
    return Box(end, tuple(lines), mark)


def box_svg(box: Box) -> str:
    """Return a box as SVG: presentation attributes alone, colours from the page."""
    dash = ' stroke-dasharray="4 3"' if box.dashed else ""
    thick = 2.5 if box.mark == "now" else 1.25
    faint = "" if box.mark in ("now", "refused") else ' stroke-opacity=".45"'
    radius = 18 if box.key in (START, GRANTED, REFUSED) else 5
    shape = (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" '
        f'rx="{radius}" fill="none" stroke="currentColor" stroke-width="{thick}"{faint}{dash}/>'
    )
    left = box.x + PAD + (_MARK if box.mark else 0)
    parts, y = [shape, _sign(box)], box.y + PAD
    for line in box.lines:
        y += _LINE[line.size]
        weight = ' font-weight="650"' if line.strong else ""
        text = escape(line.text)
        parts.append(
            f'<text x="{left:g}" y="{y - 5:g}" font-size="{line.size}"{weight} '
            f'fill="currentColor">{text}</text>'
        )
    css = f"node {box.mark}".strip()
    return f'<g class="{css}">{"".join(parts)}</g>'


def _sign(box: Box) -> str:
    """Return the sign of a state: a tick, a dot, a cross, a dash."""
    if not box.mark:
        return ""
    x, y = box.x + PAD + 6, box.y + PAD + 8
    if box.mark == "now":
        return f'<circle cx="{x:g}" cy="{y:g}" r="5" fill="currentColor"/>'
    path = {
        "done": f"M{x - 5:g} {y:g}l3.5 4 6.5-8",
        "refused": f"M{x - 4:g} {y - 4:g}l8 8m0-8l-8 8",
        "skipped": f"M{x - 5:g} {y:g}h10",
    }[box.mark]
    return f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="2"/>'
