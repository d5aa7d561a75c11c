"""Accounts through which a few of the demo's enterprises sign in."""

from django.db.models import QuerySet

from fumao.apps.audit.service import record
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Department, Person, Post, Role
from fumao.apps.orgs.service import office_of

PER_CITY = 3
_NUMERALS = "一二三四五六七八九"
_FAMILY = (("申", "Shen"), ("柳", "Liu"), ("梅", "Mei"))


def open_accounts(actor: Actor, city: Area) -> int:
    """Give the city's first enterprises a unit and a handler each; return how many were new.

    They are active and in a district or zone that has a handler of the demo, so that somebody
    takes what they send; one of them is in a functional zone where one can be. A second time, and
    in a city without the demo's people, nothing is opened. The password is that of all.
    """
    bureau = office_of("commerce", city, "city", actor.today)
    host = _hosts(city).order_by("id").select_related("person").first()
    if bureau is None or host is None:
        return 0
    prefix = bureau.key.partition("-")[0]
    if Person.objects.filter(username=f"{prefix}.firm1").exists():
        return 0
    chosen = _chosen(city)
    for number, firm in enumerate(chosen, start=1):
        unit = Department.objects.create(
            key=f"{prefix}-firm{number}",
            name=firm.name[:64],
            name_en=firm.name_en[:128],
            area=firm.area,
            kind=Department.Kind.COMPANY,
        )
        firm.unit = unit
        firm.save(update_fields=["unit"])
        _open(actor, f"{prefix}.firm{number}", unit, firm, host.person.password)
    return len(chosen)


def _hosts(city: Area) -> QuerySet[Post]:
    """Return the demo's handlers of governments and committees below the city."""
    return Post.objects.filter(
        person__synthetic=True,
        role=Role.HANDLER,
        department__kind__in=[Department.Kind.GOVERNMENT, Department.Kind.ZONE],
        department__area__parent=city,
    )


def _chosen(city: Area) -> list[Enterprise]:
    places = _hosts(city).order_by().values("department__area")
    firms = (
        Enterprise.objects.filter(synthetic=True, status="active", unit=None, area__in=places)
        .select_related("area")
        .order_by("code")
    )
    first = list(firms[:PER_CITY])
    if len(first) == PER_CITY and all(firm.area.kind != Area.Kind.ZONE for firm in first):
        in_zone = firms.filter(area__kind=Area.Kind.ZONE).first()
        first[-1] = in_zone or first[-1]
    return first


def _open(actor: Actor, username: str, unit: Department, firm: Enterprise, password: str) -> None:
    number = int(username[-1])
    family, family_en = _FAMILY[number - 1]
    person = Person.objects.create(
        username=username,
        name=f"{family}（演示）",
        name_en=f"{family_en} (demo)",
        title=f"报送员（演示企业{_NUMERALS[number - 1]}）",
        title_en=f"Reporter (demo enterprise {number})",
        synthetic=True,
        password=password,
    )
    Post.objects.create(person=person, department=unit, role=Role.HANDLER)
    record(
        f"person:{username}",
        "person_added",
        actor=actor,
        area=unit.area_id,
        department=unit,
        data={
            "roles": [Role.HANDLER.value],
            "department": unit.key,
            "enterprise": firm.code,
            "synthetic": True,
        },
    )
