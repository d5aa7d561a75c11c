"""The one who acts: a person with the posts held on a day, resolved once a request."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from fumao.apps.orgs.lineage import predecessors_by_department
from fumao.apps.orgs.models import Person, Post, Role


@dataclass(frozen=True, slots=True)
class Position:
    """A post as policy needs it: what, for which department, where in the tree.

    `predecessors` are the departments whose work has come to this one: 税务局 answers for 国税 and
    地税.
    """

    role: Role
    department_id: int
    department_name: str
    area_id: int
    area_path: str
    predecessors: frozenset[int] = frozenset()
    department_name_en: str = ""

    @property
    def covers(self) -> frozenset[int]:
        """Return the departments whose work this post does."""
        return self.predecessors | {self.department_id}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts on `today`; `person` is None for the public, `scopes` is None outside the API."""

    person: Person | None
    today: date
    positions: tuple[Position, ...] = ()
    scopes: frozenset[str] | None = field(default=None)

    @property
    def department_ids(self) -> frozenset[int]:
        """Return the departments the actor holds a post in."""
        return frozenset(p.department_id for p in self.positions)

    @property
    def covers(self) -> frozenset[int]:
        """Return the departments of the posts and those whose work has come to them."""
        return frozenset().union(*(p.covers for p in self.positions))

    @property
    def home(self) -> Position | None:
        """Return the first position: whose unit the frame shows."""
        return self.positions[0] if self.positions else None


def actor_for(person: Person | None, today: date, scopes: frozenset[str] | None = None) -> Actor:
    """Return the actor for a signed-in person (two or three queries) or for the public (None)."""
    if person is None or not person.is_active:
        return Actor(None, today, (), scopes)
    posts = list(
        Post.objects.filter(person=person)
        .filter(Q(valid_from=None) | Q(valid_from__lte=today))
        .filter(Q(valid_to=None) | Q(valid_to__gte=today))
        .select_related("department__area")
        .order_by("id")
    )
    before = predecessors_by_department({post.department_id for post in posts}, today)
    positions = tuple(
        Position(
            Role(post.role),
            post.department_id,
            post.department.name,
            post.department.area_id,
            post.department.area.path,
            before[post.department_id],
            post.department.name_en,
        )
        for post in posts
    )
    return Actor(person, today, positions, scopes)
