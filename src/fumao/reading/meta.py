"""Title, number, issuers and date of a document, told from those of documents it cites."""

import re
from dataclasses import dataclass

from fumao.reading.document import Block, Document
from fumao.reading.labels import read_label
from fumao.reading.model import Meta
from fumao.reading.signatures import (
    DATE,
    bare_words,
    date_elsewhere,
    find_tail,
    issuers_elsewhere,
    read_signature,
)
from fumao.reading.units import is_unit
from fumao.reading.wraps import WEB

_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,14}(?:\([\u4e00-\u9fff]{1,4}\))?[\u4e00-\u9fff]{0,4}[〔\[(【]\s*(?:19|20)\d\d\s*[〕\])】]\s*第?\s*\d{1,4}\s*号"
    r"|(?:(?!日)[\u4e00-\u9fff]){2,20}令\s*(?:\(?\d{4}年\)?)?第?\s*\d{1,4}\s*号|第\s*\d{1,4}\s*号令?"
)
_KIND = (
    r"(?:通知|意见|方案|办法|规定|措施|计划|要点|清单|规划|细则|批复|决定|公告|通告|函|条例|纲要|政策"
    r"|指引|安排|任务|举措|分工|台账|表)"
)
_TITLE = re.compile(rf"[^。;!?]*{_KIND}(?:\([^()]{{1,12}}\))?$")
_ABOUT = re.compile(rf"[^。;!?]{{0,60}}关于[^。;!?]*{_KIND}(?:\([^()]{{1,12}}\))*$")
_KEY = re.compile(
    r"(?P<title>标题|名称|文件名称|信息名称|主题名称)|(?P<number>发文字号|文号|文件编号|发文文号)"
    r"|(?P<issuer>发文(?:机关|单位)|发布(?:机构|单位|机关)|制定机关|印发机关|发文部门|颁布单位)"
    r"|(?P<date>成文日期|发文日期|印发日期|签发日期|制定日期)|(?P<published>发布日期|公布日期|发布时间|生成日期|公开日期)"
    r"|(?P<other>索引号|信息类别|公文(?:种类|类型)|文种|公开(?:类别|范围|形式|时限)|浏览(?:次数|量)|点击(?:数|量|次数)|字体|作者|时间|废止(?:日期|时间)|有效期|主题(?:分类|词)|有效性|信息索引|生效日期|失效日期|公开方式|关键词|分类|体裁|组配分类|时效性|文件状态|实施日期|来源)"
)
_BULLETS = re.compile(r"[•·●◆■▪◇○*|>\s-]{0,4}")
_KEY_LINE = re.compile(rf"[\[【(]?(?:{_KEY.pattern})[\]】)]?\s*:\s*")


@dataclass(frozen=True, slots=True)
class Frame:
    """The document's own words about itself, and where its closing lines begin."""

    meta: Meta
    tail: int  # offset; blocks from here on belong to no clause
    keyed: frozenset[int]  # starts of the blocks of a key:value header


def read_frame(document: Document) -> Frame:
    """Read the meta data; every field is None or empty where the text holds none."""
    prose = [block for block in document.blocks if block.kind != "row"]
    keys, keyed = _header_keys(document, prose)
    front = _front(prose, keyed)
    title = keys.get("title") or _title(document, front, prose)
    number = keys.get("number") or _own_number(document, front, title)
    issuers, date = read_signature(document, prose)
    tail = find_tail(document, prose)
    if not issuers and keys.get("issuer"):
        issuers = [name for name in re.split(r"[\s、,，;；]+", keys["issuer"]) if name]
    if not issuers:
        issuers = issuers_elsewhere(document, front, prose, title)
    if date is None:
        date = date_elsewhere(prose, keys)
    return Frame(Meta(title, number, tuple(issuers), date), tail, frozenset(keyed))


def _header_keys(document: Document, prose: list[Block]) -> tuple[dict[str, str], set[int]]:
    keys: dict[str, str] = {}
    keyed: set[int] = set()
    open_role: str | None = None  # of a key whose value stands on the next line
    for at, block in enumerate(prose[:40]):
        marks = list(_KEY_LINE.finditer(block.text))
        bullets = _BULLETS.match(block.text)
        if not marks or marks[0].start() > (bullets.end() if bullets else 0):
            value = _value(document, block, (0, len(block.text)))
            if open_role and open_role not in keys and _fits(open_role, block.text):
                keys[open_role] = value
                keyed.add(block.start)
            open_role = None
            continue
        if at > 0 and prose[at - 1].start not in keyed and read_label(block.text):
            continue
        keyed.add(block.start)
        for number, mark in enumerate(marks):
            stop = marks[number + 1].start() if number + 1 < len(marks) else len(block.text)
            role = next(name for name, value in mark.groupdict().items() if value)
            value = _value(document, block, (mark.end(), stop))
            if value and role not in keys and not re.fullmatch(r"[-—/无]+", value):
                keys[role] = value
            open_role = None if value else role
    return keys, keyed


def _value(document: Document, block: Block, place: tuple[int, int]) -> str:
    words = block.passage.printed(document.text, *place)
    return re.sub(r"^[\s|]+|[\s;；,，。、|•·]+$", "", words)


def _fits(role: str, words: str) -> bool:
    """Tell whether a line can be the value of the key on the line above."""
    if role == "number":
        return _NUMBER.fullmatch(words) is not None
    if role == "issuer":
        return is_unit(words)
    if role in ("date", "published"):
        return len(words) <= 20 and DATE.match(words) is not None
    return False


def _front(prose: list[Block], keyed: set[int]) -> list[Block]:
    """Return the blocks before the first label or the address to the recipients."""
    out: list[Block] = []
    for block in prose[:40]:
        if block.start in keyed or WEB.search(block.text):
            continue
        label = read_label(block.text)
        if label and label.style not in ("hash", "annex") and label.text:
            break
        if block.text.endswith(":") and len(block.text) < 120 and _has_title(out):
            break
        out.append(block)
    return out


def _has_title(front: list[Block]) -> bool:
    return any(_TITLE.fullmatch(bare_words(block)) for block in front)


def _title(document: Document, front: list[Block], prose: list[Block]) -> str | None:
    annexes = [b for b in prose if (lab := read_label(b.text)) and lab.style == "annex"]
    if prose and annexes and annexes[0] is prose[0]:
        return _annex_title(document, prose)
    for wanted in (_ABOUT, _TITLE):
        for at in range(len(front)):
            last = _title_end(front, at, wanted)
            if last is not None:
                return _printed_title(document, front, at, last)
    return None


def _title_end(front: list[Block], at: int, wanted: re.Pattern[str]) -> int | None:
    """Return the last block of a title that begins at `at`; a long one stands on several lines."""
    words = ""
    for last in range(at, min(at + 6, len(front))):
        line = bare_words(front[last])
        if len(line) > 130 or line.endswith("文件") or re.search(r"[。;!?]|:$", line):
            return None
        if last > at and (_NUMBER.fullmatch(line) or DATE.fullmatch(line)):
            return None
        words += line
        bare = _without_number(words)
        whole = bare.count("《") <= bare.count("》") and bare.count("(") <= bare.count(")")
        if 5 <= len(bare) <= 160 and whole and wanted.fullmatch(bare):
            return None if _CITES.match(bare) else _with_years(front, last)
        if last == at and not _begins_title(line):
            return None
    return None


_CITES = re.compile(r"(?:根据|为|按照|现将|附件?:)")
_YEARS = re.compile(
    r"\((?:(?:19|20)\d\d\s*[-—~至]\s*(?:19|20)\d\d\s*年?|试行|暂行|修订.{0,6}|征求意见稿)\)"
)


_OPEN_TITLE = ("印发", "转发", "加快", "进一步", "促进", "推进", "支持", "的", "和", "与")


def _begins_title(line: str) -> bool:
    """A first line goes on when it names the issuer, says 关于, or leaves a bracket open."""
    return (
        "关于" in line or is_unit(line) or line.count("《") > line.count("》")
        or line.endswith(_OPEN_TITLE)
    )  # fmt: skip


def _with_years(front: list[Block], last: int) -> int:
    if last + 1 < len(front) and _YEARS.fullmatch(bare_words(front[last + 1])):
        return last + 1
    return last


def _without_number(words: str) -> str:
    """Leave out a number before or behind the title, and quotes around the whole of it."""
    bare = re.sub(rf"\(?(?:{_ANY_WIDTH})\)?$|^(?:{_ANY_WIDTH})", "", words.strip()).strip()
    whole = bare.startswith("《") and bare.endswith("》") and bare.count("《") == 1
    return bare[1:-1] if whole else bare


# The same in matching text and as printed, where brackets are full-width.
_ANY_WIDTH = _NUMBER.pattern.replace(r"\(", "[(（]").replace(r"\)", "[)）]")


def _strip_marks(words: str) -> str:
    return re.sub(r"^[#*\s]+|[*\s]+$", "", words)


def _printed_title(document: Document, front: list[Block], at: int, last: int) -> str:
    lines = [_strip_marks(front[i].passage.printed(document.text)) for i in range(at, last + 1)]
    if len(lines) > 1 and is_unit(bare_words(front[at])) and not _starts_about(lines[1]):
        lines = lines[1:]  # a letterhead above a title that names the issuer itself
    words = _without_number("".join(lines))
    if _starts_about(words) and at > 0 and is_unit(front[at - 1].text):
        return _strip_marks(front[at - 1].passage.printed(document.text)) + words
    return words


def _starts_about(words: str) -> bool:
    return words.startswith(("关于", "關於", "關于", "印发", "印發", "转发", "轉發"))


def _annex_title(document: Document, prose: list[Block]) -> str | None:
    """Return the title of the annex where the whole file is one annex; None of several."""
    titles: list[str] = []
    for block, follower in zip(prose, [*prose[1:], None], strict=True):
        label = read_label(block.text)
        if label is None or label.style != "annex":
            continue
        rest = block.text[label.end :]
        if rest:
            titles.append(block.passage.printed(document.text, label.end))
        elif follower is not None and len(follower.text) <= 80:
            titles.append(follower.passage.printed(document.text))
    return titles[0] if len({re.sub(r"\s", "", t) for t in titles}) == 1 else None


def _own_number(document: Document, front: list[Block], title: str | None) -> str | None:
    for block in front:
        match = _NUMBER.search(block.text)
        if match is None or ("《" in block.text[: match.start()] and not _is_title(block, title)):
            continue
        alone = len(block.text) - (match.end() - match.start()) <= 30 and "," not in block.text
        if alone and not re.search(r"根据|按照|依据|贯彻|落实", block.text):
            found = match.group()
            low = match.start() + _prefix(found)
            return block.passage.printed(document.text, low, match.end())
    return None


def _is_title(block: Block, title: str | None) -> bool:
    return bool(title and title[:6] in block.text)


def _prefix(words: str) -> int:
    # 某市人民政府文件某政〔2016〕33号: the letterhead is not part of the number
    cut = re.search(r"^.*(?:文件|通知|意见|方案|办法)(?=[\u4e00-\u9fff]{2,12}[〔\[(【])", words)
    return cut.end() if cut else 0
