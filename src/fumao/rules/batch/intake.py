"""The files of a job opened, their columns matched, their cells checked: what can be computed."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fumao.core.errors import CoreError, Words
from fumao.rules.batch.columns import Names, find_column, key_column
from fumao.rules.batch.extract import KEY, Extract, Layout, extract, without_doubles
from fumao.rules.batch.session import Session
from fumao.rules.batch.tables import open_table
from fumao.rules.definitions import ChildTable, Input
from fumao.rules.library import Library
from fumao.rules.types import BOOL


@dataclass(frozen=True, slots=True)
class Files:
    """What the user gave: a file of cases, the column that names a case, files of child rows."""

    path: Path
    key: str | None = None
    children: Mapping[str, Path] = field(default_factory=dict)
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """The checked files; `unknown` are columns that are no input, by file."""

    main: Extract
    children: Mapping[str, Extract]
    unknown: Mapping[str, tuple[str, ...]]

    @property
    def key_name(self) -> str:
        """Return the key's name as the file has it."""
        return self.main.key_name


def take_in(session: Session, library: Library, files: Files, wanted: frozenset[str]) -> Intake:
    """Open and check the files for the inputs wanted (`table.field` those of child rows).

    A column of the cases that bears the name of a child table says whether a case's rows are told.
    """
    unknown: dict[str, tuple[str, ...]] = {}
    marks = [_mark(name) for name in files.children]
    inputs, marked = [*library.inputs.values(), *marks], wanted | files.children.keys()
    main = _taken(session, files.path, inputs, marked, files, unknown)
    main = without_doubles(session, main)
    children: dict[str, Extract] = {}
    for name, path in files.children.items():
        table = _child_table(library, name)
        if main.layout.key is None:
            raise CoreError(
                "no_key",
                "附有子表时须用 --key 指明主键列",
                "Child rows need a key: name its column with --key",
            )
        fields = frozenset(f.name for f in table.fields if f"{name}.{f.name}" in wanted)
        child_files = Files(path, files.key or main.key_name)
        children[name] = _taken(session, path, table.fields, fields, child_files, unknown)
    aside = [_cases_of_bad_rows(session, child) for child in children.values()]
    main = replace(main, set_aside=tuple(name for name in aside if name is not None))
    return Intake(main, children, unknown)


def _mark(table: str) -> Input:
    named = Words(table, table)
    return Input(table, named, BOOL, "administration", named)


def _child_table(library: Library, name: str) -> ChildTable:
    if name in library.tables:
        return library.tables[name]
    listed = ", ".join(library.tables) or "-"
    raise CoreError(
        "no_table",
        f"规则中没有子表“{name}”。现有：{listed}",
        f"The rules have no child table “{name}”. They have: {listed}",
    )


def _taken(
    session: Session,
    path: Path,
    inputs: Iterable[Input],
    wanted: frozenset[str],
    files: Files,
    unknown: dict[str, tuple[str, ...]],
) -> Extract:
    names = Names(inputs)
    table = open_table(session, path, names.score)
    columns, others = names.match(table.header)
    key = key_column(table.header, files.key, columns)
    if key is not None:
        columns = {name: column for name, column in columns.items() if column.place != key}
    by = [find_column(table.header, name) for name in files.by]
    apart = {table.header[place] for place in (*by, *([] if key is None else [key]))}
    unknown[table.shown] = tuple(name for name in others if name not in apart)
    used = {name: column for name, column in columns.items() if name in wanted}
    return extract(session, table, Layout(key, used, by))


def _cases_of_bad_rows(session: Session, child: Extract) -> str | None:
    """Name a table of the cases to which rows with a fault belong; None where there are none."""
    rows = session.run(f"SELECT {KEY}, _bad[1] FROM {child.faulty}")
    found = [key if mark is None else _key_of(mark, child) for key, mark in rows]
    keys: set[str] = {str(key) for key in found if key is not None}
    if not keys:
        return None
    session.run(f"CREATE TABLE {child.aside} ({KEY} VARCHAR)")
    cursor = session.connection.cursor()
    cursor.executemany(f"INSERT INTO {child.aside} VALUES (?)", [[key] for key in sorted(keys)])
    cursor.close()
    return child.aside


def _key_of(mark: str, child: Extract) -> str | None:
    """Return the key of a record that is not whole, as far as its text shows it."""
    cells: Sequence[str] = next(csv.reader([mark.partition("|")[2]]), [])
    place = child.layout.key
    return cells[place].strip() or None if place is not None and place < len(cells) else None
