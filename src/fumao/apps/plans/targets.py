"""Arithmetic of targets: sums against stated totals, attainment, the gap to a straight path.

Decimal throughout. Unknown is not zero: a figure that cannot be worked out is None with a reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

HUNDRED = Decimal(100)
LEVEL = Decimal("0.0001")  # places kept
ABOUT = Decimal(5)  # per cent by which 左右 may be missed and still be met

type Reason = Literal[
    "no_actual", "no_baseline", "no_year", "not_begun", "target_is_baseline", "zero_target"
]


@dataclass(frozen=True, slots=True)
class Aim:
    """A target as arithmetic needs it; `value_max` is the upper end of a range."""

    comparator: str
    value: Decimal
    value_max: Decimal | None = None
    year: int | None = None
    baseline: Decimal | None = None
    baseline_year: int | None = None
    recurring: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A figure, or None with the reason it cannot be known."""

    value: Decimal | None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class SumLine:
    """One figure of a column that is added up; None is a blank cell."""

    name: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class SumCheck:
    """The parts of a column added up, held against the total the document states.

    `gap` is stated minus summed; `blanks` names the cells that hold nothing and count as nothing:
    with blanks a gap proves no error.
    """

    year: int
    summed: Decimal
    stated: Decimal | None
    blanks: tuple[str, ...]

    @property
    def gap(self) -> Decimal | None:
        """Return stated minus summed; None where the document states no total."""
        return None if self.stated is None else self.stated - self.summed

    @property
    def agrees(self) -> bool | None:
        """Return whether the total holds; None where none is stated."""
        return None if self.gap is None else self.gap == 0


def check_sum(year: int, parts: Iterable[SumLine], stated: Decimal | None) -> SumCheck:
    """Add up the parts of one year; blanks are listed, not counted as zero."""
    parts = list(parts)
    known = [line.value for line in parts if line.value is not None]
    blanks = tuple(line.name for line in parts if line.value is None)
    return SumCheck(year, sum(known, Decimal(0)), stated, blanks)


def met(aim: Aim, actual: Decimal | None) -> bool | None:
    """Return whether a figure meets the target; None where the figure is unknown."""
    if actual is None:
        return None
    if aim.comparator == "range" and aim.value_max is not None:
        return aim.value <= actual <= aim.value_max
    tolerance = abs(aim.value) * ABOUT / HUNDRED
    holds = {
        "=": actual >= aim.value,
        ">": actual > aim.value,
        ">=": actual >= aim.value,
        "<": actual < aim.value,
        "<=": actual <= aim.value,
        "~": abs(actual - aim.value) <= tolerance,
        "range": actual >= aim.value,
    }
    return holds[aim.comparator]


def falls(aim: Aim) -> bool:
    """Return whether the figure is to go down."""
    if aim.comparator in {"<", "<="}:
        return True
    return aim.baseline is not None and aim.value < aim.baseline


def attainment(aim: Aim, actual: Decimal | None) -> Answer:
    """Return how far the way is done, in per cent, clamped to 0–110 (appraisal 5.2).

    With a baseline: the way from it to the target; without: the share of the target. A range is
    reached at its lower end; a ceiling that holds is 100.
    """
    if actual is None:
        return Answer(None, "no_actual")
    if aim.comparator in {"<", "<="} and met(aim, actual):
        return Answer(HUNDRED)
    start = aim.baseline
    if start is None:
        if falls(aim):
            return Answer(None, "no_baseline")
        start = Decimal(0)
    way = _goal(aim, actual) - start
    if way == 0:
        return Answer(None, "zero_target" if aim.baseline is None else "target_is_baseline")
    return Answer(_clamp((actual - start) / way * HUNDRED))


def _goal(aim: Aim, actual: Decimal) -> Decimal:
    """Return the value to reach; beyond the upper end of a range that end is what was missed."""
    if aim.comparator == "range" and aim.value_max is not None and actual > aim.value:
        return min(actual, aim.value_max)
    return aim.value


def _clamp(percent: Decimal) -> Decimal:
    bounded = max(Decimal(0), min(Decimal(110), percent))
    return bounded.quantize(Decimal("0.1"), ROUND_HALF_EVEN)


def path_value(aim: Aim, year: int) -> Answer:
    """Return where a straight path from the baseline to the target stands at the end of `year`."""
    if aim.recurring or (aim.year is not None and year >= aim.year):
        return Answer(aim.value)
    if aim.year is None:
        return Answer(None, "no_year")
    if aim.baseline is None or aim.baseline_year is None:
        return Answer(None, "no_baseline")
    if year < aim.baseline_year:
        return Answer(None, "not_begun")
    span = Decimal(aim.year - aim.baseline_year)
    way = (aim.value - aim.baseline) * Decimal(year - aim.baseline_year) / span
    return Answer((aim.baseline + way).quantize(LEVEL, ROUND_HALF_EVEN))


def gap_to_path(aim: Aim, year: int, actual: Decimal | None) -> Answer:
    """Return the figure minus the straight path at `year`; below zero is behind a rising target."""
    if actual is None:
        return Answer(None, "no_actual")
    path = path_value(aim, year)
    if path.value is None:
        return path
    return Answer(actual - path.value)


def growth(earlier: Decimal | None, later: Decimal | None) -> Answer:
    """Return the growth from one figure to the next in per cent, one place."""
    if earlier is None or later is None:
        return Answer(None, "no_actual")
    if earlier == 0:
        return Answer(None, "zero_target")
    return Answer(((later - earlier) / earlier * HUNDRED).quantize(Decimal("0.1")))


def light_of_target(aim: Aim, year: int, actual: Decimal | None) -> str:
    """Return the light of a target at `year`: its figure against the straight path.

    Green on the path or met; blue up to 10 % of the way behind it; yellow beyond, red beyond 30 %
    (facts §13: 10–30 points yellow, more red); none where a figure is unknown.
    """
    if actual is None:
        return "none"
    if met(aim, actual):
        return "green"
    path = path_value(aim, year)
    if path.value is None:
        return "none"
    start = aim.baseline if aim.baseline is not None else Decimal(0)
    whole = abs(aim.value - start)
    behind = (actual - path.value) if falls(aim) else (path.value - actual)
    if behind <= 0:
        return "green"
    if whole == 0:
        return "red"
    share = behind / whole * HUNDRED
    return "blue" if share <= 10 else "yellow" if share <= 30 else "red"


@dataclass(frozen=True, slots=True)
class Row:
    """A target with its name, for the checks of a whole table."""

    name: str
    aim: Aim
    unit: str
    is_total: bool


def sum_checks(rows: Sequence[Row]) -> list[SumCheck]:
    """Return one check a year of a table with a total row: its baselines and its targets."""
    total = next((row for row in rows if row.is_total), None)
    if total is None:
        return []
    parts = [r for r in rows if not r.is_total and r.unit == total.unit and _same_year(r, total)]
    checks = []
    if total.aim.baseline_year is not None:
        lines = [SumLine(row.name, row.aim.baseline) for row in parts]
        checks.append(check_sum(total.aim.baseline_year, lines, total.aim.baseline))
    if total.aim.year is not None:
        lines = [SumLine(row.name, row.aim.value) for row in parts]
        checks.append(check_sum(total.aim.year, lines, total.aim.value))
    return checks


def _same_year(row: Row, total: Row) -> bool:
    return row.aim.year == total.aim.year
