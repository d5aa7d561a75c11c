"""Deadlines that running sentences give to a whole task, told from years that date a figure."""

import re

from fumao.reading.schedules import DUE
from fumao.reading.units import list_before

_EACH = (
    r"每(?:年|半年|季度|月|个?学期)(?:度)?(?:第?[一二三四1-4]季度|[上下]半年|年?[底末初]|\d{1,2}月(?:份)?(?:\d{1,2}日)?)?"
    r"(?:[底末初中]|上旬|中旬|下旬)?(?:之前|以前|前)"
)
_DEADLINE = rf"(?:{_EACH}|{DUE.pattern})"
_DONE = (
    r"(?:全部|全面|基本|正式|按时|如期)?(?:完成|启动|建成|落实到位|到位|投入(?:使用|运营|运行)|投用|上线(?:运行)?|出台|印发|见效|取得(?:明显)?成效"
    r"|办结|报送|提交|落地|启用|运行|开工|竣工|挂牌)(?:并(?:投入(?:使用|运营|运行)|投用|启用|运行|实施))?"
)
_OPENING = re.compile(
    rf"(?:力争|确保|争取)?(?P<due>{_DEADLINE})(?=[,，]|(?:全面)?(?:完成|启动|建成|出台|印发))"
)
# The last words of an item, without an object of their own: …,2026年底前完成。
_CLOSING = re.compile(
    rf"(?:并|确保|力争|争取|务必)*(?:于|在)?(?P<due>(?:{_DEADLINE})(?<=[前底末月度年]){_DONE})"
)
_INSIDE = re.compile(rf"(?:应|须|要|应当)?(?:于|在)(?P<due>(?:{_DEADLINE})(?<=前))")
_FIRM = re.compile(r"前$|启动|底$|末$|月$|季度$|半年$")
_STOP = re.compile(r"[。;\n]")
_HEAD = re.compile(r"[。\n]")


def prose_due(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Find a deadline that governs the whole measure in ``text[start:end]``.

    It opens the first sentence, closes the last without an object of its own, or follows the
    units that are told to act (由A牵头，于…前出台…).
    """
    low, high = _body(text, start, end)
    opening = _OPENING.match(text, low, high)
    if opening and _is_deadline(opening["due"]):
        return opening.span("due")
    last = max(text.rfind(sign, low, high) for sign in ",。;\n") + 1
    alone = _STOP.search(text, low, last - 1) is None  # the last of several speaks for itself
    closing = _CLOSING.fullmatch(text, last, high) if last > low and alone else None
    return closing.span("due") if closing else _after_units(text, low, high)


def _body(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range of the words after a short heading, without signs at their ends."""
    head = _HEAD.search(text, start, end)
    low, high = start, end
    if head and head.end() < end and head.start() - start <= 40:
        low = head.end()
    while low < high and text[low] in "\n 。":
        low += 1
    while high > low and text[high - 1] in "。;. \n":
        high -= 1
    return low, high


def _is_deadline(words: str) -> bool:
    return not words.startswith("到") and re.search(r"前$|启动", words) is not None


def _after_units(text: str, low: int, high: int) -> tuple[int, int] | None:
    """Find 于…前 behind the units of the first sentence."""
    stop = text.find("。", low, high)
    for match in _INSIDE.finditer(text, low, stop if stop >= 0 else high):
        begin = max(text.rfind(sign, low, match.start()) for sign in ",;:") + 1
        begin = max(begin, low)
        if begin == match.start() and begin > low:
            begin = max(text.rfind(sign, low, begin - 1) for sign in ",;:") + 1
        if _SUBJECT.fullmatch(text, max(begin, low), match.start()) or _units(
            text, max(begin, low), match.start()
        ):
            return match.span("due")
    return None


_SUBJECT = re.compile(
    r"(?:由|请)?[^,。;:]{0,60}(?:牵头|负责|等(?:有关|相关)?(?:部门|单位)|(?:会同|联合)[^,。;:]{2,40}),?"
)


def _units(text: str, low: int, high: int) -> bool:
    while low < high and text[low] in "由请 ":
        low += 1
    while high > low and text[high - 1] in ", ":
        high -= 1
    return low < high and list_before(text, low, high) is not None
