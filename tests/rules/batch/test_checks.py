"""The cells of a file mean what the facts of one case mean: the same texts through both readers."""

import csv
import random
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from fumao.core.errors import CoreError
from fumao.rules.batch import Session
from fumao.rules.batch.columns import Column
from fumao.rules.batch.extract import Layout, extract
from fumao.rules.batch.tables import open_table
from fumao.rules.definitions import Input
from fumao.rules.facts import read_fact
from fumao.rules.types import Value
from tests.rules.batch.conftest import given

INPUTS = [
    given("amount", "金额", "money(CNY)", "-1000", "99999.99"),
    given("open", "无界金额", "money(CNY)"),
    given("count", "人数", "int", "0", "500"),
    given("rate", "比例", "dec(6)"),
    given("fine", "细数", "dec(12)"),
]


def cells(session: Session, path: Path, inputs: list[Input]) -> list[tuple[Value, ...]]:
    table = open_table(session, path, len)
    layout = Layout(0, {item.name: Column(n, item) for n, item in enumerate(inputs, start=1)})
    found = extract(session, table, layout)
    with duckdb.connect() as connection:
        rows = connection.sql(f"FROM '{found.path}'")
        return rows.select(*(item.name for item in inputs)).fetchall()


def fact(text: str, item: Input) -> int | None:
    """Read one fact in whole last digits; None where it is refused or unknown."""
    try:
        value = read_fact(text, item)
    except CoreError:
        return None
    assert not isinstance(value, str | bool)
    return None if value is None else int(Decimal(str(value)).scaleb(item.type.scale))


def test_numbers_mean_what_facts_mean(session: Session, tmp_path: Path) -> None:
    dice = random.Random(20161014)
    texts = ["9" * 30, "", "0", "-0", "+5", "007", "1,000", "１２.５", "１，０００", " 12 ", "1.",
             ".5", ".0", "5.00000", "-.5", "--1", "1.2.3", "99999.99", "100000", "-1000.01", "500",
             "501", "10000000000000", "10000000000000.01", "-10000000000000", "0.000001",
             "0.0000001", "0.000000000001", "999999999.999999", "1000000000", "∞", "NaN", "12元",
             "0x10", "五"]  # fmt: skip
    signs = "0123456789.,-+ ０９．，"
    texts += ["".join(dice.choices(signs, k=dice.randint(1, 9))) for _ in range(3000)]
    path = tmp_path / "cells.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", *(item.name for item in INPUTS)])
        writer.writerows([n, *[text] * len(INPUTS)] for n, text in enumerate(texts))
    rows = cells(session, path, INPUTS)
    assert len(rows) == len(texts)
    for text, row in zip(texts, rows, strict=True):
        for item, value in zip(INPUTS, row, strict=True):
            whole = None if value is None else int(str(value))
            assert whole == fact(text, item), (text, item.name)


def test_truths_in_both_languages(session: Session, tmp_path: Path) -> None:
    true = ["是", "有", "true", "TRUE", "Yes", "1", " y ", "T"]
    false = ["否", "无", "false", "No", "0", "n", "f "]
    other = ["", "2", "真", "off"]
    path = tmp_path / "cells.csv"
    lines = [f"{n},{text}" for n, text in enumerate([*true, *false, *other])]
    path.write_text("\n".join(["id,held", *lines]), encoding="utf-8")
    rows = [row[0] for row in cells(session, path, [given("held", "有", "bool")])]
    assert rows == [True] * len(true) + [False] * len(false) + [None] * len(other)


@pytest.mark.parametrize(
    ("kind", "stored", "wanted"),
    [
        ("money(CNY)", ["12.5::DOUBLE", "1e16::DOUBLE", "0.1::FLOAT", "12.345::DECIMAL(9,3)"],
         [1250, None, 10, None]),
        ("int", ["3::UTINYINT", "3.0::DOUBLE", "3.5::DOUBLE", "true"], [3, 3, None, None]),
        ("bool", ["1::INTEGER", "0::INTEGER", "5::INTEGER", "'是'"], [True, False, None, True]),
        ("text", ["5::INTEGER", "'x'", "DATE '2016-07-05'", "true"],
         ["5", "x", "2016-07-05", "true"]),
    ],
)  # fmt: skip
def test_stored_values_of_any_type(
    session: Session, tmp_path: Path, kind: str, stored: list[str], wanted: list[object]
) -> None:
    found = []
    for number, sql in enumerate(stored):
        path = tmp_path / f"{number}.parquet"
        with duckdb.connect() as connection:
            connection.sql(f"SELECT 1 AS id, {sql} AS x").write_parquet(str(path))
        found.append(cells(session, path, [given("x", "数", kind)])[0][0])
    assert found == wanted
