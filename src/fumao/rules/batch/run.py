"""Rules over a file: from its cells to one row of results a case, in one query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

from fumao.core.errors import CoreError
from fumao.rules.batch.award import Award, budget_of, share_budget
from fumao.rules.batch.extract import Extract
from fumao.rules.batch.intake import Files, Intake, take_in
from fumao.rules.batch.refused import count_refused
from fumao.rules.batch.session import Session, literal, quoted
from fumao.rules.batch.spark import is_spark, need_spark, run_spark
from fumao.rules.library import Library, direct_inputs
from fumao.rules.ruleset import RuleSet
from fumao.rules.sql.dialect import DUCKDB, SPARK, Dialect
from fumao.rules.sql.query import Batch, Source, batch_query
from fumao.rules.types import Type


@dataclass(frozen=True, slots=True)
class Request:
    """What to compute: files, rules by name (None: all in force), the engine; notes to keep.

    `budget` is the name of one that is then shared over the claims under its rule.
    """

    files: Files
    names: tuple[str, ...] | None = None
    engine: str = "duckdb"
    notes: tuple[tuple[str, str], ...] = ()
    budget: str | None = None


@dataclass(frozen=True, slots=True)
class RuleSum:
    """A rule over all rows: decided and unknown ones, the sum of numbers, positive or true ones."""

    name: str
    decided: int
    unknown: int
    positive: int
    total: Decimal | int | None


@dataclass(frozen=True, slots=True)
class Done:
    """A finished job; `results` is Parquet with a row a case: its key, then a column a rule.

    Where a budget was shared, the awards are the last column.
    """

    rules: RuleSet
    intake: Intake
    results: Path
    key_name: str
    types: Mapping[str, Type]
    sums: tuple[RuleSum, ...]
    rows: int
    refused: int
    absent: tuple[str, ...] = ()
    not_in_force: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    award: Award | None = None


def run_file(
    session: Session, library: Library, day: date, request: Request, results: Path
) -> Done:
    """Compute the rules over the files and write the results; raises CoreError, RuleError."""
    rules = library.at(day)
    if is_spark(request.engine):
        need_spark()
    elif request.engine != "duckdb":
        raise CoreError(
            "engine",
            f"没有引擎“{request.engine}”；可用 duckdb 或 spark://主机:端口",
            f"There is no engine “{request.engine}”; use duckdb or spark://HOST:PORT",
        )
    asked = request.names
    if request.budget is not None:
        claims = budget_of(library, request.budget, day)[0].rule
        asked = None if asked is None else (*asked, claims)
    names, ended = wanted_rules(rules, asked)
    wanted = inputs_of(rules, names)
    intake = take_in(session, library, request.files, wanted)
    computed = results if request.budget is None else session.draft(".parquet")
    types = compute(session, rules, intake, names, computed, request.engine)
    key, award = key_of_results(intake, names), None
    if request.budget is not None:
        award = share_budget(session, rules, request.budget, (computed, key), results)
    given = set(intake.main.layout.columns) | set(intake.children)
    return Done(
        rules,
        intake,
        results,
        key,
        types,
        _sums(session, results, types),
        int(session.run(f"SELECT count(*) FROM read_parquet({literal(results)})")[0][0]),
        count_refused(session, intake.main),
        tuple(sorted(name for name in wanted - given if "." not in name)),
        ended,
        request.notes,
        award,
    )


def wanted_rules(
    rules: RuleSet, names: Iterable[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the rules to compute in the packs' order, and those not in force on the day."""
    known = list(dict.fromkeys([r.name for r in rules.library.definitions.rules]))
    known += [name for name in rules.library.order if name not in known]
    for name in names or ():
        if name not in known:
            raise no_rule(name, known)
    asked = [name for name in known if names is None or name in set(names)]
    held = tuple(name for name in asked if rules.versions[name] is not None)
    if not held:
        raise CoreError(
            "no_rules",
            f"{rules.day} 没有有效的规则可算",
            f"No rule is in force on {rules.day}",
        )
    return held, tuple(name for name in asked if name not in held)


def no_rule(name: str, known: Iterable[str]) -> CoreError:
    """Return the error for a rule that does not exist, with the names that are like it."""
    near = get_close_matches(name, list(known), 3)
    zh, en = (
        (f"；相近的有 {'、'.join(near)}", f"; like it: {', '.join(near)}") if near else ("", "")
    )
    return CoreError("no_rule", f"没有规则“{name}”{zh}", f"There is no rule “{name}”{en}")


def inputs_of(rules: RuleSet, names: Iterable[str]) -> frozenset[str]:
    """Return the inputs that the rules read on the day, with those of the rules they use."""
    found: frozenset[str] = frozenset()
    for name in rules.needed(names):
        version = rules.versions[name]
        if version is not None:
            found |= direct_inputs(rules.library, version)
    return found


def key_of_results(intake: Intake, names: Iterable[str]) -> str:
    """Return the name of the key among the results; a rule may be called as the file's key."""
    return "_key" if intake.key_name in set(names) else intake.key_name


def compute(
    session: Session,
    rules: RuleSet,
    intake: Intake,
    names: Iterable[str],
    results: Path,
    engine: str = "duckdb",
) -> Mapping[str, Type]:
    """Write the rules' values for every good row as Parquet; return the types of its columns."""
    order = list(names)
    if is_spark(engine):  # pragma: no cover - `make test-spark`: batch/test_spark_run.py
        relation, types = _by_spark(session, rules, intake, order, engine)
    else:
        batch = batch_query(rules, _source(DUCKDB, intake), DUCKDB, order, decimals=True)
        relation, types = f"({batch.sql})", batch.types
    stored = session.columns(relation)
    columns = [f"{quoted(intake.main.key)} AS {quoted(key_of_results(intake, order))}"]
    columns += [_result(name, types[name], stored[name]) for name in order]
    # joins and clusters lose the file's order; the key's is the same on every run
    by_key = is_spark(engine) or bool(intake.children)
    ordered = f" ORDER BY {quoted(intake.main.key)}" if by_key else ""
    session.run(
        f"COPY (SELECT {', '.join(columns)} FROM {relation}{ordered})"
        f" TO {literal(results)} (FORMAT parquet, COMPRESSION zstd)",
        "compute",
    )
    return {name: types[name] for name in order}


def _result(name: str, type_: Type, stored: str) -> str:
    """Return a result's column, of one type whatever the engine; Parquet knows no 128-bit number
    but as a decimal.
    """
    column = quoted(name)
    if stored == "HUGEINT" or stored.startswith("DECIMAL"):
        return f"CAST({column} AS DECIMAL(38,{type_.scale})) AS {column}"
    if type_.kind == "month":
        return f"strftime({column}, '%Y-%m') AS {column}"
    return column


def _source(dialect: Dialect, intake: Intake, named: Mapping[str, str] | None = None) -> Source:
    """Return the checked rows as the query's source; `named` gives relations of another engine."""

    def one(taken: Extract, relation: str, told: str | None = None) -> Source:
        columns = frozenset(taken.layout.columns)
        known = frozenset(taken.known & columns)
        return Source(relation, taken.key, columns, scaled=True, known=known, told=told)

    def relation(table: str, taken: Extract) -> str:
        return taken.good if named is None else named[table]

    marks = intake.main.layout.columns
    children = {
        name: one(child, relation(name, child), name if name in marks else None)
        for name, child in intake.children.items()
    }
    main = one(intake.main, relation("", intake.main))
    return Source(main.relation, main.key, main.columns, True, main.known, children)


def _by_spark(  # pragma: no cover - `make test-spark`: batch/test_spark_run.py
    session: Session, rules: RuleSet, intake: Intake, names: list[str], master: str
) -> tuple[str, Mapping[str, Type]]:
    """Compute on a cluster; return its results, as decimals, as a relation."""
    paths: dict[str, Path] = {}
    named: dict[str, str] = {}
    for place, (table, taken) in enumerate({"": intake.main, **intake.children}.items()):
        named[table] = f"fumao_{place}"
        paths[named[table]] = session.draft(".parquet")
        columns = ", ".join(quoted(name) for name in (taken.key, *taken.layout.columns))
        session.run(
            f"COPY (SELECT {columns} FROM {taken.good})"
            f" TO {literal(paths[named[table]])} (FORMAT parquet)",
            "read",
        )
    batch = batch_query(rules, _source(SPARK, intake, named), SPARK, names)
    output = session.draft("")
    session.stage("compute")
    run_spark(batch, paths, master, output)
    relation = f"read_parquet({literal(output / '*.parquet')})"
    columns = ", ".join([quoted(intake.main.key), *(_decimal(batch, name) for name in names)])
    return f"(SELECT {columns} FROM {relation})", batch.types


def _decimal(batch: Batch, name: str) -> str:  # pragma: no cover - see _by_spark
    type_, column = batch.types[name], quoted(name)
    if not type_.is_number or not type_.scale:
        return column
    digit = f"CAST({Decimal(1).scaleb(-type_.scale):f} AS DECIMAL({type_.scale + 1},{type_.scale}))"
    return f"CAST({column} AS DECIMAL({37 - type_.scale},0)) * {digit} AS {column}"


def _sums(session: Session, results: Path, types: Mapping[str, Type]) -> tuple[RuleSum, ...]:
    figures = ["count(*)"]
    for name, type_ in types.items():
        column = quoted(name)
        positive = (
            f"{column} > 0" if type_.is_number else column if type_.kind == "bool" else "NULL"
        )
        total = f"sum({column})" if type_.is_number else "NULL"
        figures += [f"count({column})", f"count(*) FILTER ({positive})", total]
    found = session.run(f"SELECT {', '.join(figures)} FROM read_parquet({literal(results)})")[0]
    return tuple(
        RuleSum(name, decided, found[0] - decided, positive, total)
        for name, (decided, positive, total) in zip(
            types, (found[i : i + 3] for i in range(1, len(found), 3)), strict=True
        )
    )
