"""The total of a target table over the years: its straight path, what was reached, what is said.

Where the parts do not add up to the total that the document states, the path begins at their sum:
it is what the parts' figures are held against; the stated total stands beside it.
"""

from dataclasses import dataclass
from decimal import Decimal

from fumao.apps.plans.queries.target_rows import TargetRow, TargetsPage, aim_of
from fumao.apps.plans.targets import SumCheck, path_value


@dataclass(frozen=True, slots=True)
class TotalPath:
    """Figures by year; None is a gap, never zero. `from_parts` tells whose baseline it is."""

    unit: str
    years: list[int]
    path: list[Decimal | None]
    actual: list[Decimal | None]
    stated: list[Decimal | None]
    from_parts: bool


def total_path(page: TargetsPage) -> TotalPath | None:
    """Return the path of the page's total row; None where it has none or no two years."""
    total = page.total
    if total is None:
        return None
    target = total.target
    first, last = target.baseline_year, target.year
    if first is None or last is None or last <= first:
        return None
    summed = next((c for c in page.checks if c.year == first), None)
    base = summed.summed if summed and not summed.agrees else target.baseline
    years = list(range(first, last + 1))
    rows = [row for group in page.groups for row in group.rows]
    return TotalPath(
        unit=target.unit,
        years=years,
        path=[_straight(base, target.value, first, last, year) for year in years],
        actual=[base if year == first else _reached(total, rows, year) for year in years],
        stated=[_stated(page.checks, year) for year in years],
        from_parts=base != target.baseline,
    )


def _straight(
    base: Decimal | None, goal: Decimal, first: int, last: int, year: int
) -> Decimal | None:
    if base is None:
        return None
    return base + (goal - base) * (year - first) / (last - first)


def _reached(total: TargetRow, rows: list[TargetRow], year: int) -> Decimal | None:
    """Return the total recorded for a year, else the sum of parts that all have a figure."""
    own = next((a.value for a in total.history if a.year == year), None)
    if own is not None:
        return own
    parts = [
        next((a.value for a in row.history if a.year == year), None)
        for row in rows
        if row.target.unit == total.target.unit and row.target.baseline is not None
    ]
    known = [value for value in parts if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(parts) else None


def _stated(checks: list[SumCheck], year: int) -> Decimal | None:
    return next((check.stated for check in checks if check.year == year), None)


def path_of(row: TargetRow) -> TotalPath | None:
    """Return the path of one target over its years, with the figures recorded."""
    target = row.target
    if target.year is None:
        return None
    first = target.baseline_year or min([a.year for a in row.history], default=target.year)
    years = list(range(first, max(target.year, first) + 1))
    if len(years) < 2:
        return None
    aim, reached = aim_of(target), {a.year: a.value for a in row.history}
    if target.baseline is not None and target.baseline_year is not None:
        reached.setdefault(target.baseline_year, target.baseline)
    return TotalPath(
        unit=target.unit,
        years=years,
        path=[path_value(aim, year).value for year in years],
        actual=[reached.get(year) for year in years],
        stated=[None for _year in years],
        from_parts=False,
    )
