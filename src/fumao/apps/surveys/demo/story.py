"""How the report of a synthetic enterprise fared: what it said, who reviewed it, what became of it.

Everything is drawn from a seed. Figures are made so that the register's own checks hold; a sample
is examined by a test.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from fumao.core.periods import Month
from fumao.surveys.review import FilingState, Grounds, Review, Reviewed

_CENT = Decimal("0.01")
_ABROAD = ("US", "JP", "SG", "HK", "DE", "GB", "KR", "TW", "VN", "MY", "AE", "AU")
_CLASSES = (
    "WB.ITO.L01", "WB.ITO.L02", "WB.ITO.L04", "WB.ITO.L05", "WB.BPO.L01", "WB.BPO.L03",
    "WB.BPO.L05", "WB.BPO.L07", "WB.KPO.03", "WB.KPO.02", "WB.KPO.01",
)  # fmt: skip
# A year's course: little at the Spring Festival, much at the end of a quarter.
_SEASON = (90, 70, 104, 97, 99, 108, 98, 99, 109, 97, 103, 126)
_RATE = Decimal("6.45")  # yuan for a dollar; invented, moves a little month by month


@dataclass(frozen=True, slots=True)
class Firm:
    """What a synthetic enterprise is like: its size in dollars a month, where its clients are."""

    code: str
    size: int
    offshore: int  # per cent
    countries: tuple[str, ...]
    classes: tuple[str, ...]

    @classmethod
    def drawn(cls, code: str, rng: Random) -> "Firm":
        """Draw one: many small ones, a few very large."""
        return cls(
            code,
            int(rng.lognormvariate(11.3, 1.15)) + 2_000,
            rng.choice((0, 35, 60, 80, 100, 100)),
            tuple(rng.sample(_ABROAD, rng.randint(1, 3))),
            tuple(rng.sample(_CLASSES, rng.randint(1, 2))),
        )


def report_of(firm: Firm, month: Month, rng: Random, last_day: date) -> dict[str, object]:
    """Return the report of a month as kept: exact texts, totals that add up."""
    grown = Decimal(100 + (month.year - 2021) * 12 + month.number) / 100
    whole = firm.size * _SEASON[month.number - 1] * grown / 100 * rng.randint(93, 107) / 100
    rows = [_row(firm, month, rng, whole, last_day, n) for n in range(rng.randint(1, 3))]
    total = sum((Decimal(str(row["amount_usd"])) for row in rows), Decimal(0))
    away = sum(
        (Decimal(str(row["amount_usd"])) for row in rows if row["shore"] == "offshore"), Decimal(0)
    )
    return {"executions": rows, "executed_usd": f"{total}", "offshore_usd": f"{away}"}


def contract_no(code: str, number: int) -> str:
    """Return the number of an enterprise's contract, counted from zero."""
    return f"DEMO-{code[8:14]}-{number + 1:02}"


def terms(firm: Firm, number: int) -> tuple[str, str]:
    """Return the client's country and the class of service of a contract: the same every month."""
    rng = Random(f"{firm.code}/{number}")  # noqa: S311 - invented
    away = rng.randint(1, 100) <= firm.offshore
    return rng.choice(firm.countries) if away else "CN", rng.choice(firm.classes)


def _row(
    firm: Firm, month: Month, rng: Random, whole: Decimal, last_day: date, number: int
) -> dict[str, str | None]:
    country, service_class = terms(firm, number)
    away = country != "CN"
    usd = (whole * (rng.randint(60, 100) if number == 0 else rng.randint(8, 30)) / 100).quantize(
        _CENT, ROUND_HALF_UP
    )
    rate = _RATE + Decimal(rng.randint(-900, 900)) / 10_000
    day = min(last_day, month.start + timedelta(days=rng.randint(0, 27)))
    row: dict[str, str | None] = {
        "contract_no": contract_no(firm.code, number),
        "executed_on": day.isoformat(),
        "service_class": service_class,
        "country": country,
        "shore": "offshore" if away else "onshore",
        "amount_usd": f"{usd}",
        "amount_cny": f"{(usd * rate).quantize(_CENT, ROUND_HALF_UP)}",
        "receipt_no": None,
        "receipt_usd": None,
    }
    if away:
        row["receipt_no"] = f"DEMO{month.year}{month.number:02}{firm.code[8:17]}{number}"
        row["receipt_usd"] = f"{usd}"
    return row


_NEVER = 3  # per cent of the reports that are never filed
_IN_TIME = 92  # and up to where they are filed in time


@dataclass(frozen=True, slots=True)
class Hands:
    """Who acts: the reporter (None without an account) and the checkers by level."""

    reporter: int | None
    checkers: dict[str, int]


def _course(hands: Hands, due: date, rng: Random) -> tuple[int, Random] | None:
    """Return the chance of a report and what the rest is drawn from; None: never filed.

    Who can sign in has filed: every comparison of the pages has something to show.
    """
    chance = rng.randint(1, 100)
    if chance > _NEVER:
        return chance, rng
    if hands.reporter is None:
        return None
    return _NEVER + 1, Random(f"{due}")  # noqa: S311 - an invented course


def _filed_on(due: date, chance: int, rng: Random) -> date:
    if chance <= _IN_TIME:
        return due - timedelta(days=rng.randint(0, 9))
    return due + timedelta(days=rng.randint(1, 12))


def story_of(
    review: Review, hands: Hands, opens: date, due: date, today: date, rng: Random
) -> tuple[list[Reviewed], FilingState]:
    """Return what happened to a report by a day, and where it stands."""
    filer = hands.reporter or 0
    course = _course(hands, due, rng)
    if course is None:
        return [], FilingState()
    chance, rng = course
    day = max(opens, _filed_on(due, chance, rng))
    events: list[Reviewed] = []
    state = FilingState()

    def happen(event: Reviewed) -> bool:
        nonlocal state
        if event.on > today:
            return False
        events.append(event)
        state = review.after(state, event)
        return True

    if not happen(Reviewed("filed", day, filer)):
        return events, state
    back = rng.choice(review.levels[:2]) if rng.randint(1, 100) <= 9 else ""
    while state.phase == "in_review":
        day += timedelta(days=rng.randint(1, 6))
        level, person = state.level, hands.checkers[state.level]
        if level == back:
            back = ""
            grounds = Grounds(
                rng.choice(("figures", "papers", "class")), "请核对后重报（演示）",
                day + timedelta(days=7), ("executed_usd",),
            )  # fmt: skip
            if not happen(Reviewed("returned", day, person, level, grounds)):
                break
            day += timedelta(days=rng.randint(1, 6))
            if not happen(Reviewed("filed", day, filer)):
                break
        elif not happen(Reviewed("approved", day, person, level)):
            break
    return events, state


def without_nobody(state: FilingState) -> FilingState:
    """Return the state without the filer that has no account."""
    return replace(state, people=tuple(one for one in state.people if one[0]))
