"""Names of units as a document prints them, turned into the rows of a task's parts."""

from collections.abc import Iterator
from datetime import date

from fumao.apps.orgs.models import Area, Department, DepartmentGroup
from fumao.apps.orgs.service import Registry, expand
from fumao.apps.plans.content import Item
from fumao.apps.plans.models import TaskUnit

ROLES = (("lead", TaskUnit.Role.LEAD), ("cooperating", TaskUnit.Role.COOPERATING))


class UnitRows:
    """Resolves names seen from an area on a day; groups are expanded once each.

    A name nobody knows keeps its printed form and no department; an open group likewise, for an
    officer to fill.
    """

    def __init__(self, area: Area, day: date) -> None:
        self._area, self._day = area, day
        self._registry = Registry.load()
        self._groups: dict[int, list[Department]] = {}

    def of(self, item: Item) -> list[TaskUnit]:
        """Return the unsaved parts of a task: leads, cooperating units, authorities above."""
        rows: list[TaskUnit] = []
        held: set[int] = set()
        for key, role in (*ROLES, ("upper", TaskUnit.Role.UPPER)):
            for name in item[key]:
                for department, group in self._resolve(name):
                    if department is not None and department.pk in held:
                        continue  # named twice, or both alone and within a group
                    if department is not None:
                        held.add(department.pk)
                    rows.append(
                        TaskUnit(
                            role=role,
                            as_printed=name[:100],
                            position=len(rows),
                            department=department,
                            group=group,
                        )
                    )
        return rows

    def _resolve(self, name: str) -> Iterator[tuple[Department | None, DepartmentGroup | None]]:
        hit = self._registry.resolve(name, self._area, self._day)
        if hit is None:
            yield None, None
        elif isinstance(hit.unit, Department):
            yield hit.unit, None
        else:
            members = self._members(hit.unit)
            for department in members:
                yield department, hit.unit
            if not members:
                yield None, hit.unit

    def _members(self, group: DepartmentGroup) -> list[Department]:
        if group.pk not in self._groups:
            self._groups[group.pk] = expand(group, self._day)
        return self._groups[group.pk]
