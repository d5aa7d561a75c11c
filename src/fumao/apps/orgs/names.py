"""Printed unit names turned into departments: at a date, seen from an area."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from fumao.apps.orgs.models import (
    Area,
    Department,
    DepartmentGroup,
    DepartmentName,
    GroupName,
    Validity,
)
from fumao.core.text import match_key

Unit = Department | DepartmentGroup


@dataclass(frozen=True, slots=True)
class Hit:
    """What a printed name stands for; `doubtful` needs a person's eye."""

    unit: Unit
    doubtful: bool


Index = dict[tuple[int, str], list[tuple[Validity, Hit]]]


@dataclass(slots=True)
class Registry:
    """Every unit name of the database at once: for reading a whole document (four queries)."""

    areas: dict[int, Area] = field(default_factory=dict)
    _exact: Index = field(default_factory=lambda: defaultdict(list))
    _loose: Index = field(default_factory=lambda: defaultdict(list))
    _known: set[str] = field(default_factory=set)

    @classmethod
    def load(cls) -> "Registry":
        """Read all names with their validity."""
        registry = cls(areas={area.pk: area for area in Area.objects.all()})
        for name in DepartmentName.objects.select_related("department"):
            registry._add(name.department, name, name.match, name.doubtful)
        for group_name in GroupName.objects.select_related("group"):
            registry._add(group_name.group, group_name, group_name.match, group_name.doubtful)
        for group in DepartmentGroup.objects.filter(names=None):
            registry._add(group, DepartmentName(), match_key(group.name), False)
        return registry

    def _add(self, unit: Unit, validity: Validity, key: str, doubtful: bool) -> None:
        area = self.areas[unit.area_id]
        self._exact[area.pk, key].append((validity, Hit(unit, doubtful)))
        self._known.add(key)
        for variant in _variants(key, area):
            self._loose[area.pk, variant].append((validity, Hit(unit, doubtful)))
            self._known.add(variant)

    def knows(self, name: str) -> bool:
        """Return whether any area has a unit or a group of this name at any date."""
        return match_key(name) in self._known

    def resolve(self, name: str, area: Area, day: date) -> Hit | None:
        """Return what a name stands for, seen from `area` on a day; None where unknown or
        ambiguous.

        Names as printed go before names without the area's own (市商务局 for 厦门市商务局). Each is
        looked for in the area, then in those above it, nearest first, then in those below it.
        """
        key = match_key(name)
        if key not in self._known:
            return None
        found = self._search(self._exact, key, area, day)
        return _only(found or self._search(self._loose, key, area, day))

    def _search(self, index: Index, key: str, area: Area, day: date) -> list[Hit]:
        for place in (area, *self.above(area)):
            hits = _at(index, [place], key, day)
            if hits:
                return hits
        below = [one for one in self.areas.values() if one.path.startswith(area.path)]
        return _at(index, [one for one in below if one.pk != area.pk], key, day)

    def above(self, area: Area) -> Iterator[Area]:
        """Yield the areas above `area`, nearest first."""
        while area.parent_id is not None:
            area = self.areas[area.parent_id]
            yield area


def _at(index: Index, places: Iterable[Area], key: str, day: date) -> list[Hit]:
    return [
        hit
        for place in places
        for validity, hit in index.get((place.pk, key), ())
        if validity.holds_on(day) and _lives(hit.unit, day)
    ]


def _lives(unit: Unit, day: date) -> bool:
    return not isinstance(unit, Department) or unit.holds_on(day)


def _only(hits: list[Hit]) -> Hit | None:
    by_unit = {(type(hit.unit), hit.unit.pk): hit for hit in hits}
    return next(iter(by_unit.values())) if len(by_unit) == 1 else None


def _variants(key: str, area: Area) -> Iterator[str]:
    """Yield the ways a document of the area shortens a full name."""
    place = match_key(area.name)
    if key.startswith(place) and len(key) > len(place) + 1:
        rest = key.removeprefix(place)
        yield place[-1] + rest
        if area.kind in {Area.Kind.NATION, Area.Kind.PROVINCE, Area.Kind.CITY} and len(rest) > 2:
            yield rest
    if "人民政府" in key:
        yield key.replace("人民政府", "政府")


def resolve_unit(name: str, area: Area, day: date) -> Unit | None:
    """Return the department or group a printed name stands for, seen from `area` on `day`.

    Returns None where the name is unknown or ambiguous. For many names load one `Registry`.
    """
    hit = Registry.load().resolve(name, area, day)
    return hit.unit if hit else None


def name_on(department: Department, day: date) -> str:
    """Return the name a department bore on a day: the first dated one that holds, else its own."""
    dated = [n for n in department.names.all() if n.valid_from or n.valid_to]
    return next((n.name for n in dated if n.holds_on(day)), department.name)
