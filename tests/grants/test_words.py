"""Amounts and clauses as people read them, and rules read before anybody asks."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django import Settings
from structlog.testing import capture_logs

from fumao.apps.grants.book import read_ahead
from fumao.apps.grants.cited import clause_words
from fumao.apps.grants.words import Amount, amount
from fumao.rules.types import Type, Value

YUAN = Type("money", 2, "CNY")
DAY = date(2016, 10, 14)


@pytest.mark.parametrize(
    ("value", "type_", "zh", "en"),
    [
        (Decimal("93200.00"), YUAN, ("9.32", "万元"), ("93,200.00", "CNY")),
        (Decimal("93200.01"), YUAN, ("93,200.01", "元"), ("93,200.01", "CNY")),
        (Decimal("9999.00"), YUAN, ("9,999.00", "元"), ("9,999.00", "CNY")),
        (Decimal("-20000.00"), YUAN, ("-2.00", "万元"), ("-20,000.00", "CNY")),
        (Decimal(50000), Type("money", 2, "USD"), ("5.00", "万美元"), ("50,000.00", "USD")),
        (Decimal("0.125"), Type("money", 3, "CNY"), ("0.125", "元"), ("0.125", "CNY")),
        (12, Type("int", unit="month"), ("12", "个月"), ("12", "months")),
        (Decimal("15.00"), Type("dec", 2, unit="%"), ("15.00", "%"), ("15.00", "%")),
        (True, Type("bool"), ("是", ""), ("yes", "")),
        (date(2016, 7, 1), Type("month"), ("2016-07", ""), ("2016-07", "")),
        (None, YUAN, ("未知", ""), ("unknown", "")),
    ],
)
def test_an_amount(value: Value, type_: Type, zh: tuple[str, str], en: tuple[str, str]) -> None:
    assert amount(value, type_, "zh") == Amount(*zh)
    assert amount(value, type_, "en") == Amount(*en)


def test_a_clause() -> None:
    assert clause_words("二/（一）/3") == "二（一）3"
    assert clause_words("二/5") == "二、5"
    assert clause_words("第四十二条") == "第四十二条"


def test_a_faulty_pack_stops_no_server(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad/pack.yaml").write_text("key: other\n")
    settings.RULES_ROOT = tmp_path
    with capture_logs() as said:
        read_ahead(DAY)
    assert [entry["event"] for entry in said] == ["rules_not_read"]
