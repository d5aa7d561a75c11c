"""The register of contracts: what was agreed, changed, done and received, as plain records.

Amounts stand in the contract's own currency and in dollars and yuan as they were converted when
they came in; None is unknown. Whether a client is offshore follows from its country and is never
asked (服务外包统计报表制度: 发包方和接包方 in different countries or regions; Hong Kong, Macao and
Taiwan are offshore).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from fumao.core.errors import CoreError

DocType = Literal["contract", "framework", "order"]
Shore = Literal["offshore", "onshore"]
MAINLAND = "CN"
TOLERANCE = Decimal("1.00")  # of what may be done, as a part of what was agreed


def shore_of(country: str | None) -> Shore | None:
    """Return where a client of this country (ISO 3166-1) is; None where it is unknown."""
    if not country:
        return None
    return "onshore" if country == MAINLAND else "offshore"


@dataclass(frozen=True, slots=True)
class Client:
    """Who commissions the work; `end_country` is the final client's, which some funds ask for."""

    name: str
    country: str | None
    end_country: str | None = None
    kind: str = ""
    related: bool | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change order: what it adds, or takes off with a minus; it counts once approved."""

    number: str
    on: date
    amount: Decimal | None
    usd: Decimal | None
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A bank receipt; its number is used once in the whole register."""

    number: str
    on: date | None
    usd: Decimal | None


@dataclass(frozen=True, slots=True)
class Execution:
    """Work done under a contract on a day, entered on one and approved on another."""

    key: str
    contract: str
    on: date
    amount: Decimal | None
    usd: Decimal | None
    cny: Decimal | None
    entered_on: date
    approved_on: date | None = None
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract, a framework or an order under one (`frame`), with its changes.

    `agreed` is in `currency`; None is a framework without a price, or unknown. `service_class` is
    a code of the scheme of the period it was registered in and is not changed by later schemes.
    """

    number: str
    respondent: str
    client: Client
    service_class: str | None
    doc_type: DocType
    currency: str
    agreed: Decimal | None
    agreed_usd: Decimal | None
    signed_on: date
    valid_from: date
    valid_to: date
    title: str = ""
    frame: str = ""
    approved_on: date | None = None
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        if self.valid_to < self.valid_from:
            raise CoreError(
                "contract_days",
                f"合同 {self.number} 的到期日期 {self.valid_to} 早于生效日期 {self.valid_from}，"
                "请核对",
                f"contract {self.number} ends on {self.valid_to}, before it begins on "
                f"{self.valid_from}: check the days",
            )
        early = next((one for one in self.changes if one.on < self.signed_on), None)
        if early is not None:
            raise CoreError(
                "change_days",
                f"合同 {self.number} 的变更 {early.number} 早于签约日期 {self.signed_on}，请核对",
                f"change {early.number} of contract {self.number} is dated before it was signed "
                f"on {self.signed_on}: check the days",
            )

    @property
    def shore(self) -> Shore | None:
        """Return where the client is."""
        return shore_of(self.client.country)

    def agreed_on(self, day: date) -> Decimal | None:
        """Return what is agreed with the changes up to a day, in the contract's currency."""
        parts = [self.agreed, *(one.amount for one in self.changes if one.on <= day)]
        return total(parts)

    def room(
        self, executions: Iterable[Execution], day: date, tolerance: Decimal = TOLERANCE
    ) -> Decimal | None:
        """Return what may still be done up to a day; below zero a change order is missing.

        None where the value agreed or that of some work is unknown.
        """
        agreed = self.agreed_on(day)
        done = total(one.amount for one in executions if one.on <= day)
        if agreed is None or done is None:
            return None
        return agreed * tolerance - done


@dataclass(frozen=True, slots=True)
class Register:
    """What one respondent has registered: contracts by number, and the work done under them."""

    respondent: str
    contracts: Mapping[str, Contract] = field(default_factory=dict)
    executions: tuple[Execution, ...] = ()

    def under(self, number: str) -> tuple[Execution, ...]:
        """Return the work done under a contract."""
        return tuple(one for one in self.executions if one.contract == number)

    def counted(self, contract: Contract) -> Decimal | None:
        """Return what a contract counts with, in dollars: each value once.

        A framework without a price counts by its orders; an order under a framework with a price
        is part of what was counted with it.
        """
        if contract.doc_type == "framework" and contract.agreed is None:
            return Decimal(0)
        frame = self.contracts.get(contract.frame) if contract.doc_type == "order" else None
        if frame is not None and frame.agreed is not None:
            return Decimal(0)
        return contract.agreed_usd


def used_twice(registers: Iterable[Register]) -> dict[str, tuple[str, ...]]:
    """Return every receipt number that more than one piece of work uses, over all respondents.

    The pieces are named by their keys, in the order of the registers.
    """
    uses: dict[str, list[str]] = {}
    for register in registers:
        for one in register.executions:
            if one.receipt is not None:
                uses.setdefault(one.receipt.number, []).append(one.key)
    return {number: tuple(keys) for number, keys in sorted(uses.items()) if len(keys) > 1}


def total(parts: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum; None where a part is unknown: unknown is not zero."""
    found = Decimal(0)
    for part in parts:
        if part is None:
            return None
        found += part
    return found
