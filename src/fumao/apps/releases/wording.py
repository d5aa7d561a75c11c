"""Published cells in words, in the language of the page or the file."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from fumao.core.errors import Words
from fumao.core.periods import parse_period

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WHY: dict[str, "str | _StrPromise"] = {
    "few": gettext_lazy("家数过少，不公布"),
    "dominance": gettext_lazy("单家占比过高，不公布"),
    "prior": gettext_lazy("可被推算出单家数字，不公布"),
    "secondary": gettext_lazy("为防止推算出其他单元格，不公布"),
    "unknown": gettext_lazy("没有可比的数字"),
    "incomparable": gettext_lazy("统计分类已换版，与上年的数不可比"),
}
KEPT = ("few", "dominance", "prior", "secondary")


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as it is read: its text, why it has no figure, the direction of a change."""

    text: str
    why: str = ""
    way: str = ""  # up or down
    number: Decimal | None = None


def english() -> bool:
    """Return whether English is being written."""
    return (get_language() or "").startswith("en")


def say(words: Words) -> str:
    """Return words of a definition in the language being written."""
    return words.en if english() else words.zh


def said(words: dict[str, str]) -> str:
    """Return words of a content in the language being written."""
    return words["en"] if english() else words["zh"]


def shown_cell(cell: dict[str, Any], shows: str, least: int | None = None) -> ShownCell:
    """Return a cell as it is read; `shows` says what its column is of."""
    value = cell["value"]
    if value is None:
        return _without(cell["why"], shows, least)
    number = Decimal(value)
    text = f"{number:,f}".replace("-", "−")
    if shows != "growth" or number == 0:
        return ShownCell(text, number=number)
    rises = number > 0
    return ShownCell(
        f"{'▲' if rises else '▼'} {abs(number):,f}", way="up" if rises else "down", number=number
    )


def _without(why: str, shows: str, least: int | None) -> ShownCell:
    if shows == "respondents" and why == "few" and least:
        return ShownCell(_("少于 %(n)s") % {"n": least}, str(WHY[why]))
    if why == "incomparable":
        return ShownCell("…", str(WHY[why]))
    if shows in ("growth", "share") or why == "unknown":
        return ShownCell("—", str(WHY[why]))
    return ShownCell(_("不公布"), str(WHY[why]))


def period_words(code: str, *, so_far: bool = False) -> str:
    """Return a period in words; with `so_far` from January on."""
    period = parse_period(code)
    if so_far and period.number > 1:
        words = _("%(year)s年1—%(last)s月") if len(code) == 7 else _("%(year)s年前%(last)s期")
        return words % {"year": period.year, "last": period.number}
    return period.show("en" if english() else "zh")


def unit_words(unit: dict[str, Any]) -> str:
    """Return a unit as it stands in a head."""
    return said(unit)
