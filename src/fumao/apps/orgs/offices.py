"""Which office does something for an area, at each level of the administration."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, get_args

from django.db.models import Count, Max, Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from fumao.apps.orgs.models import Area, Department, LoadedPack
from fumao.apps.orgs.tree import valid_on
from fumao.packs.model import FunctionKind

type Level = Literal["park_or_zone", "district", "city", "province", "nation"]
type Offices = Mapping[tuple[str, Level], Department]

FUNCTIONS: tuple[FunctionKind, ...] = get_args(FunctionKind)
# Who answers for all that its area has no office of its own for.
_STANDS_IN = {
    Area.Kind.DISTRICT: Department.Kind.GOVERNMENT,
    Area.Kind.ZONE: Department.Kind.ZONE,
}


def offices(area: Area, day: date) -> Offices:
    """Return the departments by function and level for an area on a day, with their areas (one or
    two queries).

    Looked for in the area and those above it. A district without an office of its own answers with
    its government; a functional zone is park_or_zone and district at once, and its committee
    answers; a municipality is city and province at once. What nobody does has no entry. The
    departments are shared between callers: read them only.
    """
    loaded = LoadedPack.objects.filter(part="orgs").aggregate(n=Count("pk"), at=Max("loaded_at"))
    if not loaded["n"]:
        return _find(area.path, day)
    return _kept(area.path, day, loaded["n"], loaded["at"])


# A load of packs is what changes departments; it shows in another process too.
@lru_cache(maxsize=512)
def _kept(path: str, day: date, _packs: int, _loaded_at: datetime) -> Offices:
    return _find(path, day)


@receiver([post_save, post_delete], sender=Department)
def _forget(**_signal: object) -> None:
    _kept.cache_clear()


def _find(path: str, day: date) -> Offices:
    codes = path.strip("/").split("/")
    paths = ["/" + "/".join(codes[:n]) + "/" for n in range(1, len(codes) + 1)]
    rows = Department.objects.filter(valid_on(day), area__path__in=paths).filter(
        ~Q(functions=[]) | Q(kind__in=_STANDS_IN.values())
    )
    found: dict[tuple[str, Level], Department] = {}
    standing_in: list[Department] = []
    for unit in rows.select_related("area").order_by("pk"):
        for level in _levels(unit.area):
            for function in unit.functions_on(day):
                found.setdefault((function, level), unit)
        if _STANDS_IN.get(Area.Kind(unit.area.kind)) == unit.kind:
            standing_in.append(unit)
    for unit in standing_in:
        for level in _levels(unit.area):
            for function in FUNCTIONS:
                found.setdefault((function, level), unit)
    return MappingProxyType(found)


def level_of(area: Area) -> Level:
    """Return the first level of the administration that an area stands for."""
    return next(_levels(area))


def office_of(function: str, area: Area, level: Level, day: date) -> Department | None:
    """Return the department of a function at a level for an area on a day; None where there is
    none (`offices` says how it is found).

    Raises ValueError for a function that no pack may declare.
    """
    if function not in FUNCTIONS:
        raise ValueError(f"no function {function!r}; those known: {', '.join(FUNCTIONS)}")
    return offices(area, day).get((function, level))


def _levels(area: Area) -> Iterator[Level]:
    match area.kind:
        case Area.Kind.ZONE:
            yield from ("park_or_zone", "district")
        case Area.Kind.DISTRICT:
            yield "district"
        case Area.Kind.CITY:
            yield "city"
            if area.path.strip("/").count("/") == 1:  # right below the nation
                yield "province"
        case Area.Kind.PROVINCE:
            yield "province"
        case Area.Kind.NATION:
            yield "nation"
