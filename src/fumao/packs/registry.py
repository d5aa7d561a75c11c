"""Unit names turned into departments: at a date, seen from an area, through aliases and group
names.

A name is looked for in the area itself, then in the areas above it, then in those below it
(市商务局 of the city, 人民银行 of the nation, 湖里区政府 of a district). Names are compared after
NFKC, without spaces, in simplified characters.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fumao.core.text import match_key
from fumao.packs.model import Alias, Area, Department, Function, Group, Pack


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a printed name stands for: a department or a group, by key; `doubtful` needs a
    person's eye.
    """

    kind: Literal["department", "group"]
    key: str
    doubtful: bool


def holds(valid_from: date | None, valid_to: date | None, on: date) -> bool:
    """Return whether `on` lies in a period whose last day counts."""
    return (valid_from is None or valid_from <= on) and (valid_to is None or on <= valid_to)


def names_of(department: Department) -> Iterator[Alias]:
    """Yield every name of a department, each within the department's own life."""
    full = Alias(department.name.zh, None, None, False, department.place)
    for alias in (full, *department.aliases):
        yield Alias(
            alias.name,
            max(filter(None, (alias.valid_from, department.valid_from)), default=None),
            min(filter(None, (alias.valid_to, department.valid_to)), default=None),
            alias.doubtful,
            alias.place,
        )


def functions_of(department: Department) -> Iterator[Function]:
    """Yield what a department does, each within the department's own life."""
    for function in department.functions:
        yield Function(
            function.name,
            max(filter(None, (function.valid_from, department.valid_from)), default=None),
            min(filter(None, (function.valid_to, department.valid_to)), default=None),
            function.place,
        )


class Registry:
    """The areas, departments and groups of several packs, with an index of names."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self.areas: dict[str, Area] = {}
        self.departments: dict[str, Department] = {}
        self.groups: dict[str, Group] = {}
        self._names: dict[tuple[str, str], list[tuple[Alias, Resolved]]] = defaultdict(list)
        self._below: dict[str, list[str]] = defaultdict(list)
        self._known: set[str] = set()
        for pack in packs:
            self._add(pack)

    def _add(self, pack: Pack) -> None:
        for area in pack.areas:
            self.areas[area.code] = area
            if area.parent is not None:
                self._below[area.parent].append(area.code)
        for department in pack.departments:
            self.departments[department.key] = department
            for alias in names_of(department):
                found = Resolved("department", department.key, alias.doubtful)
                self._index(department.area, alias, found)
        for group in pack.groups:
            self.groups[group.key] = group
            for alias in group.names:
                self._index(group.area, alias, Resolved("group", group.key, alias.doubtful))

    def _index(self, area: str, alias: Alias, found: Resolved) -> None:
        name = match_key(alias.name)
        self._names[area, name].append((alias, found))
        if not found.doubtful:
            self._known.add(name)

    def knows(self, name: str) -> bool:
        """Return whether any area has a unit or group of this name at any date.

        A doubtful name is not known, so that a reader asks about it.
        """
        return match_key(name) in self._known

    def __contains__(self, name: object) -> bool:
        """Return whether a name is known, so that a registry is a container of names."""
        return isinstance(name, str) and self.knows(name)

    def above(self, area: str) -> Iterator[str]:
        """Yield the codes of the areas above `area`, nearest first."""
        seen = {area}
        parent = self.areas[area].parent if area in self.areas else None
        while parent is not None and parent not in seen:
            yield parent
            seen.add(parent)
            parent = self.areas[parent].parent if parent in self.areas else None

    def below(self, area: str) -> Iterator[str]:
        """Yield the codes of all areas below `area`, nearest first."""
        queue = list(self._below[area]) if area in self._below else []
        while queue:
            code = queue.pop(0)
            yield code
            queue.extend(self._below.get(code, ()))

    def resolve(self, name: str, area: str, on: date) -> Resolved | None:
        """Return what `name` stands for, seen from `area` on a day; None where unknown or
        ambiguous.
        """
        plain = match_key(name)
        for code in (area, *self.above(area)):
            found = self._at(code, plain, on)
            if found:
                return found[0] if len(found) == 1 else None
        found = [hit for code in self.below(area) for hit in self._at(code, plain, on)]
        return found[0] if len(found) == 1 else None

    def _at(self, area: str, plain: str, on: date) -> list[Resolved]:
        entries = self._names.get((area, plain), ())
        hits = [found for alias, found in entries if holds(alias.valid_from, alias.valid_to, on)]
        return list(dict.fromkeys(hits))

    def current(self, key: str, on: date) -> tuple[str, ...]:
        """Return the departments that hold the work of `key` on a day, following successors."""
        department = self.departments[key]
        if holds(None, department.valid_to, on):
            return (key,)
        later = [s.to for s in department.successors if s.on <= on]
        found = [end for to in later if to in self.departments for end in self.current(to, on)]
        return tuple(dict.fromkeys(found)) or (key,)

    def districts(self, area: str, on: date) -> tuple[Area, ...]:
        """Return the districts of a city on a day, by code; functional zones are not districts."""
        found = [self.areas[code] for code in self._below.get(area, ())]
        return tuple(
            sorted(
                (a for a in found if a.kind == "district" and holds(a.valid_from, a.valid_to, on)),
                key=lambda a: a.code,
            )
        )

    def expand(self, key: str, on: date) -> tuple[str, ...]:
        """Return the departments of a group on a day; candidates only where its rule is open."""
        group = self.groups[key]
        if group.members:
            return group.members
        if group.of is None:
            return ()
        codes = [district.code for district in self.districts(group.of, on)]
        return tuple(
            department.key
            for code in codes
            for department in self.departments.values()
            if department.area == code
            and department.kind == "government"
            and holds(department.valid_from, department.valid_to, on)
        )


@dataclass(frozen=True, slots=True)
class NamesAt:
    """The names known in an area on a day, as a container for the reader."""

    registry: Registry
    area: str
    on: date

    def __contains__(self, name: object) -> bool:
        """Return whether a name stands for one unit or group there and then, without doubt."""
        if not isinstance(name, str):
            return False
        found = self.registry.resolve(name, self.area, self.on)
        return found is not None and not found.doubtful


def resolve_unit(name: str, area: str, on: date, registry: Registry) -> Resolved | None:
    """Return what a printed unit name stands for, seen from an area on a day; None where
    unknown.
    """
    return registry.resolve(name, area, on)
