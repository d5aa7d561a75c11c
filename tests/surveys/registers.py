"""A small register by hand, for the tests of contracts and of the roll-up."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from fumao.surveys.contracts import Change, Client, Contract, Execution, Receipt, Register
from fumao.surveys.windows import Window, Windows

# The rule of 2018: until 31 March from 1 July of last year, then only this year.
RULE = Windows((Window((3, 31), (7, 1), 1), Window((12, 31), (1, 1))))
JAPAN = Client("東和", "JP", "JP", "enterprise", related=False)
SIGNED = date(2022, 3, 1)

CONTRACT = Contract(
    number="C-1", respondent="a", client=JAPAN, service_class="WB.ITO.L01", doc_type="contract",
    currency="USD", agreed=Decimal(1000), agreed_usd=Decimal(1000), signed_on=SIGNED,
    valid_from=SIGNED, valid_to=date(2023, 2, 28),
    approved_on=date(2022, 3, 10), title="开发",
)  # fmt: skip
HOME = replace(
    CONTRACT, number="C-2", client=Client("本市", "CN", "US"), agreed=Decimal(500),
    agreed_usd=Decimal(500), service_class="WB.BPO.L07",
)  # fmt: skip
WORK = Execution(
    key="W-1", contract="C-1", on=date(2022, 3, 20), amount=Decimal(300), usd=Decimal(300),
    cny=Decimal(1900), entered_on=date(2022, 4, 2), approved_on=date(2022, 4, 6),
    receipt=Receipt("R-1", date(2022, 4, 1), Decimal(290)),
)  # fmt: skip


def change(number: str, on: date, amount: int, approved: date | None) -> Change:
    return Change(number, on, Decimal(amount), Decimal(amount), approved)


def register(*contracts: Contract, work: tuple[Execution, ...] = ()) -> Register:
    return Register("a", {one.number: one for one in contracts}, work)
