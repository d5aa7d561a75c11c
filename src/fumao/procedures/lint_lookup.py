"""Checks of what the public may look up among the rows of a later case."""

from fumao.forms.fields import Field
from fumao.procedures.definitions import After, Lookup, Procedure
from fumao.procedures.lint_notes import Notes


def check_lookup(procedure: Procedure, after: After, notes: Notes) -> None:
    """Note tables and columns that are not there, and those that must stay inside."""
    lookup = after.lookup
    if lookup is None:
        return
    asked = (*(one for one in procedure.form if one.key in after.form), *after.extra)
    tables = {one.key: one for one in asked if one.is_table}
    _check_columns(lookup, tables, lookup.table, (lookup.number, lookup.given, *lookup.show), notes)
    parts = (lookup.link, lookup.within, lookup.key)
    if any(parts) or lookup.tell:
        if not all(parts):
            said = (
                "link、within、key 须一起写",
                "link, within and key are written together",
            )
            notes.add("lookup", lookup.spot, said, ("补齐或删去", "write all or none"))
            return
        _check_columns(lookup, tables, lookup.table, (lookup.link,), notes)
        _check_columns(lookup, tables, lookup.within, (lookup.key, *lookup.tell), notes)
    _check_day(lookup, tables, notes)


def _check_columns(
    lookup: Lookup,
    tables: dict[str, Field],
    name: str,
    columns: tuple[str, ...],
    notes: Notes,
) -> None:
    table = tables.get(name)
    if table is None:
        notes.unknown(("表", "table"), name, lookup.spot, sorted(tables))
        return
    there = {one.key: one for one in table.columns}
    for column in columns:
        found = there.get(column)
        if found is None:
            notes.unknown(("列", "column"), column, lookup.spot, sorted(there))
        elif found.sensitive or found.purpose == "statistics":
            said = (
                f"列“{column}”敏感或为统计所报，不能让公众查询",
                f'the column "{column}" is sensitive or given for statistics: it stays inside',
            )
            notes.add("public", lookup.spot, said, ("从 lookup 去掉", "take it out of lookup"))


def _check_day(lookup: Lookup, tables: dict[str, Field], notes: Notes) -> None:
    table = tables.get(lookup.table)
    given = next((one for one in table.columns if one.key == lookup.given), None) if table else None
    if given is not None and (given.type is None or given.type.kind != "date"):
        said = (f"given“{lookup.given}”不是日期列", f'given "{lookup.given}" is no date')
        notes.add("lookup", lookup.spot, said, ("改为日期列", "name a column of type date"))
