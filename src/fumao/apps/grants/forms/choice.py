"""What a calculation looks at: a day, a city, and the groups of rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from fumao.apps.grants.book import Book, Group
from fumao.apps.orgs.actor import Actor
from fumao.core.errors import Words
from fumao.rules.definitions import RuleKind

# A calculation is for an enterprise: scores of cities, checks and statistics are none of its.
FOR_ENTERPRISES: frozenset[RuleKind] = frozenset(
    {"grant", "credit", "accreditation", "tax", "duty"}
)
FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Choice:
    """A day, a city (its code, empty for none), the groups offered there and those looked at."""

    day: date
    day_typed: str
    day_wrong: bool
    city: str
    offered: tuple[Group, ...]
    chosen: frozenset[str]


def cities(book: Book) -> list[tuple[str, Words]]:
    """Return the cities that have rules of their own: code and name."""
    codes = dict.fromkeys(group.area for group in book.groups if group.area is not None)
    return [(code, _city(book, code)) for code in codes]


def _city(book: Book, code: str) -> Words:
    area = book.areas.get(code)
    return area.name if area is not None else Words(code, code)


def for_enterprises(book: Book, group: Group) -> bool:
    """Return whether a group holds a rule that concerns an enterprise."""
    return any(book.library.versions[name][-1].rule.kind in FOR_ENTERPRISES for name in group.rules)


def read_choice(sent: QueryDict, book: Book, actor: Actor, home: str | None = None) -> Choice:
    """Return what a form chose; a group not offered before is looked at until it is unticked.

    `home` is the path of the area of the enterprise it is for, whose city is then chosen at first.
    """
    typed = str(sent.get("on", actor.today.isoformat())).strip()[:20]
    day = _day(typed)
    known = [code for code, _name in cities(book)]
    own = _own_city(known, actor) if home is None else _city_in(known, home.split("/"))
    city = sent.get("city", own)
    city = city if city in known else ""
    offered = tuple(
        group for group in book.groups
        if group.area in (None, city) and for_enterprises(book, group)
    )  # fmt: skip
    seen, ticked = set(sent.getlist("seen")), set(sent.getlist("group"))
    chosen = frozenset(
        g.key for g in offered if g.key in ticked or not (g.key in seen or g.example)
    )
    return Choice(day or actor.today, typed, day is None, city, offered, chosen)


def _own_city(known: list[str], actor: Actor) -> str:
    """Return the city of the actor's post, if it has rules; the first one for the public."""
    if actor.person is None:
        return known[0] if known else ""
    return _city_in(known, (c for one in actor.positions for c in one.area_path.split("/")))


def _city_in(known: list[str], codes: Iterable[str]) -> str:
    places = set(codes)
    return next((code for code in known if code in places), "")


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed.replace("/", "-").replace(".", "-"))
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None
