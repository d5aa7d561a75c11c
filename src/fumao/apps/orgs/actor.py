"""The one who acts: a person with the posts held on a day, resolved once a request."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Q, QuerySet

from fumao.apps.orgs.columns import joined
from fumao.apps.orgs.lineage import predecessors_by_department
from fumao.apps.orgs.models import Delegation, Department, Person, Post, Role
from fumao.apps.orgs.tree import valid_on

# What a position needs of its unit.
_UNIT = ("name", "name_en", "kind", "area", "area__path")


@dataclass(frozen=True, slots=True)
class Position:
    """A post as policy needs it: what, for which department, where in the tree.

    `predecessors` are the departments whose work has come to this one: 税务局 answers for 国税 and
    地税. `on_behalf_of` is the person (pk) whose post this is where it was delegated.
    """

    role: Role
    department_id: int
    department_name: str
    area_id: int
    area_path: str
    predecessors: frozenset[int] = frozenset()
    department_name_en: str = ""
    of_company: bool = False
    on_behalf_of: int | None = None

    @property
    def covers(self) -> frozenset[int]:
        """Return the departments whose work this post does."""
        return self.predecessors | {self.department_id}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts on `today`; `person` is None for the public, `scopes` is None outside the API.

    `delegated` are posts of colleagues that the person acts with today. They are kept apart: only
    procedures know that an act on behalf of another names both.
    """

    person: Person | None
    today: date
    positions: tuple[Position, ...] = ()
    scopes: frozenset[str] | None = field(default=None)
    delegated: tuple[Position, ...] = ()

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
    """Return the actor for a signed-in person (three or four queries) or for the public (None)."""
    if person is None or not person.is_active:
        return Actor(None, today, (), scopes)
    posts = list(
        Post.objects.filter(valid_on(today), person=person)
        .select_related("department__area")
        .only("role", "person", *joined(_UNIT, "department"))
        .order_by("id")
    )
    before = predecessors_by_department({post.department_id for post in posts}, today)
    positions = tuple(_position(post, before) for post in posts)
    delegated = tuple(
        replace(_position(one.post, before), on_behalf_of=one.post.person_id)
        for one in _delegations(person, frozenset(before), today)
    )
    return Actor(person, today, positions, scopes, delegated)


def _position(post: Post, before: dict[int, frozenset[int]]) -> Position:
    unit = post.department
    return Position(
        Role(post.role),
        post.department_id,
        unit.name,
        unit.area_id,
        unit.area.path,
        before[post.department_id],
        unit.name_en,
        unit.kind == Department.Kind.COMPANY,
    )


def _delegations(person: Person, departments: frozenset[int], today: date) -> QuerySet[Delegation]:
    """Return what the person does for colleagues today, while both still belong to the unit."""
    return (
        Delegation.objects.filter(to=person, valid_from__lte=today, valid_to__gte=today)
        .filter(Q(ended_on=None) | Q(ended_on__gt=today))
        .filter(valid_on(today, "post__"), post__person__is_active=True)
        .filter(post__department__in=departments)
        .select_related("post__department__area")
        .only("to", "post__role", "post__person", *joined(_UNIT, "post__department"))
        .order_by("id")
    )
