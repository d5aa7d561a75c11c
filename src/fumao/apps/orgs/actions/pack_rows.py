"""The rows of a pack's organisation part, written so that a second time changes nothing."""

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Model

from fumao.apps.orgs.models import (
    Area,
    Department,
    DepartmentGroup,
    DepartmentName,
    GroupMember,
    GroupName,
    Park,
    Succession,
)
from fumao.apps.orgs.names import Registry
from fumao.packs import model as packs


def _write(row: Model, fields: dict[str, Any], written: Counter[str]) -> None:
    """Save a row if it is new or differs, and count it."""
    changed = row._state.adding or any(getattr(row, k) != v for k, v in fields.items())
    if changed:
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        written[row._meta.model_name or ""] += 1


def _function(held: packs.Function) -> str | list[str | None]:
    if held.valid_from is None and held.valid_to is None:
        return held.name
    days = (held.valid_from, held.valid_to)
    return [held.name, *(day.isoformat() if day else None for day in days)]


class PackRows:
    """One load: what is there already, by key, and what was written, counted by model."""

    def __init__(self, pack: packs.Pack) -> None:
        self.pack = pack
        self.written: Counter[str] = Counter()
        self.areas = {area.code: area for area in Area.objects.all()}
        self.departments = {one.key: one for one in Department.objects.all()}

    def write(self) -> None:
        """Write areas, departments, groups and parks; raises KeyError for an unknown reference."""
        self._write_areas()
        self._write_departments()
        self._write_groups()
        self._write_parks()

    def _write_areas(self) -> None:
        for one in self.pack.areas:
            parent = self.areas[one.parent] if one.parent else None
            row = self.areas.setdefault(one.code, Area(code=one.code))
            fields = {
                "name": one.name.zh,
                "name_en": one.name.en,
                "kind": one.kind,
                "parent": parent,
                "path": f"{parent.path if parent else '/'}{one.code}/",
                "valid_from": one.valid_from,
                "valid_to": one.valid_to,
            }
            _write(row, fields, self.written)
        for one in self.pack.areas:
            self.areas[one.code].within.set(self.areas[code] for code in one.within)

    def _write_departments(self) -> None:
        for one in self.pack.departments:
            row = self.departments.setdefault(one.key, Department(key=one.key))
            fields = {
                "name": one.name.zh,
                "name_en": one.name.en,
                "short": one.short,
                "area": self.areas[one.area],
                "kind": one.kind,
                "central": one.central,
                "functions": [_function(held) for held in one.functions],
                "valid_from": one.valid_from,
                "valid_to": one.valid_to,
            }
            _write(row, fields, self.written)
            full = packs.Alias(one.name.zh, None, None, False, one.place)
            names = {alias.name: alias for alias in (full, *one.aliases)}
            self._write_names(DepartmentName, {"department": row}, tuple(names.values()))
        for one in self.pack.departments:
            for succession in one.successors:
                pair = {
                    "predecessor": self.departments[one.key],
                    "successor": self.departments[succession.to],
                }
                link = Succession.objects.filter(**pair).first() or Succession(**pair)
                _write(link, {"on": succession.on}, self.written)

    def _write_names(
        self,
        kind: type[DepartmentName] | type[GroupName],
        owner: dict[str, Any],
        aliases: tuple[packs.Alias, ...],
    ) -> None:
        wanted = {(a.name, a.valid_from, a.valid_to, a.doubtful) for a in aliases}
        there = {
            (n.name, n.valid_from, n.valid_to, n.doubtful): n
            for n in kind._default_manager.filter(**owner)
        }
        for known, row in there.items():
            if known not in wanted:
                row.delete()
        for alias in aliases:
            name = (alias.name, alias.valid_from, alias.valid_to, alias.doubtful)
            if name not in there:
                fields = dict(
                    zip(("name", "valid_from", "valid_to", "doubtful"), name, strict=True)
                )
                _write(kind(**owner), fields, self.written)

    def _write_groups(self) -> None:
        there = {group.key: group for group in DepartmentGroup.objects.all()}
        for one in self.pack.groups:
            row = there.setdefault(one.key, DepartmentGroup(key=one.key))
            fields = {
                "name": one.names[0].name,
                "name_en": one.name_en,
                "area": self.areas[one.area],
                "rule": one.rule,
                "of": self.areas[one.of] if one.of else None,
            }
            _write(row, fields, self.written)
            self._write_names(GroupName, {"group": row}, one.names)
            members = {self.departments[key].pk for key in one.members}
            known = set(row.members.values_list("department_id", flat=True))
            row.members.filter(department_id__in=known - members).delete()
            for department_id in sorted(members - known):
                _write(GroupMember(group=row, department_id=department_id), {}, self.written)

    def _write_parks(self) -> None:
        if not self.pack.parks:
            return
        registry = Registry.load()
        days = {document.key: document.as_of for document in self.pack.documents}
        there = {park.key: park for park in Park.objects.all()}
        for one in self.pack.parks:
            row = there.setdefault(one.key, Park(key=one.key))
            fields = {
                "name": one.name.zh,
                "name_en": one.name.en,
                "area": self.areas[one.area],
                "positioning": one.positioning.zh,
                "positioning_en": one.positioning.en,
                "clause_ref": f"{one.document}#{one.clause}",
            }
            _write(row, fields, self.written)
            self._set_responsible(row, one, registry, days[one.document])

    def _set_responsible(self, row: Park, one: packs.Park, registry: Registry, day: date) -> None:
        hits = [registry.resolve(name, row.area, day) for name in one.responsible]
        units = [hit.unit for hit in hits if hit is not None]
        row.responsible.set(unit for unit in units if isinstance(unit, Department))
        row.responsible_groups.set(unit for unit in units if isinstance(unit, DepartmentGroup))
