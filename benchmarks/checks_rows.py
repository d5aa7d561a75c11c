"""Contract rows and twelve checks for benchmarks/checks.py: the survey, the data, SQL by hand.

One check in 500 or so finds something; two in a hundred values are unknown.
"""

import duckdb

from fumao.packs.surveys import read_survey
from fumao.rules.sql.query import Source
from fumao.surveys.examine import SurveyForm

MONEY = (
    "agreed", "changed", "executed", "subcontracted", "executed_usd", "received_usd", "before_usd",
    "agreed_usd",
)  # fmt: skip
DAYS = ("signed_on", "valid_from", "valid_to", "first_executed_on", "last_executed_on")
TEXTS = ("client_country", "shore")
COLUMNS = frozenset({*MONEY, *DAYS, *TEXTS})

# The name of each check, as our language and as SQL and as polars and VTL would say it.
CHECKS = {
    "shore": "(client_country = 'CN') = (shore = 'offshore')",
    "executed": "executed > (agreed + changed) * bench_tolerance",
    "before_signing": "first_executed_on < signed_on",
    "days": "valid_to < valid_from",
    "below_zero": "agreed + changed < 0",
    "sign": "executed < 0",
    "receipts": "shore = 'offshore' and executed_usd > received_usd",
    "subcontracted": "subcontracted > agreed + changed",
    "late_start": "valid_from < signed_on",
    "after_end": "last_executed_on > valid_to",
    "growth": "executed_usd > before_usd * (1 + bench_growth) "
    "or executed_usd < before_usd * (1 - bench_growth)",
    "large": "agreed_usd >= bench_large",
}
_PARAMETERS = (
    ("bench_tolerance", "dec(2)", "1.00"), ("bench_growth", "dec(2)", "0.50"),
    ("bench_large", "dec(2)", "9900000"),
)  # fmt: skip
VALUES = {name: value for name, _, value in _PARAMETERS}


# What somebody would write who keeps whole cents.
_IN_FEN = {
    "executed": "executed > agreed + changed",
    "growth": "executed_usd * 2 > before_usd * 3 or executed_usd * 2 < before_usd",
    "large": "agreed_usd >= 990000000",
}


def by_hand(check: str, *, fen: bool) -> str:
    """Return a check as somebody would write it in SQL: its numbers in place."""
    if fen and check in _IN_FEN:
        return _IN_FEN[check]
    text = CHECKS[check]
    for name, value in VALUES.items():
        text = text.replace(name, value)
    return text


def form() -> SurveyForm:
    """Return the twelve checks as a register of contracts."""
    cite = "document: own-terms, clause: checks"
    fields = [
        *(f"  - {{key: {n}, label_zh: {n}, label_en: {n}, type: dec(2)}}" for n in MONEY),
        *(f"  - {{key: {n}, label_zh: {n}, label_en: {n}, type: date}}" for n in DAYS),
        *(f"  - {{key: {n}, label_zh: {n}, label_en: {n}, type: text}}" for n in TEXTS),
    ]
    checks = [
        f'  - {{key: {name}, severity: soft, when: "{text}", words_zh: {name}, words_en: {name}, '
        f"{cite}}}"
        for name, text in CHECKS.items()
    ]
    parameters = [
        f"  - {{name: {name}, label_zh: {name}, label_en: {name}, type: {type_}, "
        f"values: [{{value: {value}, from: 2000-01-01, {cite}}}]}}"
        for name, type_, value in _PARAMETERS
    ]
    head = """\
key: bench-contracts
version: "1"
title_zh: 合同
title_en: Contracts
summary_zh: 合同
summary_en: Contracts
kind: register
purpose: administration
period: month
due: {within: 5cd}
basis: [{document: own-terms, clause: checks}]
levels: [city]
reasons: [{key: figures, name_zh: 数据, name_en: Figures}]
"""
    parts = [head, "form:", *fields, "parameters:", *parameters, "checks:", *checks]
    return SurveyForm(read_survey("\n".join(parts)))


def source(*, fen: bool) -> Source:
    """Return the rows as a relation of contracts, amounts as whole cents or as DECIMAL(18,2)."""
    return Source("contracts_fen" if fen else "contracts", "contract", COLUMNS, scaled=fen)


def make_rows(connection: duckdb.DuckDBPyConnection, rows: int) -> None:
    """Make `contracts` and, in whole cents, `contracts_fen`: the same for a number of rows."""

    def part(of: int, salt: int) -> str:
        return f"(hash(i * 16 + {salt}) % {of})::BIGINT"

    def unless_unknown(sql: str, salt: int) -> str:
        return f"CASE WHEN {part(50, salt)} = 0 THEN NULL ELSE {sql} END"

    def slip(salt: int) -> str:
        return f"{part(500, salt)} = 0"

    money = {
        "agreed": "cents / 100",
        "changed": f"CASE WHEN {slip(101)} THEN -2 * cents ELSE 0 END / 100",
        "executed": f"CASE WHEN {slip(102)} THEN -1 WHEN {slip(103)} THEN 3 ELSE 0.9 END"
        " * cents / 100",
        "subcontracted": f"CASE WHEN {slip(104)} THEN 2 ELSE 0.1 END * cents / 100",
        "executed_usd": "cents * 0.14 / 100",
        "received_usd": f"CASE WHEN {slip(105)} THEN 0.1 ELSE 0.15 END * cents / 100",
        "before_usd": f"CASE WHEN {slip(106)} THEN 0.01 ELSE 0.13 END * cents / 100",
        "agreed_usd": "cents / 100",
    }  # fmt: skip
    days = {
        "signed_on": f"CASE WHEN {slip(107)} THEN day + 100 ELSE day END", "valid_from": "day + 5",
        "valid_to": f"CASE WHEN {slip(108)} THEN day - 10 ELSE day + 365 END",
        "first_executed_on": "day + 30",
        "last_executed_on": f"CASE WHEN {slip(109)} THEN day + 500 ELSE day + 300 END",
    }  # fmt: skip
    columns = [
        f"CAST({unless_unknown(sql, 200 + n)} AS DECIMAL(18,2)) AS {name}"
        for n, (name, sql) in enumerate(money.items())
    ]
    columns += [
        f"CAST({unless_unknown(sql, 300 + n)} AS DATE) AS {name}"
        for n, (name, sql) in enumerate(days.items())
    ]
    country = f"CASE {part(5, 1)} WHEN 0 THEN 'CN' WHEN 1 THEN 'JP' WHEN 2 THEN 'HK' ELSE 'US' END"
    columns.append(f"{unless_unknown('country', 400)} AS client_country")
    columns.append(
        f"CASE WHEN (country = 'CN') <> ({slip(110)}) THEN 'onshore' ELSE 'offshore' END AS shore"
    )
    connection.execute(
        f"CREATE OR REPLACE TABLE contracts AS SELECT i AS contract, {', '.join(columns)} FROM "
        f"(SELECT i, {part(1_000_000_000, 2)} AS cents, DATE '2022-01-01' + {part(700, 3)}::INT "
        f"AS day, {country} AS country FROM range({rows}) AS r(i))"
    )
    cents = ", ".join(f"CAST({name} * 100 AS BIGINT) AS {name}" for name in MONEY)
    connection.execute(
        f"CREATE OR REPLACE TABLE contracts_fen AS SELECT * REPLACE ({cents}) FROM contracts"
    )


def hand_sql(*, fen: bool) -> dict[str, str]:
    """Return the two ways SQL is written for it: a query a check, and one pass over the rows."""
    table = source(fen=fen).relation
    single = " UNION ALL ".join(
        f"SELECT contract, '{name}' AS name FROM {table} WHERE {by_hand(name, fen=fen)}"
        for name in CHECKS
    )
    truths = ", ".join(f"({by_hand(name, fen=fen)}) AS {name}" for name in CHECKS)
    pairs = ", ".join(f"CASE WHEN {name} THEN '{name}' END" for name in CHECKS)
    one_pass = (
        f"SELECT contract, unnest(list_filter([{pairs}], lambda x: x IS NOT NULL)) AS name FROM "
        f"(SELECT contract, {truths} FROM {table}) WHERE {' OR '.join(CHECKS)}"
    )
    return {"a query a check": single, "one pass": one_pass}
