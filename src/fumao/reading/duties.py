"""Who must do it: the responsibility words of a bracket, a cell or a sentence."""

import re
from dataclasses import dataclass, field
from typing import Literal

from fumao.reading.units import OFFICE, is_unit, list_before, split_units

Range = tuple[int, int]
RoleName = Literal["lead", "cooperating", "upper", "scope", "schedule", "joint"]

_KEY = re.compile(
    r"(?P<upper>(?:上级)?指导(?:单位|部门)|上级(?:主管)?(?:单位|部门))"
    r"|(?P<cooperating>(?:(?:配合|协办|参与|参加|协同|协助|会同)(?:责任)?|(?:其他|其它|次要)(?:责任|有关|相关)?)(?:单位|部门|处室))"
    r"|(?P<scope>(?:适用|实施|试点)范围)"
    r"|(?P<schedule>(?:完成|推进|办理|实施)?(?:时限|期限|时间|进度)(?:要求|安排|进度)?|完成时间)"
    r"|(?P<lead>(?:第一|首要)?(?:总?牵头|责任|负责|主办|承办|实施|落实|主管|承担|主责|主要责任)(?:责任)?(?:单位|部门|主体|处室)(?:及分工)?|责任分工|牵头|责任)"
)
KEYED = re.compile(rf"(?:{_KEY.pattern})\s*(?:\([^()]{{2,40}}\)\s*(?=:))?[:为]\s*")
_BY_DUTY = (
    r"(?:结合(?:各自)?(?:实际|职责)?"
    r"|(?:按照?|根据|依据)(?:各自)?(?:工作)?(?:职[责能]|分工|任务)(?:和|及)?(?:分工|权限|任务)?)"
)
_ROLE_END = re.compile(
    rf"(?:(?P<lead>(?:等)?{_BY_DUTY}?(?:共同|联合|分别|具体|总)?"
    r"(?:(?:负责)?牵头(?:负责|落实|推进|实施|组织|抓总|办理)*|为牵头(?:单位|部门)|主办))"
    rf"|(?P<cooperating>{_BY_DUTY}?(?:积极|予以|协同|共同|分别|做好)?(?:配合|参与|参加|协助|协办)(?:落实|实施|做好|推进|工作)?)"
    rf"|(?P<joint>{_BY_DUTY}?(?:分别|共同|各自|具体)?(?:组织|抓好|做好|负责)?(?:负责|落实|推进|实施|承担|办理|执行|承办)*(?:工作)?))"
    r"[。.]?$"
)
_DUTY_WORD = re.compile(
    r"负责|牵头|配合|会同|责任|主办|协办|参与|承办|按职[责能]|分工|实施单位|落实单位|适用范围|指导单位|指导部门"
)
FIRST_LEADS = re.compile(
    r"(?:(?:排|列|位)(?:名|序|列|在|于)*)?(?:第[一1](?:位|个|家|名|序位|顺位)?|首(?:位|个|家|名|列)|最前(?:面|列|位)?|排序第一)"
    r"(?:位)?[的者]?(?:(?:市直|省直|责任|负责)*(?:单位|部门))?[的者]?,?(?:负责|即|均)*[为是系]?(?:第一|主要)?(?:总|责任)?牵头"
    r"|(?:排|列|位)(?:名|序)?(?:在|于)?(?:靠)?前(?:面|列|位)?[的者]?(?:责任)?(?:单位|部门)?[为是系]牵头"
)
# 下同, 不再列出: a rule for every later item, said inside a list of units.
_RULE = re.compile(
    rf"(?:其中|注)?[:,]?(?:[^(),;、]{{0,8}}(?:单位|部门)中,?|(?:以[上下]|后续)[^(),;、]{{0,8}})?(?:{FIRST_LEADS.pattern})"
    r"|(?:以下|下列|后续|后面|其余|其他)(?:各项|各条|任务|措施|工作|事项|条款|项目|均|都|皆|同|不再)"
    r"|(?:以)?下(?:文)?(?:均|皆)?(?:相)?同$|[^(),;、]{0,20}不再.{0,6}(?:列|分工|注明)"
)


@dataclass(slots=True)
class Duty:
    """The parties of one measure as ranges of a matching text, with scope and time limit."""

    lead: list[Range] = field(default_factory=list)
    cooperating: list[Range] = field(default_factory=list)
    upper: list[Range] = field(default_factory=list)
    scope: Range | None = None
    schedule: Range | None = None
    ranked: bool = False  # the text says who leads; else all listed lead together

    @property
    def named(self) -> bool:
        """Tell whether any party is named."""
        return bool(self.lead or self.cooperating or self.upper)


def is_duty(text: str, start: int, end: int) -> bool:
    """Tell whether ``text[start:end]``, the inside of a bracket, names who is responsible."""
    if end - start < 2 or end - start > 1200:
        return False
    words = text[start:end]
    if _RULE.match(words):
        return False
    if KEYED.match(words):
        return True
    names: list[str] = []
    roles = False
    for low, high in _split_phrases(text, start, end):
        if _is_due(text, low, high) or _RULE.match(text[low:high]):
            continue
        first, last, role = _role_of(text, low, high)
        helpers, last = _joined_by(text, first, last)
        ranges = [*split_units(text, first, last).ranges, *(helpers or [])]
        found = [text[a:b] for a, b in ranges]
        roles = roles or bool(role and _DUTY_WORD.search(words) and any(map(_is_party, found)))
        names.extend(found)
    return roles or (bool(names) and all(map(_is_party, names)) and _is_office(names))


def _is_party(name: str) -> bool:
    return is_unit(name) or (bool(_GROUP.match(name)) and len(name) <= 40)


_GROUP = re.compile(r"(?:全市|全省)?(?:各|有关|相关)")


def _is_office(names: list[str]) -> bool:
    # 中国(武汉), (技术中心) and (培训机构) are no responsibilities: most names must be offices
    offices = sum(bool(OFFICE.search(name)) for name in names)
    known = sum(
        bool(re.match(r"各|市|省|区|县|州|国家|中国|自治区|全|人民|有关|相关", name))
        for name in names
    )
    return offices * 2 > len(names) and (known > 0 or len(names) > 1)


def read_duty(text: str, start: int, end: int, *, first_comma: bool = False) -> Duty:
    """Read who leads and who cooperates in ``text[start:end]``.

    With `first_comma` the units before the first comma lead (a table's stated or evident habit).
    """
    duty = Duty()
    keys = _outer_keys(text, start, end)
    if keys and (keys[0].start() == start or text[keys[0].start() - 1] in ",;。 (、\t\n"):
        led = any(re.search("牵头|主办|第一|首要", key.group().split("(")[0]) for key in keys)
        if keys[0].start() - start > 2:  # A牵头,B配合,完成时限:…
            _phrases(duty, text, (start, keys[0].start() - 1), first_comma=first_comma)
        for number, key in enumerate(keys):
            stop = keys[number + 1].start() if number + 1 < len(keys) else end
            _keyed(duty, text, key, (stop, led))
        return duty
    _phrases(duty, text, (start, end), first_comma=first_comma)
    _marked(duty, text)
    return duty


_MARK = re.compile(r"\((?:总|主要)?(?:牵头|主办|主责)(?:单位|部门)?\)")


def _marked(duty: Duty, text: str) -> None:
    """Let a name that says so in its bracket, A(牵头)、B, lead the others."""
    leads = [one for one in duty.lead if _MARK.match(text, one[1])]
    if leads:
        duty.cooperating = [*(one for one in duty.lead if one not in leads), *duty.cooperating]
        duty.lead, duty.ranked = leads, True


def _outer_keys(text: str, start: int, end: int) -> list[re.Match[str]]:
    """Return the keys 责任单位: … in no inner bracket, and in no rule about the order."""
    found = list(KEYED.finditer(text, start, end))
    rules = [match.span() for match in FIRST_LEADS.finditer(text, start, end)] if found else []
    keys: list[re.Match[str]] = []
    depth, at = 0, start
    for key in found:
        depth += text.count("(", at, key.start()) - text.count(")", at, key.start())
        at = key.start()
        if depth <= 0 and not any(low <= key.start() < high for low, high in rules):
            keys.append(key)
    return keys


def _keyed(duty: Duty, text: str, key: re.Match[str], place: tuple[int, bool]) -> None:
    """Read what stands after a key; with a lead named beside it, 责任单位 are those who help."""
    low, (high, led) = key.end(), place
    while high > low and text[high - 1] in ",;。. 、\n":
        high -= 1
    role = next(name for name, value in key.groupdict().items() if value)
    if role == "scope":
        duty.scope = (low, high)
    elif role == "schedule":
        duty.schedule = (low, high)
    elif role == "lead":
        inner = Duty()
        _phrases(inner, text, (low, high), first_comma=False)
        _marked(inner, text)
        helps = led and not re.search("牵头|主办|第一|首要", key.group().split("(")[0])
        (duty.cooperating if helps else duty.lead).extend(inner.lead)
        duty.cooperating.extend(inner.cooperating)
        duty.schedule = duty.schedule or inner.schedule
        duty.ranked = duty.ranked or inner.ranked or led
    else:
        target = duty.cooperating if role == "cooperating" else duty.upper
        target.extend(split_units(text, low, high).ranges)
        duty.ranked = duty.ranked or role == "cooperating"


def _phrases(duty: Duty, text: str, span: Range, *, first_comma: bool) -> None:
    """Read phrases: a role word at the end of one governs the units since the last role."""
    pending: list[Range] = []
    phrases = _split_phrases(text, *span)
    first: int | None = None
    for low, high in phrases:
        if _is_due(text, low, high):
            duty.schedule = (low, high)
            continue
        if _RULE.match(text[low:high]):
            continue
        inner_low, inner_high, role = _role_of(text, low, high)
        helpers, inner_high = _joined_by(text, inner_low, inner_high)
        pending.extend(split_units(text, inner_low, inner_high).ranges)
        if first is None:
            first = len(pending)
        if helpers is not None:
            duty.lead.extend(pending)
            duty.cooperating.extend(helpers)
            duty.ranked, pending = True, []
        elif role is not None:
            _give(duty, role, pending)
            pending = []
    if duty.ranked and duty.lead:
        duty.cooperating.extend(pending)
    elif first_comma and pending and first is not None and len(phrases) > 1:
        duty.lead.extend(pending[:first])
        duty.cooperating.extend(pending[first:])
        duty.ranked = True
    else:
        duty.lead.extend(pending)


def _give(duty: Duty, role: str, units: list[Range]) -> None:
    if role == "lead":
        duty.lead.extend(units)
        duty.ranked = True
    elif role == "cooperating":
        duty.cooperating.extend(units)
        duty.ranked = duty.ranked or bool(duty.lead)
    else:
        (duty.cooperating if duty.ranked and duty.lead else duty.lead).extend(units)


_WITH = re.compile(r"(?:牵头)?,?(?:会同|会商|联合(?=[市省区县各国有相])|商(?=[市省区县各]))")


def _joined_by(text: str, low: int, high: int) -> tuple[list[Range] | None, int]:
    """Return the helpers of A会同B and where the list before 会同 ends; None without 会同."""
    for match in _WITH.finditer(text, low, high):
        if text.count("(", low, match.start()) != text.count(")", low, match.start()):
            continue
        if match.start() == low or list_before(text, low, match.start()) is not None:
            return list(split_units(text, match.end(), high).ranges), match.start()
    return None, high


_DUE_PHRASE = re.compile(
    r"(?:(?:于|在|力争)?(?:20\d\d年|\d{1,2}月|年|今年|持续|长期)[^、;]{0,14}(?:前|底|末|月|季度|半年|日|中|年|推进|坚持|实施)?"
    r"(?:完成|启动|实施|落实到位|见效)?|持续(?:推进|实施|开展)|(?:年内)?(?:长期|持续|常态化|滚动)(?:坚持|推进|实施|开展|落实)|(?:全年|按年度|按季度|按月|适时|及时|定期|滚动|每(?:年|季度|月|半年))(?:推进|实施|落实|开展|完成|更新|组织)?)$"
)


def _is_due(text: str, low: int, high: int) -> bool:
    words = text[low:high].strip()
    return len(words) <= 24 and bool(_DUE_PHRASE.fullmatch(words)) and not is_unit(words)


_ROLE_BEFORE = re.compile(r"(?:牵头|配合|参与|主办|协办)(?:负责|落实)?$")


def _split_phrases(text: str, low: int, high: int) -> list[Range]:
    """Split at commas and semicolons; a second sentence is a rule for all, and left out."""
    stop = _outer(text, low, high, "。")
    high = stop if stop is not None else high
    out: list[Range] = []
    depth, begin = 0, low
    for at in range(low, high):
        char = text[at]
        depth += (char in "([〔【") - (char in ")]〕】")
        if depth <= 0 and (
            char in ",;。" or (char == "、" and _ROLE_BEFORE.search(text, max(begin, at - 6), at))
        ):
            out.append((begin, at))
            begin = at + 1
    out.append((begin, high))
    return [(a, b) for a, b in out if a < b]


def _outer(text: str, low: int, high: int, sign: str) -> int | None:
    depth = 0
    for at in range(low, high):
        depth += (text[at] in "([〔【") - (text[at] in ")]〕】")
        if text[at] == sign and depth <= 0 and at + 1 < high:
            return at
    return None


def _role_of(text: str, low: int, high: int) -> tuple[int, int, str | None]:
    while low < high and text[low] in " 由请(":
        low += 1
    match = _ROLE_END.search(text, low, high)
    if match is None or not match.group().strip("。."):
        return low, high, None
    return low, match.start(), match.lastgroup
