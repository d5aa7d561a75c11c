"""A base of registers made by a seed, for demonstrations, tests and benchmarks: synthetic data.

The same seed gives the same registers. Numbers begin with SYN and names say 示例: nobody may take
them for real ones. Every record lies within the entry windows and no contract is overdrawn, so
that whatever a check finds was sown (`seeded_errors`).
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from fumao.core.credit_code import synthetic_codes
from fumao.core.errors import Words
from fumao.core.periods import Month
from fumao.surveys.contracts import Change, Client, Contract, Execution, Receipt, Register
from fumao.surveys.definitions import Marks, Survey

SYNTHETIC = Words("合成数据", "synthetic data")
# Units of the currency for a dollar; rounded, of no particular day.
_RATES = {"USD": 100, "CNY": 680, "JPY": 13000, "EUR": 92, "HKD": 780}
_CLIENTS = (
    ("JP", "JPY"), ("US", "USD"), ("HK", "HKD"), ("DE", "EUR"), ("SG", "USD"), ("CN", "CNY"),
    ("CN", "CNY"), ("TW", "USD"), ("GB", "USD"),
)  # fmt: skip
_CLASSES = (
    "WB.ITO.L01", "WB.ITO.L03", "WB.ITO.L04", "WB.BPO.L04", "WB.BPO.L07", "WB.BPO.L08",
    "WB.KPO.L01", "WB.KPO.L02", "WB.KPO.L06",
)  # fmt: skip
_TERM = 12  # months that a contract runs


@dataclass(frozen=True, slots=True)
class Respondent:
    """An enterprise of the base: its credit code and area."""

    code: str
    area: str


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a base is, from which month on, by which seed; `classes` are leaves in force."""

    first: Month
    months: int
    seed: int
    classes: tuple[str, ...] = _CLASSES


def respondents(areas: Iterable[str], each: int, seed: int) -> list[Respondent]:
    """Return so many respondents in each area (six digits of GB/T 2260)."""
    return [
        Respondent(str(code), area) for area in areas for code in synthetic_codes(area, each, seed)
    ]


def registers(who: Iterable[Respondent], shape: Shape) -> Iterator[Register]:
    """Yield the register of every respondent, each by its own part of the seed.

    A respondent's register is the same whoever else is in the base.
    """
    for one in who:
        rng = random.Random(f"{shape.seed}/{one.code}")  # noqa: S311 - not for secrets
        yield _Maker(one, shape, rng).made()


def example_marks(survey: Survey) -> Marks:
    """Return marks that open the periods of a demonstration and say that they are no real ones."""
    held = survey.marks
    if held is None:
        raise ValueError(f"{survey.key} is no survey")
    return replace(
        held, approval="示例：未经批准", valid_from=date(2000, 1, 1), valid_to=date(2099, 12, 31)
    )


class _Maker:
    """The register of one respondent in the making."""

    def __init__(self, who: Respondent, shape: Shape, rng: random.Random) -> None:
        self.who, self.shape, self.rng = who, shape, rng
        self.usual = rng.lognormvariate(11, 1)  # dollars a month
        self.contracts: dict[str, Contract] = {}
        self.works: list[Execution] = []
        self.running: list[str] = []

    def made(self) -> Register:
        streams = self.rng.randint(1, 3)
        for number in range(self.shape.months):
            month = self.shape.first.shift(number)
            if number % _TERM == 0:
                self.running = [self._sign(month) for _ in range(streams)]
            self._month(month)
        self._agree()
        return Register(self.who.code, self.contracts, tuple(self.works))

    def _sign(self, month: Month) -> str:
        rng = self.rng
        country, currency = rng.choice(_CLIENTS)
        number = f"SYN-{self.who.code[8:17]}-{len(self.contracts) + 1:03}"
        signed = month.start
        self.contracts[number] = Contract(
            number=number, respondent=self.who.code,
            client=Client(f"示例客户{rng.randint(1, 999)}", country, country, "enterprise",
                          related=rng.random() < 0.2),
            service_class=rng.choice(self.shape.classes), doc_type="contract", currency=currency,
            agreed=None, agreed_usd=None, signed_on=signed, valid_from=signed,
            valid_to=month.shift(_TERM - 1).end,
            title="示例合同", approved_on=signed + timedelta(rng.randint(6, 20)),
        )  # fmt: skip
        return number

    def _month(self, month: Month) -> None:
        """Add the work of a month: a twentieth of the months have none."""
        rng = self.rng
        if rng.random() < 0.05:
            return
        entered = month.end + timedelta(rng.randint(1, 5))
        approved = entered + timedelta(rng.randint(1, 10))
        whole = self.usual * rng.lognormvariate(0, 0.25)
        parts = rng.randint(1, 3)
        for _ in range(parts):
            self._work(month, int(whole / parts * 100) + 1, entered, approved)

    def _work(self, month: Month, cents: int, entered: date, approved: date) -> None:
        number = self.rng.choice(self.running)
        contract = self.contracts[number]
        on = month.start + timedelta(self.rng.randint(0, 27))
        rate = _RATES[contract.currency]
        key = f"SYN-{self.who.code[8:17]}-W{len(self.works) + 1:05}"
        receipt = None
        if contract.shore == "offshore":
            receipt = Receipt(f"{key}-R", on + timedelta(self.rng.randint(0, 3)), _money(cents))
        self.works.append(
            Execution(
                key, number, on, _money(cents * rate // 100), _money(cents),
                _money(cents * _RATES["CNY"] // 100), entered, approved, receipt,
            )
        )  # fmt: skip

    def _agree(self) -> None:
        """Agree to all that was done and some more; a fifth of the contracts by a change order."""
        done: dict[str, tuple[Decimal, Decimal]] = dict.fromkeys(
            self.contracts, (Decimal(0), Decimal(0))
        )
        for one in self.works:
            amount, usd = done[one.contract]
            done[one.contract] = (
                amount + (one.amount or Decimal(0)), usd + (one.usd or Decimal(0))
            )  # fmt: skip
        for number, (amount, usd) in done.items():
            spare = Decimal(self.rng.randint(100, 130)) / 100
            agreed, agreed_usd = _cents(amount * spare), _cents(usd * spare)
            contract = self.contracts[number]
            if self.rng.random() < 0.2:
                less, less_usd = _cents(agreed / 5), _cents(agreed_usd / 5)
                on = contract.signed_on + timedelta(90)
                change = Change("1", on, less, less_usd, on + timedelta(5))
                agreed, agreed_usd = agreed - less, agreed_usd - less_usd
                contract = replace(contract, changes=(change,))
            self.contracts[number] = replace(contract, agreed=agreed, agreed_usd=agreed_usd)


def _money(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _cents(amount: Decimal) -> Decimal:
    """Return an amount rounded up to cents: nothing done is left without its agreement."""
    return _money(-int(-amount * 100 // 1))
