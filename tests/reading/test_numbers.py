"""Numerals, units, ranges and years; every expected value was read off the words by hand."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumao.reading.numbers import Figure, figures
from fumao.reading.numerals import han_number
from fumao.reading.plain import match_text
from fumao.reading.years import years

HAN = "零一二三四五六七八九"


def brief(text: str) -> list[tuple[str, str | None, str, str]]:
    return [
        (str(f.value), None if f.value_max is None else str(f.value_max), f.unit, f.kind)
        for f in figures(match_text(text))
    ]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("五", "5"), ("十", "10"), ("十二", "12"), ("三十", "30"), ("二百五十", "250"),
        ("一百零五", "105"), ("两千", "2000"), ("百", "100"), ("二〇二五", "2025"),
        ("二○一二", "2012"), ("三点五", "3.5"),
    ],
)  # fmt: skip
def test_chinese_numerals(words: str, value: str) -> None:
    assert han_number(words) == Decimal(value)


@pytest.mark.parametrize("words", ["", "三带", "abc"])
def test_what_is_no_numeral_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"numeral"):
        han_number(words)


@given(st.integers(min_value=1, max_value=9999))
def test_a_numeral_written_out_is_read_back(value: int) -> None:
    written = ""
    gap = False
    for power, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            written += ("零" if gap and written else "") + HAN[digit] + word
        gap = digit == 0
    assert han_number(written) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,200亿元", ("1200", None, "亿元", "money")),
        ("１２００亿元", ("1200", None, "亿元", "money")),
        ("1 200 家", ("200", None, "家", "count")),  # a space is no separator
        ("1.2万亿元", ("1.2", None, "万亿元", "money")),
        ("百亿元", ("100", None, "亿元", "money")),
        ("3千万元", ("3000", None, "万元", "money")),
        ("5百家", ("500", None, "家", "count")),
        ("三十家", ("30", None, "家", "count")),
        ("220 万人次", ("220", None, "万人次", "count")),
        ("500万TEU", ("500", None, "万TEU", "count")),
        ("30万标箱", ("30", None, "万标箱", "count")),
        ("186.5万平方米", ("186.5", None, "万平方米", "count")),
        ("30 %", ("30", None, "%", "share")),
        ("百分之三十", ("30", None, "%", "share")),
        ("百分之12.5", ("12.5", None, "%", "share")),
        ("5个百分点", ("5", None, "个百分点", "share")),
        ("3个工作日", ("3", None, "个工作日", "duration")),
        ("200万人民币", ("200", None, "万元", "money")),
        ("5000元人民币", ("5000", None, "元", "money")),
        ("8港元", ("8", None, "港元", "money")),
        ("突破万亿元", ("1", None, "万亿元", "money")),
        ("超千亿元", ("1000", None, "亿元", "money")),
        ("44\ue0012亿元", ("44.2", None, "亿元", "money")),  # a private glyph for the point
    ],
)
def test_one_figure(text: str, expected: tuple[str, str | None, str, str]) -> None:
    assert brief(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "10—20家", "10-20家", "10～20家", "10–20家", "10至20家", "10到20家", "10家至20家",
        "10家—20家", "10 — 20 家", "十至二十家", "１０—２０家",
    ],
)  # fmt: skip
def test_a_range_however_written(text: str) -> None:
    assert brief(text) == [("10", "20", "家", "count")]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("20%～25%", "20", "25", "%"),
        ("百分之十至十五", "10", "15", "%"),
        ("50—100万元", "50", "100", "万元"),
        ("50万元至100万元", "50", "100", "万元"),
        ("100万—300万元", "100", "300", "万元"),
        ("0.5至1亿元", "0.5", "1", "亿元"),
        ("1.5—2亿美元", "1.5", "2", "亿美元"),
    ],
)
def test_the_ends_of_a_range_share_a_unit(text: str, low: str, high: str, unit: str) -> None:
    (figure,) = figures(match_text(text))
    assert (figure.value, figure.value_max, figure.unit) == (Decimal(low), Decimal(high), unit)


@pytest.mark.parametrize("text", ["由30%到40%", "从30%至40%"])
def test_from_and_to_are_two_figures(text: str) -> None:
    assert [f.value for f in figures(text)] == [30, 40]


def test_a_list_shares_the_last_unit() -> None:
    assert brief("100、120和150亿元") == [
        ("100", None, "亿元", "money"), ("120", None, "亿元", "money"),
        ("150", None, "亿元", "money"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "2025年", "2021—2025年", "第3届", "第十五个", "500强", "5A级", "ISO9001认证", "“1+3+N”",
        "一带一路", "十三五", "版本2.0", "5G",
    ],
)  # fmt: skip
def test_what_is_no_figure(text: str) -> None:
    assert [f for f in figures(match_text(text)) if not f.written] == []


def test_a_denominator_is_kept_apart() -> None:
    (figure,) = figures("给予3万元/家的补助")
    assert (figure.unit, figure.per) == ("万元", "家")


def test_vague_numbers_say_so() -> None:
    assert [f.vague for f in figures("100余家,1000多亿元,80家")] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "year", "first"),
    [
        ("到2025年", 2025, None),
        ("２０２５年度", 2025, None),
        ("二〇二五年", 2025, None),
        ("二○一二年六月", 2012, None),
        ("2021—2025年", 2025, 2021),
        ("2021年至2025年", 2025, 2021),
        ("“十四五”末", 2025, 2021),
        ("“十三五”期间", 2020, 2016),
        ("十二五时期", 2015, 2011),
    ],
)
def test_years(text: str, year: int, first: int | None) -> None:
    (mention,) = years(match_text(text))
    assert (mention.year, mention.first) == (year, first)


@pytest.mark.parametrize("text", ["150周年", "3年内", "每年", "12025年的说法", "“十四五”规划"])
def test_what_is_no_year(text: str) -> None:
    assert years(text) == []


numbers = st.decimals(min_value=1, max_value=99999, places=1)


@given(numbers, st.sampled_from(["家", "亿元", "%", "万人次", "个"]), st.booleans())
def test_width_and_spaces_do_not_change_a_figure(value: Decimal, unit: str, wide: bool) -> None:
    plain = f"达到{value}{unit}"
    digits = str.maketrans("0123456789.", "０１２３４５６７８９．")
    other = f"达到 {str(value).translate(digits) if wide else value} {unit}"
    (a,), (b,) = figures(match_text(plain)), figures(match_text(other))
    assert (a.value, a.unit, a.kind) == (b.value, b.unit, b.kind) == (value, unit, a.kind)


@given(st.integers(min_value=1000, max_value=999_999_999))
def test_thousand_separators_do_not_change_a_figure(value: int) -> None:
    (figure,) = figures(f"达到{value:,}家")
    assert figure.value == value


@given(st.text(alphabet="0123456789一二三百千万亿元家个%年—、,.至到达第 ", max_size=60))
def test_figures_stand_where_they_say(text: str) -> None:
    found: list[Figure] = figures(text)
    for figure in found:
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.value_max is None or figure.value_max > figure.value
    assert all(a.start <= b.start for a, b in pairwise(found))
