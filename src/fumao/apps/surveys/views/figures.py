"""A filing's figures as its reviewer sees them: beside earlier ones, findings pinned to them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fumao.apps.formpages.shown import text_of
from fumao.apps.surveys.queries.review_page import ReviewPage
from fumao.forms.fields import Field
from fumao.surveys.examine import Finding

_MONEY = 2  # digits of money


@dataclass(frozen=True, slots=True)
class Pin:
    """The number of a finding, at a cell; a soft one is amber."""

    number: int
    soft: bool


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure of the period, of the one before and of last year; None is a blank.

    `change` is the change on the period before in per cent; None where it cannot be told.
    `asked` says that a return named the cell.
    """

    key: str
    label: str
    now: str | None
    before: str | None
    change: Decimal | None
    year_ago: str | None
    pins: tuple[Pin, ...]
    asked: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, with its key: executions.0.amount_usd."""

    key: str
    text: str
    number: bool
    asked: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column, with the findings about it."""

    label: str
    number: bool
    pins: tuple[Pin, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table of the form."""

    key: str
    label: str
    heads: list[Head]
    rows: list[list[Cell]]


def pins_of(findings: Sequence[Finding]) -> dict[str, tuple[Pin, ...]]:
    """Return the pins by field or table.column, numbered as the findings are listed."""
    found: dict[str, tuple[Pin, ...]] = {}
    for number, one in enumerate(findings, 1):
        for cell in one.check.cells:
            pin = Pin(number, one.severity != "hard")
            found[cell] = (*found.get(cell, ()), pin)
    return found


def figure_rows(page: ReviewPage, language: str) -> list[FigureRow]:
    """Return the figures that show in the form."""
    pins = pins_of(page.examined.findings)
    return [
        _row(page, field, pins.get(field.key, ()), language)
        for field in page.form.survey.figures()
        if field.key in page.examined.reading.visible
    ]


def _row(page: ReviewPage, field: Field, pins: tuple[Pin, ...], language: str) -> FigureRow:
    texts = [
        data.get(field.key)
        for data in (
            page.version.data, page.earlier.get("previous", {}), page.earlier.get("year_ago", {})
        )
    ]  # fmt: skip
    now, before, year_ago = (None if one is None else Decimal(str(one)) for one in texts)
    return FigureRow(
        field.key, field.label.say(language), _shown(field, now), _shown(field, before),
        change(now, before), _shown(field, year_ago), pins, field.key in asked_cells(page),
    )  # fmt: skip


def _shown(field: Field, value: Decimal | None) -> str | None:
    if value is None or field.type is None:
        return None
    digits = _MONEY if field.type.kind == "money" else field.type.scale
    return f"{value:,.{max(digits, 0)}f}".replace("-", "−")


def change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Return the change in per cent to one decimal; None where one is unknown or it was nothing."""
    if now is None or not before:
        return None
    return round((now - before) * 100 / abs(before), 1)


def asked_cells(page: ReviewPage) -> frozenset[str]:
    """Return the cells of the return that stands, or that the last round answers."""
    standing = page.filing.returned or {}
    return page.pinned | frozenset(standing.get("cells", ()))


def other_answers(page: ReviewPage, language: str) -> list[tuple[str, str, str]]:
    """Return (key, label, text) of the fields that are neither figures nor tables."""
    figures = {one.key for one in page.form.survey.figures()}
    data, day = page.version.data, page.period.end
    return [
        (one.key, one.label.say(language), text_of(one, data.get(one.key), day, language))
        for one in page.form.survey.form
        if not one.is_table and one.key not in figures
        and one.key in page.examined.reading.visible
    ]  # fmt: skip


def tables(page: ReviewPage, language: str) -> Iterator[ShownTable]:
    """Yield the tables of the form with what was filed in them."""
    pins, asked = pins_of(page.examined.findings), asked_cells(page)
    for table in page.form.survey.form:
        if not table.is_table or table.key not in page.examined.reading.visible:
            continue
        given = page.version.data.get(table.key)
        heads = [
            Head(one.label.say(language), _is_number(one), pins.get(f"{table.key}.{one.key}", ()))
            for one in table.columns
        ]
        rows = [
            list(_cells(table, place, line, asked, (page.period.end, language)))
            for place, line in enumerate(given if isinstance(given, list) else [])
        ]
        yield ShownTable(table.key, table.label.say(language), heads, rows)


def _cells(
    table: Field,
    place: int,
    line: Mapping[str, object],
    asked: frozenset[str],
    shown: tuple[date, str],
) -> Iterator[Cell]:
    for column in table.columns:
        key, value = f"{table.key}.{place}.{column.key}", line.get(column.key)
        number = _is_number(column)
        if number and value is not None:
            text = _shown(column, Decimal(str(value))) or ""
        else:
            text = text_of(column, value, *shown)
        held = bool({key, f"{table.key}.{column.key}"} & asked)
        yield Cell(key, text, number, held)


def _is_number(field: Field) -> bool:
    return field.type is not None and field.type.is_number


def cell_label(page: ReviewPage, key: str, language: str) -> str:
    """Say which cell a key is: 执行金额（折美元）, 合同执行 第1行 收汇凭证号."""
    table, _dot, rest = key.partition(".")
    field = next((one for one in page.form.survey.form if one.key == table), None)
    if field is None:
        return key
    if not rest:
        return field.label.say(language)
    place, _dot, name = rest.partition(".")
    column = next((one for one in field.columns if one.key in (name, rest)), None)
    label = column.label.say(language) if column is not None else rest
    if not place.isdecimal():
        return label
    row = f"第{int(place) + 1}行" if language.startswith("zh") else f"row {int(place) + 1}"
    gap = "" if language.startswith("zh") else ", "
    return f"{row}{gap}{label}"
