"""Targets in tables: rows of indicators under columns of years, groups, units and totals."""

import re

from fumao.reading.document import Cell, Document, Table
from fumao.reading.model import Span, Target
from fumao.reading.printed import as_printed
from fumao.reading.target_columns import (
    PAREN_UNIT,
    YEAR_CELL,
    CellValue,
    Column,
    Plan,
    is_unit,
    plan_columns,
    read_value,
)

_TOTAL = re.compile(r"(?:全[市省区县国])?(?:合\s*计|总\s*计|总\s*额|总\s*量|总\s*数|小\s*计|汇总)$")
_RUNNING = re.compile(r"[\d.()（）一二三四五六七八九十、]{1,4}$")
_ATTRIBUTES = ("预期性", "约束性", "预期", "约束", "指导性")
_ROW_REACH, _UNIT_LINE, _HEAD_REACH = 80, 120, 600
_DITTO = ("〃", "同上", "″", '"')


class _RowLabel:
    """What names a row: the last filled cell left of its values; the one before it is its group."""

    def __init__(self, document: Document, names: list[Cell], unit: str | None) -> None:
        self.cell = names[-1]
        self.printed = self.cell.printed(document.text).strip()
        self.group = names[-2].printed(document.text).strip() if len(names) > 1 else None
        self.is_total = _TOTAL.match(self.cell.text) is not None
        paren = PAREN_UNIT.search(self.cell.text)
        own = paren[1] if paren and not self.is_total and is_unit(paren[1]) else None
        self.unit = unit or own


def table_targets(document: Document, issued: int | None) -> tuple[list[Target], frozenset[int]]:
    """Return the targets of all target tables and the indexes of those tables."""
    out: list[Target] = []
    used = set()
    for index, table in enumerate(document.tables):
        found = _years_down(document, table)
        if found is None:
            plan = plan_columns(table, issued)
            found = None if plan is None else _rows(document, table, plan)
        if found is not None:
            used.add(index)
            out.extend(found)
    return out, frozenset(used)


def _rows(document: Document, table: Table, plan: Plan) -> list[Target]:
    out: list[Target] = []
    group: str | None = None
    unit_above: str | None = None
    for row in table.rows:
        names = _names(row, plan)
        if not names:
            continue
        printed = _unit_cell(row, plan)
        unit_above = unit_above if printed in _DITTO else printed or unit_above
        label = _RowLabel(document, names, unit_above if printed else None)
        values = {c: row[c] for c in plan.columns if len(row) >= -c and row[c].text}
        if not values:
            group = label.printed
            continue
        group = label.group or group
        label.group = None if label.is_total else group
        out.extend(_row_targets(document, table, plan, label, values))
    return out


def _unit_cell(row: tuple[Cell, ...], plan: Plan) -> str | None:
    if plan.unit_column is None or len(row) < -plan.unit_column:
        return None
    return re.sub(r"\s", "", row[plan.unit_column].text) or None


def _names(row: tuple[Cell, ...], plan: Plan) -> list[Cell]:
    """Return the filled cells left of the values that are words."""
    first_value = len(row) + min(plan.columns)
    return [
        cell
        for i, cell in enumerate(row[: max(first_value, 1)])
        if cell.text
        and i - len(row) != plan.unit_column
        and not _RUNNING.match(cell.text)
        and cell.text not in _ATTRIBUTES
    ]


def _row_targets(
    document: Document, table: Table, plan: Plan, label: _RowLabel, values: dict[int, Cell]
) -> list[Target]:
    bases = [c for c in sorted(values) if plan.columns[c].kind == "baseline"]
    base = read_value(values[bases[0]].text) if bases else None
    base_year = plan.columns[bases[0]].year if base else None
    out = []
    for place in sorted(values):
        column, read = plan.columns[place], read_value(values[place].text)
        if column.kind == "baseline" or read is None:
            continue
        dated = base is not None and column.kind == "target"
        out.append(
            Target(
                _indicator(label, column, table.header[place]),
                read.comparator,
                read.value,
                _printed_unit(document, table, values[place], _unit(read, label, column, plan)),
                values[place].start,
                values[place].end,
                value_max=read.value_max,
                year=column.year,
                baseline=base.value if base and dated else None,
                baseline_year=base_year if dated else None,
                section=table.title,
                group=label.group,
                is_total=label.is_total,
                clause=document.clause_at(label.cell.start),
            )
        )
    return out


def _indicator(label: _RowLabel, column: Column, header: str) -> str:
    if column.kind == "growth":
        return f"{label.printed}{header}"
    return f"{label.printed}{column.name}"


def _unit(read: CellValue, label: _RowLabel, column: Column, plan: Plan) -> str | None:
    if column.kind == "growth":
        return "%"
    return read.unit or label.unit or column.unit or plan.unit


def _printed_unit(document: Document, table: Table, cell: Cell, unit: str | None) -> str | None:
    """Return the unit as printed in the cell, its row or else the head of the table."""
    row = as_printed(document, unit, Span(max(cell.start - _ROW_REACH, table.start), cell.end))
    if row != unit:
        return row
    head = Span(max(table.start - _UNIT_LINE, 0), min(table.end, table.start + _HEAD_REACH))
    return as_printed(document, unit, head)


def _years_down(document: Document, table: Table) -> list[Target] | None:
    """Read a table whose rows are years and whose columns are indicators."""
    if len(table.header) < 2 or len(table.rows) < 2:
        return None
    if not all(row and YEAR_CELL.match(row[0].text) for row in table.rows):
        return None
    out = []
    for row in table.rows:
        match = YEAR_CELL.match(row[0].text)
        for header, cell in zip(table.header[1:], row[1:], strict=False):
            read = read_value(cell.text)
            if read is None or match is None:
                continue
            paren = PAREN_UNIT.search(header)
            out.append(
                Target(
                    PAREN_UNIT.sub("", header),
                    read.comparator,
                    read.value,
                    _printed_unit(
                        document,
                        table,
                        cell,
                        read.unit or (paren[1] if paren else None) or table.unit,
                    ),
                    cell.start,
                    cell.end,
                    value_max=read.value_max,
                    year=int(match[1]),
                    section=table.title,
                    clause=document.clause_at(cell.start),
                )
            )
    return out
