"""Contracts, changes, work and receipts by hand: what counts, when, and for whom."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from fumao.core.errors import CoreError
from fumao.surveys.contracts import Receipt, Register, shore_of, used_twice
from fumao.surveys.contracts_windows import FundYear, statistical
from tests.surveys.registers import CONTRACT, RULE, WORK, change, register


@pytest.mark.parametrize(
    ("country", "shore"),
    [("CN", "onshore"), ("HK", "offshore"), ("MO", "offshore"), ("TW", "offshore"),
     ("JP", "offshore"), ("", None), (None, None)],
)  # fmt: skip
def test_the_shore_follows_from_the_country(country: str | None, shore: str | None) -> None:
    assert shore_of(country) == shore


def test_changes_add_and_take_off_from_their_day_on() -> None:
    changed = replace(
        CONTRACT,
        changes=(
            change("1", date(2022, 5, 1), 200, None),
            change("2", date(2022, 6, 1), -700, None),
        ),
    )
    days = (date(2022, 4, 30), date(2022, 5, 1), date(2022, 6, 1))
    assert [changed.agreed_on(day) for day in days] == [1000, 1200, 500]


def test_no_more_is_done_than_agreed_without_a_change() -> None:
    day = date(2022, 12, 31)
    all_of_it = replace(WORK, amount=Decimal("1000.00"))
    assert CONTRACT.room([all_of_it], day) == 0
    assert CONTRACT.room([replace(WORK, amount=Decimal("1000.01"))], day) == Decimal("-0.01")
    more = replace(CONTRACT, changes=(change("1", date(2022, 5, 1), 1, None),))
    assert more.room([replace(WORK, amount=Decimal("1000.01"))], day) == Decimal("0.99")
    # Unknown is not zero.
    assert CONTRACT.room([replace(WORK, amount=None)], day) is None
    assert replace(CONTRACT, agreed=None).room([WORK], day) is None


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(CoreError) as told:
        replace(CONTRACT, valid_to=date(2022, 2, 28))
    assert told.value.code == "contract_days"
    with pytest.raises(CoreError) as told:
        replace(CONTRACT, changes=(change("1", date(2022, 2, 28), 1, None),))
    assert told.value.code == "change_days"


def test_every_value_is_counted_once() -> None:
    frame = replace(CONTRACT, number="F", doc_type="framework", agreed=None, agreed_usd=None)
    order = replace(CONTRACT, number="O", doc_type="order", frame="F")
    held = register(frame, order)
    # A framework without a price counts by its orders.
    assert (held.counted(frame), held.counted(order)) == (0, 1000)
    priced = replace(frame, agreed=Decimal(5000), agreed_usd=Decimal(5000))
    held = register(priced, order)
    assert (held.counted(priced), held.counted(order)) == (5000, 0)
    alone = register(order)
    assert alone.counted(order) == 1000
    unknown = replace(CONTRACT, agreed=None, agreed_usd=None)
    assert register(unknown).counted(unknown) is None


def test_a_receipt_is_used_once_over_all_enterprises() -> None:
    other = Register("b", {}, (replace(WORK, key="W-9"), replace(WORK, key="W-10", receipt=None)))
    alone = register(CONTRACT, work=(WORK,))
    assert used_twice([alone]) == {}
    assert used_twice([alone, other]) == {"R-1": ("W-1", "W-9")}


@pytest.mark.parametrize(
    ("done", "entered", "approved", "standing"),
    [
        # Until 31 March the second half of last year is open, on both days.
        ("2021-07-01", "2022-03-31", "2022-03-31", "counted"),
        ("2021-06-30", "2022-03-31", "2022-03-31", "closed_at_entry"),
        ("2021-07-01", "2022-03-31", "2022-04-01", "closed_at_approval"),
        ("2021-12-31", "2022-04-01", None, "closed_at_entry"),
        ("2022-01-01", "2022-04-01", "2022-12-31", "counted"),
        ("2022-01-01", "2022-04-01", None, "waiting"),
        ("2022-04-02", "2022-04-01", "2022-05-01", "closed_at_entry"),  # still to come
    ],
)
def test_the_windows_hold_at_entry_and_at_approval(
    done: str, entered: str, approved: str | None, standing: str
) -> None:
    day = date.fromisoformat
    work = replace(
        WORK, on=day(done), entered_on=day(entered), approved_on=day(approved) if approved else None
    )
    assert statistical(work, RULE) == standing


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({}, "counted"),
        ({"approved_on": date(2023, 3, 31)}, "counted"),
        ({"approved_on": date(2023, 4, 1)}, "approved_late"),
        ({"approved_on": None}, "not_approved"),
        ({"on": date(2021, 12, 31)}, "other_year"),
        ({"receipt": None}, "no_receipt"),
        ({"receipt": Receipt("R-1", None, Decimal(1))}, "no_receipt"),
        ({"receipt": Receipt("R-1", date(2023, 1, 1), Decimal(1))}, "received_later"),
        ({"receipt": Receipt("R-1", date(2022, 12, 31), Decimal(1))}, "counted"),
    ],
)
def test_the_cut_off_of_the_fund(changes: dict[str, object], standing: str) -> None:
    assert FundYear(2022).standing(replace(WORK, **changes)) == standing  # type: ignore[arg-type]


def test_one_record_two_cut_offs() -> None:
    """Work of December 2022 approved on 1 April: neither; of May 2022 in March: the fund alone."""
    december = replace(
        WORK, on=date(2022, 12, 20), entered_on=date(2023, 3, 1), approved_on=date(2023, 3, 31),
        receipt=Receipt("R-2", date(2022, 12, 30), Decimal(300)),
    )  # fmt: skip
    may = replace(december, on=date(2022, 5, 20))
    for one, counted, fund in (
        (december, "counted", "counted"),
        (replace(december, approved_on=date(2023, 4, 1)), "closed_at_approval", "approved_late"),
        (may, "closed_at_entry", "counted"),
    ):
        assert statistical(one, RULE) == counted
        assert FundYear(2022).standing(one) == fund
