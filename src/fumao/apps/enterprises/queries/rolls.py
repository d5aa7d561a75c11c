"""Rolls, and the rows of one as they are looked through."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fumao.apps.enterprises.child_rows import shown_rows
from fumao.apps.enterprises.models import Enterprise, Roll, RollRow
from fumao.apps.enterprises.rolls.lines import in_words
from fumao.apps.enterprises.vocabulary import inputs, shown, tables, unit_of
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Park
from fumao.apps.orgs.policy import visible_to

PER_PAGE = 50
Outcome = RollRow.Outcome
_DETAIL_TABS = (Outcome.WRONG, Outcome.UPDATE, Outcome.NEW, Outcome.SAME)
TABS = (Outcome.DOUBTFUL, Outcome.WRONG, Outcome.UPDATE, Outcome.NEW, Outcome.SAME)


def rolls(actor: Actor) -> QuerySet[Roll]:
    """Return the rolls the actor sees, the newest first."""
    rows = Roll.objects.select_related("area", "attachment", "started_by")
    return visible_to(actor, rows).order_by("-id")


def roll_of(actor: Actor, pk: int) -> Roll:
    """Return a roll; raises Http404 where the actor does not see it."""
    rows = Roll.objects.select_related("area__parent", "attachment__file", "started_by")
    found = visible_to(actor, rows).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Tab:
    """An outcome with the number of its rows and of those that wait for a person."""

    outcome: RollRow.Outcome
    total: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A field of a doubtful row beside that of the enterprise (or row) it may be."""

    label: str
    here: str
    there: str

    @property
    def differs(self) -> bool:
        """Return whether both sides are told and are not the same."""
        return bool(self.here and self.there and self.here != self.there)


@dataclass(frozen=True, slots=True)
class Change:
    """What a row changes of an enterprise, in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as a table prints it."""

    row: RollRow
    changes: list[Change]
    problems: list[tuple[dict[str, str], str, str]]
    cells: list[tuple[str, str, bool]] = field(default_factory=list)  # of a child table


@dataclass(frozen=True, slots=True)
class Review:
    """A roll under review: its tabs, the rows of one of them, and the doubtful one looked at."""

    roll: Roll
    tabs: list[Tab]
    outcome: str
    page: Page[RollRow]
    rows: list[ShownRow]
    current: RollRow | None = None
    pairs: tuple[Pair, ...] = ()
    before: int | None = None
    after: int | None = None

    @property
    def waiting(self) -> int:
        """Return how many doubtful rows nobody decided."""
        return sum(tab.waiting for tab in self.tabs)

    @property
    def written(self) -> int:
        """Return how many rows would be written or looked at as changes."""
        return sum(tab.total for tab in self.tabs if tab.outcome in {Outcome.NEW, Outcome.UPDATE})


def review(roll: Roll, outcome: str = "", number: int | None = None, page: str = "1") -> Review:
    """Return what is looked at: a tab, and of the doubtful rows the one asked for or next."""
    waits = Q(outcome=Outcome.DOUBTFUL, decision="")
    counted = {
        one: (total, waiting)
        for one, total, waiting in roll.lines.order_by()
        .values_list("outcome")
        .annotate(n=Count("pk"), waiting=Count("pk", filter=waits))
    }
    kinds = _DETAIL_TABS if roll.table else TABS
    tabs = [Tab(one, *counted.get(one, (0, 0))) for one in kinds]
    if outcome not in Outcome.values:
        outcome = next((t.outcome for t in tabs if t.waiting or t.total), Outcome.NEW)
    rows = roll.lines.filter(outcome=outcome).select_related("enterprise__area", "enterprise__park")
    if outcome != Outcome.DOUBTFUL:
        found = Paginator(rows, PER_PAGE).get_page(page)
        return Review(roll, tabs, outcome, found, list(_shown(found.object_list, roll)))
    numbers = list(rows.values_list("number", flat=True))
    waiting = list(rows.filter(decision="").values_list("number", flat=True))
    if number not in numbers:
        number = next(iter(waiting or numbers), None)
    place = numbers.index(number) if number is not None else 0
    # The list beside the card begins where the card is: thousands are not drawn at once.
    found = Paginator(rows, PER_PAGE).get_page(place // PER_PAGE + 1)
    current = rows.filter(number=number).first() if number is not None else None
    return Review(
        roll,
        tabs,
        outcome,
        found,
        list(_shown(found.object_list, roll)),
        current,
        tuple(pairs(current)) if current else (),
        numbers[place - 1] if place > 0 else None,
        numbers[place + 1] if place + 1 < len(numbers) else None,
    )


def next_waiting(roll: Roll, number: int) -> int | None:
    """Return the doubtful row after a number that waits, else the first that waits."""
    waiting = roll.lines.filter(outcome=Outcome.DOUBTFUL, decision="")
    later = waiting.filter(number__gt=number).first() or waiting.first()
    return later.number if later else None


def _shown(rows: Iterable[RollRow], roll: Roll) -> Iterator[ShownRow]:
    rows = list(rows)
    places, table = _Names(rows), tables().get(roll.table)
    for row in rows:
        problems = [(problem, *in_words(problem)) for problem in row.problems]
        changes = [places.change(change) for change in row.changes]
        cells = (
            [] if table is None else next(shown_rows(table, [row.data["row"]], roll.as_of)).cells
        )
        yield ShownRow(row, [c for c in changes if c is not None], problems, cells)


class _Names:
    """Names of the areas and parks that rows name by key, read in two queries."""

    def __init__(self, rows: Iterable[RollRow]) -> None:
        areas, parks = set(), set()
        for row in rows:
            areas.add(row.data.get("area"))
            parks.add(row.data.get("park"))
            for change in row.changes:
                if change["field"] == "place":
                    for area, park in (change["old"], change["new"]):
                        areas.add(area)
                        parks.add(park)
        self.areas = Area.objects.in_bulk(areas - {None})
        self.parks = Park.objects.in_bulk(parks - {None})

    def place(self, area: int | None, park: int | None) -> str:
        """Return a place in one line."""
        english = (get_language() or "").startswith("en")
        found = [self.areas.get(area or 0), self.parks.get(park or 0)]
        return " · ".join((english and one.name_en) or one.name for one in found if one)

    def change(self, change: dict[str, object]) -> Change:
        """Return a change in words."""
        what, old, new = str(change["field"]), change["old"], change["new"]
        if what == "place":
            return Change(_("地区与园区"), self.place(*old), self.place(*new))  # type: ignore[misc]
        if what == "rows":
            return Change(_("明细行数"), str(old), str(new))
        if what == "contact":
            return Change(_("联系人"), "", _("新增"))
        if what.startswith("fact:"):
            return _fact_change(what.removeprefix("fact:"), old, str(new))
        if what == "kind":
            kinds = dict(Enterprise.Kind.choices)
            return Change(_("企业类型"), str(kinds.get(str(old), "")), str(kinds.get(str(new), "")))
        labels = {
            "name": _("企业名称"),
            "name_en": _("英文名称"),
            "industry": _("行业代码"),
            "founded_on": _("成立日期"),
        }
        return Change(labels[what], str(old or ""), str(new))


def _fact_change(name: str, old: object, new: str) -> Change:
    given = inputs().get(name)
    unit = unit_of(given) if given else ""
    after = shown(name, new, unit)
    if given is not None and given.purpose == "statistics":
        return Change(after.label, "", _("统计用途，不显示"))
    before = shown(name, str(old), unit).value if old is not None else ""
    return Change(after.label, before, f"{after.value} {after.unit}".strip())


def pairs(row: RollRow) -> Iterator[Pair]:
    """Yield the fields of a doubtful row beside those of what it may be."""
    here = _told(row)
    if row.enterprise is not None:
        there = _on_record(row.enterprise)
    else:
        twin = row.roll.lines.filter(number=row.twin or 0).first()
        there = _told(twin) if twin else {}
    for label, words in here.items():
        yield Pair(label, words, there.get(label, ""))


def _told(row: RollRow) -> dict[str, str]:
    data = row.data
    kinds = dict(Enterprise.Kind.choices)
    return {
        _("企业名称"): data["name"],
        _("统一社会信用代码"): row.code,
        _("英文名称"): data["name_en"],
        _("地区与园区"): _Names([row]).place(data["area"], data["park"]),
        _("行业代码"): data["industry"],
        _("企业类型"): str(kinds.get(data["kind"], "")),
        _("成立日期"): data["founded_on"] or "",
    }


def _on_record(one: Enterprise) -> dict[str, str]:
    english = (get_language() or "").startswith("en")
    places: list[Area | Park] = [one.area, one.park] if one.park else [one.area]
    return {
        _("企业名称"): one.name,
        _("统一社会信用代码"): one.code,
        _("英文名称"): one.name_en,
        _("地区与园区"): " · ".join((english and p.name_en) or p.name for p in places),
        _("行业代码"): one.industry,
        _("企业类型"): str(one.get_kind_display()),
        _("成立日期"): one.founded_on.isoformat() if one.founded_on else "",
    }


def wrong_rows(roll: Roll) -> Iterator[list[str]]:
    """Yield what is wrong, one line a cell: row, column, value, reason, mend; then the name."""
    for row in roll.lines.filter(outcome=Outcome.WRONG).iterator(chunk_size=1000):
        for problem in row.problems:
            why, mend = in_words(problem)
            name, value = row.data.get("name", ""), problem["value"]
            yield [str(row.number), problem["column"], value, why, mend, name]
