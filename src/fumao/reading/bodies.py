"""The own words of a clause, cut into measures at the responsibilities that close them."""

import re
from dataclasses import dataclass, field

from fumao.reading.clauses import Node, Tree
from fumao.reading.document import Passage
from fumao.reading.duties import KEYED, Duty, is_duty, read_duty


@dataclass(slots=True)
class Measure:
    """One measure of a clause: a stretch of its passage and the duty that closes it."""

    passage: Passage
    start: int
    end: int  # of the words, the responsibility bracket included
    duty: Duty | None
    words_end: int  # before the bracket
    said: Passage | None = None  # where the duty stands, if elsewhere


@dataclass(slots=True)
class Body:
    """A clause's own words as one passage, its measures in it."""

    index: int
    node: Node
    passage: Passage
    measures: list[Measure] = field(default_factory=list)

    @property
    def has_duty(self) -> bool:
        """Tell whether a bracket or line of responsibility closes the clause."""
        return any(measure.duty is not None for measure in self.measures)


def read_body(tree: Tree, index: int) -> Body:
    """Read the own words of one clause, without those of the clauses inside it."""
    node = tree.nodes[index]
    blocks = [block for block in node.blocks if block.kind != "row"]
    passage = _joined([block.passage for block in blocks], node.words)
    body = Body(index, node, passage)
    _find_measures(body)
    return body


def _joined(passages: list[Passage], skip: int) -> Passage:
    """Put passages behind one another, a line end between, without the label of the first."""
    words: list[str] = []
    pieces: list[tuple[int, int]] = []
    length, end = 0, 0
    for number, passage in enumerate(passages):
        part = passage.cut(skip, len(passage.text)) if number == 0 and skip else passage
        if not part.text:
            continue
        if words:
            pieces.append((length, end))
            words.append("\n")
            length += 1
        pieces.extend((here + length, there) for here, there in part.pieces)
        words.append(part.text)
        length += len(part.text)
        end = part.end
    return Passage("".join(words), tuple(pieces), end or (passages[0].end if passages else 0))


_OPEN, _CLOSE = "([〔【", ")]〕】"


def _brackets(text: str) -> list[tuple[int, int]]:
    """Return the outermost brackets of `text` as (after the opening, before the closing)."""
    out: list[tuple[int, int]] = []
    depth, begin = 0, 0
    for match in re.finditer(r"[()\[\]〔〕【】\n]", text):
        char = match.group()
        if char in _OPEN:
            if depth == 0:
                begin = match.end()
            depth += 1
        elif char in _CLOSE and depth:
            depth -= 1
            if depth == 0:
                out.append((begin, match.start()))
        elif char == "\n":
            depth = 0
    return out


_CLOSERS = re.compile(r"[。;.\s]*")


def _find_measures(body: Body) -> None:
    text = body.passage.text
    at = 0
    for low, high in sorted([*_brackets(text), *_keyed_lines(text)]):
        if low < at or not _closes_sentence(text, low, high) or not is_duty(text, low, high):
            continue
        begin, closed = _outside(text, low, high)
        closers = _CLOSERS.match(text, closed)
        stop = closers.end() if closers else closed
        words_end = begin
        if not text[at:words_end].strip("。;,. \n"):
            if body.measures and body.measures[-1].duty is not None:
                _merge(body.measures[-1].duty, read_duty(text, low, high))
                body.measures[-1].end = closed
                at = stop
                continue
            at = stop
            continue
        body.measures.append(
            Measure(body.passage, at, closed, read_duty(text, low, high), words_end)
        )
        at = stop
    if not body.measures:
        body.measures.append(Measure(body.passage, 0, len(text), None, len(text)))


def _merge(known: Duty, duty: Duty) -> None:
    known.lead.extend(duty.lead)
    known.cooperating.extend(duty.cooperating)
    known.upper.extend(duty.upper)
    known.schedule = known.schedule or duty.schedule
    known.scope = known.scope or duty.scope
    known.ranked = known.ranked or duty.ranked


_LINE_HEAD = re.compile(r"(?:^|\n|(?<=[。;]))\s*")


def _keyed_lines(text: str) -> list[tuple[int, int]]:
    """Return lines and closing sentences 责任单位:… without a bracket; those in a row are one."""
    out: list[tuple[int, int]] = []
    for match in _LINE_HEAD.finditer(text):
        key = KEYED.match(text, match.end())
        if key is None or (out and match.end() < out[-1][1]):
            continue
        line = text.find("\n", key.end())
        end = line if line >= 0 else len(text)
        if out and not text[out[-1][1] : match.end()].strip():
            out[-1] = (out[-1][0], end)
        else:
            out.append((match.end(), end))
    return out


def _closes_sentence(text: str, low: int, high: int) -> bool:
    """A responsibility stands after a full sentence or at its end, not inside one."""
    begin, after = _outside(text, low, high)
    if text[begin - 1 : begin] in ("", "。", ";", ".", "!", "\n", ")", "”", "〕", "】", "]"):
        return True
    return text[after : after + 1] in ("", "。", ";", ".", "\n", "!")


def _outside(text: str, low: int, high: int) -> tuple[int, int]:
    """Return the range of a bracket's inside together with the bracket, if there is one."""
    begin = low - 1 if low and text[low - 1] in _OPEN else low
    return begin, high + 1 if begin < low and text[high : high + 1] else high
