"""Tasks that stand in the clauses of an opinion, plan or list of measures."""

import re
from collections import Counter

from fumao.reading.bodies import Body, Measure, read_body
from fumao.reading.clauses import Node, Tree
from fumao.reading.document import Document
from fumao.reading.duties import Duty, read_prose
from fumao.reading.model import Schedule, Task
from fumao.reading.schedules import DUE, read_schedule

_GENERAL = re.compile(
    r"总体(?:要求|思路|目标)|指导思想|基本原则|(?:主要|发展|工作|总体|行动|建设)?目标$|工作思路|发展思路|基本思路"
)
_CLOSES = re.compile(r"附则|解释权|施行日期|本(?:措施|办法|意见|方案|政策)自")
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


def clause_tasks(
    document: Document, tree: Tree, year: int | None, *, first_leads: bool = False
) -> list[Task]:
    """Read the tasks of the clauses: items with a responsibility, or the numbered items."""
    bodies = [read_body(tree, i) for i, node in enumerate(tree.nodes) if node.style != "row"]
    return [
        _task(document, body, measure, (year, first_leads))
        for body in _choose(tree, bodies)
        for measure in body.measures
    ]


def _choose(tree: Tree, bodies: list[Body]) -> list[Body]:
    """Choose the clauses that are tasks; see the counting rules of the design."""
    with_duty = [body for body in bodies if body.has_duty]
    if with_duty:
        return _siblings(tree, bodies, with_duty)
    items = [
        b for b in bodies if b.node.style in _ITEM_STYLES and not _CLOSES.match(b.node.heading)
    ]
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


# The last words of an item, without an object of their own: …,2026年底前完成。
_CLOSING_DUE = re.compile(
    rf"(?:{DUE.pattern})(?<=[前底末月度年])(?:全部|全面|基本)?(?:完成|启动|建成|落实到位|到位|投入使用)"
)


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
    low = max(text.rfind(sign, body_start, body_end) for sign in ",。;\n") + 1
    if low > body_start and _CLOSING_DUE.fullmatch(text, low, body_end):
        return low, body_end
    return None


def _is_deadline(words: str) -> bool:
    return not words.startswith("到") and re.search(r"前$|启动", words) is not None
