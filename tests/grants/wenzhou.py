"""Wenzhou with four enterprises whose facts are few enough to work the 2012 rules out by hand.

云桥: an outsourcing firm that paid 200 000 yuan for platforms and is a key enterprise.
青石: an outsourcing firm; what it paid and whether it is chosen nobody told.
红叶: no outsourcing firm, but on the list of key enterprises.
远帆: as 云桥, but in another city, which has no such rules.
"""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from fumao.apps.enterprises.actions.record_fact import Statement, record_fact
from fumao.apps.enterprises.actions.register_enterprise import Entry, register_enterprise
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Park, Role
from fumao.core.credit_code import synthetic_codes
from tests.factories import DAY, actor_as, make_department, make_nation

CODES = [code.text for code in synthetic_codes("330302", 8, 11)]
AS_OF = date(2016, 3, 31)
PAID = MappingProxyType(
    {"is_outsourcing_firm": "true", "wz_platform_fee": "200000", "wz_key_enterprise": "true"}
)


@dataclass
class Wenzhou:
    """Who works there and what is registered."""

    area: Area
    district: Area
    park: Park
    office: Actor
    leader: Actor
    checker: Actor
    stranger: Actor
    nation: Actor
    bridge: Enterprise
    stone: Enterprise
    leaf: Enterprise
    sail: Enterprise


def area(code: str, name: str, kind: str, parent: Area) -> Area:
    """An area with a real code: the rules of a city name it."""
    return Area.objects.create(
        code=code, name=name, name_en=f"Area {code}", kind=kind, parent=parent,
        path=f"{parent.path}{code}/",
    )  # fmt: skip


def tell(actor: Actor, firm: Enterprise, facts: dict[str, str]) -> None:
    """Record facts of an enterprise."""
    for name, value in facts.items():
        record_fact(actor, firm, name, Statement(value=value, source="测试", as_of=AS_OF))


def wenzhou() -> Wenzhou:
    """Make it all."""
    nation = make_nation()
    city = area("330300", "温州市", "city", area("330000", "浙江省", "province", nation))
    district = area("330302", "鹿城区", "district", city)
    other = area("350200", "厦门市", "city", area("350000", "福建省", "province", nation))
    away = area("350203", "思明区", "district", other)
    park = Park.objects.create(key="wz-park", name="鹿城园", name_en="Lucheng Park", area=district)
    office_unit = make_department("温州市商务局", city, "office")
    office = actor_as(Role.OFFICE, office_unit)
    stranger = actor_as(Role.OFFICE, make_department("厦门市商务局", other, "office"))

    def firm(actor: Actor, place: Area, number: int, name: str, park: Park | None) -> Enterprise:
        return register_enterprise(actor, Entry(CODES[number], name, place, park, kind="private"))

    made = Wenzhou(
        city,
        district,
        park,
        office,
        actor_as(Role.LEADER, office_unit),
        actor_as(Role.CHECKER, office_unit),
        stranger,
        actor_as(Role.OFFICE, make_department("商务部", nation, "office")),
        firm(office, district, 0, "云桥软件", park),
        firm(office, district, 1, "青石数据", None),
        firm(office, city, 2, "红叶商贸", None),
        firm(stranger, away, 3, "远帆信息", None),
    )
    tell(office, made.bridge, dict(PAID))
    tell(office, made.stone, {"is_outsourcing_firm": "true"})
    tell(office, made.leaf, {"is_outsourcing_firm": "false", "wz_key_enterprise": "true"})
    tell(stranger, made.sail, dict(PAID))
    return made


__all__ = ["CODES", "DAY", "PAID", "Wenzhou", "tell", "wenzhou"]
