"""Which lines of a text are one paragraph: hard wraps told from the ends of paragraphs."""

import re
from dataclasses import dataclass

from fumao.reading.labels import Label
from fumao.reading.lines import Line
from fumao.reading.units import is_unit

_END = re.compile(r"[。.;:!?…][”’\")）》」〕】\]]*$")
_CLOSED = re.compile(r"[。.;:!?…)〕】\]][”’\")）》」〕】\]]*$")
_SENTENCE = re.compile(r"[,。;:]")
_TITLE = re.compile(
    r"(?:通知|意见|方案|办法|规定|措施|计划|要点|清单|规划|细则|批复|决定|公告|通告|函|表|文件|条例|分工)(?:\([^()]*\))?$"
)
_APART = re.compile(r"抄送|主送|\(此件|来源:|联系人|-{3,}|={3,}|\*{3,}|(?:计量)?单位:|附\s*[件表]")
_STANDALONE = re.compile(
    rf"{_APART.pattern}|来源|[\u4e00-\u9fff()]{{2,20}}[〔\[(【](?:19|20)\d\d[〕\])】]\s?\d{{1,4}}号|\d{{4}}年\d{{1,2}}月\d{{1,2}}日|二[○〇零].{{2,10}}日"
)
# A number or a date that fills a line of its own goes on with nothing.
_ALONE = re.compile(
    r"[\u4e00-\u9fff()]{2,20}[〔\[(【](?:19|20)\d\d[〕\])】]\s?第?\d{1,4}号|\(?\d{4}年\d{1,2}月\d{1,2}日[^,。;]{0,16}\)?"
)
# What a saved page leaves around the document: its menu, the path to it, its counters.
WEB = re.compile(
    r"设为首页|加入收藏|今天是|当前位置|您的位置|返回首页|无障碍浏览|长者模式|字体:|分享到"
)


@dataclass(frozen=True, slots=True)
class Wrap:
    """How a text breaks its lines: `width` columns, or None where a line is a paragraph.

    A line is full when it reaches that width or, in texts wrapped by counting, `count` characters.
    """

    width: int | None
    count: int = 0

    def full(self, line: Line) -> bool:
        """Tell whether a line reaches the right margin."""
        return line.width >= (self.width or 0) - 6 or line.count >= self.count


def find_wrap(lines: list[Line]) -> Wrap:
    """Tell whether the text has hard line ends at one width (a PDF's text layer, an e-mail)."""
    widths = sorted(line.width for line in lines)
    if len(widths) < 6:
        return Wrap(None)
    most = int(len(widths) * 0.97) if len(widths) > 40 else len(widths) - 2
    wide = widths[most]
    if wide > 130 or wide < 16:
        return Wrap(None)
    full = [line for line in lines if line.width >= wide - 8]
    cut = [line for line in full if not _END.search(line.text)]
    if len(full) >= max(4, 0.25 * len(lines)) and len(cut) >= 0.4 * len(full):
        return Wrap(wide, max(12, sorted(line.count for line in lines)[most]))
    return Wrap(None)


def continues(
    group: list[Line], opening: Label | None, coming: tuple[Line, Label | None], wrap: Wrap
) -> bool:
    """Tell whether the line `coming` goes on with the paragraph `group`."""
    line, label = coming
    last = group[-1]
    if line.text.startswith("#") or last.text.startswith("#"):
        return False
    if wrap.width is not None and last.width <= wrap.width + 8:
        return _continues_wrapped(group, (line, label), wrap)
    if label is not None or _begins_anew(group, line):
        return False
    if opening is not None and len(last.text) <= 40 and not _SENTENCE.search(last.text):
        return bool(_SENTENCE.match(line.text[:1]))
    return bool(_SENTENCE.search(last.text) or _SENTENCE.search(line.text))


def _begins_anew(group: list[Line], line: Line) -> bool:
    """Tell whether `line` opens a paragraph, in a text whose lines are whole paragraphs."""
    last = group[-1]
    return bool(
        _STANDALONE.match(line.text)
        or WEB.search(last.text)
        or (_STANDALONE.match(group[0].text) and len(group[0].text) < 60)
        or len(last.text) < 20
        or _CLOSED.search(last.text)
        or (line.indent >= max(2, group[0].indent) and group[0].indent)
        or (_TITLE.search(last.text) and not _SENTENCE.search(last.text))
    )


_DUTY_LINE = re.compile(r"(?:责任|牵头|配合|主办|协办|负责|参与|实施)(?:单位|部门)[^,。;:]{0,4}:")
_LONG_BRACKET = 12  # lines; a bracket open for longer was never closed


def _in_bracket(group: list[Line]) -> bool:
    """Tell whether a bracket that `group` opens goes on: (牵头单位:A;配合 above 单位:B)."""
    words = "".join(line.text for line in group[-_LONG_BRACKET:])
    return not words.endswith("。") and any(
        words.count(opens) == words.count(closes) + 1
        for opens, closes in ("()", "〔〕", "【】", "[]")
    )


def _whole(words: str) -> bool:
    return words.count("(") <= words.count(")") and words.count("《") <= words.count("》")


def _continues_wrapped(group: list[Line], coming: tuple[Line, Label | None], wrap: Wrap) -> bool:
    line, label = coming
    last = group[-1]
    if wrap.full(last) and _in_bracket(group) and not (label and label.style == "annex"):
        return True
    closed = bool(_END.search(last.text))
    apart = bool(_APART.match(line.text) or (closed and _STANDALONE.match(line.text)))
    if not wrap.full(line) and _whole(last.text):
        signed = closed and len(line.text) <= 30 and is_unit(re.sub(r"\s", "", line.text))
        apart = apart or signed or _ALONE.fullmatch(line.text) is not None
    if not wrap.full(last) or apart:
        return False
    if label is not None:
        if any(_DUTY_LINE.match(one.text) for one in group[-4:]):
            return False  # the next item below 责任单位:…, which no full stop ends
        return not closed and not last.text.endswith((")", "〕", "】", "]")) and len(group) > 1
    indented = line.indent > last.indent + 1 if len(group) > 1 else line.indent > last.indent
    if indented and closed:
        return False
    return not (line.gap and closed)
