"""The whole query of a rule set over a table of cases: one SELECT a level of dependency.

Level 0 brings the inputs into whole numbers and joins the figures over child tables; each further
level computes the rules that need only what is there. No engine's own ideas of aliases are used.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from fumao.rules.definitions import Input, bounds
from fumao.rules.library import Version, direct_inputs
from fumao.rules.problem import Spot
from fumao.rules.ruleset import RuleSet
from fumao.rules.sql.dialect import DUCKDB, Dialect
from fumao.rules.sql.gathers import Gathered, gather, grouped_query
from fumao.rules.sql.lower import Lowering
from fumao.rules.sql.piece import (
    NEVER,
    Piece,
    TooWideError,
    WideError,
    half_up,
    held,
    sql_type,
    unknown,
)
from fumao.rules.tree import Gather, walk
from fumao.rules.types import Type


@dataclass(frozen=True, slots=True)
class Source:
    """A relation with one row a case (or one a child row): `columns` are those it has.

    `scaled` says that numbers stand as whole numbers of their last digit, fen for money, as
    Fumao's own extracts hold them; else they are decimals in the unit of the definition.
    `known` names columns without NULL. `told`, of a child relation, names the column of the cases
    that is true where the rows of a case are known; None where those of all cases are.
    """

    relation: str
    key: str
    columns: frozenset[str]
    scaled: bool = False
    known: frozenset[str] = NEVER
    children: Mapping[str, "Source"] = field(default_factory=dict)
    told: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """The query and the rules it gives, with the type of each."""

    sql: str
    types: Mapping[str, Type]


def batch_query(
    rules: RuleSet,
    source: Source,
    dialect: Dialect = DUCKDB,
    names: Iterable[str] | None = None,
    *,
    decimals: bool = False,
) -> Batch:
    """Return the query for the rules named (all in force where None) over a source.

    Results are whole numbers of the type's last digit, or decimals where asked for. Raises
    TooWideError where bounds do not prove that 38 digits hold every value.
    """
    return _Builder(rules, source, dialect).build(names, decimals=decimals)


class _Builder:
    def __init__(self, rules: RuleSet, source: Source, dialect: Dialect) -> None:
        self.rules, self.source, self.dialect = rules, source, dialect
        self.library = rules.library
        self.columns: dict[str, Piece] = {}
        self.gathered: dict[str, Gathered] = {}
        self.parameters = {
            name: (self.library.parameters[name], value) for name, value in rules.parameters.items()
        }

    def build(self, names: Iterable[str] | None, *, decimals: bool) -> Batch:
        wanted = tuple(
            n for n in self.library.order
            if self.rules.versions[n] is not None and (names is None or n in set(names))
        )  # fmt: skip
        needed = self.rules.needed(wanted)
        order = [n for n in self.library.order if n in needed]
        versions = {n: v for n in order if (v := self.rules.versions[n]) is not None}
        inputs = self._inputs(versions.values())
        gathers = {n: self._gathers(v) for n, v in versions.items()}
        query = self._ground(inputs)
        for level in _levels(order, versions):
            query = self._level(query, level, versions, gathers)
        types = {n: self.library.rule_types[n] for n in wanted}
        return Batch(self._last(query, types, decimals=decimals), types)

    def _inputs(self, versions: Iterable[Version]) -> dict[str, str]:
        """Return the SQL of each input that the rules read, and note it as a column."""
        wanted = {name for version in versions for name in direct_inputs(self.library, version)}
        found = {}
        for name in sorted(wanted & self.library.inputs.keys()):
            given = self.library.inputs[name]
            self.columns[name] = self._column(name, given, self.source)
            found[name] = self._read(given, name, self.source)
        return found

    def _column(self, name: str, given: Input, source: Source) -> Piece:
        low, high = bounds(given)
        known = given.name in source.known and given.name in source.columns
        return Piece(
            self.dialect.column(name), given.type, low, high, NEVER if known else frozenset([name])
        )

    def _read(self, given: Input, column: str, source: Source) -> str:
        """Return the SQL that brings a stored value into the engine's form."""
        type_ = given.type
        if column not in source.columns:
            return unknown(self.dialect, type_).sql
        sql = self.dialect.column(column)
        if type_.is_number:
            whole = self.dialect.number_type(*bounds(given))
            if source.scaled or type_.scale == 0:
                return f"CAST({sql} AS {whole})"
            return f"CAST({sql} * {10**type_.scale} AS {whole})"
        return f"CAST({sql} AS {sql_type(self.dialect, type_)})"

    def _gathers(self, version: Version) -> dict[int, Piece]:
        """Return the SQL of every figure over rows in the version."""
        found: dict[int, Piece] = {}
        for node in walk(version.tree):
            if isinstance(node, Gather):
                child = self.source.children.get(node.table)
                if child is None:
                    found[id(node)] = unknown(self.dialect, version.typed.of(node))
                    continue
                fields = {
                    f"{node.table}.{given.name}": self._column(given.name, given, child)
                    for given in self.library.tables[node.table].fields
                }
                lowering = Lowering(self.dialect, version.typed, fields, self.parameters, {})
                gathered = self.gathered.setdefault(node.table, Gathered(node.table))
                found[id(node)] = _if_told(child, node.table, gather(node, lowering, gathered))
        return found

    def _ground(self, inputs: Mapping[str, str]) -> str:
        key = self.dialect.column(self.source.key)
        columns = [f"{sql} AS {self.dialect.column(name)}" for name, sql in inputs.items()]
        columns += [
            f"{self.dialect.column(told)} AS {_told(table)}"
            for table in self.gathered
            if (told := self.source.children[table].told) is not None
        ]
        query = f"SELECT {', '.join([f'{key} AS k', *columns])} FROM {self.source.relation}"
        for table, gathered in self.gathered.items():
            child = self.source.children[table]
            inner = {
                self.dialect.column(given.name): self._read(given, given.name, child)
                for given in self.library.tables[table].fields
            }
            grouped = grouped_query(gathered, child.relation, self.dialect.column(child.key), inner)
            figures = ", ".join(f"j.{name}" for name in gathered.columns.values())
            query = (
                f"SELECT q.*, {figures} FROM ({query}) AS q LEFT JOIN ({grouped}) AS j ON q.k = j.k"
            )
        return query

    def _level(
        self,
        query: str,
        level: list[str],
        versions: Mapping[str, Version],
        gathers: Mapping[str, dict[int, Piece]],
    ) -> str:
        computed = []
        for name in level:
            column = self.dialect.column(name)
            version = versions.get(name)
            if version is None:
                type_ = self.library.rule_types[name]
                piece = unknown(self.dialect, type_)
            else:
                piece = self._rule(version, gathers[name])
            computed.append(f"{piece.sql} AS {column}")
            null_if = frozenset([name]) if piece.nullable else NEVER
            self.columns[name] = Piece(column, piece.type, piece.low, piece.high, null_if)
        return f"SELECT *, {', '.join(computed)} FROM ({query}) AS q"

    def _rule(self, version: Version, gathers: Mapping[int, Piece]) -> Piece:
        rule = version.rule
        lowering = Lowering(self.dialect, version.typed, self.columns, self.parameters, gathers)
        piece = lowering.piece(version.tree)
        try:
            if rule.type.is_number:
                piece = half_up(self.dialect, piece, rule.type)
            held(piece.low, piece.high)
        except WideError as error:
            raise TooWideError(rule.name, rule.text_spot) from error
        if rule.once:
            piece = _once(self.columns[f"received_{rule.name}"], piece)
        return piece

    def _last(self, query: str, types: Mapping[str, Type], *, decimals: bool) -> str:
        columns = [f"k AS {self.dialect.column(self.source.key)}"]
        for name, type_ in types.items():
            column = self.dialect.column(name)
            if decimals and type_.is_number and type_.scale:
                columns.append(f"{self._decimal(name, type_)} AS {column}")
            else:
                columns.append(column)
        return f"SELECT {', '.join(columns)} FROM ({query}) AS z"

    def _decimal(self, name: str, type_: Type) -> str:
        """Return a whole number of last digits as a decimal, exactly, of 38 digits at most."""
        piece, scale = self.columns[name], type_.scale
        digits = max(20, len(str(max(abs(piece.low), abs(piece.high)))))
        if digits + scale + 1 > 38:
            version = self.rules.versions[name]
            raise TooWideError(name, version.rule.text_spot if version else Spot())
        digit = f"CAST({Decimal(1).scaleb(-scale):f} AS DECIMAL({scale + 1},{scale}))"
        return f"CAST({piece.sql} AS DECIMAL({digits},0)) * {digit}"


def _told(table: str) -> str:
    """Return the column that says whether a case's rows are known; no definition begins with _."""
    return f"_told_{table}"


def _if_told(child: Source, table: str, piece: Piece) -> Piece:
    """Return a figure over rows, unknown where nobody told the rows: no row told is none."""
    if child.told is None:
        return piece
    sql = f"(CASE WHEN {_told(table)} THEN {piece.sql} END)"
    return Piece(sql, piece.type, piece.low, piece.high)


def _once(received: Piece, piece: Piece) -> Piece:
    """Return the amount of a rule that pays once: zero for who received it.

    Unknown where there is something to pay and nobody knows whether it was paid before.
    """
    words = [f"WHEN {received.sql} THEN 0"]
    if received.nullable:
        words.append(f"WHEN {received.sql} IS NULL AND {piece.sql} <> 0 THEN NULL")
    sql = f"(CASE {' '.join(words)} ELSE {piece.sql} END)"
    return Piece(sql, piece.type, min(piece.low, 0), max(piece.high, 0))


def _levels(order: list[str], versions: Mapping[str, Version]) -> list[list[str]]:
    """Return the rules by level: each needs only rules of levels before its own."""
    level: dict[str, int] = {}
    for name in order:
        version = versions.get(name)
        uses = version.uses if version is not None else ()
        level[name] = 1 + max((level[used] for used in uses), default=-1)
    found: list[list[str]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    for name, place in level.items():
        found[place].append(name)
    return found
