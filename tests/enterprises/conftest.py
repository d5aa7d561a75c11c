"""A made-up city with enterprises."""

from types import SimpleNamespace

import pytest

from fumao.apps.enterprises.actions.register_enterprise import Entry, register_enterprise
from fumao.apps.orgs.models import Area, Department, Park, Role
from fumao.core.credit_code import synthetic_codes
from tests.factories import DAY, actor_as, make_city, make_department

CODES = [code.text for code in synthetic_codes("350203", 40, 7)]


@pytest.fixture
def city(db: None) -> SimpleNamespace:
    """甲市 with 东区 and 西区, a park kept by 园区管委会, its office and reviewers, and 乙市."""
    area = make_city("甲市", ("东区", "西区"))
    other = make_city("乙市", ("南区",))
    east, west = Area.objects.get(name="东区"), Area.objects.get(name="西区")
    keeper = make_department("园区管委会", area, "zone")
    park = Park.objects.create(key="east-park", name="东园", name_en="East Park", area=east)
    park.responsible.add(keeper)
    return SimpleNamespace(
        area=area,
        east=east,
        west=west,
        park=park,
        other=other,
        office=actor_as(Role.OFFICE, make_department("甲市服贸办", area, "office")),
        leader=actor_as(Role.LEADER, make_department("领导小组", area)),
        reviewer=actor_as(Role.CHECKER, Department.objects.get(name="东区政府")),
        west_reviewer=actor_as(Role.CHECKER, Department.objects.get(name="西区政府")),
        keeper=actor_as(Role.HANDLER, keeper),
        stranger=actor_as(Role.OFFICE, make_department("乙市服贸办", other, "office")),
        handler=actor_as(Role.HANDLER, make_department("甲市税务局", area)),
        day=DAY,
    )


@pytest.fixture
def firm(city: SimpleNamespace) -> object:
    """An enterprise in 东区, founded in 2010."""
    from datetime import date

    entry = Entry(CODES[0], "甲市云桥软件有限公司", city.east, founded_on=date(2010, 3, 1))
    return register_enterprise(city.office, entry)
