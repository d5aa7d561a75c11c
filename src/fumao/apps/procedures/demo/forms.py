"""The form of a golden case made an applicant's own: its name, its days, its amounts and invoices.

A golden case is one application on one day. Claims look at who asks, at the year, and at invoices
that nobody else has used, so a copy of it would be refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.models import Area
from fumao.forms.fields import Field
from fumao.procedures.definitions import Procedure
from fumao.procedures.golden import GoldenCase

_YEARS = (Decimal(1900), Decimal(2100))  # a whole number between these is a year


@dataclass(frozen=True, slots=True)
class Own:
    """What is an applicant's own: `serial` is no other case's, `times` multiplies amounts in yuan.

    Whole multiples keep sums that must agree exact.
    """

    firm: Enterprise
    day: date  # of submission
    serial: int
    times: int


def own_form(procedure: Procedure, golden: GoldenCase, own: Own) -> dict[str, object]:
    """Return the raw texts of a golden case as this applicant would have written them."""
    moved = _mover(procedure, golden.on, own.day)
    form: dict[str, object] = {}
    for one in procedure.form:
        if one.key not in golden.form:
            continue
        given = golden.form[one.key]
        if one.is_table and isinstance(given, list):
            form[one.key] = [_row(one, row, own, moved) for row in given]
        else:
            form[one.key] = _value(one, given, own, moved)
    _number_invoices(procedure, form, own)
    return form


def _row(
    table: Field, row: Mapping[str, object], own: Own, moved: Callable[[Field, object], object]
) -> dict[str, object]:
    return {
        one.key: _value(one, row[one.key], own, moved) for one in table.columns if one.key in row
    }


def _value(one: Field, given: object, own: Own, moved: Callable[[Field, object], object]) -> object:
    if one.prefill.startswith("enterprise:"):
        return _of_firm(own.firm, one.prefill.partition(":")[2]) or given
    if one.type is not None and one.type.kind == "money" and one.type.of == "CNY":
        return str(Decimal(str(given).replace(",", "")) * own.times)
    if one.unique and one.type is not None and one.type.kind == "text":
        return f"{given}-{own.serial}"
    return moved(one, given)


def _of_firm(firm: Enterprise, name: str) -> str:
    value = getattr(firm, name, None)
    if isinstance(value, Area):
        # A zone has no code in the national list: its city stands for it.
        city = value.parent if value.kind == Area.Kind.ZONE else None
        return (city or value).code
    return str(value or "")


def _mover(procedure: Procedure, written: date, day: date) -> Callable[[Field, object], object]:
    """Return what moves days and years of a form from the golden day to another.

    A form that names a year stands for that year as a whole and moves by years, others by days;
    what lay behind the golden day lies behind this one.
    """
    years = day.year - written.year
    whole = any(_is_year(one) for one in procedure.form)
    apart = day - written

    def moved(one: Field, given: object) -> object:
        if _is_year(one):
            return str(int(str(given)) + years)
        if one.type is None or one.type.kind != "date":
            return given
        held = date.fromisoformat(str(given))
        there = _in_year(held, held.year + years) if whole else held + apart
        return str(min(there, day) if held <= written else there)

    return moved


def _is_year(one: Field) -> bool:
    if one.type is None or one.type.kind != "int" or one.least is None or one.most is None:
        return False
    return _YEARS[0] <= one.least and one.most <= _YEARS[1]


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _number_invoices(procedure: Procedure, form: dict[str, object], own: Own) -> None:
    """Give each invoice line a number that no other case has: eight digits, as invoices bear."""
    money = procedure.money
    rows = form.get(money.lines) if money is not None else None
    if money is None or not isinstance(rows, list):
        return
    column = dict(money.columns)["invoice"]
    for place, row in enumerate(rows):
        row[column] = f"{40_000_000 + own.serial * 10 + place}"
