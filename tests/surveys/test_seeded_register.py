"""Errors sown by a seed into registers and monthly forms are all found; false alarms are counted.

300 firms, 24 months: of the months 1 % wrong sums and 0.5 % slips of 10,000, of the pieces of work
0.5 % wrong signs and 0.2 % receipts used twice, of the contracts 1 % a wrong shore.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from fumao.core.periods import Month
from fumao.packs.codes import is_code
from fumao.packs.procedures import pack_rules
from fumao.packs.surveys import load_surveys
from fumao.rules.sql.query import Source
from fumao.surveys.base import Hit, hits
from fumao.surveys.contracts import used_twice
from fumao.surveys.contracts_form import filed, known
from fumao.surveys.examine import SurveyForm
from fumao.surveys.oddities import Figures, unit_slips
from fumao.surveys.rollup import FIGURES
from fumao.surveys.rollup_form import proposals
from fumao.surveys.seeded import Shape, registers, respondents
from fumao.surveys.seeded_errors import Sown, sow
from tests.surveys.registers import RULE

SHAPE = Shape(Month(2022, 1), 24, seed=20220624)
MONTHS = [SHAPE.first.shift(number) for number in range(SHAPE.months)]
ON = Month(2023, 12)
MONEY = "DECIMAL(18,2)"


def form(key: str) -> SurveyForm:
    (survey,) = [one.survey for one in load_surveys() if one.survey.key == key]
    return SurveyForm(survey, pack_rules(), is_code)


@dataclass(frozen=True)
class Loaded:
    """The sown registers, and their contracts and monthly forms in DuckDB."""

    sown: Sown
    base: duckdb.DuckDBPyConnection

    def contracts(self) -> Source:
        columns = {"contract_no", "client_country", "shore", "agreed", "signed_on", "valid_to"}
        days = {"first_executed_on", "last_executed_on"}
        children = {
            "executions": Source("executions", "contract", frozenset(
                {"amount", "amount_usd", "receipt_usd"})),
            "changes": Source("changes", "contract", frozenset({"amount"})),
        }  # fmt: skip
        return Source("contracts", "contract", frozenset(columns | days), children=children)

    def monthlies(self) -> Source:
        classes = frozenset({"shore", "agreed_usd", "executed_usd", "executed_cny"})
        children = {"classes": Source("classes", "filing", classes)}
        columns = frozenset({one.key for one in FIGURES})
        return Source("monthlies", "filing", columns, children=children)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    sown = sow(registers(respondents(["350203"], 300, 1), SHAPE), SHAPE.seed)
    connection = duckdb.connect()
    folder = tmp_path_factory.mktemp("base")
    work = {"contract": "TEXT", "amount": MONEY, "amount_usd": MONEY, "receipt_usd": MONEY}
    tables = {
        "contracts": ({
            "contract": "TEXT", "contract_no": "TEXT", "client_country": "TEXT", "shore": "TEXT",
            "agreed": MONEY, "signed_on": "DATE", "valid_to": "DATE", "first_executed_on": "DATE",
            "last_executed_on": "DATE",
        }, contract_rows(sown)),
        "executions": (work, child_rows(sown, "executions")),
        "changes": ({"contract": "TEXT", "amount": MONEY}, child_rows(sown, "changes")),
        "monthlies": ({"filing": "TEXT", "respondent": "TEXT", "service_class": "TEXT",
                       **{one.key: MONEY for one in FIGURES}}, monthly_rows(sown)),
        "classes": ({"filing": "TEXT", "shore": "TEXT", "agreed_usd": MONEY,
                     "executed_usd": MONEY, "executed_cny": MONEY}, class_rows(sown)),
    }  # fmt: skip
    for name, (columns, rows) in tables.items():
        put(connection, folder / f"{name}.json", name, columns, rows)
    return Loaded(sown, connection)


def put(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    name: str,
    columns: dict[str, str],
    rows: Iterable[dict[str, object]],
) -> None:
    path.write_text("\n".join(json.dumps(row, default=str) for row in rows), "utf-8")
    connection.read_json(str(path), columns=columns, format="newline_delimited").create(name)


def contract_rows(sown: Sown) -> Iterator[dict[str, object]]:
    for held in sown.registers:
        for number, one in held.contracts.items():
            stated = sown.shores.get((held.respondent, number), one.shore)
            texts = {**filed(one), **known(held.under(number)), "shore": stated}
            yield {"contract": f"{held.respondent}/{number}", **texts}


def child_rows(sown: Sown, table: str) -> Iterator[dict[str, object]]:
    for held in sown.registers:
        for number, one in held.contracts.items():
            texts = {**filed(one), **known(held.under(number))}
            rows = texts[table]
            assert isinstance(rows, list)
            for row in rows:
                yield {"contract": f"{held.respondent}/{number}", **row}


def monthly_rows(sown: Sown) -> Iterator[dict[str, object]]:
    for held in sown.registers:
        for month, texts in proposals(held, MONTHS, RULE).items():
            wrong = sown.sums.get((held.respondent, month.code), Decimal(0))
            total = Decimal(str(texts["executed_usd"])) + wrong
            figures = {one.key: texts[one.key] for one in FIGURES}
            yield {
                "filing": f"{held.respondent}/{month.code}", "respondent": held.respondent,
                "service_class": "all", **figures, "executed_usd": total,
            }  # fmt: skip


def class_rows(sown: Sown) -> Iterator[dict[str, object]]:
    for held in sown.registers:
        for month, texts in proposals(held, MONTHS, RULE).items():
            lines = texts["classes"]
            assert isinstance(lines, list)
            for line in lines:
                yield {"filing": f"{held.respondent}/{month.code}", **line}


def by_check(found: Iterable[Hit]) -> dict[str, set[str]]:
    checks: dict[str, set[str]] = {}
    for one in found:
        checks.setdefault(one.check, set()).add(one.filing)
    return checks


def test_every_error_sown_into_a_register_is_found(
    loaded: Loaded, capsys: pytest.CaptureFixture[str]
) -> None:
    sown = loaded.sown
    contracts = by_check(hits(loaded.base, form("outsourcing-contract"), ON, loaded.contracts()))
    monthlies = by_check(hits(loaded.base, form("outsourcing-monthly"), ON, loaded.monthlies()))
    keys = {key for one in used_twice(sown.registers).values() for key in one}
    slips = unit_slips(loaded.base, Figures("monthlies", value="executed_usd"))
    found = {
        "sum": monthlies["total"], "sign": contracts["sign"], "shore": contracts["shore"],
        "double": keys, "unit": {one.filing for one in slips},
    }  # fmt: skip
    expected = {kind: {"/".join(place) for place in sown.places[kind]} for kind in sown.places}  # type: ignore[index]
    expected["double"] = {key for _, key in sown.places["double"]}
    with capsys.disabled():
        for kind, hit in found.items():
            print(f"\n{kind}: {len(expected[kind])} sown, {len(hit - expected[kind])} false alarms",
                  end="")  # fmt: skip
    for kind, hit in found.items():
        assert expected[kind], "something was sown"
        assert expected[kind] <= hit, kind
        # No check that counts exactly may cry wolf; only the slip of the unit guesses.
        assert kind == "unit" or hit == expected[kind], kind


def test_as_much_is_sown_as_was_asked(loaded: Loaded) -> None:
    sown = loaded.sown
    contracts = sum(len(one.contracts) for one in sown.registers)
    works = sum(len(one.executions) for one in sown.registers)
    assert len(sown.places["shore"]) == round(contracts * 0.01)
    assert len(sown.places["double"]) == 2 * round(works * 0.002)


def test_a_clean_base_has_nothing_to_find() -> None:
    shape = Shape(Month(2022, 1), 24, seed=7)
    checks = form("outsourcing-contract")
    for held in registers(respondents(["350203"], 3, 7), shape):
        for number, one in held.contracts.items():
            beside = known(held.under(number))
            texts = {**filed(one), "register_kind": "outsourcing"}
            assert one.approved_on is not None
            on = one.approved_on
            looked = checks.examine(texts, Month.of(one.signed_on), on, {}, known=beside)
            assert looked.faults == ()
            assert {f.check.key for f in looked.findings} <= {"related", "large", "long"}


def test_the_same_seed_makes_the_same_base_whoever_else_is_in_it() -> None:
    who = respondents(["350203"], 3, 7)
    shape = Shape(Month(2022, 1), 6, seed=7)
    three = list(registers(who, shape))
    assert list(registers(who[1:2], shape)) == three[1:2]
    assert three != list(registers(who, Shape(Month(2022, 1), 6, seed=8)))
