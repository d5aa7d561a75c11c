"""Years, spans of years and plan periods in matching text."""

import re
from dataclasses import dataclass

from fumao.reading.numerals import DIGITS, number

_DASH = r"[-‐‑‒–—―~〜～−]{1,2}|至|到"
_YEAR_NUMBER = r"(?:(?:19|20)\d\d|二[〇○零][〇○零一二三四五六七八九]{2})"
YEAR = re.compile(
    rf"(?<!\d)(?P<first>{_YEAR_NUMBER})年?(?:{_DASH})(?P<last>{_YEAR_NUMBER})年(?:度)?"
    rf"|(?<!\d)(?P<only>{_YEAR_NUMBER})年(?:度)?"
    r"|[“\"‘「]?十(?P<plan>[一二三四五六七八九])五[”\"’」]?(?:规划)?(?P<planword>期?末|期间|时期)"
)


@dataclass(frozen=True, slots=True)
class YearMention:
    """A year or span of years; `year` is the last one: 2021—2025年 is 2025, “十四五”末 too."""

    start: int
    end: int
    year: int
    first: int | None = None  # of a span
    period: bool = False  # a plan period, not a calendar year


def years(text: str) -> list[YearMention]:
    """Find the years and plan periods, in order; “十四五”期间 ends in 2025."""
    out = []
    for match in YEAR.finditer(text):
        if match["only"]:
            out.append(YearMention(*match.span(), _year(match["only"])))
        elif match["plan"]:
            # The first five-year plan ended in 1957; from the sixth (1985) on, n ends 1955 + 5n.
            end = 1955 + 5 * (10 + DIGITS[match["plan"]])
            out.append(YearMention(*match.span(), end, end - 4, period=True))
        else:
            first, last = _year(match["first"]), _year(match["last"])
            out.append(YearMention(*match.span(), last, first, period=True))
    return out


def _year(text: str) -> int:
    return int(number(text))
