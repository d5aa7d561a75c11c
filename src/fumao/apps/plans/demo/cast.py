"""Who acts in the demo: for each city its office, checker and leader, for each unit a handler."""

from dataclasses import dataclass, field
from datetime import date

from fumao.apps.orgs.models import Post, Role
from fumao.apps.orgs.service import predecessors_by_department
from fumao.apps.plans.models import Task


@dataclass(frozen=True, slots=True)
class Player:
    """A person (pk) acting for a department (pk)."""

    person: int
    department: int


@dataclass(slots=True)
class Cast:
    """The players of all cities, by area path and by department."""

    offices: dict[str, dict[str, Player]] = field(default_factory=dict)
    handlers: dict[int, Player] = field(default_factory=dict)

    def of_area(self, path: str, role: str) -> Player | None:
        """Return who holds a role in an area or the nearest above it."""
        while path:
            player = self.offices.get(path, {}).get(role)
            if player is not None:
                return player
            path = path.rstrip("/").rpartition("/")[0]
            path = f"{path}/" if path else ""
        return None

    def leads(self, task: Task) -> list[Player]:
        """Return the handlers of a task's leading units, in their order."""
        return self._of(task, "lead")

    def helpers(self, task: Task) -> list[Player]:
        """Return the handlers of its cooperating units."""
        return self._of(task, "cooperating")

    def _of(self, task: Task, role: str) -> list[Player]:
        parts = [u.department_id for u in task.units.all() if u.role == role and u.department_id]
        return [self.handlers[pk] for pk in parts if pk in self.handlers]


def load_cast() -> Cast:
    """Read the posts of synthetic people; a handler also answers for the unit's predecessors."""
    cast = Cast()
    rows = Post.objects.filter(person__synthetic=True).order_by("id")
    posts = list(rows.values_list("person_id", "department_id", "department__area__path", "role"))
    older = predecessors_by_department({p[1] for p in posts}, date.max)
    for person, department, path, role in posts:
        player = Player(person, department)
        if role == Role.HANDLER:
            cast.handlers.setdefault(department, player)
            for before in older.get(department, ()):
                cast.handlers.setdefault(before, player)
        else:
            cast.offices.setdefault(path, {}).setdefault(role, player)
    return cast
