"""Figures in a sentence: numbers with their units, scales and ranges.

Every function works on matching text (half-width, simplified; see `fumao.reading.document`) and
returns positions in that text. A value keeps the unit the document prints: 1.2万亿元 is 1.2 of
万亿元, 百亿元 is 100 of 亿元, 3千万元 is 3000 of 万元, 2亿5000万元 is 2.5 of 亿元.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from fumao.reading.numerals import TENS, number
from fumao.reading.years import YEAR

FigureKind = Literal["money", "share", "count", "duration", "other"]
_KINDS: dict[str, FigureKind] = {
    "share": "share", "money": "money", "per": "money", "duration": "duration", "count": "count",
    "other": "other",
}  # fmt: skip
_CROWD, _CROWD_WIDTH = 60, 600  # so many figures in so few characters are no sentence

_MONEY = "元人民币|人民币元|人民币|美元|美金|欧元|港元|港币|日元|英镑|新元|澳元|加元|卢布|元"
_SHARE = "%|‰|个百分点|百分点|个点"
# Units of time are figures of a target only after a verb that shortens (压缩至3个工作日).
_DURATION = (
    "个工作日|工作日|个自然日|个月|个小时|小时|分钟|周年|年|月|日|天|周|学时|课时|岁|季度|秒"
)
# Measure words and units of the genre, longest first; an unknown one is met by the grammar of
# `_OTHER`: whatever stands between the number and the end of its clause.
_COUNT = (
    "平方公里|平方千米|平方米|立方米|万立方|公里|千米|海里|公顷|平方|亩|米|吨公里|吨标准煤|吨|公斤|"
    "千瓦时|千瓦|兆瓦|吉瓦|标准箱|国际标准箱|标箱|箱|人次|人天|人年|车次|班次|架次|航次|艘次|户次|"
    "家次|项次|场次|件次|批次|例次|床位|个|家|名|人|位|户|所|座|处|片|场|次|届|期|批|班|列|架|艘|辆|"
    "台|套|部|种|类|款|门|只|支|对|组|间|栋|幢|层|张|份|篇|卷|册|集|宗|笔|单|票|项|条|件|度|倍|番|分(?!之)|"
    "席|株|头|枚|口|根|盏|棵|把|匹|羽|尾|眼|孔|桩|间次|框|面|TEU|GWh|MWh|kWh|GW|MW|Gbps|Mbps|Tbps|EFLOPS|PFLOPS|PB|TB|EB|"
    "平米|㎡|km²|m²|柜|村"
)
_PER = (
    "平方米|平米|㎡|m²|标箱|标准箱|TEU|千瓦时|公里|家|人|名|年|月|天|日|个|项|户|次|件|场|班|亩|吨|"
    "台|套|辆|张|所|企业|项目|展位|架次|条|款|部|集"
)
_SCALE = "[十百千]?(?:万亿|万|亿)|[百千](?![瓦米克])"
_ARABIC = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d+)?(?![\d.])|\d{1,15}(?:[.\ue000-\uf8ff]\d{1,9})?"
_HAN_DIGITS = "[零〇○一二两三四五六七八九十百千]"
_HAN = rf"{_HAN_DIGITS}{{1,9}}(?:点[零〇○一二三四五六七八九]{{1,4}})?"
_DASH = r"[-‐‑‒–—―~〜～−]{1,2}|至|到"
_OTHER = (
    r"(?!级|强|版|代|大|届|分之|以上|以下|左右)[\u4e00-\u9fff]{1,4}?"
    r"(?=以上|左右|以内|以下|[，,。；;、）)]|$)"
)
_UNIT = (
    rf"(?P<share>{_SHARE})|(?P<money>{_MONEY})(?P<per>/(?:{_PER})(?:/(?:{_PER}))?)?"
    rf"|(?P<duration>{_DURATION})|(?P<count>{_COUNT})|(?P<other>{_OTHER})"
)
_FIGURE = re.compile(
    rf"(?<![\dA-Za-z.第{_HAN_DIGITS[1:-1]}])(?<!\d,)(?!一批|[一二三四五]期|零[^点〇一二三四五六七八九])(?:百分之(?P<hundredth>{_ARABIC}|{_HAN})"
    rf"(?:(?:{_DASH})(?:百分之)?(?P<hundredth2>{_ARABIC}|{_HAN}))?"
    rf"|(?P<low>(?:{_ARABIC}|{_HAN}))(?P<lowscale>{_SCALE})?"
    rf"(?:(?<=[万亿])(?P<rest>(?:{_ARABIC}|{_HAN_DIGITS}{{1,9}})(?P<restscale>{_SCALE})|\d{{4}}(?![\d.])))?\s?"
    rf"(?:(?P<lowunit>{_SHARE}|{_MONEY}|{_DURATION}|{_COUNT})?\s?(?P<dash>{_DASH})\s?"
    rf"(?P<high>(?:{_ARABIC}|{_HAN}))(?P<highscale>{_SCALE})?\s?)?"
    rf"(?P<vague>余|多|来)?(?P<latescale>万亿|万|亿)?(?:{_UNIT}))"
)
_ALONE = re.compile(rf"(?<=[超破过逾达到])(?P<scale>万亿|[千百]?亿|千万|百万)(?P<unit>{_MONEY})")
_DOUBLED = re.compile(
    r"翻番|倍增(?=[,，。；;、]|以上|$)"
    r"|(?:压缩|缩短|压减|减少|缩减|降低|下降|精简)(?:了|近|约|超过|至少)?(?P<half>一半)"
)
_FROM_TO = re.compile(r"(?:由|从)[^，,。；;]{0,8}$")
_JOINS = "、和及与,，"
_LIST_ITEM = re.compile(rf"({_ARABIC})({_SCALE})?(?:、|和|及|与|以及|,|，)$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit; `start:end` covers both, without 以上 or 左右."""

    start: int
    end: int
    value: Decimal
    unit: str
    kind: FigureKind
    value_max: Decimal | None = None
    per: str | None = None  # what follows the slash: 万元/家
    vague: bool = False  # 100余家
    written: bool = False  # in Chinese numerals: 三家


def prose_figures(text: str) -> list[Figure]:
    """Find the figures as `figures` does, without those crowded closer than any sentence has them.

    A run of sixty figures in six hundred characters is a flattened table or damage. Nothing can
    be said of its words, and reading them one by one would take time without end.
    """
    found = figures(text)
    if len(found) < _CROWD:
        return found
    crowded = [False] * len(found)
    last = 0
    for place in range(len(found) - _CROWD + 1):
        if found[place + _CROWD - 1].start - found[place].start < _CROWD_WIDTH:
            for one in range(max(last, place), place + _CROWD):
                crowded[one] = True
            last = place + _CROWD
    return [f for f, out in zip(found, crowded, strict=True) if not out]


def figures(text: str) -> list[Figure]:
    """Find every number with a unit, in order; years, ordinals (第3) and bare numbers are none.

    A bare number before a unit-bearing one in a list borrows its unit: 100、120和150亿元.
    """
    out: list[Figure] = []
    taken = [m.span() for m in YEAR.finditer(text)] if "年" in text else []
    year = 0
    for match in _FIGURE.finditer(text):
        while year < len(taken) and taken[year][1] <= match.start():
            year += 1
        if year < len(taken) and taken[year][0] < match.end():
            continue
        for figure in _read(match):
            out.extend(_borrowers(text, figure, out[-1].end if out else 0))
            out.append(figure)
    return _with_lone_words(text, _with_lone_scales(text, out))


def _with_lone_scales(text: str, found: list[Figure]) -> list[Figure]:
    """Add the sums whose number is their scale alone: 突破万亿元 is 1 of 万亿元."""
    if "亿" not in text and "万" not in text:
        return found
    starts = {f.start for f in found}
    lone = []
    for match in _ALONE.finditer(text):
        if match.start() in starts:
            continue
        scale, value = match["scale"], Decimal(1)
        if scale != "万亿":
            value = Decimal(TENS.get(scale[0], 1))
            scale = scale[-1]
        lone.append(Figure(*match.span(), value, scale + match["unit"], "money"))
    return sorted([*found, *lone], key=lambda f: f.start) if lone else found


def _with_lone_words(text: str, found: list[Figure]) -> list[Figure]:
    """Add what is said without a number: 翻番 is 1番, 倍增 is 1倍, 压缩一半 is 50%."""
    if "翻番" not in text and "倍增" not in text and "一半" not in text:
        return found
    lone = []
    for match in _DOUBLED.finditer(text):
        if match["half"]:
            span, value, unit = match.span("half"), Decimal(50), "%"
        else:
            span, value, unit = match.span(), Decimal(1), "番" if match[0] == "翻番" else "倍"
        kind: FigureKind = "share" if unit == "%" else "count"
        lone.append(Figure(*span, value, unit, kind))
    taken = {f.start for f in lone}
    return sorted([*(f for f in found if f.start not in taken), *lone], key=lambda f: f.start)


def _read(match: re.Match[str]) -> list[Figure]:
    """Read one match: a figure, a range, or two figures where 从30%到40% is a change."""
    hundredth = match["hundredth"]
    if hundredth:
        high = number(match["hundredth2"]) if match["hundredth2"] else None
        written = not match[0][3].isdigit()
        return [Figure(*match.span(), number(hundredth), "%", "share", high, written=written)]
    kind = _KINDS[match.lastgroup or "other"]
    scale, low = _scaled(match["low"], match["lowscale"])
    if match["rest"]:
        low += _rest(match["rest"], match["restscale"], scale)
    ranged = match["high"]
    per = match["per"]
    figure = Figure(
        *match.span(),
        low if ranged else _tidy(low),
        scale + (match["latescale"] or "") + _unit_name(match[kind]),
        kind,
        per=per[1:] if per else None,
        vague=match["vague"] is not None,
        written=not match["low"][0].isdigit(),
    )
    return _range(match, figure, scale) if ranged else [figure]


def _rest(digits: str, scale: str | None, above: str) -> Decimal:
    """Return what follows the larger scale, counted in it: of 2亿5000万 0.5, of 3万5000 0.5."""
    own, value = _scaled(digits[: -len(scale)] if scale else digits, scale)
    return (value * _ratio(own, above)).normalize()


def _range(match: re.Match[str], figure: Figure, scale: str) -> list[Figure]:
    """Bring the ends of a range to one scale; ends of two units, or falling, are no range."""
    low = figure.value
    high_scale, high = _scaled(match["high"], match["highscale"])
    upper = replace(
        figure,
        start=match.start("high"),
        value=_tidy(high),
        unit=high_scale + figure.unit.removeprefix(scale),
    )
    own_unit = match["lowunit"]
    if own_unit and own_unit not in match.string[match.start("high") : match.end()]:
        lower = replace(figure, end=match.end("lowunit"), value=_tidy(low), unit=scale + own_unit)
        return [lower, upper]
    if not match["lowscale"]:
        digits = number(match["high"])
        low = low * high / digits if digits else low
    elif high_scale != scale:
        low = low * _ratio(scale, high_scale)
    change = _FROM_TO.search(match.string, max(0, match.start() - 12), match.start())
    if high <= low or (change and match["dash"] in ("到", "至")):
        lower = replace(upper, start=match.start(), end=match.start("dash"), value=_tidy(low))
        return [lower, upper]
    return [replace(upper, start=match.start(), value=_tidy(low), value_max=_tidy(high))]


def _unit_name(unit: str) -> str:
    return "元" if unit in ("元人民币", "人民币元", "人民币") else unit


def _scaled(digits: str, scale: str | None) -> tuple[str, Decimal]:
    """Keep 万, 亿 and 万亿 in the unit, multiply 十, 百 and 千 out: 3千万 is ("万", 3000)."""
    value = number(digits)
    if not scale:
        return "", value
    if scale[0] in TENS:
        return scale[1:], value * TENS[scale[0]]
    return scale, value


def _ratio(scale: str, other: str) -> Decimal:
    size = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
    return Decimal(size[scale]) / Decimal(size[other])


def _tidy(value: Decimal) -> Decimal:
    whole = value.to_integral_value()
    return whole if value == whole else value


def _borrowers(text: str, figure: Figure, floor: int) -> Iterator[Figure]:
    """Yield the bare numbers of a list that ends in `figure`, first one first."""
    if not figure.start or text[figure.start - 1] not in _JOINS:
        return iter(())
    found: list[Figure] = []
    end = figure.start
    while (match := _LIST_ITEM.search(text, max(floor, end - 16), end)) is not None:
        start = match.start()
        if match[2] or (start and (text[start - 1].isalnum() and text[start - 1].isascii())):
            break
        if start < floor or (start and text[start - 1] in "第.,"):
            break
        found.append(
            replace(figure, start=start, end=match.end(1), value=number(match[1]), value_max=None)
        )
        end = start
    return reversed(found)
