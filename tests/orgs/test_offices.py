"""Which office does something for an area on a day, over the shipped packs and a made-up city."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from fumao.apps.orgs.functions import LABELS
from fumao.apps.orgs.models import Area, Department, LoadedPack
from fumao.apps.orgs.offices import _kept
from fumao.apps.orgs.service import FUNCTIONS, load_org_pack, office_of, offices
from tests import shipped
from tests.factories import actor, make_area, make_city, make_department

pytestmark = pytest.mark.django_db
DAY = date(2022, 6, 24)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The units of the packs, in one transaction for this module, undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        for pack in shipped.packs():
            load_org_pack(actor(None), pack)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _nothing_is_kept() -> None:
    """What was found in another test's rows is forgotten."""
    _kept.cache_clear()


def _key(function: str, code: str, level: Any, day: date = DAY) -> str | None:
    found = office_of(function, Area.objects.get(code=code), level, day)
    return found.key if found else None


def test_each_function_has_a_name() -> None:
    assert set(LABELS) == set(FUNCTIONS)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("function", "code", "level", "day", "key"),
    [
        # 思明区: no office of its own in the packs, so its government; then the city, the nation
        ("commerce", "350203", "district", DAY, "xm-siming"),
        ("commerce", "350203", "city", DAY, "xm-commerce"),
        ("commerce", "350203", "nation", DAY, "cn-mofcom"),
        ("commerce", "350203", "province", DAY, None),  # no unit of Fujian is in the packs
        ("commerce", "350203", "park_or_zone", DAY, None),
        ("commerce", "350200", "district", DAY, None),  # seen from the city there is no district
        ("commerce", "350200", "city", DAY, "xm-commerce"),
        # 火炬高新区 is a zone: its committee is park and district at once
        ("commerce", "350200-torch", "park_or_zone", DAY, "xm-torch"),
        ("commerce", "350200-torch", "district", DAY, "xm-torch"),
        ("commerce", "350200-torch", "city", DAY, "xm-commerce"),
        # 自贸试验区 opened on 2015-04-21
        ("commerce", "350200-ftz", "district", date(2015, 4, 20), None),
        ("commerce", "350200-ftz", "district", date(2015, 4, 21), "xm-ftz"),
        # Tianjin is a municipality; its commission became a bureau on 2018-11-01
        ("commerce", "120116", "city", date(2018, 10, 31), "tj-mofcom"),
        ("commerce", "120116", "city", date(2018, 11, 1), "tj-commerce"),
        ("commerce", "120116", "province", date(2018, 11, 1), "tj-commerce"),
        ("commerce", "120000-teda", "district", DAY, "tj-teda"),
        # 国税 until 2018-07-04 in Wuhan (公告2013年第40号 files with it), the merged office after
        ("tax", "420102", "city", date(2018, 7, 4), "wh-stax"),
        ("tax", "420102", "city", date(2018, 7, 5), "wh-tax"),
        # 厦门市知识产权局 went over to 市市场监督管理局 on 2019-01-01
        ("intellectual_property", "350203", "city", date(2018, 12, 31), "xm-ipo"),
        ("intellectual_property", "350203", "city", date(2019, 1, 1), "xm-samr"),
        ("market", "350203", "city", date(2018, 12, 31), "xm-samr"),
        ("health", "350203", "city", date(2018, 12, 31), "xm-nhfpc"),
        ("health", "350203", "nation", date(2018, 3, 27), "cn-nhc"),
        ("insurance", "120101", "city", DAY, "tj-sinosure"),
        ("police", "120101", "city", DAY, None),  # not in the packs: nobody is made up
        # 洞头县 became a district on 2015-07-23
        ("science", "330322", "district", date(2015, 7, 22), "wz-dongtoucounty"),
        ("science", "330305", "district", date(2015, 7, 22), None),
        ("science", "330305", "district", date(2015, 7, 23), "wz-dongtou"),
    ],
)
def test_the_office_of(function: str, code: str, level: str, day: date, key: str | None) -> None:
    assert _key(function, code, level, day) == key


@pytest.mark.usefixtures("loaded")
def test_all_offices_of_a_district_in_two_queries(django_assert_num_queries: Any) -> None:
    area = Area.objects.get(code="350203")
    with django_assert_num_queries(2):
        found = offices(area, DAY)
        names = {(unit.name, unit.area.name) for unit in found.values()}
    assert ("厦门市思明区人民政府", "思明区") in names
    assert {level for _function, level in found} == {"district", "city", "nation"}
    for function in FUNCTIONS:
        for level in ("district", "city", "nation"):
            one = office_of(function, area, level, DAY)
            assert found.get((function, level)) == one


@pytest.mark.usefixtures("loaded")
def test_what_is_kept_follows_every_change(django_assert_num_queries: Any) -> None:
    area = Area.objects.get(code="350203")
    trade = office_of("commerce", area, "city", DAY)
    assert trade is not None
    with django_assert_num_queries(1):  # whether packs were loaded since
        assert office_of("commerce", area, "city", DAY) == trade
    bureau = make_department("思明区商务局", area, functions=["commerce"])
    assert office_of("commerce", area, "district", DAY) == bureau
    bureau.delete()
    assert _key("commerce", "350203", "district") == "xm-siming"
    # Another process loads a pack that gives the function to another: rows change unseen here.
    Department.objects.filter(key="xm-commerce").update(functions=[])
    Department.objects.filter(key="xm-ndrc").update(functions=["commerce"])
    LoadedPack.objects.filter(key="xiamen").update(loaded_at=timezone.now())
    assert _key("commerce", "350203", "city") == "xm-ndrc"


@pytest.mark.usefixtures("loaded")
def test_what_the_packs_say_is_loaded_and_loaded_once() -> None:
    unit = Department.objects.get(key="xm-samr")
    assert unit.functions == ["market", ["intellectual_property", "2019-01-01", None]]
    assert unit.functions_on(date(2018, 12, 31)) == {"market"}
    assert unit.functions_on(DAY) == {"market", "intellectual_property"}
    assert not any(load_org_pack(actor(None), pack) for pack in shipped.packs())


def test_an_own_office_goes_before_the_government() -> None:
    city = make_city("甲市", ("东区",))
    east = Area.objects.get(name="东区")
    bureau = make_department("东区商务局", east, functions=["commerce"], valid_to=DAY)
    assert office_of("commerce", east, "district", DAY) == bureau
    government = Department.objects.get(name="东区政府")
    assert office_of("finance", east, "district", DAY) == government
    later = date(2022, 6, 25)
    assert office_of("commerce", east, "district", later) == government
    # 甲市 hangs below a province, so it is no municipality
    trade = make_department("甲市商务局", city, functions=["commerce"])
    assert office_of("commerce", east, "city", DAY) == trade
    assert office_of("commerce", east, "province", DAY) is None


def test_a_zone_with_an_office_of_its_own() -> None:
    zone = make_area("新园", "zone", make_city("甲市"))
    committee = make_department("新园管委会", zone, "zone")
    science = make_department("新园科技局", zone, functions=["science"])
    assert office_of("science", zone, "park_or_zone", DAY) == science
    assert office_of("science", zone, "district", DAY) == science
    assert office_of("commerce", zone, "district", DAY) == committee


def test_an_unknown_function_is_an_error() -> None:
    with pytest.raises(ValueError, match="commerce"):
        office_of("comerce", make_city("甲市"), "city", DAY)
