"""The monthly form (WB-M) rolled up from the register: every figure with the rows behind it.

What was agreed counts once, in the month of its approval, changes likewise; work counts in the
month of its day once it is approved within the windows. A figure over a row that is unknown is
unknown. What was filed is compared with it and never overwritten.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from fumao.core.periods import Month
from fumao.surveys.contracts import Contract, Execution, Register, Shore, total
from fumao.surveys.contracts_windows import statistical
from fumao.surveys.windows import Windows

EntryKind = Literal["contract", "change", "work"]
Measure = Literal["count", "agreed_usd", "usd", "cny", "received_usd"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the register as it counts: its kind, key, month, shore, class and amounts.

    `counts` is 1 for a contract or a framework, 0 for an order under one and for all else.
    """

    kind: EntryKind
    key: str
    month: Month
    shore: Shore | None
    service_class: str | None
    counts: int = 0
    agreed_usd: Decimal | None = Decimal(0)
    usd: Decimal | None = Decimal(0)
    cny: Decimal | None = Decimal(0)
    received_usd: Decimal | None = Decimal(0)


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure of the form: the measure it sums over the entries of some kinds, and of a shore."""

    key: str
    measure: Measure
    kinds: tuple[EntryKind, ...]
    shore: Shore | None = None


_AGREED: tuple[EntryKind, ...] = ("contract", "change")
FIGURES = (
    Definition("contracts", "count", ("contract",)),
    Definition("offshore_contracts", "count", ("contract",), "offshore"),
    Definition("agreed_usd", "agreed_usd", _AGREED),
    Definition("offshore_agreed_usd", "agreed_usd", _AGREED, "offshore"),
    Definition("executed_usd", "usd", ("work",)),
    Definition("executed_cny", "cny", ("work",)),
    Definition("offshore_executed_usd", "usd", ("work",), "offshore"),
    Definition("offshore_executed_cny", "cny", ("work",), "offshore"),
    Definition("received_usd", "received_usd", ("work",)),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the rows behind it; `value` is None where one of them is unknown."""

    key: str
    value: Decimal | None
    rows: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one class and shore."""

    service_class: str | None
    shore: Shore | None
    agreed_usd: Decimal | None
    executed_usd: Decimal | None
    executed_cny: Decimal | None
    rows: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that was filed otherwise than the register says: to be explained (soft)."""

    key: str
    filed: Decimal | None
    rolled: Decimal | None
    rows: tuple[Entry, ...]


def entries(register: Register, windows: Windows) -> Iterator[Entry]:
    """Yield every row of a register that counts, in the month in which it does."""
    for contract in register.contracts.values():
        yield from _of_contract(contract, register)
    for work in register.executions:
        if statistical(work, windows) == "counted":
            yield _of_work(work, register.contracts.get(work.contract))


def _of_contract(contract: Contract, register: Register) -> Iterator[Entry]:
    approved = contract.approved_on
    if approved is None:
        return
    shore, class_ = contract.shore, contract.service_class
    yield Entry(
        "contract", contract.number, Month.of(approved), shore, class_,
        counts=0 if contract.doc_type == "order" else 1, agreed_usd=register.counted(contract),
    )  # fmt: skip
    for change in contract.changes:
        if change.approved_on is not None:
            key = f"{contract.number}/{change.number}"
            month = Month.of(
                max(approved, change.approved_on)
            )  # no change counts before its contract
            yield Entry("change", key, month, shore, class_, agreed_usd=change.usd)


def _of_work(work: Execution, under: Contract | None) -> Entry:
    shore, class_ = (under.shore, under.service_class) if under else (None, None)
    return Entry(
        "work", work.key, Month.of(work.on), shore, class_, usd=work.usd, cny=work.cny,
        received_usd=work.receipt.usd if work.receipt else Decimal(0),
    )  # fmt: skip


def roll_up(register: Register, month: Month, windows: Windows) -> dict[str, Figure]:
    """Return the figures of a month by key; ask only for months that were reported at all."""
    return figures_of([one for one in entries(register, windows) if one.month == month])


def figures_of(rows: Sequence[Entry]) -> dict[str, Figure]:
    """Return the figures over the rows of one respondent and month."""
    return {one.key: _figure(one, rows) for one in FIGURES}


def year_so_far(register: Register, month: Month, windows: Windows) -> Figure:
    """Return the work of the year up to a month, in dollars (本年累计)."""
    first = date(month.year, 1, 1)
    rows = tuple(
        one for one in entries(register, windows)
        if one.kind == "work" and first <= one.month.start and one.month.end <= month.end
    )  # fmt: skip
    return Figure("executed_year_usd", total(one.usd for one in rows), rows)


def lines(rows: Sequence[Entry]) -> tuple[Line, ...]:
    """Return the figures by class and shore, in their order, the unknown ones last."""
    groups: dict[tuple[str | None, Shore | None], list[Entry]] = {}
    for one in rows:
        groups.setdefault((one.service_class, one.shore), []).append(one)
    return tuple(
        Line(
            class_, shore, total(one.agreed_usd for one in group),
            total(one.usd for one in group), total(one.cny for one in group), tuple(group),
        )
        for (class_, shore), group in sorted(groups.items(), key=_order)
    )  # fmt: skip


def _order(
    item: tuple[tuple[str | None, Shore | None], list[Entry]],
) -> tuple[bool, str, bool, str]:
    class_, shore = item[0]
    return class_ is None, class_ or "", shore is None, shore or ""


def _figure(figure: Definition, rows: Sequence[Entry]) -> Figure:
    """Sum what counts; a row that may be offshore or not makes a figure of one shore unknown."""
    chosen = tuple(
        one for one in rows
        if one.kind in figure.kinds and (figure.shore is None or one.shore in (figure.shore, None))
    )  # fmt: skip
    parts = [_part(one, figure) for one in chosen]
    return Figure(figure.key, total(parts), chosen)


def _part(entry: Entry, figure: Definition) -> Decimal | None:
    value = _measured(entry, figure.measure)
    # Nothing is nothing on either shore; all else is unknown where the shore is.
    return value if value == 0 or figure.shore is None or entry.shore is not None else None


def _measured(entry: Entry, measure: Measure) -> Decimal | None:
    match measure:
        case "count":
            return Decimal(entry.counts)
        case "agreed_usd":
            return entry.agreed_usd
        case "usd":
            return entry.usd
        case "cny":
            return entry.cny
        case "received_usd":
            return entry.received_usd


def compare(
    filed: Mapping[str, Decimal | None], rolled: Mapping[str, Figure]
) -> tuple[Difference, ...]:
    """Return every figure that was filed otherwise than it was rolled up.

    A figure that neither knows agrees; one that was left open and is known does not.
    """
    return tuple(
        Difference(key, filed.get(key), figure.value, figure.rows)
        for key, figure in rolled.items()
        if filed.get(key) != figure.value
    )
