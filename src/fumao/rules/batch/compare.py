"""What a reform costs, who gains and who loses: both sides over the same rows, in one query.

Sums and counts of gain and loss are over the rows that both sides decide; those that either does
not decide are counted apart. A rule that is not in force grants nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from fumao.rules.batch.intake import Files, Intake, take_in
from fumao.rules.batch.reform import Combined, Pair, combine
from fumao.rules.batch.refused import count_refused
from fumao.rules.batch.run import compute, inputs_of, key_of_results
from fumao.rules.batch.session import Session, literal, quoted
from fumao.rules.overlay import Overlay
from fumao.rules.ruleset import RuleSet
from fumao.rules.types import Type


@dataclass(frozen=True, slots=True)
class Change:
    """A rule before and after over some rows; a truth counts those for whom it holds."""

    name: str
    by: tuple[str, ...]
    rows: int
    before: Decimal | int | None
    after: Decimal | int | None
    winners: int
    losers: int
    unchanged: int
    unknown_before: int
    unknown_after: int

    @property
    def difference(self) -> Decimal | int | None:
        """Return after less before."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """A finished comparison; `results` has the values of both sides for every row."""

    combined: Combined
    intake: Intake
    results: Path
    key_name: str
    by: tuple[str, ...]
    totals: tuple[Change, ...]
    groups: tuple[Change, ...]
    rows: int
    refused: int


def compare_file(session: Session, base: RuleSet, overlay: Overlay, files: Files) -> Comparison:
    """Compute both sides over the files; raises CoreError, RuleError."""
    combined = combine(base, overlay)
    names = [n for pair in combined.pairs for n in (pair.before, pair.after) if n is not None]
    wanted = inputs_of(combined.rules, names)
    intake = take_in(session, combined.rules.library, files, wanted)
    results = session.draft(".parquet")
    compute(session, combined.rules, intake, names, results)
    key_name = key_of_results(intake, names)
    totals = _changes(session, combined.pairs, f"read_parquet({literal(results)})", ())
    groups: tuple[Change, ...] = ()
    if files.by:
        columns = tuple(f"_by{place}" for place in range(len(files.by)))
        good = f"(SELECT {intake.main.key}, {', '.join(columns)} FROM {intake.main.good})"
        joined = (
            f"(SELECT r.*, {', '.join(f'e.{c}' for c in columns)}"
            f" FROM read_parquet({literal(results)}) AS r"
            f" JOIN {good} AS e ON r.{quoted(key_name)} = e.{intake.main.key})"
        )
        groups = _changes(session, combined.pairs, joined, columns)
    return Comparison(
        combined,
        intake,
        results,
        key_name,
        files.by,
        totals,
        groups,
        totals[0].rows if totals else 0,
        count_refused(session, intake.main),
    )


def _changes(
    session: Session, pairs: tuple[Pair, ...], relation: str, by: tuple[str, ...]
) -> tuple[Change, ...]:
    figures = [figure for pair in pairs for figure in _figures(pair)]
    grouped = f" GROUP BY {', '.join(by)} ORDER BY {', '.join(by)}" if by else ""
    sql = f"SELECT {', '.join([*by, 'count(*)', *figures])} FROM {relation}{grouped}"
    found: list[Change] = []
    for row in session.run(sql, "compare"):
        keys, rows, cells = tuple(row[: len(by)]), row[len(by)], row[len(by) + 1 :]
        for place, pair in enumerate(pairs):
            found.append(Change(pair.name, keys, rows, *cells[place * 7 : place * 7 + 7]))
    return tuple(sorted(found, key=lambda change: _place(pairs, change.name)))


def _place(pairs: tuple[Pair, ...], name: str) -> int:
    return [pair.name for pair in pairs].index(name)


def _figures(pair: Pair) -> Iterator[str]:
    """Yield the SQL of the seven figures of a change."""
    before, after = (_side(name, pair.type) for name in (pair.before, pair.after))
    both = f"{before} IS NOT NULL AND {after} IS NOT NULL"
    for side in (before, after):
        added = f"coalesce(sum({side}) FILTER ({both}), 0)"
        yield added if _is_counted(pair.type) else "NULL"
    for sign in (">", "<", "="):
        yield f"count(*) FILTER ({after} {sign} {before})"
    for side in (before, after):
        yield f"count(*) FILTER ({side} IS NULL)"


def _is_counted(type_: Type) -> bool:
    return type_.is_number or type_.kind == "bool"


def _side(name: str | None, type_: Type) -> str:
    if name is None:
        return "0" if _is_counted(type_) else "NULL"
    column = quoted(name)
    return f"CAST({column} AS INTEGER)" if type_.kind == "bool" else column


def changed_rows(session: Session, done: Comparison, most: int) -> Iterator[tuple[Any, ...]]:
    """Yield rule, key, value before and after of the rows that gain or lose, at most so many."""
    left = most
    for pair in done.combined.pairs:
        before, after = (_side(name, pair.type) for name in (pair.before, pair.after))
        sql = (
            f"SELECT {literal(pair.name)}, {quoted(done.key_name)}, {before}, {after}"
            f" FROM read_parquet({literal(done.results)}) WHERE {after} <> {before} LIMIT {left}"
        )
        rows = session.run(sql)
        left -= len(rows)
        yield from rows


def labels(done: Comparison, language: str) -> Mapping[str, str]:
    """Return the labels of the rules compared."""
    library = done.combined.reformed.library
    return {
        pair.name: library.versions[pair.name][-1].rule.label.say(language)
        for pair in done.combined.pairs
    }
