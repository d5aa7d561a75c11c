"""All enterprises × all rules in one query: what each rule says, counted where it stands.

Facts that nobody told stay unknown. A rule of one city says nothing of enterprises elsewhere.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from fumao.apps.grants.book import Book
from fumao.apps.grants.firms import TABLE, Firms, load
from fumao.apps.grants.held_rules import holds_below, read_by
from fumao.apps.grants.packed import as_json, pack, pack_columns
from fumao.rules.batch.session import Session, literal, quoted
from fumao.rules.ruleset import RuleSet
from fumao.rules.sql.query import batch_query
from fumao.rules.types import Type

MEMORY = "1GB"
RESULTS = "results"


@dataclass(frozen=True, slots=True)
class Result:
    """What one rule said: counts, sums in units of the last digit, and all values packed."""

    rule: str
    granted: int
    zero: int
    unknown: int
    elsewhere: int
    total: Decimal | None
    net: Decimal | None
    values: bytes


@dataclass(slots=True)
class Need:
    """A fact that is missing: for how many results it is all that is missing, for how many not."""

    name: str
    alone: int = 0
    others: int = 0
    rules: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Screened:
    """All that a run found; `firms` are the enterprises with what each one gets, packed."""

    results: list[Result]
    needs: list[Need]
    firms: bytes
    off: list[str]  # rules asked for that are not in force


def screen(
    book: Book,
    rules: RuleSet,
    firms: Firms,
    names: Sequence[str],
    report: Callable[[int], None] | None = None,
) -> Screened:
    """Evaluate the rules named over the enterprises; raises TooWideError, duckdb.Error.

    `report` gets the per cent done: the query is worth as much as counting its rules.
    """
    held = [name for name in names if rules.versions[name] is not None]
    off = [name for name in names if rules.versions[name] is None]
    if not len(firms) or not held:
        empty = [Result(name, 0, 0, 0, 0, None, None, pack("[]")) for name in held]
        return Screened(empty, [], _firms(firms, {}), off)
    nets = {
        name: net for name in held
        if (net := book.nets.get(name)) and rules.versions.get(net) is not None
    }  # fmt: skip
    with Session(MEMORY) as session:
        source = load(session, firms)
        batch = batch_query(rules, source, names=[*held, *nets.values()])
        inputs = ", ".join(f"f.{quoted(name)} AS {_input(name)}" for name in sorted(source.columns))
        session.connection.execute(
            f"CREATE TABLE {RESULTS} AS SELECT r.*, f.place, f.path, {inputs}"  # noqa: S608
            f" FROM ({batch.sql}) AS r JOIN {TABLE} AS f USING (code)"
        )
        sides = [_Side(name, batch.types[name], holds_below(book, name)) for name in held]
        results = []
        for place, side in enumerate(sides):
            if report is not None:
                report(50 + 40 * place // len(sides))
            results.append(_result(session, side, nets.get(side.name)))
        needs = _needs(session, rules, sides, source.columns)
        tallies = _tallies(session, rules, sides, nets, book)
    return Screened(results, needs, _firms(firms, tallies), off)


@dataclass(frozen=True, slots=True)
class _Side:
    """One rule as SQL over the results."""

    name: str
    type: Type
    below: str

    @property
    def column(self) -> str:
        return quoted(self.name)

    @property
    def here(self) -> str:
        """Return the condition that the rule is for the enterprise's place."""
        return f"contains(path, {literal(f'/{self.below}/')})" if self.below else "true"

    @property
    def granted(self) -> str:
        """Return the condition that it grants or tells something."""
        if self.type.kind == "bool":
            return self.column
        return f"{self.column} <> 0" if self.type.is_number else f"{self.column} IS NOT NULL"

    @property
    def unknown(self) -> str:
        return f"({self.here} AND {self.column} IS NULL)"


def _input(name: str) -> str:
    return quoted(f"in.{name}")


def _result(session: Session, side: _Side, net: str | None) -> Result:
    summed = f"sum({side.column}) FILTER ({side.here})" if side.type.kind == "money" else "NULL"
    left = f"sum({quoted(net)}) FILTER ({side.here})" if net else "NULL"
    value = f"CASE WHEN {side.here} THEN {side.column} END"
    row = session.run(
        f"SELECT count(*) FILTER ({side.here} AND {side.granted}),"  # noqa: S608 - names of rules
        f" count(*) FILTER ({side.here} AND NOT {side.granted}),"
        f" count(*) FILTER {side.unknown}, count(*) FILTER (NOT {side.here}),"
        f" CAST({summed} AS VARCHAR), CAST({left} AS VARCHAR),"
        f" to_json(list({value} ORDER BY place)) FROM {RESULTS}"
    )[0]
    granted, zero, unknown, elsewhere = row[:4]
    total, least = (None if one is None else Decimal(one) for one in row[4:6])
    values = pack(row[6])
    return Result(side.name, granted, zero, unknown, elsewhere, total, least, values)


def _needs(
    session: Session, rules: RuleSet, sides: Sequence[_Side], columns: frozenset[str]
) -> list[Need]:
    """Return the missing facts, the one that alone decides most first.

    A fact counts for a result that is unknown where the rule reads the fact and nobody told it.
    """
    found: dict[str, Need] = {}
    for side in sides:
        names = sorted(read_by(rules, side.name))
        if not names:
            continue
        gone = {name: f"{_input(name)} IS NULL" if name in columns else "true" for name in names}
        count = " + ".join(f"({one})::INT" for one in gone.values())
        figures = ", ".join(
            f"count(*) FILTER (({one}) AND n = 1), count(*) FILTER (({one}) AND n > 1)"
            for one in gone.values()
        )
        row = session.run(
            f"SELECT {figures} FROM (SELECT *, {count} AS n FROM {RESULTS}"  # noqa: S608
            f" WHERE {side.unknown})"
        )[0]
        for place, name in enumerate(names):
            alone, others = row[2 * place : 2 * place + 2]
            if alone or others:
                need = found.setdefault(name, Need(name))
                need.alone += alone
                need.others += others
                need.rules.append(side.name)
    return sorted(found.values(), key=lambda need: (-need.alone, -need.others, need.name))


def counted(book: Book, rules: RuleSet, names: Sequence[str]) -> list[str]:
    """Return the grants in yuan that are added up: one that goes into another counts there."""
    money = []
    for name in names:
        version = rules.versions.get(name)
        if version is not None and version.rule.kind == "grant":
            type_ = version.rule.type
            if type_.kind == "money" and type_.of == "CNY":
                money.append(name)
    return [name for name in money if not set(book.users.get(name, ())) & set(money)]


def _tallies(
    session: Session,
    rules: RuleSet,
    sides: Sequence[_Side],
    nets: Mapping[str, str],
    book: Book,
) -> dict[str, str]:
    """Return for every enterprise how many rules grant, how many are unknown, and the sum."""
    added = set(counted(book, rules, [side.name for side in sides]))
    sums = [
        f"coalesce(CASE WHEN {s.here} THEN {quoted(nets.get(s.name, s.name))} END, 0)"
        for s in sides
        if s.name in added
    ]
    columns = {
        "granted": _added(f"coalesce({s.here} AND {s.granted}, false)::INT" for s in sides),
        "unknown": _added(f"{s.unknown}::INT" for s in sides),
        "sum": _added(sums),
    }
    listed = ", ".join(f"to_json(list({sql} ORDER BY place))" for sql in columns.values())
    row = session.run(f"SELECT {listed} FROM {RESULTS}")[0]  # noqa: S608
    return dict(zip(columns, row, strict=True))


def _added(parts: Iterator[str] | Sequence[str]) -> str:
    return " + ".join(parts) or "0"


def _firms(firms: Firms, tallies: Mapping[str, str]) -> bytes:
    held = firms.columns
    own = {
        "codes": as_json(held.codes),
        "names": as_json(held.names),
        "areas": as_json(held.areas),
        "parks": as_json(held.parks),
        "kinds": as_json(held.kinds),
    }
    return pack_columns(own | dict.fromkeys(("granted", "unknown", "sum"), "[]") | dict(tallies))
