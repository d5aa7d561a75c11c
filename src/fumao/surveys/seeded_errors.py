"""Errors sown by a seed into registers and monthly filings, each with what has to find it.

Sums, signs, receipts used twice, slips of the unit by 10,000 and wrong shores, each into a place of
its own: of a contract or a month at most one.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from fumao.core.periods import Month
from fumao.surveys.contracts import Execution, Register, Shore

ErrorKind = Literal["sum", "sign", "double", "unit", "shore"]
# Of the months reported (sum, unit), the pieces of work (sign, double), the contracts (shore).
PARTS: dict[ErrorKind, float] = {
    "sum": 0.01, "sign": 0.005, "double": 0.002, "unit": 0.005, "shore": 0.01,
}  # fmt: skip
_TEN_THOUSAND = 10_000
type Place = tuple[str, str]  # respondent, and number of a contract or code of a month


@dataclass(slots=True)
class Sown:
    """Registers with errors in them; where each kind lies, and what was stated of shores.

    `places` are contracts for sign and shore, months for sum and unit, keys of work for double.
    `sums` is by how much the total of a month is wrong, `shores` what a contract's filing states.
    """

    registers: list[Register]
    places: dict[ErrorKind, set[Place]] = field(default_factory=dict)
    sums: dict[Place, Decimal] = field(default_factory=dict)
    shores: dict[Place, Shore] = field(default_factory=dict)


def sow(
    registers: Iterable[Register], seed: int, parts: Mapping[ErrorKind, float] | None = None
) -> Sown:
    """Return the registers with errors sown into them, the same for a seed."""
    sown = Sown(list(registers))
    _Sower(sown, random.Random(seed), PARTS if parts is None else parts).sow()  # noqa: S311
    return sown


class _Sower:
    def __init__(self, sown: Sown, rng: random.Random, parts: Mapping[ErrorKind, float]) -> None:
        self.sown, self.rng, self.parts = sown, rng, parts
        self.works = [
            (at, one) for at, held in enumerate(sown.registers) for one in held.executions
        ]
        self.contracts = [
            (held.respondent, number) for held in sown.registers for number in held.contracts
        ]
        self.months = sorted(
            {(sown.registers[at].respondent, Month.of(one.on).code) for at, one in self.works}
        )
        self.used: set[Place] = set()
        self.changed: dict[str, dict[str, Execution]] = {}

    def sow(self) -> None:
        for kind in ("shore", "sum", "unit", "sign", "double"):
            self.sown.places[kind] = set()
        self._shores()
        self._sums()
        self._units()
        self._signs()
        self._doubles()
        self._put()

    def _some(self, kind: ErrorKind, of: Sequence[Place]) -> list[Place]:
        free = [place for place in of if place not in self.used]
        wanted = round(self.parts.get(kind, 0) * len(of))
        found = self.rng.sample(free, min(wanted, len(free)))
        self.used.update(found)
        return found

    def _shores(self) -> None:
        held = {one.respondent: one for one in self.sown.registers}
        for place in self._some("shore", self.contracts):
            right = held[place[0]].contracts[place[1]].shore
            self.sown.shores[place] = "onshore" if right == "offshore" else "offshore"
            self.sown.places["shore"].add(place)

    def _sums(self) -> None:
        for place in self._some("sum", self.months):
            cents = self.rng.choice([-1, 1]) * self.rng.randint(1, 100_000)
            self.sown.sums[place] = Decimal(cents).scaleb(-2)
            self.sown.places["sum"].add(place)

    def _units(self) -> None:
        chosen = set(self._some("unit", self.months))
        self.sown.places["unit"] = chosen
        for at, one in self.works:
            if self._month(at, one) in chosen:
                self._change(at, replace(
                    one, amount=_times(one.amount), usd=_times(one.usd), cny=_times(one.cny),
                    receipt=one.receipt and replace(one.receipt, usd=_times(one.receipt.usd)),
                ))  # fmt: skip

    def _signs(self) -> None:
        for at, one in self._pieces("sign", self.works):
            if one.usd is not None and one.amount is not None:
                self._change(at, replace(one, usd=-one.usd, amount=-one.amount))
                self.sown.places["sign"].add((self.sown.registers[at].respondent, one.contract))

    def _doubles(self) -> None:
        received = [(at, one) for at, one in self.works if one.receipt is not None]
        for at, one in self._pieces("double", self.works, received):
            partners = [pair for pair in self.rng.sample(received, 20) if self._free(*pair)]
            if not partners or one.receipt is None:
                continue
            other_at, other = partners[0]
            self._use(other_at, other)
            if other.receipt is not None:
                number = other.receipt.number
                self._change(at, replace(one, receipt=replace(one.receipt, number=number)))
                self.sown.places["double"] |= {
                    (self.sown.registers[at].respondent, one.key),
                    (self.sown.registers[other_at].respondent, other.key),
                }

    def _pieces(
        self,
        kind: ErrorKind,
        of: Sequence[tuple[int, Execution]],
        among: Sequence[tuple[int, Execution]] | None = None,
    ) -> list[tuple[int, Execution]]:
        """Return as many pieces of work as this kind gets, in contracts and months still free."""
        wanted = round(self.parts.get(kind, 0) * len(of))
        found: list[tuple[int, Execution]] = []
        pool = of if among is None else among
        for pair in self.rng.sample(pool, len(pool)):
            if len(found) == wanted:
                break
            if self._free(*pair):
                self._use(*pair)
                found.append(pair)
        return found

    def _free(self, at: int, one: Execution) -> bool:
        return self.used.isdisjoint(
            {self._month(at, one), (self.sown.registers[at].respondent, one.contract)}
        )

    def _use(self, at: int, one: Execution) -> None:
        self.used |= {self._month(at, one), (self.sown.registers[at].respondent, one.contract)}

    def _month(self, at: int, one: Execution) -> Place:
        return self.sown.registers[at].respondent, Month.of(one.on).code

    def _change(self, at: int, one: Execution) -> None:
        self.changed.setdefault(self.sown.registers[at].respondent, {})[one.key] = one

    def _put(self) -> None:
        for at, held in enumerate(self.sown.registers):
            changed = self.changed.get(held.respondent)
            if changed:
                works = tuple(changed.get(one.key, one) for one in held.executions)
                self.sown.registers[at] = replace(held, executions=works)


def _times(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount * _TEN_THOUSAND
