"""What a publication is: which tables of which form, in which units, protected how, out when.

Plain frozen records with the spot in the file they come from. One definition serves every area: a
release is a publication of an area for a period.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

from fumao.core.errors import Words
from fumao.core.periods import HalfYear, Month, Period, Quarter, Year
from fumao.forms.fields import Option
from fumao.rules.definitions import Citation, Confidence
from fumao.rules.problem import Spot
from fumao.statistics.cube import Shape
from fumao.statistics.disclosure import Rules

PeriodKind = Literal["month", "quarter", "half", "year"]
# What a column of a table shows of its cell. respondents: how many enterprises are behind it.
Shows = Literal["value", "growth", "share", "respondents"]
PERIODS: dict[PeriodKind, type[Period]] = {
    "month": Month, "quarter": Quarter, "half": HalfYear, "year": Year,
}  # fmt: skip
AREA = "area"  # the dimension whose codes are those of the places below the area published


@dataclass(frozen=True, slots=True)
class Dimension:
    """A column of the batches by which figures are told apart: codes of a list, or written out."""

    name: str
    label: Words
    scheme: str = ""
    codes: tuple[Option, ...] = ()
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of publication: ten to the power `scale` of the batches' unit, `places` decimals."""

    label: Words
    scale: int = 0
    places: int = 0
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of the batches that is summed, and the unit it is published in."""

    key: str
    column: str
    label: Words
    unit: Unit
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: of which measure, for which code of the split (the total without)."""

    key: str
    label: Words
    shows: Shows
    measure: str = ""
    at: str = ""
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class TableTerms:
    """A table: the tree of a dimension as its rows.

    `depth` cuts the tree (0: whole), `most` keeps the largest of its lowest codes and adds the rest
    up below each code above them, `only` fixes the split to one code. `groups` are groups of
    countries told besides: they overlap.
    """

    key: str
    title: Words
    rows: str
    measure: str
    columns: tuple[Column, ...]
    depth: int = 0
    most: int = 0
    only: str = ""
    groups: tuple[str, ...] = ()
    spot: Spot = field(default=Spot(), compare=False)

    @property
    def across(self) -> bool:
        """Tell whether some column is of one code of the split."""
        return any(one.at for one in self.columns)


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure of the strip; with `so_far` from January to the period."""

    key: str
    label: Words
    shows: Shows
    measure: str
    at: str = ""
    so_far: bool = False
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class SeriesTerms:
    """The latest `length` periods of a measure by some codes of the split, with growth."""

    key: str
    title: Words
    measure: str
    codes: tuple[str, ...]
    length: int
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class CalendarRule:
    """When a period is published: so many days after its last day, at an hour of the clock."""

    after: int
    at: time

    def moment(self, period: Period, zone: tzinfo) -> datetime:
        """Return the moment in a time zone."""
        return datetime.combine(self.day(period), self.at, zone)

    def day(self, period: Period) -> date:
        """Return the day."""
        return period.end + timedelta(days=self.after)


@dataclass(frozen=True, slots=True)
class Publication:
    """One version of a publication.

    `split` is the dimension whose totals all tables share, and are protected by themselves first.
    `team` are the functions of the offices that prepare it and may see it before its hour.
    """

    key: str
    version: str
    title: Words
    summary: Words
    period: PeriodKind
    form: str
    dimensions: tuple[Dimension, ...]
    split: str
    measures: tuple[Measure, ...]
    headlines: tuple[Headline, ...]
    tables: tuple[TableTerms, ...]
    series: tuple[SeriesTerms, ...]
    rules: Rules
    calendar: CalendarRule
    team: tuple[str, ...]
    notes: tuple[tuple[Words, Citation], ...]
    basis: tuple[Citation, ...]
    confidence: Confidence = "seen"
    spot: Spot = field(default=Spot(), compare=False)

    @property
    def shape(self) -> Shape:
        """Return the cube that the tables are cut from."""
        return Shape(
            self.form,
            tuple(one.name for one in self.dimensions),
            tuple(one.column for one in self.measures),
        )

    def measure(self, key: str) -> Measure:
        """Return a measure by its key; the linter has seen that it is there."""
        return next(one for one in self.measures if one.key == key)

    def dimension(self, name: str) -> Dimension:
        """Return a dimension by its name; the linter has seen that it is there."""
        return next(one for one in self.dimensions if one.name == name)

    def period_of(self, day: date) -> Period:
        """Return the period a day lies in."""
        return PERIODS[self.period].of(day)

    def cited(self) -> Iterator[Citation]:
        """Yield every clause the publication rests on."""
        yield from self.basis
        for _words, cite in self.notes:
            yield cite
