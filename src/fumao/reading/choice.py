"""Which clauses of an opinion, plan or list of measures are tasks; see the counting rules."""

import re
from collections import Counter

from fumao.reading.bodies import Body
from fumao.reading.clauses import Node, Tree

_GENERAL = re.compile(
    r"总体(?:要求|思路|目标|考虑)|指导思想|基本原则|(?:主要|发展|工作|总体|行动|建设)?目标(?:任务)?$|工作思路|发展思路|基本思路"
    r"|(?:^|(?<=[、和与及]))发展(?:基础|现状|环境|背景)|现状(?:与|和|及)?|面临(?:的)?(?:形势|问题|挑战|机遇)|(?:现实)?基础(?:和|与)|基本情况|主要成效|编制(?:依据|背景)|(?:适用|支持|实施)(?:范围|对象)"
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


def choose_tasks(tree: Tree, bodies: list[Body], title: str) -> list[Body]:
    """Choose the clauses that are tasks; see the counting rules of the design."""
    _lift_duties(tree, bodies)
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
    if counts[style] >= 3:
        return _without_principles(tree, [body for body in leaves if body.node.style == style])
    return _few(tree, leaves) if _ORDERS.search(title) and not _RULES.search(title) else []


def _lift_duties(tree: Tree, bodies: list[Body]) -> None:
    """Give an item that ends in a colon the duty that closes the list below it."""
    known = {body.index: body for body in bodies}
    for body in bodies:
        children = [known[i] for i in body.node.children if i in known]
        if body.has_duty or len(children) < 2 or not body.passage.text.rstrip().endswith(":"):
            continue
        if any(child.has_duty for child in children[:-1]) or "," not in body.passage.text:
            continue
        last = children[-1].measures
        if len(last) == 1 and last[0].duty is not None:
            own = body.measures[-1]
            own.duty, own.said, last[0].duty = last[0].duty, last[0].passage, None


_ORDERS = re.compile(r"意见|方案|计划|措施|要点|政策|举措|行动|任务|分工|规划|通知|决定|清单")
_RULES = re.compile(
    r"(?:办法|规定|细则|条例|准则|章程|公告|公示|通告|名单|批复|解读)(?:[(》〉].*)?$"
)


def _few(tree: Tree, leaves: list[Body]) -> list[Body]:
    """Choose among one or two numbered items, as an excerpt or a short plan has them."""
    kept = [
        b for b in leaves if not _is_general(tree, b.node) and not _GUARDS.search(b.node.heading)
    ]
    whole = [body for body in kept if "。" in body.passage.text and len(body.passage.text) >= 12]
    if not whole:
        return []
    counts = Counter(body.node.style for body in whole)
    style = max(counts, key=lambda name: (counts[name], -_ITEM_STYLES.index(name)))
    return [body for body in whole if body.node.style == style]


_GUARDS = re.compile(r"(?:组织|实施|工作)?(?:保障|要求)(?:措施|机制)?$|组织(?:领导|实施)$")


def _without_principles(tree: Tree, bodies: list[Body]) -> list[Body]:
    """Leave out principles, and what is listed in a general part before numbers begin anew."""
    specific = [body for body in bodies if not _is_general(tree, body.node)]
    general = [body for body in bodies if _is_general(tree, body.node)]
    if len(specific) >= 3 and not _runs_on(general, specific):
        counted = {body.index for body in specific}
        counted |= {body.index for body in general if _GUIDING.match(body.node.heading)}
        return [body for body in bodies if body.index in counted]
    return [body for body in bodies if not _is_principle(tree, body.node)]


# Items of their own beside those of the tasks; what is listed under 发展目标 is none.
_GUIDING = re.compile(
    r"(?:指导思想|(?:基本|工作)原则|(?:总体|工作|发展|基本)(?:要求|思路)|(?:主要|发展|工作|总体|行动)?目标)"
    r"(?:$|[。:])"
)


def _runs_on(general: list[Body], specific: list[Body]) -> bool:
    """Tell whether the numbers of the general part go on into those of the tasks."""
    if not general or not specific:
        return False
    number = specific[0].node.number
    return number is not None and number == (general[-1].node.number or 0) + 1


_PRINCIPLES = re.compile(r"^(?!.*(?:思想|目标|思路|要求)).*原则")


def _is_principle(tree: Tree, node: Node) -> bool:
    parent = tree.nodes[node.parent] if node.parent is not None else None
    return parent is not None and _PRINCIPLES.search(parent.heading) is not None


def _has_items(tree: Tree, node: Node) -> bool:
    return any(tree.nodes[child].style != "row" for child in node.children)


def _siblings(tree: Tree, bodies: list[Body], with_duty: list[Body]) -> list[Body]:
    """Items with a responsibility, and the items of the same row that lack one."""
    styles = Counter(body.node.style for body in with_duty)
    main = max(styles, key=lambda name: styles[name])
    indices = {body.index for body in with_duty}
    above = _ancestors(tree, indices)
    general: list[Body] = []
    for body in bodies:
        node = body.node
        if body.index in indices or node.style != main or node.style == "article":
            continue
        if body.index in above:
            continue
        if not _is_general(tree, node):
            indices.add(body.index)
            continue
        general.append(body)
    if general and _runs_on(general, [body for body in bodies if body.index in indices]):
        indices.update(body.index for body in general)
    return [body for body in bodies if body.index in indices]


def _ancestors(tree: Tree, indices: set[int]) -> set[int]:
    """Return the clauses that hold one of `indices`."""
    out: set[int] = set()
    for index in indices:
        parent = tree.nodes[index].parent
        while parent is not None and parent not in out:
            out.add(parent)
            parent = tree.nodes[parent].parent
    return out


def _is_general(tree: Tree, node: Node) -> bool:
    current: Node | None = node
    while current is not None:
        if _GENERAL.search(current.heading[:20]):
            return True
        current = tree.nodes[current.parent] if current.parent is not None else None
    return False
