"""Who must do it, as running sentences say it: A会同B, A牵头，B等配合, A、B按职责分工推进."""

import re

from fumao.reading.duties import Duty, Range
from fumao.reading.units import OFFICE, list_after, list_before

_MODAL = re.compile(r"(?:要|应|应当|须|可|负责|具体|积极|主动|及时)+$")
_ON_DOCUMENT = re.compile(
    r"[^。;]{0,36}本(?:意见|方案|措施|办法|计划|通知|规划|政策|细则|要点|规定)(?!级)"
)
_SENTENCE_STOP = re.compile(r"[。;!?\n]")
_PROSE = re.compile(
    r"(?P<with>会同|商(?=[^业务标品贸圈店场户城展会学机协家检])|联合(?=[市省区县各国])|牵头,?会同)|(?P<lead>牵头(?:负责|组织|推进|实施|落实|抓总)?|负责牵头)|(?P<sole>(?:具体)?负责(?!人|任|解释)(?:本|具体|组织|统筹|牵头|全市|全省|做好|制定|落实|协调|推进)?)"
    r"|(?P<shared>(?:要|应|须|应当)?(?:按照?|根据|依据)(?:各自)?(?:工作)?(?:职[责能]|分工)(?:分工|权限|任务)?)"
)


def read_prose(text: str, start: int, end: int) -> Duty:
    """Read A会同B, A牵头，B等配合 and A负责 in running sentences of ``text[start:end]``."""
    duty = Duty()
    for match in _PROSE.finditer(text, start, end):
        if _ON_DOCUMENT.match(text, match.end(), min(end, match.end() + 40)):
            continue  # 会同有关部门做好本意见落实的督促检查: no task of its own
        before = _clause_start(text, start, match.start())
        while before < match.start() and text[before] in "由请 ":
            before += 1
        modal = _MODAL.search(text, before, match.start())
        leads = list_before(text, before, modal.start() if modal else match.start())
        if leads is None:
            continue
        if match.lastgroup in ("sole", "shared") and not _strict(text, leads.ranges):
            continue
        if match["shared"] and all(map(_GROUP.match, _names(text, leads.ranges))):
            continue  # 各部门按职责分工: a call on everybody, not a task of anybody
        for unit in leads.ranges:
            if unit not in duty.lead:
                duty.lead.append(unit)
        after = _followers(text, match, end)
        duty.cooperating.extend(unit for unit in after if unit not in duty.cooperating)
        duty.ranked = True
    return duty


_GROUP = re.compile(r"(?:全市|全省|市级|省级)?(?:各|有关|相关)")


def _names(text: str, ranges: tuple[Range, ...]) -> list[str]:
    return [text[low:high] for low, high in ranges]


def _strict(text: str, ranges: tuple[Range, ...]) -> bool:
    return all(OFFICE.search(text[low:high]) for low, high in ranges)


def _clause_start(text: str, start: int, at: int) -> int:
    low = start
    depth = 0
    for back in range(at - 1, max(start, at - 120) - 1, -1):
        char = text[back]
        if char == ")":
            depth += 1
        elif char == "(":
            if depth == 0:
                return back + 1
            depth -= 1
        elif char in "。;,:!?" and depth == 0:
            return back + 1
        low = back
    return low


def _followers(text: str, match: re.Match[str], end: int) -> list[Range]:
    low = match.end()
    if match["with"]:
        rest = list_after(text, low, end)
        return list(rest.ranges) if rest else []
    if text[low : low + 1] in (",", "、", ";"):
        stop = _SENTENCE_STOP.search(text, low + 1, end)
        high = stop.start() if stop else end
        helps = re.compile(r"(?:积极|共同|协同)?(?:配合|参与|参加|协助)").search(text, low, high)
        if helps:
            found = list_before(text, low + 1, helps.start())
            return list(found.ranges) if found else []
    return []
