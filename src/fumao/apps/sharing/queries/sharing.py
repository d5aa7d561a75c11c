"""Grants, exchanges, receipts and pairs as pages show them; every row passes the policy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils.translation import get_language

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.sharing.book import data_set
from fumao.apps.sharing.crosswalks import lead, led_column, target_scheme
from fumao.apps.sharing.models import DataGrant, Exchange, NamePair, Receipt, SharedData
from fumao.core.schemes import CodeScheme
from fumao.packs.codes import crosswalk, scheme
from fumao.statistics.exchange import DataSet


def grants(actor: Actor) -> QuerySet[DataGrant]:
    """Return the grants the actor sees, with how many files wait under each, the newest first."""
    waiting = Count("exchanges", filter=Q(exchanges__state=Exchange.State.REVIEW))
    rows = DataGrant.objects.select_related("provider", "receiver").annotate(waiting=waiting)
    return visible_to(actor, rows).order_by("-id")


def grant_of(actor: Actor, pk: int) -> DataGrant:
    """Return a grant; raises Http404 where the actor does not see it."""
    rows = DataGrant.objects.select_related("area", "provider", "receiver", "given_by")
    return _found(visible_to(actor, rows).filter(pk=pk).first())


def exchange_of(actor: Actor, pk: int) -> Exchange:
    """Return an exchange; raises Http404 where the actor does not see it."""
    rows = Exchange.objects.select_related(
        "grant__area", "grant__provider", "grant__receiver", "attachment__file", "started_by",
        "department",
    )  # fmt: skip
    return _found(visible_to(actor, rows).filter(pk=pk).first())


def receipts(actor: Actor) -> QuerySet[Receipt]:
    """Return the receipts the actor sees, the newest first."""
    rows = Receipt.objects.select_related("grant__provider", "grant__receiver", "data")
    return visible_to(actor, rows).order_by("-id")


def receipt_of(actor: Actor, number: str) -> Receipt:
    """Return a receipt; raises Http404 where the actor does not see it."""
    return _found(receipts(actor).filter(number=number).first())


def pairs(actor: Actor) -> QuerySet[NamePair]:
    """Return the pairs of names the actor sees, those to decide first, the likeliest before."""
    rows = NamePair.objects.select_related(
        "enterprise__area", "enterprise__park", "data__grant__provider", "decided_by"
    )
    return visible_to(actor, rows).order_by("decision", "-score", "id")


def _found[T](row: T | None) -> T:
    if row is None:
        raise Http404
    return row


_LABEL = 14  # characters of a label that fit beside a cell on a phone


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row in words; `known` is False for a figure withheld or not given."""

    label: str
    text: str
    number: bool
    known: bool
    sub: str = ""

    @property
    def long(self) -> bool:
        """Return whether the label takes two lines beside its cell on a phone."""
        return len(self.label) > _LABEL


class Table:
    """Rows of a data set in the page's language, codes with their names."""

    def __init__(self, one: DataSet, day: date) -> None:
        self.one, self.day = one, day
        self.language = get_language() or "zh"
        self.led = led_column(one)
        self._schemes: dict[str, CodeScheme] = {
            column.key: scheme(column.scheme, day) for column in one.columns if column.scheme
        }
        self._target = target_scheme(self.led, day) if self.led is not None else None

    @property
    def heads(self) -> list[tuple[str, bool]]:
        """Return the heads, each with whether it is of figures."""
        found = []
        for column in self.one.columns:
            unit = f"（{column.unit.say(self.language)}）" if column.unit else ""
            found.append((column.label.say(self.language) + unit, column in self.one.figures))
        return found

    def cells(self, row: dict[str, Any]) -> list[Cell]:
        """Return a row's cells."""
        found = []
        for column, (label, number) in zip(self.one.columns, self.heads, strict=True):
            value = row.get(column.key)
            text, sub = str(value or ""), ""
            if column.choices:
                words = {one.key: one.name.say(self.language) for one in column.choices}
                text = words.get(text, text)
            elif number and value is not None:
                text = f"{Decimal(value):,}"
            elif value and column.key in self._schemes:
                sub = self.name(column.key, text)
            found.append(Cell(label, text, number, value is not None, sub))
        return found

    def name(self, column: str, code: str) -> str:
        """Return the name of a code in the list of a column."""
        entry = self._schemes[column].find(code, self.day)
        return entry.label.say(self.language) if entry is not None else ""

    def target_name(self, code: str) -> str:
        """Return the name of a code in the list that codes lead to."""
        entry = self._target.find(code, self.day) if self._target is not None else None
        return entry.label.say(self.language) if entry is not None else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A code of several targets, with the choices a person has."""

    code: str
    name: str
    candidates: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Leads:
    """Where the codes of a file lead: what a person is asked, what is certain, what is unknown."""

    asked: list[Asked]
    certain: list[tuple[str, str, str, str]]  # code and name, target and name
    unknown: list[tuple[str, str]]


def leads(one: Exchange, table: Table) -> Leads | None:
    """Return where the codes of the good rows lead, None where none do."""
    column = table.led
    if column is None:
        return None
    found = Leads([], [], [])
    codes = (line["data"][column.key] for line in one.good)
    for led in lead(column, (code for code in codes if code), one.ends):
        name = table.name(column.key, led.code)
        if led.target is not None:
            found.certain.append((led.code, name, led.target, table.target_name(led.target)))
        elif led.candidates:
            choices = [(code, table.target_name(code)) for code in led.candidates]
            found.asked.append(Asked(led.code, name, choices))
        else:
            found.unknown.append((led.code, name))
    return found


@dataclass(frozen=True, slots=True)
class Revised:
    """A figure that a later version says otherwise; an empty text is unknown or not there."""

    about: str
    label: str
    old: str
    new: str


def revised(data: SharedData) -> list[Revised]:
    """Return what a version says otherwise than the one before it."""
    before = (
        SharedData.objects.filter(
            key=data.key, provider=data.provider_id, receiver=data.receiver_id, period=data.period,
            version=data.version - 1,
        ).first()
        if data.version > 1
        else None
    )  # fmt: skip
    return list(_revised(data, before)) if before is not None else []


def _revised(data: SharedData, before: SharedData) -> Iterator[Revised]:
    one = data_set(data.grant)
    language = get_language() or "zh"

    def keyed(rows: list[dict[str, Any]]) -> dict[tuple[str, ...], dict[str, Any]]:
        return {tuple(str(row.get(c.key) or "") for c in one.keys): row for row in rows}

    old, new = keyed(before.rows), keyed(data.rows)
    for key in sorted(old.keys() | new.keys()):
        for column in one.figures:
            was, now = (side.get(key, {}).get(column.key) for side in (old, new))
            if was != now:
                about = " · ".join(part for part in key if part)
                yield Revised(about, column.label.say(language), was or "", now or "")


def versions(one: Exchange) -> QuerySet[SharedData]:
    """Return every version of the same data and period, the newest first."""
    grant = one.grant
    rows = SharedData.objects.select_related("exchange", "confirmed_by").filter(
        key=grant.key, provider=grant.provider_id, receiver=grant.receiver_id, period=one.period
    )
    return rows.order_by("-version")


def crosswalk_title(one: DataSet) -> str:
    """Return which list the codes are led to, empty where none."""
    column = led_column(one)
    return crosswalk(column.crosswalk).target if column is not None else ""
