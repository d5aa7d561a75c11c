"""Reading areas, departments, parks, people and tokens."""

from collections.abc import Iterable

from django.apps import apps
from django.db.models import Count, Model, Prefetch, Q, QuerySet

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import (
    CALLED_IN,
    DELEGABLE,
    ApiToken,
    Area,
    Delegation,
    Department,
    GroupMember,
    Park,
    Person,
    Post,
    Succession,
)
from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.tree import valid_on
from fumao.core.text import match_key


def areas(actor: Actor) -> list[Area]:
    """Return the areas the actor sees, in the order of the tree, each with `depth` and `units`."""
    rows = visible_to(actor, Area.objects.annotate(units=Count("departments"))).order_by("path")
    found: list[Area] = list(rows)
    top = min((area.path.count("/") for area in found), default=0)
    for area in found:
        area.depth = area.path.count("/") - top  # type: ignore[attr-defined]
    return found


def departments(actor: Actor, search: str = "", area: str = "") -> QuerySet[Department]:
    """Return the departments the actor sees, found by any name they ever bore."""
    rows = visible_to(actor, Department.objects.select_related("area"))
    if search.strip():
        key = match_key(search)
        rows = rows.filter(
            Q(names__match__contains=key)
            | Q(name_en__icontains=search.strip())
            | Q(key__icontains=search.strip())
        ).distinct()
    if area:
        rows = rows.filter(area__code=area)
    return rows.prefetch_related(
        "names", Prefetch("successions", Succession.objects.select_related("successor"))
    ).order_by("area__path", "key")


def department(actor: Actor, key: str) -> Department:
    """Return a department with its names, lineage, groups, parks; raises
    Department.DoesNotExist."""
    rows = visible_to(actor, Department.objects.select_related("area"))
    return rows.prefetch_related(
        "names",
        Prefetch("successions", Succession.objects.select_related("successor").order_by("on")),
        Prefetch("precedents", Succession.objects.select_related("predecessor").order_by("on")),
        Prefetch("memberships", GroupMember.objects.select_related("group")),
        Prefetch("parks", visible_to(actor, Park.objects.all())),
    ).get(key=key)


def posts_in(actor: Actor, unit: Department) -> QuerySet[Post]:
    """Return the posts in a department that the actor may see."""
    return visible_to(actor, unit.posts.select_related("person")).order_by("role", "id")


def parks(actor: Actor) -> QuerySet[Park]:
    """Return the parks the actor sees."""
    return visible_to(actor, Park.objects.select_related("area")).prefetch_related(
        "responsible", "responsible_groups"
    )


def clause_of(actor: Actor, park: Park) -> Model | None:
    """Return the clause a park comes from, where its document is loaded and visible."""
    document, _sign, ref = park.clause_ref.partition("#")
    clauses = apps.get_model("plans", "Clause")._default_manager.select_related("document")
    return visible_to(actor, clauses).filter(document__key=document, ref=ref).first()


def people(actor: Actor, search: str = "") -> QuerySet[Person]:
    """Return the people the actor sees, each with all posts."""
    rows = visible_to(actor, Person.objects.all())
    if search.strip():
        words = search.strip()
        rows = rows.filter(
            Q(username__icontains=words) | Q(name__icontains=words) | Q(title__icontains=words)
        )
    held = Post.objects.select_related("department__area").order_by("department__area__path", "id")
    return rows.prefetch_related(Prefetch("posts", held)).order_by("username")


def manageable_departments(actor: Actor) -> Iterable[Department]:
    """Return the departments alive today in the areas that the actor administers."""
    within = Q(pk__in=[])
    for position in actor.positions:
        if position.role == "admin":
            within |= Q(area__path__startswith=position.area_path)
    rows = Department.objects.filter(within).select_related("area")
    return [one for one in rows if one.holds_on(actor.today)]


def tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Return the actor's own tokens, the newest first."""
    return visible_to(actor, ApiToken.objects.all()).order_by("-id")


def delegable_posts(actor: Actor) -> QuerySet[Post]:
    """Return the actor's own posts of today that may be delegated."""
    rows = Post.objects.filter(valid_on(actor.today), person=actor.person, role__in=DELEGABLE)
    return rows.select_related("department").order_by("id")


def colleagues(actor: Actor) -> QuerySet[Person]:
    """Return whom the actor may delegate to: who works in a unit of a post that may be."""
    if actor.person is None:
        return Person.objects.none()
    there = (
        Post.objects.filter(valid_on(actor.today))
        .filter(department__in=delegable_posts(actor).order_by().values("department"))
        .exclude(role__in=CALLED_IN)
    )
    rows = Person.objects.filter(pk__in=there.values("person"), is_active=True)
    return rows.exclude(pk=actor.person.pk).order_by("username")


def delegations_given(actor: Actor) -> QuerySet[Delegation]:
    """Return what the actor delegated, the latest first; the last fifty."""
    return _delegations(actor).filter(post__person=actor.person)[:50]


def delegations_received(actor: Actor) -> QuerySet[Delegation]:
    """Return what was delegated to the actor, the latest first; the last fifty."""
    return _delegations(actor).filter(to=actor.person)[:50]


def _delegations(actor: Actor) -> QuerySet[Delegation]:
    return visible_to(
        actor, Delegation.objects.select_related("post__person", "post__department", "to")
    )
