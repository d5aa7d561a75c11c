"""The roll-up of every respondent and month at once, by one query on DuckDB.

The same figures as `fumao.surveys.rollup` works out for one respondent: parity tests hold the two
together, unknown values included.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from fumao.core.periods import Month
from fumao.surveys.contracts import MAINLAND
from fumao.surveys.rollup import FIGURES, Definition, Measure
from fumao.surveys.windows import Windows

_COLUMNS: dict[Measure, str] = {
    "count": "e.counts", "agreed_usd": "e.agreed_usd", "usd": "e.usd", "cny": "e.cny",
    "received_usd": "e.received_usd",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Base:
    """The relations of a base of registers.

    reported: respondent, month (its first day): the months that were reported at all.
    contracts: respondent, number, doc_type, frame, agreed, agreed_usd, client_country,
    service_class, approved_on. changes: respondent, contract, number, usd, approved_on.
    executions: respondent, key, contract, executed_on, usd, cny, entered_on, approved_on,
    receipt_no, receipt_usd. A number of a contract is used once by a respondent.
    """

    reported: str = "reported"
    contracts: str = "contracts"
    changes: str = "changes"
    executions: str = "executions"


@dataclass(frozen=True, slots=True)
class Rolled:
    """The figures of one respondent and month by key; None is unknown."""

    respondent: str
    month: Month
    figures: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Differing:
    """A figure that a respondent filed otherwise than its register says."""

    respondent: str
    month: Month
    key: str
    filed: Decimal | None
    rolled: Decimal | None


def roll_up_all(
    connection: duckdb.DuckDBPyConnection,
    windows: Windows,
    base: Base = Base(),
) -> list[Rolled]:
    """Return the figures of every respondent and month reported, in their order."""
    names = [one.key for one in FIGURES]
    rows = connection.execute(f"{figures_sql(windows, base)} ORDER BY respondent, month").fetchall()
    return [
        Rolled(str(who), _month(first), {n: _number(v) for n, v in zip(names, values, strict=True)})
        for who, first, *values in rows
    ]


def differences(
    connection: duckdb.DuckDBPyConnection,
    windows: Windows,
    filed: str,
    base: Base = Base(),
) -> list[Differing]:
    """Return every figure of the relation `filed` (respondent, month and figures by key) that is
    not the one rolled up; respondents and months without a filing are left out.
    """
    parts = [
        f"SELECT f.respondent, f.month, '{one.key}' AS figure, "
        f"CAST(f.{one.key} AS DECIMAL(38,2)) AS told, CAST(r.{one.key} AS DECIMAL(38,2)) AS made "
        f"FROM {filed} f JOIN rolled r USING (respondent, month) "
        f"WHERE f.{one.key} IS DISTINCT FROM r.{one.key}"
        for one in FIGURES
    ]
    rows = connection.execute(
        f"WITH rolled AS MATERIALIZED ({figures_sql(windows, base)}) "
        f"{' UNION ALL '.join(parts)} ORDER BY respondent, month, figure"
    ).fetchall()
    return [
        Differing(str(who), _month(first), str(key), _number(told), _number(made))
        for who, first, key, told, made in rows
    ]


def figures_sql(windows: Windows, base: Base = Base()) -> str:
    """Return the query of all figures: respondent, month, then one column a figure."""
    figures = ", ".join(_figure(one) for one in FIGURES)
    return (
        f"SELECT r.respondent, r.month, {figures} FROM {base.reported} r "
        f"LEFT JOIN ({entries_sql(windows, base)}) e USING (respondent, month) GROUP BY ALL"
    )


def entries_sql(windows: Windows, base: Base = Base()) -> str:
    """Return the query of every row that counts, with respondent, month, kind and key."""
    shore = (
        "CASE WHEN c.client_country IS NULL OR c.client_country = '' THEN NULL "
        f"WHEN c.client_country = '{MAINLAND}' THEN 'onshore' ELSE 'offshore' END"
    )
    counted = (
        "CASE WHEN c.doc_type = 'framework' AND c.agreed IS NULL THEN 0 "
        "WHEN c.doc_type = 'order' AND f.agreed IS NOT NULL THEN 0 ELSE c.agreed_usd END"
    )
    work_in = _counts(windows, "x.executed_on", "x.entered_on", "x.approved_on")
    return (
        "SELECT c.respondent, date_trunc('month', c.approved_on)::DATE AS month, "
        f"'contract' AS kind, c.number AS key, {shore} AS shore, c.service_class, "
        "CASE WHEN c.doc_type = 'order' THEN 0 ELSE 1 END AS counts, "
        f"{counted} AS agreed_usd, 0 AS usd, 0 AS cny, 0 AS received_usd "
        f"FROM {base.contracts} c LEFT JOIN {base.contracts} f "
        "ON f.respondent = c.respondent AND f.number = c.frame "
        "WHERE c.approved_on IS NOT NULL "
        "UNION ALL "
        "SELECT c.respondent, date_trunc('month', greatest(c.approved_on, h.approved_on))::DATE, "
        f"'change', c.number || '/' || h.number, {shore}, c.service_class, 0, h.usd, 0, 0, 0 "
        f"FROM {base.changes} h JOIN {base.contracts} c "
        "ON c.respondent = h.respondent AND c.number = h.contract "
        "WHERE c.approved_on IS NOT NULL AND h.approved_on IS NOT NULL "
        "UNION ALL "
        "SELECT x.respondent, date_trunc('month', x.executed_on)::DATE, 'work', x.key, "
        f"{shore}, c.service_class, 0, 0, x.usd, x.cny, "
        "CASE WHEN x.receipt_no IS NULL THEN 0 ELSE x.receipt_usd END "
        f"FROM {base.executions} x LEFT JOIN {base.contracts} c "
        "ON c.respondent = x.respondent AND c.number = x.contract "
        f"WHERE {work_in}"
    )


def _figure(figure: Definition) -> str:
    value = _COLUMNS[figure.measure]
    if figure.shore is not None:
        value = (
            f"CASE WHEN e.shore <> '{figure.shore}' OR {value} = 0 THEN 0 "
            f"WHEN e.shore IS NOT NULL THEN {value} END"
        )
    kinds = ", ".join(f"'{kind}'" for kind in figure.kinds)
    only = f"FILTER (e.kind IN ({kinds}))"
    return (
        f"CASE WHEN bool_or(({value}) IS NULL) {only} THEN NULL "
        f"ELSE coalesce(sum({value}) {only}, 0) END AS {figure.key}"
    )


def _counts(windows: Windows, done: str, entered: str, approved: str) -> str:
    """Return the condition that a day lies within the windows at entry and at approval."""
    return (
        f"{approved} IS NOT NULL AND {_open(windows, done, entered)} "
        f"AND {_open(windows, done, approved)}"
    )


def _open(windows: Windows, done: str, on: str) -> str:
    if not windows.windows:
        return f"{done} <= {on}"
    branches = []
    for one in windows.windows:
        until = one.until[0] * 100 + one.until[1]
        year = f"year({on}) - {one.years_back}"
        first = f"make_date({year}, {one.since[0]}, {one.since[1]})"
        if one.since == (2, 29):  # the last of February, as in the windows themselves
            first = f"make_date({year}, 3, 1) - 1"
        branches.append(f"WHEN month({on}) * 100 + day({on}) <= {until} THEN {first}")
    return f"{done} BETWEEN CASE {' '.join(branches)} END AND {on}"


def _month(first: object) -> Month:
    if not isinstance(first, date):
        raise TypeError(f"no day: {first!r}")
    return Month.of(first)


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
