"""Who signed a document and when: its closing lines, else its letterhead, source or print line."""

import datetime
import re

from fumao.reading.document import Block, Document
from fumao.reading.labels import read_label
from fumao.reading.plain import chinese_number
from fumao.reading.units import is_unit

_HAN = "〇○零一二三四五六七八九十"
DATE = re.compile(
    rf"(?P<y>(?:19|20)\d\d|[一二][{_HAN}]{{3}})\s*年\s*(?P<m>\d{{1,2}}|[{_HAN}]{{1,3}})\s*月\s*(?P<d>\d{{1,2}}|[{_HAN}]{{1,3}})\s*日"
    r"|(?P<y2>(?:19|20)\d\d)[-./](?P<m2>\d{1,2})[-./](?P<d2>\d{1,2})"
)
_TAIL = re.compile(
    r"抄送|主送|\(?此件|来源:|联系(?:人|电话|方式)|附件?\s*[件表]?\s*\d*\s*:|\(?联系|.{0,20}(?:办公厅|办公室|秘书处|办).{0,6}(?:19|20)\d\d年\d+月\d+日印发|校对|责任编辑|主办单位:|分享到"
)


def read_date(words: str) -> datetime.date | None:
    """Read the first date in matching text, Arabic or Chinese numerals; None where none is."""
    match = DATE.search(words)
    return _as_date(match) if match else None


def _as_date(match: re.Match[str]) -> datetime.date | None:
    parts = [
        chinese_number(match[a] or match[b] or "")
        for a, b in (("y", "y2"), ("m", "m2"), ("d", "d2"))
    ]
    try:
        return datetime.date(*[part or 0 for part in parts])
    except ValueError:
        return None


def bare_words(block: Block) -> str:
    """Return the words of a block without the marks of a heading."""
    label = read_label(block.text)
    return block.text[label.end :] if label and label.style == "hash" else block.text


_PRINTED = re.compile(
    rf"[(]?(?:(?P<who>[^,。;:()]{{3,60}}?))?(?P<when>{DATE.pattern})(?:印发|发布|公布|颁布|制定)?[)]?"
)
# (2023年5月6日某市人民政府令第170号公布, 自公布之日起施行)
_ENACTED = re.compile(
    rf"[(](?P<when>{DATE.pattern})(?:经|由)?(?P<who>[^,。;:()\d]{{3,40}}?)(?:(?:令|第)[^,。;:()]{{0,24}})?(?:公布|发布|颁布|公告|通过|批准|印发)[^()]*[)]"
)
_MONTH = re.compile(
    r"[(]?(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})年(?:\d{1,2}|十?[一二三四五六七八九十])月[)]?"
)
_HANDED_OVER = re.compile(
    r"(?:印发|发给|转发|发布).{0,60}[。.]$|(?:执行|实施|落实|遵照|知照)[。.]?$"
)


def _printed_line(document: Document, block: Block) -> tuple[list[str], datetime.date | None]:
    """Read a line in brackets that says who printed the document, when, or both."""
    match = None
    if block.text.startswith("("):
        match = _PRINTED.fullmatch(block.text) or _ENACTED.fullmatch(block.text)
    if match is None:
        return [], None
    date = read_date(match["when"])
    if not match["who"]:
        return [], date
    span = block.passage.span(*match.span("who"))
    who = re.split(r"[\s、]+", document.text[span.start : span.end])
    names = [name for name in who if name]
    if names and all(map(is_unit, names)):
        return names, date
    return [], (date if match.re is _ENACTED else None)


def read_signature(
    document: Document, prose: list[Block]
) -> tuple[list[str], datetime.date | None]:
    """Read the units above a date that stands alone: who signed, and when."""
    for at, block in enumerate(prose):
        match = DATE.search(block.text)
        if match is None or len(block.text) > 80 or "印发" in block.text or "来源" in block.text:
            continue
        rest = (block.text[: match.start()] + block.text[match.end() :]).strip("() ")
        date = _as_date(match)
        if rest and match.end() == len(block.text) and unit_names(document, block, match.start()):
            return unit_names(document, block, match.start()), date
        if rest or at == 0:
            continue
        issuers = _names_above(document, prose[max(0, at - 40) : at])
        if issuers:
            return issuers, date
        if at >= len(prose) - 6 or _HANDED_OVER.search(prose[at - 1].text):
            return [], date
    lines = (_printed_line(document, block) for block in prose[:6])
    return next((found for found in lines if found[1]), (_signed_month(document, prose), None))


def _signed_month(document: Document, prose: list[Block]) -> list[str]:
    """Return the units above, or before, a closing or heading month without a day."""
    for at, block in [*enumerate(prose[:6]), *list(enumerate(prose))[-6:]]:
        if len(block.text) > 60:
            continue
        if _MONTH.fullmatch(block.text):
            names = _names_above(document, prose[max(0, at - 40) : at])
        else:
            month = _MONTH.search(block.text)
            if month is None or month.end() != len(block.text):
                continue
            low = 1 if block.text.startswith("(") else 0
            span = block.passage.span(low, month.start())
            found = re.split(r"[\s、]+", document.text[span.start : span.end].strip())
            names = found if all(map(is_unit, found)) else []
        if names:
            return names
    return []


def _names_above(document: Document, blocks: list[Block]) -> list[str]:
    """Return the units of the lines right above a date, in order."""
    issuers: list[str] = []
    for above in reversed(blocks):
        names = unit_names(document, above, len(above.text))
        if not names:
            break
        issuers = [*names, *issuers]
    return issuers


def unit_names(document: Document, block: Block, stop: int) -> list[str]:
    """Return the unit names a line consists of, parted by spaces in the original; else []."""
    if stop <= 1 or stop > 200:
        return []
    span = block.passage.span(0, stop)
    names = [w for w in re.split(r"[\s、]+", document.text[span.start : span.end]) if w]
    plain = [w for w in re.split(r"[\s、]+", document.plain[span.start : span.end]) if w]
    if plain and all(is_unit(word) for word in plain):
        return names
    if is_unit(block.text[:stop]):
        return [block.passage.printed(document.text, 0, stop)]
    return []


def find_tail(document: Document, prose: list[Block]) -> int:
    """Return the offset where signature, date and notes to the reader begin."""
    tail = len(document.text) + 1
    for block in reversed(prose):
        bare = block.text.strip("() ")
        signed = unit_names(document, block, len(block.text))
        dated = DATE.match(bare) is not None and len(bare) <= 30
        if not (signed or dated or _TAIL.match(block.text)) or read_label(block.text):
            break
        tail = block.start
    return tail


_LETTERHEAD = re.compile(r"(.{3,40}?)文件$")
_PLACE = re.compile(r"[^部局委厅办府会院署行]{1,8}(?:省|市|区|县|州|自治区)")
_SOURCE = re.compile(r"(?:来源|发布机构|发布单位|信息来源)\s*:\s*")


def issuers_elsewhere(
    document: Document, front: list[Block], prose: list[Block], title: str | None
) -> list[str]:
    """Return the issuers by the title, the letterhead, the source line or the first lines."""
    if title and "关于" in title:
        names = _whole_names(_before_about(document, front, title))
        names = [re.sub(r"等\d*[一二三四五六七八九十]*部门$", "", name) for name in names if name]
        if names and all(is_unit(name) and not _PLACE.fullmatch(name) for name in names):
            return names
    for block in front:
        match = _LETTERHEAD.fullmatch(bare_words(block))
        if match and is_unit(match[1]):
            offset = len(block.text) - len(bare_words(block))
            return [block.passage.printed(document.text, offset, offset + match.end(1))]
    named = _source(document, prose)
    lines = (unit_names(document, block, len(block.text)) for block in front)
    return [named] if named else next((names for names in lines if names), [])


def _whole_names(words: str) -> list[str]:
    """Split at spaces and 、; a space or line end inside a name parts nothing."""
    names: list[str] = []
    for word in re.split(r"[\s、]+", words.strip()):
        if names and not (is_unit(names[-1]) and len(word) >= 4):
            names[-1] += word
        else:
            names.append(word)
    return names


def _before_about(document: Document, front: list[Block], title: str) -> str:
    """Return the words before 关于 with the spaces of the original, which part joint issuers."""
    head = title[: title.index("关于")]
    for above, block in zip([None, *front], front, strict=False):
        at = block.text.find("关于")
        if at == 0 and above is not None and above.passage.printed(document.text) == head:
            return document.text[above.start : above.end].strip("#* ")
        if at >= 0 and block.passage.printed(document.text, 0, at) == head:
            span = block.passage.span(0, at)
            return document.text[span.start : span.end].strip("#* ")
    return head


def _source(document: Document, prose: list[Block]) -> str | None:
    for block in prose[-8:]:
        source = _SOURCE.match(block.text)
        if source:
            dated = DATE.search(block.text)
            stop = dated.start() if dated else len(block.text)
            if is_unit(block.text[source.end() : stop]):
                return block.passage.printed(document.text, source.end(), stop)
    return None


def date_elsewhere(prose: list[Block], keys: dict[str, str]) -> datetime.date | None:
    """Return the date at the end of the text, of a key, of printing or of the source line."""
    for block in reversed(prose[-12:]):
        glued = re.search(rf"(?:{DATE.pattern})$", block.text)
        if glued and re.search(r"[。)\"”]$", block.text[: glued.start()]):
            return _as_date(glued)
    if "date" in keys and read_date(keys["date"]):
        return read_date(keys["date"])
    for block in prose:
        if re.search(r"日印发$", block.text):
            return read_date(block.text)
    for block in reversed(prose[-8:]):
        if _SOURCE.match(block.text) and read_date(block.text):
            return read_date(block.text)
    return read_date(keys["published"]) if "published" in keys else None
