"""An answer of the analysis page in words: heads, lines, marks, what the figures come from."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from fumao.apps.releases.analysis.asked import Asked
from fumao.apps.releases.analysis.data import Data
from fumao.apps.releases.wording import KEPT, WHY, english, say
from fumao.core.errors import Words
from fumao.statistics.pivot import (
    ABSENT,
    PERIOD,
    Cell,
    Grid,
    Line,
    Member,
    Ranked,
    Shows,
    Terms,
    grid,
    ordered,
    ranked,
)
from fumao.statistics.publication import Unit
from fumao.statistics.tabulation import TOTAL

PER_PAGE = 50
HIDDEN, UNTOLD, NONE = "…", "—", "·"  # not published, not known, no such cell


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell as it is read: its text, why it has no figure, what may not be published."""

    text: str
    why: str = ""
    way: str = ""  # up or down
    held: str = ""  # inside only: the rule by which it may not be published
    number: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    label: str
    kind: str
    level: int
    figures: tuple[Figure, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A head of the table, with the query that sorts by it."""

    label: str
    query: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown: the grid as it was worked out, and the same in words."""

    title: str
    unit: str
    places: int
    first: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    found: Grid
    places_now: Sequence[Ranked]
    filters: tuple[str, ...]
    marks: tuple[str, ...]
    derived: bool

    def page(self, number: int) -> Page[Row]:
        """Return a page of the rows."""
        return Paginator(self.rows, PER_PAGE).get_page(number)


def answer(data: Data, asked: Asked) -> Answer:
    """Return the answer to what is asked."""
    source, terms = data.source(asked.terms), asked.terms
    found = grid(source, terms)
    places: Sequence[Ranked] = ()
    if asked.view == "rank":
        before = Terms(
            terms.measure, terms.shows, terms.rows, "", terms.at,
            (terms.periods[-1].last_year(),), terms.depth,
        )  # fmt: skip
        places = ranked(found, grid(source, before))
    elif asked.sort or asked.most:
        found = _ordered(found, asked)
    writer = _Writer(data, asked)
    cells = [cell for line in found.lines for cell in line.cells]
    return Answer(
        title=writer.title(),
        unit=writer.unit_words(),
        places=writer.unit.places,
        first=writer.axis(terms.rows),
        heads=tuple(writer.heads(found) if not places else writer.rank_heads()),
        rows=tuple(writer.rows(found) if not places else writer.rank_rows(places)),
        found=found,
        places_now=places,
        filters=tuple(writer.filters()),
        marks=tuple(marks(cells)),
        derived=any(cell.derived for cell in cells),
    )


def _ordered(found: Grid, asked: Asked) -> Grid:
    if not found.lines:
        return found
    codes = [one.code or "value" for one in found.columns]
    place = codes.index(asked.sort) if asked.sort in codes else len(codes) - 1
    return ordered(found, place, descending=asked.descending, most=asked.most)


def unit_of(data: Data, measure: str, shows: Shows) -> Unit:
    """Return the unit that something is shown in."""
    if shows in ("growth", "share"):
        return Unit(Words("%", "%"), places=1)
    if shows == "respondents":
        return Unit(Words("家", "enterprises"))
    return data.offer.publication.measure(measure).unit


def measure_words(data: Data, measure: str, shows: Shows) -> str:
    """Return what a measure is called with what is shown of it."""
    label = say(data.offer.publication.measure(measure).label)
    return {
        "value": label,
        "growth": _("%(measure)s：同比"),
        "share": _("%(measure)s：占比"),
        "so_far": _("%(measure)s：1月以来累计"),
        "respondents": _("企业家数"),
    }[shows] % {"measure": label}


def marks(cells: Sequence[Cell]) -> Iterator[str]:
    """Yield what the marks among some cells mean."""
    whys = Counter(cell.why for cell in cells if cell.value is None)
    hidden = [
        _("%(why)s：%(n)s 格") % {"why": why_words(why), "n": whys[why]}
        for why in (*KEPT, "part")
        if whys[why]
    ]
    if hidden:
        told = _("；").join(hidden)
        yield _("%(mark)s 不公布（%(why)s）") % {"mark": HIDDEN, "why": told}
    if "unknown" in whys:
        yield _("%(mark)s 没有可比的数字") % {"mark": UNTOLD}
    if ABSENT in whys:
        yield _("%(mark)s 当期没有单列") % {"mark": NONE}


def why_words(why: str) -> str:
    """Return why there is no figure."""
    if why == ABSENT:
        return _("当期没有单列")
    if why == "part":
        return _("其中有不公布的数字")
    return str(WHY[why])


def figure(cell: Cell, shows: Shows, places: int) -> Figure:
    """Return a cell as it is read."""
    if cell.value is None:
        text = {ABSENT: NONE, "unknown": UNTOLD}.get(cell.why, HIDDEN)
        return Figure(text, why_words(cell.why))
    number = cell.value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    held = str(WHY[cell.flags[0]]) if cell.flags else ""
    if shows == "growth" and number:
        way = "up" if number > 0 else "down"
        arrow = "▲" if number > 0 else "▼"
        return Figure(f"{arrow} {abs(number):,f}", way=way, held=held, number=number)
    return Figure(f"{number:,f}".replace("-", "−"), held=held, number=number)


class _Writer:
    def __init__(self, data: Data, asked: Asked) -> None:
        self.data, self.asked, self.terms = data, asked, asked.terms
        self.unit = unit_of(data, self.terms.measure, self.terms.shows)

    def unit_words(self) -> str:
        return say(self.unit.label)

    def axis(self, name: str) -> str:
        return _("报告期") if name == PERIOD else say(self.data.axes[name].label)

    def title(self) -> str:
        words = measure_words(self.data, self.terms.measure, self.terms.shows)
        axes = " × ".join(self.axis(one) for one in (self.terms.rows, self.terms.columns) if one)
        return _("%(measure)s，按%(axes)s") % {"measure": words, "axes": axes}

    def filters(self) -> Iterator[str]:
        """Yield what narrows the figures: periods and the codes of other dimensions."""
        language = "en" if english() else "zh"
        first, last = self.terms.periods[0], self.terms.periods[-1]
        if PERIOD in (self.terms.rows, self.terms.columns) and first != last:
            yield f"{first.show(language)}–{last.show(language)}"
        else:
            yield last.show(language)
        for name, code in self.terms.at.items():
            member = self.data.axes[name].member(code)
            if member is not None and code != TOTAL:
                colon = ": " if english() else "："
                yield f"{say(self.data.axes[name].label)}{colon}{say(member.label)}"

    def heads(self, found: Grid) -> Iterator[Head]:
        for column in found.columns:
            code = column.code or "value"
            here = self.asked.sort == code
            order = ("descending" if self.asked.descending else "ascending") if here else ""
            turned = "asc" if here and self.asked.descending else None
            query = self.asked.query(sort=code, dir=turned, page=None)
            yield Head(self._head(column), query, order)

    def _head(self, column: Member) -> str:
        if not column.code:
            return measure_words(self.data, self.terms.measure, self.terms.shows)
        return column.code if self.terms.columns == PERIOD else say(column.label)

    def rows(self, found: Grid) -> Iterator[Row]:
        flat = bool(self.asked.sort or self.asked.most)
        for line in found.lines:
            one = line.member
            level = 1 if flat else one.level
            yield Row(self._label(one, flat), one.kind, level, self._figures(line), one.code)

    def _label(self, one: Member, flat: bool) -> str:
        parent = self.data.axes[self.terms.rows].member(one.parent) if one.parent else None
        if flat and one.kind == "other" and parent is not None:
            return f"{say(parent.label)} · {say(one.label)}"
        return say(one.label)

    def _figures(self, line: Line) -> tuple[Figure, ...]:
        return tuple(figure(cell, self.terms.shows, self.unit.places) for cell in line.cells)

    def rank_heads(self) -> Iterator[Head]:
        last = self.terms.periods[-1]
        for words in (_("名次"), _("名次变化"), last.code, last.last_year().code):
            yield Head(words)

    def rank_rows(self, places: Sequence[Ranked]) -> Iterator[Row]:
        for one in places:
            place = Figure(str(one.place)) if one.place else Figure(UNTOLD, _("没有名次"))
            figures = (
                place, _moved(one),
                figure(one.now, self.terms.shows, self.unit.places),
                figure(one.before, self.terms.shows, self.unit.places),
            )  # fmt: skip
            yield Row(say(one.member.label), "row", 1, figures, one.member.code)


def _moved(one: Ranked) -> Figure:
    change = one.change
    if change is None:
        return Figure(UNTOLD, _("上年同期没有名次"))
    if not change:
        return Figure("=")
    return Figure(f"{'▲' if change > 0 else '▼'} {abs(change)}", way="up" if change > 0 else "down")
