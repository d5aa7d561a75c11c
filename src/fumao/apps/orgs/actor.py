"""The one who acts: a person with the posts held on a day, resolved once a request."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from fumao.apps.orgs.models import Person, Post, Role


@dataclass(frozen=True, slots=True)
class Position:
    """A post as policy needs it: what, for which department, where in the tree."""

    role: Role
    department_id: int
    department_name: str
    area_id: int
    area_path: str


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
    def home(self) -> Position | None:
        """Return the first position: whose unit the frame shows."""
        return self.positions[0] if self.positions else None


def actor_for(person: Person | None, today: date, scopes: frozenset[str] | None = None) -> Actor:
    """Return the actor for a signed-in person (one query) or for the public (None)."""
    if person is None or not person.is_active:
        return Actor(None, today, (), scopes)
    posts = (
        Post.objects.filter(person=person)
        .filter(Q(valid_from=None) | Q(valid_from__lte=today))
        .filter(Q(valid_to=None) | Q(valid_to__gte=today))
        .select_related("department__area")
        .order_by("id")
    )
    positions = tuple(
        Position(
            Role(post.role),
            post.department_id,
            post.department.name,
            post.department.area_id,
            post.department.area.path,
        )
        for post in posts
    )
    return Actor(person, today, positions, scopes)
