"""The names in a cell of units: one a line, or one behind the other."""

import re

from fumao.reading.document import Cell, Passage
from fumao.reading.units import is_unit, split_units

_OPENS = ("市", "省", "区", "县", "州", "各", "国家", "中国")
_OPEN_END = "、,;:(/和及与"

# What no office is called alone, so that a line end before or after it stands inside a name.
_LEVEL = re.compile(r"(?:自治区|自治州|自治县|省|市|州|盟|县|区|旗)")
_REGION = re.compile(r"[^各、,()]{2,8}(?:省|自治区|自治州|自治县|特别行政区)")
_PLACE = re.compile(
    r"(?!.*(?:开发|高新|经开|保税|示范|试验|度假|合作|自贸|园)区$)[^各、,()]{2,6}(?:市|州|盟|县|区|旗)"
)
_ZONE = re.compile(r"(?:开发|高新|经开|保税|示范|试验|度假|合作|自贸)区")
_REST = re.compile(
    r"(?:集团)?(?:股份|控股)?有限(?:责任)?公司|集团(?:总)?公司|(?:股份|控股|总|分)?公司|集团|人民政府|政府|行政公署"
    r"|(?:党工委)?管理?委员会|管委会|(?:领导小组)?办公室|办事处|管理(?:局|处|中心)|监管局"
    r"|(?:中心)?支行|分行|[分支]局|分会|服务中心"
)
# 自治区|工业和信息化厅: the trade of a department, which a place alone may stand before
_TRADE = re.compile(
    r"(?:人民政府|政府|党委|委员会|发展|改革|工业|经济|商务|财政|教育|科技|科学|公安|民政|司法|人力|人社|自然资源|生态|住房|住建|城乡|城市"
    r"|交通|水利|农业|农牧|文化|文旅|旅游|卫生|卫健|退役|应急|审计|外事|国资|国有|市场|广播|广电|体育|统计|医疗|医保|金融|地方金融|知识产权|大数据"
    r"|数据|政务|税务|林业|林草|粮食|能源|信访|口岸|投资|港口|规划|通信|气象|机关|乡村|民族|药品)"
)
# 国家税务总局|内蒙古自治区税务局: the head of a service, and the branch of it in a place
_SEAT = r"(?:[^各、,()行局司会社]{2,8}(?:省|市|自治区|州|盟|县|区|旗))?"
_BRANCHES = tuple(
    (re.compile(rf"{head}{_SEAT}$"), re.compile(rf"[^行局司会社、,()]{{0,10}}(?:{branch})"))
    for head, branch in (
        (r"税务总局", r"税务局"),
        (r"(?:监管总局|监督管理总局|证监会|银保监会|监督管理委员会)", r"监管局|监管分局"),
        (r"(?:管理局|总局)", r"分局|中心支局|支局"),
        (r"银行", r"分行|(?:中心)?支行|营业管理部|上海总部"),
        (r"(?:公司|集团|信保)", r"分公司|子公司|营业管理部"),
        (r"(?:贸易促进委员会|贸促会)", r"分会|委员会"),
        (r"(?:协会|商会|促进会)", r"分会"),
        (
            r"[省市区县州盟旗党]委",
            r"网信办|宣传部|组织部|统战部|政法委|编办|金融办|外办|社会工作部",
        ),
        (r"总署", r"特派员办事处|特派办|分署"),
    )
)


def part_lines(cell: Cell, plain: str, *, typed: bool) -> Passage:
    """Return the cell with 、 at the line ends that part two names.

    `typed` says that line ends were typed; of the wraps of a page only those before a name that
    begins with its level (市…) are taken for the end of one. The sign stands for the line end.
    """
    words: list[str] = []
    pieces: list[tuple[int, int]] = []
    length = 0
    for number, (here, there) in enumerate(cell.pieces):
        stop = cell.pieces[number + 1][0] if number + 1 < len(cell.pieces) else len(cell.text)
        if number:
            before, last = cell.pieces[number - 1]
            gap = last + here - before
            end = plain.find("\n", gap, there)
            spaced = end < 0 and gap < there and not plain[gap:there].strip(" ")
            end = gap if spaced else end  # 市商务局 市财政局
            line = cell.text[here:stop]
            if end >= 0 and _parts("".join(words), line, cell.text[here:], typed=typed or spaced):
                pieces.append((length, end))
                words.append("、")
                length += 1
        pieces.append((length, there))
        words.append(cell.text[here:stop])
        length += stop - here
    return Passage("".join(words), tuple(pieces), cell.end)


def _parts(left: str, line: str, right: str, *, typed: bool) -> bool:
    """Tell whether a name ends with `left`; `right` begins with the next `line`."""
    if left[-1:] in _OPEN_END or left.count("(") > left.count(")"):
        return False
    tail = re.split(r"[、,;:/]", left)[-1]
    first, alone = _first_name(right), _first_name(line)
    if _within_name(tail, first) or _within_name(tail, alone):
        return False
    short = _TRADE.match(first) or _PLACE.fullmatch(alone) or _ZONE.fullmatch(alone)
    opens = first.startswith(_OPENS) or (typed and (len(first) >= 4 or short is not None))
    return opens and is_unit(tail) and is_unit(first)


def _first_name(words: str) -> str:
    names = split_units(words).ranges
    first = words[slice(*names[0])] if names else ""
    return re.sub(r"(?:牵头|配合|负责|会同|协办).*$", "", first)


def _within_name(tail: str, first: str) -> bool:
    """Tell whether one of two lines cannot stand alone: a bare place, 有限公司, a branch."""
    if _LEVEL.fullmatch(tail) or _REST.fullmatch(first):
        return True
    if any(head.search(tail) and branch.fullmatch(first) for head, branch in _BRANCHES):
        return True
    seat = _REGION.fullmatch(first) or _PLACE.fullmatch(first)
    if seat and tail.startswith(("国家", "中国")) and any(h.search(tail) for h, _ in _BRANCHES):
        return True  # 国家税务总局|青海省|税务局
    bare = _REGION.fullmatch(tail) or _PLACE.fullmatch(tail)
    return bare is not None and _TRADE.match(first) is not None
