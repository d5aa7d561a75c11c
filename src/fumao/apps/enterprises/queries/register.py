"""The register of enterprises: searched by any name ever borne or by code, filtered, sorted."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from fumao.apps.enterprises.models import Enterprise, EnterpriseName
from fumao.apps.enterprises.names import name_key
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Park
from fumao.apps.orgs.policy import visible_to

PER_PAGE = 50
SORTS = {
    "name": ("name", "code"),
    "code": ("code",),
    "area": ("area__path", "code"),
    "industry": ("industry", "code"),
    "founded": ("founded_on", "code"),
    "status": ("status", "code"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the register is asked for; empty asks for all, `status` is open by default."""

    q: str = ""
    area: str = ""
    park: str = ""
    industry: str = ""
    kind: str = ""
    status: str = "active"
    sort: str = ""
    page: str = "1"


@dataclass(frozen=True, slots=True)
class Listed:
    """A row with the earlier name by which it was found, if it was."""

    enterprise: Enterprise
    formerly: str


def found(actor: Actor, wanted: Wanted) -> QuerySet[Enterprise]:
    """Return the enterprises asked for that the actor sees, in the order asked for."""
    rows = visible_to(actor, Enterprise.objects.select_related("area", "park"))
    if wanted.q:
        rows = rows.filter(_named(wanted.q))
    if wanted.area:
        rows = rows.filter(area__in=Area.objects.filter(_at(wanted.area)).order_by().values("pk"))
    if wanted.park:
        rows = rows.filter(park__key=wanted.park)
    if wanted.industry:
        rows = rows.filter(industry__startswith=wanted.industry)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.status != "all":
        rows = rows.filter(status=wanted.status)
    order = SORTS.get(wanted.sort.removeprefix("-"), ("code",))
    if wanted.sort.startswith("-"):
        order = tuple(f"-{name}" for name in order)
    return rows.order_by(*order)


def _at(code: str) -> Q:
    area = Area.objects.filter(code=code).first()
    return Q(path__startswith=area.path) if area else Q(pk__in=[])


def _named(q: str) -> Q:
    key = name_key(q)
    condition = Q(code__startswith=q.strip().upper())
    if len(key) >= 1:
        names = EnterpriseName.objects.filter(match__contains=key).order_by()
        condition |= Q(pk__in=names.values("enterprise_id"))
    return condition | Q(name_en__icontains=q.strip())


def register_page(actor: Actor, wanted: Wanted) -> tuple[Page[Enterprise], list[Listed]]:
    """Return a page of the register and its rows, each with the old name that was looked for."""
    page = Paginator(found(actor, wanted), PER_PAGE).get_page(wanted.page)
    rows = list(page.object_list)
    old: dict[int, str] = {}
    key = name_key(wanted.q)
    if key:
        names = EnterpriseName.objects.filter(
            enterprise__in=rows, match__contains=key, valid_to__isnull=False
        )
        old = dict(names.values_list("enterprise_id", "name"))
    return page, [
        Listed(row, "" if key and key in name_key(row.name) else old.get(row.pk, ""))
        for row in rows
    ]


def export_rows(actor: Actor, wanted: Wanted) -> Iterator[Enterprise]:
    """Yield all rows asked for."""
    return found(actor, wanted).iterator(chunk_size=2000)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: what there is among the enterprises the actor sees."""

    areas: list[Area]
    parks: list[Park]
    industries: list[str]


def choices(actor: Actor) -> Choices:
    """Return what the filters offer."""
    seen = visible_to(actor, Enterprise.objects.all()).order_by()
    return Choices(
        list(Area.objects.filter(pk__in=seen.values("area_id"))),
        list(Park.objects.filter(pk__in=seen.values("park_id"))),
        sorted(filter(None, seen.values_list("industry", flat=True).distinct())),
    )


def counts(actor: Actor) -> dict[str, int]:
    """Return how many enterprises the actor sees by status."""
    seen = visible_to(actor, Enterprise.objects.all()).order_by()
    return dict(seen.values_list("status").annotate(n=Count("pk")))
