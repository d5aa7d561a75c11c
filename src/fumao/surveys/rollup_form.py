"""The monthly form (WB-M) as the register fills it in: a proposal that the respondent checks."""

from collections.abc import Sequence

from fumao.core.periods import Month
from fumao.forms.cells import text_of
from fumao.surveys.contracts import Register
from fumao.surveys.rollup import Entry, Figure, entries, figures_of, lines
from fumao.surveys.windows import Windows

type Texts = dict[str, object]


def proposals(register: Register, months: Sequence[Month], windows: Windows) -> dict[Month, Texts]:
    """Return the texts of the form for months that follow each other, all of one reading.

    The year so far is the work of the register from the first of January on.
    """
    counted = list(entries(register, windows))
    by_month: dict[Month, list[Entry]] = {}
    for one in counted:
        by_month.setdefault(one.month, []).append(one)
    return {month: _texts(by_month, month) for month in months}


def _texts(by_month: dict[Month, list[Entry]], month: Month) -> Texts:
    rows = by_month.get(month, [])
    so_far = [
        one for number in range(1, month.number + 1)
        for one in by_month.get(Month(month.year, number), ()) if one.kind == "work"
    ]  # fmt: skip
    year: Figure = figures_of(so_far)["executed_usd"]
    figures = {key: text_of(one.value) for key, one in figures_of(rows).items()}
    classes = [
        {
            "service_class": one.service_class, "shore": one.shore,
            "agreed_usd": text_of(one.agreed_usd), "executed_usd": text_of(one.executed_usd),
            "executed_cny": text_of(one.executed_cny),
        }
        for one in lines(rows)
    ]  # fmt: skip
    return {**figures, "executed_year_usd": text_of(year.value), "classes": classes}
