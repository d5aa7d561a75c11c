"""What everybody may read: the calendar, and the vintages whose hour has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from fumao.apps.audit.models import Event
from fumao.apps.releases.book import publication
from fumao.apps.releases.models import Release, Vintage, Withdrawal
from fumao.apps.releases.queries.gate import (
    current_vintages,
    open_vintage,
    open_vintages,
    withdrawals,
    withdrawn_numbers,
)
from fumao.statistics.publication import Publication


@dataclass(frozen=True, slots=True)
class Line:
    """A release in a list; `vintage` is what of it is public, None before its hour."""

    release: Release
    vintage: Vintage | None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """A publication of an area: its releases, the newest first, and those to come."""

    publication: Publication
    area: object
    out: Sequence[Line]
    coming: Sequence[Release]


def releases() -> QuerySet[Release]:
    """Return every release; a release itself holds no figure and is public from its planning."""
    return Release.objects.select_related("area")


def shelves(at: datetime) -> list[Shelf]:
    """Return every publication of every area with its releases (three queries)."""
    rows = list(releases().order_by("publication", "area__path", "-period"))
    current, gone = current_vintages(at, figures=False), withdrawn_numbers()
    found: dict[tuple[str, int], list[Release]] = {}
    for row in rows:
        found.setdefault((row.publication, row.area_id), []).append(row)
    made = []
    for (key, _area), group in found.items():
        one = publication(key)
        if one is not None:
            made.append(_shelf(one, group, current, gone, at))
    return made


def _shelf(
    one: Publication,
    group: list[Release],
    current: dict[int, Vintage],
    gone: dict[int, int],
    at: datetime,
) -> Shelf:
    out = []
    for row in group:
        if row.embargo > at:
            continue
        vintage = current.get(row.pk)
        out.append(Line(row, vintage, withdrawn=vintage is None and row.pk in gone))
    coming = [row for row in reversed(group) if row.embargo > at]
    return Shelf(one, group[0].area, out, coming)


def shelf(at: datetime, key: str, area: str) -> Shelf | None:
    """Return one publication of one area; None where there is none."""
    return next(
        (
            one
            for one in shelves(at)
            if one.publication.key == key and getattr(one.area, "code", "") == area
        ),
        None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """A release for the public: what is shown, all public vintages, withdrawals, moves, the next.

    `vintage` is None before its hour and where it was withdrawn.
    """

    release: Release
    vintage: Vintage | None
    vintages: Sequence[Vintage]
    gone: Sequence[Withdrawal]
    moves: Sequence[Event]
    next: Release | None
    newest: bool


def release_page(
    at: datetime, key: str, area: str, period: str, number: int | None = None
) -> ReleasePage:
    """Return a release's page; raises Release.DoesNotExist, also for a number not public."""
    one = releases().get(publication=key, area__code=area, period=period)
    shown = open_vintage(one, at, number)
    if number is not None and shown is None:
        raise Release.DoesNotExist
    known = list(open_vintages(at).filter(release=one).defer("content", "definition"))
    later = releases().filter(publication=key, area=one.area, embargo__gt=at)
    return ReleasePage(
        release=one,
        vintage=shown,
        vintages=known,
        gone=list(withdrawals(one)),
        moves=list(Event.objects.filter(stream=one.stream, kind="release_moved").order_by("seq")),
        next=later.order_by("embargo").first(),
        newest=shown is None or shown.pk == known[-1].pk,
    )
