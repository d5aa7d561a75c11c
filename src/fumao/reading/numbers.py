"""Figures and years in a sentence: Chinese and Arabic numerals, units, ranges, plan periods.

Every function works on matching text (half-width, simplified; see `fumao.reading.document`) and
returns positions in that text. A value keeps the unit the document prints: 1.2万亿元 is 1.2 of
万亿元, 百亿元 is 100 of 亿元, 3千万元 is 3000 of 万元.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

FigureKind = Literal["money", "share", "count", "duration", "other"]
_KINDS: tuple[FigureKind, ...] = ("share", "money", "duration", "count", "other")

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}

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
    "台|套|部|种|类|款|门|只|支|对|组|间|栋|幢|层|张|份|篇|卷|册|集|宗|笔|单|票|项|条|件|度|倍|番|分|"
    "席|株|头|枚|口|TEU|GWh|MWh|kWh|GW|MW|Gbps|Mbps|Tbps|EFLOPS|PFLOPS|PB|TB|EB|"
    "平米|㎡|km²|m²|柜|村"
)
_PER = (
    "平方米|平米|㎡|m²|标箱|标准箱|TEU|千瓦时|公里|家|人|名|年|月|天|日|个|项|户|次|件|场|班|亩|吨|"
    "台|套|辆|张|所|企业|项目|展位|架次|条|款|部|集"
)
_SCALE = "[十百千]?(?:万亿|万|亿)|[百千](?![瓦米克])"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d.])|\d+(?:[.\ue000-\uf8ff]\d+)?"
_HAN_DIGITS = "[零〇○一二两三四五六七八九十百千]"
_HAN = rf"{_HAN_DIGITS}+(?:点[零〇○一二三四五六七八九]+)?"
_DASH = r"[-‐‑‒–—―~〜～−]{1,2}|至|到"
_OTHER = (
    r"(?!级|强|版|代|大|届|以上|以下|左右)[\u4e00-\u9fff]{1,4}?"
    r"(?=以上|左右|以内|以下|[，,。；;、）)]|$)"
)
_UNIT = (
    rf"(?P<share>{_SHARE})|(?P<money>{_MONEY})(?P<per>/(?:{_PER})(?:/(?:{_PER}))?)?"
    rf"|(?P<duration>{_DURATION})|(?P<count>{_COUNT})|(?P<other>{_OTHER})"
)
_FIGURE = re.compile(
    rf"(?<![\dA-Za-z.第])(?<!\d,)(?:百分之(?P<hundredth>{_ARABIC}|{_HAN})"
    rf"(?:(?:{_DASH})(?:百分之)?(?P<hundredth2>{_ARABIC}|{_HAN}))?"
    rf"|(?P<low>(?:{_ARABIC}|{_HAN}))(?P<lowscale>{_SCALE})?\s?"
    rf"(?:(?P<lowunit>{_SHARE}|{_MONEY}|{_DURATION}|{_COUNT})?\s?(?P<dash>{_DASH})\s?"
    rf"(?P<high>(?:{_ARABIC}|{_HAN}))(?P<highscale>{_SCALE})?\s?)?"
    rf"(?P<vague>余|多|来)?(?P<latescale>万亿|万|亿)?(?:{_UNIT}))"
)
_ALONE = re.compile(rf"(?<=[超破过逾达到])(?P<scale>万亿|[千百]?亿|千万|百万)(?P<unit>{_MONEY})")
_FROM_TO = re.compile(r"(?:由|从)[^，,。；;]{0,8}$")
_LIST_ITEM = re.compile(rf"({_ARABIC})({_SCALE})?(?:、|和|及|与|以及|,|，)$")

_YEAR_NUMBER = r"(?:(?:19|20)\d\d|二[〇○零][〇○零一二三四五六七八九]{2})"
_YEAR = re.compile(
    rf"(?<!\d)(?P<first>{_YEAR_NUMBER})年?(?:{_DASH})(?P<last>{_YEAR_NUMBER})年(?:度)?"
    rf"|(?<!\d)(?P<only>{_YEAR_NUMBER})年(?:度)?"
    r"|[“\"‘「]?十(?P<plan>[一二三四五六七八九])五[”\"’」]?(?:规划)?(?P<planword>期?末|期间|时期)"
)


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


@dataclass(frozen=True, slots=True)
class YearMention:
    """A year or span of years; `year` is the last one: 2021—2025年 is 2025, “十四五”末 too."""

    start: int
    end: int
    year: int
    first: int | None = None  # of a span
    period: bool = False  # a plan period, not a calendar year


def han_number(text: str) -> Decimal:
    """Read a Chinese numeral: 三十 is 30, 二百五十 is 250, 百 is 100, 二〇二五 is 2025.

    Raises ValueError where the text holds any other character.
    """
    whole, _, fraction = text.partition("点")
    value = _han_integer(whole)
    if not fraction:
        return Decimal(value)
    return Decimal(f"{value}.{''.join(str(_DIGITS[c]) for c in fraction)}")


def _han_integer(text: str) -> int:
    if not text:
        msg = "empty numeral"
        raise ValueError(msg)
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = digit = 0
    for char in text:
        if char in _TENS:
            total += (digit or 1) * _TENS[char]
            digit = 0
        elif char in _DIGITS:
            digit = _DIGITS[char]
        else:
            msg = f"not a Chinese numeral: {text!r}"
            raise ValueError(msg)
    return total + digit


def number(text: str) -> Decimal:
    """Read an Arabic (1,200 or 3.5) or Chinese numeral as an exact value."""
    if text[0].isdigit():
        return Decimal(re.sub(r"[\ue000-\uf8ff]", ".", text.replace(",", "")))
    return han_number(text)


def figures(text: str) -> list[Figure]:
    """Find every number with a unit, in order; years, ordinals (第3) and bare numbers are none.

    A bare number before a unit-bearing one in a list borrows its unit: 100、120和150亿元.
    """
    out: list[Figure] = []
    taken = [m.span() for m in _YEAR.finditer(text)] if "年" in text else []
    year = 0
    for match in _FIGURE.finditer(text):
        while year < len(taken) and taken[year][1] <= match.start():
            year += 1
        if year < len(taken) and taken[year][0] < match.end():
            continue
        for figure in _read(match):
            out.extend(_borrowers(text, figure, out[-1].end if out else 0))
            out.append(figure)
    return _with_lone_scales(text, out)


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
            value = Decimal(_TENS.get(scale[0], 1))
            scale = scale[-1]
        lone.append(Figure(*match.span(), value, scale + match["unit"], "money"))
    return sorted([*found, *lone], key=lambda f: f.start) if lone else found


def _read(match: re.Match[str]) -> list[Figure]:
    """Read one match: a figure, a range, or two figures where 从30%到40% is a change."""
    got = match.groupdict()
    if got["hundredth"]:
        high = number(got["hundredth2"]) if got["hundredth2"] else None
        written = not match[0][3].isdigit()
        return [
            Figure(*match.span(), number(got["hundredth"]), "%", "share", high, written=written)
        ]
    kind = next(k for k in _KINDS if got[k])
    scale, low = _scaled(got["low"], got["lowscale"])
    figure = Figure(
        *match.span(),
        low,
        scale + (got["latescale"] or "") + _unit_name(got[kind]),
        kind,
        per=got["per"][1:] if got["per"] else None,
        vague=bool(got["vague"]),
        written=not got["low"][0].isdigit(),
    )
    if not got["high"]:
        return [replace(figure, value=_tidy(low))]
    return _range(match, figure, scale)


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
        low = low * high / number(match["high"])
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
    if scale[0] in _TENS:
        return scale[1:], value * _TENS[scale[0]]
    return scale, value


def _ratio(scale: str, other: str) -> Decimal:
    size = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
    return Decimal(size[scale]) / Decimal(size[other])


def _tidy(value: Decimal) -> Decimal:
    whole = value.to_integral_value()
    return whole if value == whole else value


def _borrowers(text: str, figure: Figure, floor: int) -> Iterator[Figure]:
    """Yield the bare numbers of a list that ends in `figure`, first one first."""
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


def years(text: str) -> list[YearMention]:
    """Find the years and plan periods, in order; “十四五”期间 ends in 2025."""
    out = []
    for match in _YEAR.finditer(text):
        if match["only"]:
            out.append(YearMention(*match.span(), _year(match["only"])))
        elif match["plan"]:
            # The first five-year plan ended in 1957; from the sixth (1985) on, n ends 1955 + 5n.
            end = 1955 + 5 * (10 + _DIGITS[match["plan"]])
            out.append(YearMention(*match.span(), end, end - 4, period=True))
        else:
            first, last = _year(match["first"]), _year(match["last"])
            out.append(YearMention(*match.span(), last, first, period=True))
    return out


def _year(text: str) -> int:
    return int(number(text))
