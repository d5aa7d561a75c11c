"""Packs in the database, and names resolved against the packs' own registry."""

from datetime import date

import pytest

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import broken_links
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Department, DepartmentGroup, LoadedPack, Park
from fumao.apps.orgs.service import (
    Registry,
    districts,
    expand,
    load_org_pack,
    resolve_unit,
    successors,
    with_predecessors,
)
from fumao.packs.model import Pack
from fumao.packs.registry import Registry as PackRegistry
from tests import shipped
from tests.factories import actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> Actor:
    return actor(None)


@pytest.fixture
def loaded(operator: Actor) -> tuple[Pack, ...]:
    for pack in shipped.packs():
        load_org_pack(operator, pack)
    return shipped.packs()


def test_everything_of_the_packs_is_there(loaded: tuple[Pack, ...]) -> None:
    assert Area.objects.count() == sum(len(p.areas) for p in loaded)
    assert Department.objects.count() == sum(len(p.departments) for p in loaded)
    assert DepartmentGroup.objects.count() == sum(len(p.groups) for p in loaded)
    assert Park.objects.count() == sum(len(p.parks) for p in loaded)
    assert Area.objects.get(code="350203").path == "/CN/350000/350200/350203/"


def test_the_second_load_changes_nothing(loaded: tuple[Pack, ...], operator: Actor) -> None:
    before = (Event.objects.count(), list(LoadedPack.objects.values_list("loaded_at", flat=True)))
    assert [load_org_pack(operator, pack) for pack in loaded] == [False] * len(loaded)
    after = (Event.objects.count(), list(LoadedPack.objects.values_list("loaded_at", flat=True)))
    assert before == after


def test_a_changed_pack_is_loaded_again_and_only_what_changed_is_written(
    loaded: tuple[Pack, ...], operator: Actor
) -> None:
    LoadedPack.objects.filter(key="xiamen").update(digest="an older content")
    Area.objects.filter(code="350203").update(name="旧名")
    assert load_org_pack(operator, next(p for p in loaded if p.head.key == "xiamen"))
    event = Event.objects.filter(stream="pack:xiamen").latest("seq")
    assert event.data["rows"] == {"area": 1}
    assert Area.objects.get(code="350203").name == "思明区"
    assert broken_links("pack:xiamen") == []


def test_districts_at_a_date_without_zones(loaded: tuple[Pack, ...]) -> None:
    """厦门 has six districts (State Council, 2003); its zones lie in them and are not counted."""
    xiamen = Area.objects.get(code="350200")
    names = [a.name for a in districts(xiamen, date(2016, 5, 16))]
    assert names == ["思明区", "海沧区", "湖里区", "集美区", "同安区", "翔安区"]
    wenzhou = Area.objects.get(code="330300")
    before = {a.name for a in districts(wenzhou, date(2015, 7, 22))}
    after = {a.name for a in districts(wenzhou, date(2015, 7, 23))}
    assert (before - after, after - before) == (
        {"洞头县"},
        {"洞头区"},
    )  # 2015-07-23 the county became a district


def test_group_names_expand_to_district_governments(loaded: tuple[Pack, ...]) -> None:
    tianjin = Area.objects.get(code="120000")
    day = date(2020, 11, 1)
    group = resolve_unit("各区政府", tianjin, day)
    assert isinstance(group, DepartmentGroup)
    found = expand(group, day)
    assert len(found) == 16  # Tianjin has 16 districts since 2016
    assert {d.kind for d in found} == {"government"}
    assert len({d.area_id for d in found}) == 16


def test_a_merged_ministry(loaded: tuple[Pack, ...]) -> None:
    """文化部 and 国家旅游局 became 文化和旅游部, which opened on 2018-04-08."""
    nation = Area.objects.get(code="CN")
    last, first = date(2018, 4, 7), date(2018, 4, 8)
    culture = resolve_unit("文化部", nation, last)
    tourism = resolve_unit("国家旅游局", nation, last)
    merged = resolve_unit("文化和旅游部", nation, first)
    assert culture and tourism and merged
    assert resolve_unit("国家旅游局", nation, first) is None
    assert resolve_unit("文化和旅游部", nation, last) is None
    assert with_predecessors([merged.pk], last) == {merged.pk}
    assert with_predecessors([merged.pk], first) >= {merged.pk, culture.pk, tourism.pk}
    assert successors(tourism.pk, last) == {tourism.pk}
    assert successors(tourism.pk, first) == {merged.pk}


def test_names_mean_the_same_as_in_the_packs(loaded: tuple[Pack, ...]) -> None:
    """Two independent ways: in memory over the packs, and through the database."""
    packs, database = PackRegistry(loaded), Registry.load()
    days = {document.area: document.as_of for pack in loaded for document in pack.documents}
    days |= {"350200": date(2016, 5, 16), "420100": date(2016, 6, 1), "330300": date(2012, 6, 1)}
    tried = 0
    for department in packs.departments.values():
        for alias in department.aliases:
            for code, day in days.items():
                want = packs.resolve(alias.name, code, day)
                if want is None:
                    continue
                got = database.resolve(alias.name, Area.objects.get(code=code), day)
                assert got is not None, (alias.name, code)
                assert got.unit.key == want.key, (alias.name, code)
                assert got.doubtful == want.doubtful
                tried += 1
    assert tried > 100
