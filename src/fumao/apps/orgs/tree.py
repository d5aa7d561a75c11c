"""The administrative tree, and collective names expanded on it."""

from datetime import date

from django.db.models import Q, QuerySet

from fumao.apps.orgs.lineage import successors
from fumao.apps.orgs.models import Area, Department, DepartmentGroup


def valid_on(day: date, prefix: str = "") -> Q:
    """Return the condition that a row (or the row `prefix` leads to) holds on a day."""
    start, end = f"{prefix}valid_from", f"{prefix}valid_to"
    return (Q(**{start: None}) | Q(**{f"{start}__lte": day})) & (
        Q(**{end: None}) | Q(**{f"{end}__gte": day})
    )


def subtree(area: Area) -> QuerySet[Area]:
    """Return the area and all areas below it."""
    return Area.objects.filter(path__startswith=area.path)


def ancestors(area: Area) -> QuerySet[Area]:
    """Return the areas above an area, the nation first."""
    codes = area.path.strip("/").split("/")
    return Area.objects.filter(
        path__in=["/" + "/".join(codes[:n]) + "/" for n in range(1, len(codes))]
    )


def districts(area: Area, day: date) -> QuerySet[Area]:
    """Return the districts of a city on a day; a functional zone lies in them and is none."""
    return Area.objects.filter(valid_on(day), parent=area, kind=Area.Kind.DISTRICT)


def district_governments(area: Area, day: date) -> list[Department]:
    """Return the governments of a city's districts on a day, in the order of the districts."""
    return list(
        Department.objects.filter(
            valid_on(day), area__in=districts(area, day), kind=Department.Kind.GOVERNMENT
        ).select_related("area")
    )


def _members(group: DepartmentGroup, day: date) -> list[Department]:
    listed = group.members.filter(valid_on(day)).values_list("department_id", flat=True)
    ids = {heir for one in listed for heir in successors(one, day)}
    return list(Department.objects.filter(valid_on(day), pk__in=ids).select_related("area"))


def expand(group: DepartmentGroup, day: date) -> list[Department]:
    """Return the departments a collective name means on a day.

    Districts' governments, or the members listed with their successors; an open group means nobody
    yet: an officer chooses among `candidates`.
    """
    if group.rule == DepartmentGroup.Rule.OPEN:
        return []
    return candidates(group, day)


def candidates(group: DepartmentGroup, day: date) -> list[Department]:
    """Return whom an officer may choose for a group on a day; the expansion where it is closed."""
    members = _members(group, day)
    if members or group.rule == DepartmentGroup.Rule.MEMBERS:
        return members
    return district_governments(group.of or group.area, day)
