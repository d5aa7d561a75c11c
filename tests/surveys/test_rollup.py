"""The monthly form rolled up from the register: by hand, and a whole base by one query."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from fumao.core.periods import Month
from fumao.packs.surveys import load_surveys
from fumao.surveys.contracts import Client, Contract, Execution, Receipt, Register
from fumao.surveys.rollup import (
    FIGURES,
    Difference,
    compare,
    entries,
    figures_of,
    lines,
    roll_up,
    year_so_far,
)
from fumao.surveys.rollup_base import Differing, differences, roll_up_all
from fumao.surveys.windows import ANY_DAY, Windows
from tests.surveys.registers import CONTRACT, HOME, RULE, WORK, change, register

MARCH, APRIL = Month(2022, 3), Month(2022, 4)
HOME_WORK = replace(
    WORK, key="W-2", contract="C-2", usd=Decimal(100), cny=Decimal(630), receipt=None
)


def values(held: Register, month: Month) -> dict[str, Decimal | None]:
    return {key: one.value for key, one in roll_up(held, month, RULE).items()}


def test_a_month_by_hand() -> None:
    changed = replace(CONTRACT, changes=(change("1", date(2022, 3, 15), -200, date(2022, 4, 2)),))
    held = register(changed, HOME, work=(WORK, HOME_WORK))
    assert values(held, MARCH) == {
        "contracts": 2, "offshore_contracts": 1, "agreed_usd": 1500, "offshore_agreed_usd": 1000,
        "executed_usd": 400, "executed_cny": 2530, "offshore_executed_usd": 300,
        "offshore_executed_cny": 1900, "received_usd": 290,
    }  # fmt: skip
    # The change counts in the month of its own approval, and no work was done in April.
    april = values(held, APRIL)
    assert (april["agreed_usd"], april["executed_usd"], april["contracts"]) == (-200, 0, 0)


def test_every_figure_leads_to_its_rows() -> None:
    figures = roll_up(register(CONTRACT, HOME, work=(WORK, HOME_WORK)), MARCH, RULE)
    rows = {key: [one.key for one in figure.rows] for key, figure in figures.items()}
    assert rows["executed_usd"] == ["W-1", "W-2"]
    assert rows["offshore_executed_usd"] == ["W-1"]
    assert rows["agreed_usd"] == rows["contracts"] == ["C-1", "C-2"]


def test_an_unknown_row_leaves_its_figures_unknown_and_no_other() -> None:
    held = register(CONTRACT, HOME, work=(replace(WORK, cny=None), HOME_WORK))
    found = values(held, MARCH)
    assert (found["executed_cny"], found["offshore_executed_cny"]) == (None, None)
    assert found["executed_usd"] == 400
    # Work under a contract nobody registered: its shore is unknown, its sum is not.
    found = values(register(CONTRACT, work=(WORK, HOME_WORK)), MARCH)
    assert (found["executed_usd"], found["offshore_executed_usd"]) == (400, None)


def test_what_lies_outside_the_windows_or_is_not_approved_never_counts() -> None:
    waiting = replace(WORK, approved_on=None)
    late = replace(WORK, key="W-3", approved_on=date(2023, 4, 1))
    held = register(replace(CONTRACT, approved_on=None), work=(waiting, late))
    assert set(values(held, MARCH).values()) == {0}


def test_orders_under_a_framework() -> None:
    frame = replace(CONTRACT, number="F", doc_type="framework", agreed=None, agreed_usd=None)
    order = replace(CONTRACT, number="O", doc_type="order", frame="F")
    found = values(register(frame, order), MARCH)
    assert (found["contracts"], found["agreed_usd"]) == (1, 1000)  # the order is no contract more


def test_the_year_so_far_and_the_classes() -> None:
    april = replace(WORK, key="W-4", on=date(2022, 4, 3), entered_on=date(2022, 4, 5))
    held = register(CONTRACT, HOME, work=(WORK, HOME_WORK, april))
    assert year_so_far(held, MARCH, RULE).value == 400
    assert year_so_far(held, APRIL, RULE).value == 700
    rows = [one for one in entries(held, RULE) if one.month == MARCH]
    assert [(one.service_class, one.shore, one.agreed_usd, one.executed_usd, one.executed_cny)
            for one in lines(rows)] == [
        ("WB.BPO.L07", "onshore", 500, 100, 630),
        ("WB.ITO.L01", "offshore", 1000, 300, 1900),
    ]  # fmt: skip


def test_a_difference_is_told_and_nothing_is_overwritten() -> None:
    rolled = roll_up(register(CONTRACT, work=(WORK,)), MARCH, RULE)
    filed = {key: one.value for key, one in rolled.items()}
    assert compare(filed, rolled) == ()
    told = {**filed, "executed_usd": Decimal(301), "received_usd": None}
    assert compare(told, rolled) == (
        Difference("executed_usd", Decimal(301), Decimal(300), rolled["executed_usd"].rows),
        Difference("received_usd", None, Decimal(290), rolled["received_usd"].rows),
    )


def test_the_form_asks_for_what_is_rolled_up() -> None:
    (survey,) = [one.survey for one in load_surveys() if one.survey.key == "outsourcing-monthly"]
    asked = {one.key for one in survey.figures()}
    assert asked == {one.key for one in FIGURES} | {"executed_year_usd"}


# ── the whole base by one query ──────────────────────────────────────────────
AMOUNT = st.one_of(st.none(), st.integers(-10_000, 10_000_000).map(lambda n: Decimal(n) / 100))
DAY = st.dates(date(2021, 1, 1), date(2022, 12, 31))
LATER = st.one_of(st.none(), st.integers(0, 500))
COUNTRY = st.sampled_from(["CN", "HK", "JP", "", None])


@st.composite
def registers(draw: st.DrawFn, who: str) -> Register:
    contracts: dict[str, Contract] = {}
    for n in range(draw(st.integers(0, 3))):
        signed = draw(DAY)
        made = replace(
            CONTRACT, number=f"C-{n}", respondent=who, client=Client("x", draw(COUNTRY)),
            doc_type=draw(st.sampled_from(["contract", "framework", "order"])),
            frame=draw(st.sampled_from(["", "C-0", "C-1"])), agreed=draw(AMOUNT),
            agreed_usd=draw(AMOUNT), signed_on=signed, valid_from=signed, valid_to=signed,
            service_class=draw(st.sampled_from([None, "WB.ITO.L01"])),
            approved_on=_later(signed, draw(LATER)),
        )  # fmt: skip
        on = signed + timedelta(draw(st.integers(0, 90)))
        if draw(st.booleans()):
            one = replace(change("1", on, 0, _later(on, draw(LATER))), usd=draw(AMOUNT))
            made = replace(made, changes=(one,))
        contracts[made.number] = made
    works: list[Execution] = []
    for n in range(draw(st.integers(0, 4))):
        on = draw(DAY)
        receipt = Receipt(f"{who}-{n}", on, draw(AMOUNT)) if draw(st.booleans()) else None
        works.append(replace(
            WORK, key=f"W-{n}", contract=draw(st.sampled_from(["C-0", "C-1", "C-9"])), on=on,
            usd=draw(AMOUNT), cny=draw(AMOUNT), receipt=receipt,
            entered_on=on + timedelta(draw(st.integers(-3, 400))),
            approved_on=_later(on, draw(LATER)),
        ))  # fmt: skip
    return Register(who, contracts, tuple(works))


def _later(day: date, by: int | None) -> date | None:
    return None if by is None else day + timedelta(by)


MONEY = "DECIMAL(18,2)"
TABLES = {
    "reported": "respondent TEXT, month DATE",
    "contracts": "respondent TEXT, number TEXT, doc_type TEXT, frame TEXT, "
    f"agreed {MONEY}, agreed_usd {MONEY}, client_country TEXT, service_class TEXT, "
    "approved_on DATE",
    "changes": f"respondent TEXT, contract TEXT, number TEXT, usd {MONEY}, approved_on DATE",
    "executions": "respondent TEXT, key TEXT, contract TEXT, executed_on DATE, "
    f"usd {MONEY}, cny {MONEY}, entered_on DATE, approved_on DATE, receipt_no TEXT, "
    f"receipt_usd {MONEY}",
}
MONTHS = [Month.of(date(2021, 1, 1)).shift(n) for n in range(42)]


def base(held: Sequence[Register]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in TABLES}
    for register_ in held:
        who = register_.respondent
        rows["reported"] += [(who, month.start) for month in MONTHS]
        for c in register_.contracts.values():
            rows["contracts"].append((
                who, c.number, c.doc_type, c.frame, c.agreed, c.agreed_usd, c.client.country,
                c.service_class, c.approved_on,
            ))  # fmt: skip
            rows["changes"] += [(who, c.number, h.number, h.usd, h.approved_on) for h in c.changes]
        rows["executions"] += [
            (who, x.key, x.contract, x.on, x.usd, x.cny, x.entered_on, x.approved_on,
             x.receipt.number if x.receipt else None, x.receipt.usd if x.receipt else None)
            for x in register_.executions
        ]  # fmt: skip
    for name, columns in TABLES.items():
        connection.execute(f"CREATE TABLE {name} ({columns})")
        table = connection.table(name)
        for row in rows[name]:
            table.insert(row)
    return connection


@settings(max_examples=40, deadline=None)
@given(registers("a"), registers("b"), st.sampled_from([RULE, ANY_DAY]))
def test_a_whole_base_says_what_one_register_says(
    one: Register, other: Register, windows: Windows
) -> None:
    connection = base([one, other])
    found = {(row.respondent, row.month): row.figures for row in roll_up_all(connection, windows)}
    for held in (one, other):
        counted = list(entries(held, windows))
        for month in MONTHS:
            rolled = figures_of([row for row in counted if row.month == month])
            expected = {key: figure.value for key, figure in rolled.items()}
            assert found[held.respondent, month] == expected


@cache
def by_hand() -> Register:
    return register(CONTRACT, work=(WORK,))


def test_differences_over_the_whole_base() -> None:
    connection = base([by_hand()])
    figures = ", ".join(f"{one.key} DECIMAL(38,2)" for one in FIGURES)
    connection.execute(f"CREATE TABLE filed (respondent TEXT, month DATE, {figures})")
    rolled = {key: one.value for key, one in roll_up(by_hand(), MARCH, RULE).items()}
    filed = {**rolled, "executed_cny": None, "agreed_usd": Decimal(999)}
    row = ["a", MARCH.start, *(filed[one.key] for one in FIGURES)]
    connection.table("filed").insert(row)
    assert differences(connection, RULE, "filed") == [
        Differing("a", MARCH, "agreed_usd", Decimal(999), Decimal(1000)),
        Differing("a", MARCH, "executed_cny", None, Decimal(1900)),
    ]
