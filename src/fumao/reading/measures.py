"""Tasks that stand in the clauses of an opinion, plan or list of measures."""

import re
from collections import Counter
from dataclasses import dataclass, field

from fumao.reading.clauses import Node, Tree
from fumao.reading.document import Document, Passage
from fumao.reading.duties import _KEYED as KEYED
from fumao.reading.duties import Duty, is_duty, read_duty, read_prose
from fumao.reading.model import Schedule, Span, Task
from fumao.reading.schedules import DUE, read_schedule

_GENERAL = re.compile(
    r"总体(?:要求|思路|目标)|指导思想|基本原则|(?:主要|发展|工作|总体|行动|建设)?目标$|工作思路|发展思路|基本思路"
)
_ITEM_STYLES = (
    "digit",
    "han_paren",
    "han",
    "article",
    "digit_paren",
    "ordinal",
    "circle",
    "chapter",
)
_DONE = (
    r"(?:前|之前|以前|底)?(?:全部|全面|基本)?(?:完成|建成|落实到位|实现|出台|印发|上线|启动|投入)"
)


@dataclass(slots=True)
class Measure:
    """One measure of a clause: a stretch of its passage and the duty that closes it."""

    passage: Passage
    start: int
    end: int  # of the words, the responsibility bracket included
    duty: Duty | None
    words_end: int  # before the bracket


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


def clause_tasks(
    document: Document, tree: Tree, year: int | None, *, first_leads: bool = False
) -> list[Task]:
    """Read the tasks of the clauses: items with a responsibility, or the numbered items."""
    bodies = [_body(document, tree, i) for i, node in enumerate(tree.nodes) if node.style != "row"]
    chosen = _choose(tree, bodies)
    out: list[Task] = []
    for body in chosen:
        for measure in body.measures:
            out.append(_task(document, body, measure, (year, first_leads)))
    return out


def has_duties(document: Document, tree: Tree) -> int:
    """Count the clauses that are closed by a responsibility."""
    return sum(
        _body(document, tree, i).has_duty
        for i, node in enumerate(tree.nodes)
        if node.style != "row"
    )


def _body(document: Document, tree: Tree, index: int) -> Body:
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
    for low, high in [*_brackets(text), *_keyed_lines(text)]:
        if low < at or not _closes_sentence(text, low, high) or not is_duty(text, low, high):
            continue
        begin, closed = _outside(text, low, high)
        stop = _CLOSERS.match(text, closed)
        assert stop is not None
        words_end = begin
        if not text[at:words_end].strip("。;,. \n"):
            if body.measures and body.measures[-1].duty is not None:
                _merge(body.measures[-1], read_duty(text, low, high), closed)
                at = stop.end()
                continue
            at = stop.end()
            continue
        body.measures.append(
            Measure(body.passage, at, closed, read_duty(text, low, high), words_end)
        )
        at = stop.end()
    if not body.measures:
        body.measures.append(Measure(body.passage, 0, len(text), None, len(text)))


def _merge(measure: Measure, duty: Duty, end: int) -> None:
    known = measure.duty
    assert known is not None
    known.lead.extend(duty.lead)
    known.cooperating.extend(duty.cooperating)
    known.upper.extend(duty.upper)
    known.schedule = known.schedule or duty.schedule
    known.scope = known.scope or duty.scope
    known.ranked = known.ranked or duty.ranked
    measure.end = end


def _keyed_lines(text: str) -> list[tuple[int, int]]:
    """Return lines and closing sentences 责任单位:… that stand without a bracket."""
    out: list[tuple[int, int]] = []
    for match in re.finditer(r"(?:^|\n|(?<=。))\s*", text):
        key = KEYED.match(text, match.end())
        if key is None:
            continue
        line = text.find("\n", key.end())
        out.append((match.end(), line if line >= 0 else len(text)))
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


def _choose(tree: Tree, bodies: list[Body]) -> list[Body]:
    """Choose the clauses that are tasks; see the counting rules of the design."""
    with_duty = [body for body in bodies if body.has_duty]
    if with_duty:
        return _siblings(tree, bodies, with_duty)
    items = [body for body in bodies if body.node.style in _ITEM_STYLES]
    if any(body.node.style == "article" for body in items):
        return []
    leaves = [body for body in items if not _has_items(tree, body.node)]
    if not leaves:
        return []
    counts = Counter(body.node.style for body in leaves)
    style = max(counts, key=lambda name: (counts[name], -_ITEM_STYLES.index(name)))
    if counts[style] < 3:
        return []
    return _without_principles(tree, [body for body in leaves if body.node.style == style])


def _without_principles(tree: Tree, bodies: list[Body]) -> list[Body]:
    """Leave out principles, and the general part where the numbers of the tasks begin anew."""
    specific = [body for body in bodies if not _is_general(tree, body.node)]
    general = [body for body in bodies if _is_general(tree, body.node)]
    if len(specific) >= 3 and not _runs_on(general, specific):
        return specific
    return [body for body in bodies if not _is_principle(tree, body.node)]


def _runs_on(general: list[Body], specific: list[Body]) -> bool:
    """Tell whether the numbers of the general part go on into those of the tasks."""
    if not general or not specific:
        return False
    number = specific[0].node.number
    return number is not None and number == (general[-1].node.number or 0) + 1


def _is_principle(tree: Tree, node: Node) -> bool:
    parent = tree.nodes[node.parent] if node.parent is not None else None
    return parent is not None and re.search(r"(?:基本|工作|主要)?原则", parent.heading) is not None


def _has_items(tree: Tree, node: Node) -> bool:
    return any(tree.nodes[child].style != "row" for child in node.children)


def _siblings(tree: Tree, bodies: list[Body], with_duty: list[Body]) -> list[Body]:
    """Items with a responsibility, and the items of the same row that lack one."""
    styles = Counter(body.node.style for body in with_duty)
    main = max(styles, key=lambda name: styles[name])
    indices = {body.index for body in with_duty}
    general: list[Body] = []
    for body in bodies:
        node = body.node
        if body.index in indices or node.style != main or node.style == "article":
            continue
        if any(_below(tree, other, body.index) for other in indices if other > body.index):
            continue
        if not _is_general(tree, node):
            indices.add(body.index)
            continue
        general.append(body)
    if general and _runs_on(general, [body for body in bodies if body.index in indices]):
        indices.update(body.index for body in general)
    return [body for body in bodies if body.index in indices]


def _below(tree: Tree, index: int, above: int) -> bool:
    if not tree.nodes[above].children:
        return False
    parent = tree.nodes[index].parent
    while parent is not None and parent > above:
        parent = tree.nodes[parent].parent
    return parent == above


def _is_general(tree: Tree, node: Node) -> bool:
    current: Node | None = node
    while current is not None:
        if _GENERAL.search(current.heading[:20]):
            return True
        current = tree.nodes[current.parent] if current.parent is not None else None
    return False


def _task(
    document: Document, body: Body, measure: Measure, habits: tuple[int | None, bool]
) -> Task:
    year, first_leads = habits
    passage, text = measure.passage, measure.passage.text
    duty = measure.duty
    if duty is None or not duty.named:
        prose = read_prose(text, measure.start, measure.words_end)
        if duty is not None:
            prose.schedule, prose.scope = duty.schedule, duty.scope
        duty = prose
    elif first_leads and not duty.ranked and len(duty.lead) > 1:
        duty.cooperating, duty.lead = duty.lead[1:], duty.lead[:1]
    span = passage.span(measure.start, measure.end)

    def names(ranges: list[tuple[int, int]]) -> tuple[str, ...]:
        return tuple(_clean(passage.printed(document.text, *one)) for one in ranges)

    spans = [passage.span(*one) for one in (*duty.lead, *duty.cooperating, *duty.upper)]
    return Task(
        label=body.node.label,
        text=passage.printed(document.text, measure.start, measure.end).strip(),
        start=span.start,
        end=span.end,
        clause=body.index,
        lead=names(duty.lead),
        cooperating=names(duty.cooperating),
        upper=names(duty.upper),
        schedule=_schedule(document, measure, duty, year),
        category=_category(document, body.index),
        scope=passage.printed(document.text, *duty.scope) if duty.scope else None,
        unit_spans=tuple(spans),
    )


def _clean(name: str) -> str:
    return re.sub(r"\s+", "", name)


def _category(document: Document, index: int) -> str | None:
    parent = document.clauses[index].parent
    if parent is None:
        return None
    clause = document.clauses[parent]
    return document.text[clause.start : clause.start + len(clause.label)] + clause.heading


def _schedule(document: Document, measure: Measure, duty: Duty, year: int | None) -> Schedule:
    passage = measure.passage
    place = duty.schedule or _prose_due(passage.text, measure.start, measure.words_end)
    if place is None:
        return Schedule()
    printed = re.sub(r"\s+", "", passage.printed(document.text, *place))
    return read_schedule(printed, passage.text[slice(*place)], passage.span(*place), year)


_LEAD_DUE = re.compile(rf"(?P<due>{DUE.pattern})(?=[,，]|(?:全面)?(?:完成|启动|建成|出台|印发))")


def _prose_due(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Find a deadline that governs the whole measure: it opens or closes its only sentence."""
    head = re.compile(r"[。\n]").search(text, start, end)
    body_start = start
    if head and head.end() < end and head.start() - start <= 40:
        body_start = head.end()
    while body_start < end and text[body_start] in "\n 。":
        body_start += 1
    body_end = end
    while body_end > body_start and text[body_end - 1] in "。;. \n":
        body_end -= 1
    opening = _LEAD_DUE.match(text, body_start, body_end)
    if (
        opening
        and re.search(r"前|底|末|月|季度|半年", opening["due"])
        and _is_deadline(opening["due"])
    ):
        return opening.start("due"), opening.end("due")
    return None


def _is_deadline(words: str) -> bool:
    return not words.startswith("到") and re.search(r"前$|启动", words) is not None
