"""A grammar of the names of offices, and how lists of them are split.

Names are recognised by how Chinese offices are called (市商务局, 国家外汇管理局某省分局,
各区人民政府), not by a list of them: any city's departments are read alike.
"""

import re
from dataclasses import dataclass

_SUFFIX = (
    r"(?:委员会|管委会|党工委|工委|办公厅|办公室|办事处|人民政府|政府|委办|海关|总署|总局|分局|支局|中心支行|支行|分行"
    r"|总行|营业管理部|营业部|管理部|总站|总队|支队|大队|边检站|分公司|子公司|公司|集团|银行|法院|检察院|研究院|研究所"
    r"|科学院|工程院|大学|学院|学校|中心|协会|学会|联合会|商会|促进会|仲裁委|基金会|领导小组|工作组|专班|联席会议"
    r"|管理处|管理所|机构|部门|单位|人大|政协|总工会|妇联|残联|科协|侨联|工商联|团委|供销社|总社|兵团|信保|开发区|高新区|经开区"
    r"|保税区|保税港区|自贸区|新区|园区|示范区|片区|试验区|度假区|港区|合作区|功能区|街道|乡镇|管委|局|委|办|厅|部|司|署|院|行|会|处|社|站|所|室|组|港|关|区|县|州|市"
    r"|工商|税务|邮政|气象|电力|成员|各地|地区)"
)
OFFICE = re.compile(
    r"(?:局|委|办|厅|部|署|会|院|政府|海关|公司|中心|行|总站|部门|单位|办公室|法院|检察院|管委会)(?:\([^()]*\))?$"
)
_NOT_A_NAME = re.compile(
    r"[。;:!?“”《》<>|\d%]|的|了|我市|我省|企业$|建立|完善|制定|开展|推进|推动|加强|组织实施|负责|研究制|编制|做好|落实|统筹|结合|按照|牵头"
    r"|会同|配合|抓好|实施|出台|认定|定期|及时|支持|鼓励|探索|打造|优化|健全|督促|给予|关于|对[^外口]|将|通过|提供|引导|符合|享受|不|应当|可以"
)
UNIT = re.compile(rf"[^\s,;:。、]{{1,40}}{_SUFFIX}(?:\([^()]{{1,12}}\))?")
_VERB = re.compile(
    r"建立|完善|制定|制订|开展|推进|推动|加强|组织|负责|研究|编制|做好|落实|统筹|结合|共同|联合|按照|根据|依据|牵头|会同|配合"
    r"|协同|抓好|实施|出台|认定|定期|及时|指导|支持|探索|打造|鼓励|引导|优化|健全|督促|对|将|在|为|等|要|应|可|应当|建设(?!局|委|厅|部|银行|厅|投资|集团|兵团|管理|和|与)"
    r"|提出|汇总|审核|发布|承担|按|依法|分别|另行|给予|予以|以|向|每|于|进行|确定|具体|适时|积极"
)
_GROUP_HEAD = re.compile(
    r"(?:各|有关|相关|全市各|全省各)?(?:有关|相关)?(?:省|自治区|直辖市|设区市|地级?市|市|州|盟|县|区|旗|地区|行署|乡|镇)(?:\([^()]*\))?"
)
_LEVEL = re.compile(r"(?:国家|中央|省级?|市级?|区级?|县级?)")
_GROUP_REST = re.compile(
    r"(?:各)?(?:自治区|直辖市|计划单列市|自治州|设区市|县级市|市|州|盟|县|区|旗|乡|镇|街道|地区)(?:\([^()]*\))?"
    r"(?:[县区市]?)(?:(?:人民)?政府.*|管委会|行政公署)?"
)
_WHOLE_GROUP = re.compile(r"(?:公署|行署|管委会|管理委员会|政府|办事处)(?:\([^()]*\))?$")
_CONJUNCTION = re.compile(r"以及|及其|和|与|及|并")
_ETC = re.compile(
    r"等(?:\d+个)?(?:(?:市直|市级|省直|省级|中直|区直|县直|各|省|市|区|县)?(?:有关|相关|各相关|各有关|成员|责任|职能|主管|各)?(?:职能|主管|行业主管)?"
    r"(?:单位|部门|方面|机构)(?:[和及与、](?:有关|相关)?(?:单位|部门|机构))?)?(?:负责人)?$"
)
_ETC_INSIDE = re.compile(
    r"等(?:\d+个)?(?:市直|市级|省直|省级|省|市|中央|国家|区|县)?(?:有关|相关|各有关|各相关)?(?:职能|主管)?(?:部门|单位)$"
)
_EMPTY = re.compile(r"[-—/无\s*·.]*$")
_JUNK = re.compile(r"^[由请\s]+|[\s*★▲]+$|^[*★▲]+")
# 各区政府(含开发区管委会,下同): what a name covers is said once and is no part of it.
_ASIDE = re.compile(
    r"[(〈<【〔\[](?:含|包括|以下|下同|不含)[^()]*(?:\([^()]*\)[^()]*)*[)〉>】〕\]]$"
    r"|[(〈<【〔\[][^()【】]*(?:下同|牵头|主办|配合|协办|主责)[^()【】]*[)〉>】〕\]]$"
)
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class UnitList:
    """Names found in a stretch of matching text, as ranges of it; `open_ended` where 等 closes."""

    ranges: tuple[Range, ...]
    open_ended: bool = False


def is_unit(name: str) -> bool:
    """Tell whether `name` is built like the name of an office."""
    if not 2 <= len(name) <= 40 or _NOT_A_NAME.search(re.sub(r"\([^()]*\)", "", name)):
        return False
    return UNIT.fullmatch(name) is not None


def split_units(text: str, start: int = 0, end: int | None = None) -> UnitList:
    """Split the list of units in ``text[start:end]``; every part is taken for a name."""
    end = len(text) if end is None else end
    parts = _merge_groups(text, _cut(text, start, end))
    ranges: list[Range] = []
    open_ended = False
    for part in parts:
        low, high, etc = _trim(text, *part)
        open_ended = open_ended or etc
        if low < high and not _EMPTY.match(text[low:high]):
            ranges.append((low, high))
    return UnitList(tuple(ranges), open_ended)


def _trim(text: str, low: int, high: int) -> tuple[int, int, bool]:
    junk = _JUNK.match(text, low, high) if text[low : low + 1] in "由请*★▲ " else None
    low = junk.end() if junk else low
    while high > low and text[high - 1] in " *★▲。.":
        high -= 1
    aside = _ASIDE.search(text, low, high)
    high = aside.start() if aside else high
    etc = _ETC.search(text, low, high)
    if etc is None:
        return low, high, False
    return low, etc.start(), True


def _cut(text: str, start: int, end: int) -> list[Range]:
    """Cut at 、 , ; outside brackets, then at 和 及 与 between two whole names."""
    parts: list[Range] = []
    depth, low = 0, start
    for at in range(start, end):
        char = text[at]
        if char in "(【〔[":
            depth += 1
        elif char in ")】〕]":
            depth = max(0, depth - 1)
        elif char in "、,;/\t" and depth == 0:
            parts.append((low, at))
            low = at + 1
    parts.append((low, end))
    out: list[Range] = []
    for part in parts:
        out.extend(_cut_conjunctions(text, *part))
    return [part for part in out if part[0] < part[1]]


def _cut_conjunctions(text: str, low: int, high: int) -> list[Range]:
    for match in _CONJUNCTION.finditer(text, low, high):
        left, right = text[low : match.start()], text[match.end() : high]
        if not left or not right or _inside_brackets(left):
            continue
        if match.group() in ("以及", "及其"):
            splits = True
        else:
            whole = is_unit(_ETC_INSIDE.sub("", left)) and not _half_name(left, right)
            splits = whole and (
                is_unit(_ETC.sub("", right))
                or right.startswith(("各", "有关", "相关"))
                or right in ("地方", "地方政府", "地方人民政府")
            )
        if splits:
            return [(low, match.start()), *_cut_conjunctions(text, match.end(), high)]
    return [(low, high)]


def _inside_brackets(left: str) -> bool:
    return left.count("(") > left.count(")")


# 市场监督管理局 ends in 局 but 机关事务和…: a left part this short or this general is half a name.
_HALF = re.compile(
    r"(?:市|省|区|县|国家|中央)?(?:社会|机关|城市|农业|文化|公共|退役军人|都市|港口|产业园区|园区|开发区|区|市)$"
)


def _half_name(left: str, right: str) -> bool:
    return bool(_HALF.fullmatch(left)) and not right.startswith(("各", "市", "省", "有关"))


def _merge_groups(text: str, parts: list[Range]) -> list[Range]:
    """Make one party of 各市、县(市、区)政府, and of 市、区有关部门."""
    out: list[Range] = []
    for part in parts:
        if out:
            head = text[out[-1][0] : out[-1][1]]
            words = text[part[0] : part[1]]
            grouped = _is_group_head(head) and _GROUP_REST.fullmatch(words)
            if grouped and _WHOLE_GROUP.search(head) and words.startswith("各"):
                grouped = None  # 各盟行政公署、各市人民政府
            if grouped or _LEVEL.fullmatch(head):
                out[-1] = (out[-1][0], part[1])
                continue
        out.append(part)
    return out


def _is_group_head(head: str) -> bool:
    last = re.split(r"[、及和]", head)
    return (
        head.startswith(("各", "有关", "相关"))
        and all(
            _GROUP_HEAD.fullmatch(re.sub(r"\([^()]*$", "", word)) or _GROUP_REST.fullmatch(word)
            for word in last
            if "(" not in word or ")" in word
        )
        and not head.endswith(("政府", "管委会"))
    )


def list_before(text: str, start: int, end: int) -> UnitList | None:
    """Read the list of units that ends at `end`; None unless every part is built like a name."""
    found = split_units(text, start, end)
    if found.ranges and all(is_unit(text[low:high]) for low, high in found.ranges):
        return found
    return None


def list_after(text: str, start: int, end: int) -> UnitList | None:
    """Read the list of units that begins at `start` and goes on until a verb or a stop."""
    stop = re.compile(r"[。;:!?,]").search(text, start, end)
    high = stop.start() if stop else end
    ranges: list[Range] = []
    parts = _merge_groups(text, _cut(text, start, high))
    for number, (low, whole) in enumerate(parts):
        verb = _first_verb(text, low, whole)
        top = whole if verb is None else verb
        etc = _ETC.search(text, low, top)
        cut = etc.start() if etc else top
        if is_unit(text[low:cut]):
            ranges.extend(_cut_conjunctions(text, low, cut))  # 税务总局和外汇局建立
        elif number == 0:
            return None
        if verb is not None or etc or not is_unit(text[low:cut]):
            break
    return UnitList(tuple(ranges)) if ranges else None


def _first_verb(text: str, low: int, high: int) -> int | None:
    for match in _VERB.finditer(text, low + 2, high):
        if is_unit(text[low : match.start()]):
            return match.start()
    return None
