"""The enterprises of a kept screening: all with what they get, or those of one rule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from fumao.apps.grants.book import book
from fumao.apps.grants.held_rules import holds_below
from fumao.apps.grants.models import ScreenedRule, Screening
from fumao.apps.grants.packed import unpack
from fumao.apps.grants.queries.screening import YUAN, amount_of, listed
from fumao.apps.grants.words import Amount
from fumao.apps.orgs.models import Area, Park
from fumao.rules.definitions import Rule
from fumao.rules.types import Type, Value

type State = Literal["granted", "zero", "unknown", "elsewhere"]
STATES: tuple[State, ...] = ("granted", "zero", "unknown", "elsewhere")
SORTS = ("name", "code", "area", "granted", "unknown", "sum", "value")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which enterprises: words in name or code, an area with those below it, a park, a state."""

    q: str = ""
    area: str = ""
    park: str = ""
    rule: str = ""
    state: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class FirmLine:
    """An enterprise of a run; `state` and `value` where one rule is looked at."""

    place: int
    code: str
    name: str
    area: Area | None
    park: Park | None
    granted: int
    unknown: int
    sum: Amount | None
    state: str = ""
    value: Amount | None = None


class Kept:
    """The columns of a run as it was worked out; read from the database once a process."""

    def __init__(self, screening: Screening) -> None:
        self.screening = screening
        self._key = (screening.pk, screening.at.isoformat())
        self.firms: dict[str, list[Any]] = _firms(*self._key)
        self.areas = Area.objects.in_bulk(set(self.firms["areas"]))
        self.parks = Park.objects.in_bulk({key for key in self.firms["parks"] if key})

    def __len__(self) -> int:
        return len(self.firms["codes"])

    def values(self, rule: str) -> list[Any]:
        """Return what a rule said, place by place; all unknown where the run had no such rule."""
        return _values(*self._key, rule)

    def state(self, rule: Rule, place: int) -> State:
        """Return what a rule said of the enterprise at a place, in a word."""
        return _state(self.values(rule.name)[place], self._here(rule.name, place))

    def _here(self, rule: str, place: int) -> bool:
        below = holds_below(book(), rule)
        return not below or f"/{below}/" in self.areas[self.firms["areas"][place]].path

    def place_of(self, code: str) -> int | None:
        """Return the place of an enterprise by its code."""
        try:
            return self.firms["codes"].index(code)
        except ValueError:
            return None

    def places(self, wanted: Wanted, rule: Rule | None) -> list[int]:
        """Return the places of the enterprises wanted, in the order wanted."""
        tests = list(self._tests(wanted, rule))
        found = [place for place in range(len(self)) if all(test(place) for test in tests)]
        key = self._order(wanted.sort.removeprefix("-"), rule)
        if key is not None:
            found.sort(key=key, reverse=wanted.sort.startswith("-"))
        return found

    def _tests(self, wanted: Wanted, rule: Rule | None) -> list[Callable[[int], bool]]:
        firms, tests = self.firms, []
        if wanted.q:
            words = wanted.q.strip().lower()
            tests.append(
                lambda n: words in firms["names"][n].lower() or words in firms["codes"][n].lower()
            )
        if wanted.area:
            inside = {a.pk for a in self.areas.values() if f"/{wanted.area}/" in a.path}
            tests.append(lambda n: firms["areas"][n] in inside)
        if wanted.park:
            keys = {park.pk for park in self.parks.values() if park.key == wanted.park}
            tests.append(lambda n: firms["parks"][n] in keys)
        if wanted.state and rule is not None:
            states = {"granted", "zero"} if wanted.state == "decided" else {wanted.state}
            tests.append(lambda n: self.state(rule, n) in states)
        elif wanted.state == "granted":
            tests.append(lambda n: firms["granted"][n] > 0)
        elif wanted.state == "unknown":
            tests.append(lambda n: firms["unknown"][n] > 0)
        return tests

    def _order(self, sort: str, rule: Rule | None) -> Callable[[int], Any] | None:
        firms = self.firms
        if sort in ("name", "code"):
            return lambda n: firms[f"{sort}s"][n]
        if sort == "area":
            return lambda n: self.areas[firms["areas"][n]].path
        if sort in ("granted", "unknown", "sum") and len(firms[sort]) == len(self):
            return lambda n: firms[sort][n]
        if sort == "value" and rule is not None:
            values = self.values(rule.name)
            return lambda n: (values[n] is not None, values[n] if values[n] is not None else 0)
        return None

    def line(self, place: int, rule: Rule | None, lang: str) -> FirmLine:
        """Return one enterprise as the page shows it."""
        firms = self.firms
        tallied = len(firms["sum"]) == len(self)
        state: str = self.state(rule, place) if rule is not None else ""
        value = kept_value(self.values(rule.name)[place], rule.type) if rule is not None else None
        return FirmLine(
            place,
            firms["codes"][place],
            firms["names"][place],
            self.areas.get(firms["areas"][place]),
            self.parks.get(firms["parks"][place]),
            firms["granted"][place] if tallied else 0,
            firms["unknown"][place] if tallied else 0,
            amount_of(firms["sum"][place], YUAN, lang) if tallied else None,
            state,
            listed(value, rule.type, lang) if rule is not None and value is not None else None,
        )


def _state(value: object, here: bool) -> State:
    if not here:
        return "elsewhere"
    if value is None:
        return "unknown"
    return "zero" if value is False or value == 0 else "granted"


def kept_value(value: Any, type_: Type) -> Value:
    """Return a kept value as the rules give it: numbers with their digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value).scaleb(-type_.scale) if type_.scale else value
    result: Value = value
    return result


@lru_cache(maxsize=4)
def _firms(pk: int, _at: str) -> dict[str, list[Any]]:
    body = Screening.objects.values_list("firms", flat=True).get(pk=pk)
    found: dict[str, list[Any]] = unpack(body)
    return found


@lru_cache(maxsize=128)
def _values(pk: int, _at: str, rule: str) -> list[Any]:
    row = ScreenedRule.objects.filter(screening_id=pk, rule=rule).values_list("values", flat=True)
    body = row.first()
    found: list[Any] = unpack(body) if body is not None else []
    return found


def parks_of(kept: Kept) -> Sequence[Park]:
    """Return the parks in which enterprises of the run are, by name."""
    return sorted(kept.parks.values(), key=lambda park: park.name)


def areas_of(kept: Kept) -> Sequence[Area]:
    """Return the areas in which enterprises of the run are, by their place in the tree."""
    return sorted(kept.areas.values(), key=lambda area: area.path)
