"""Names of units at a date; dates of successions are those of the published reorganisations."""

from datetime import date

import pytest

from fumao.packs.registry import NamesAt, Registry, resolve_unit

XM, WH, WZ, TJ = "350200", "420100", "330300", "120000"
D2012, D2016, D2020 = date(2012, 6, 21), date(2016, 8, 10), date(2020, 12, 1)


@pytest.mark.parametrize(
    ("name", "area", "on", "key"),
    [
        ("市商务局", XM, D2016, "xm-commerce"),
        ("市商务局", WH, D2016, "wh-commerce"),
        ("商务局", WH, D2016, "wh-commerce"),
        ("外管局", XM, D2016, "xm-safe"),
        ("外汇局厦门市分局", XM, D2020, "xm-safe"),
        ("自贸区管委会", XM, D2016, "xm-ftz"),
        ("自贸委", XM, D2020, "xm-ftz"),
        ("人行厦门市中心支行", XM, D2016, "xm-pboc"),
        ("人行厦门中心支行", XM, D2020, "xm-pboc"),
        ("湖里区政府", XM, D2016, "xm-huli"),
        ("商务部", XM, D2020, "cn-mofcom"),
        ("发展改革委", WH, D2016, "wh-ndrc"),
        ("发展改革委", XM, D2020, "cn-ndrc"),
        ("市發展改革委", TJ, D2020, "tj-ndrc"),
        ("濱海新區政府", TJ, D2020, "tj-binhai"),
        ("市 商 务 局", XM, D2016, "xm-commerce"),
        ("各区政府", XM, D2016, "xm-district-governments"),
        ("各区政府", WH, D2016, "wh-district-governments"),
    ],
)
def test_names_resolve(registry: Registry, name: str, area: str, on: date, key: str) -> None:
    found = resolve_unit(name, area, on, registry)
    assert found is not None
    assert (found.key, found.doubtful) == (key, False)


@pytest.mark.parametrize(
    ("name", "area", "on"),
    [
        ("市文旅局", XM, D2016),  # founded in 2019
        ("市经信局", XM, D2020),  # went over into 市工信局
        ("市国税局", XM, date(2018, 6, 15)),  # merged on that day
        ("银保监会", XM, date(2018, 4, 7)),
        ("火星办", XM, D2016),
        ("武汉海关", XM, D2016),  # another city's
    ],
)
def test_names_out_of_time_or_place_do_not_resolve(
    registry: Registry, name: str, area: str, on: date
) -> None:
    assert resolve_unit(name, area, on, registry) is None


def test_misprints_resolve_but_are_doubtful(registry: Registry) -> None:
    found = registry.resolve("市工商", WH, D2016)
    assert found is not None and found.key == "wh-saic" and found.doubtful
    both = registry.resolve("市税务局", WH, D2016)
    assert both is not None and both.kind == "group" and both.doubtful
    assert registry.expand(both.key, D2016) == ("wh-stax", "wh-ltax")
    later = registry.resolve("市税务局", WH, D2020)
    assert later is not None and later.key == "wh-tax" and not later.doubtful


def test_knows_is_the_readers_question(registry: Registry) -> None:
    assert registry.knows("市經信局") and registry.knows("各区政府")
    assert not registry.knows("服务贸易")
    assert not registry.knows("市工务局")  # a misprint: the reader shall ask
    assert registry.knows("市税务局")  # doubtful in 2016, a unit since 2018
    assert "市经信局" in registry and "服务贸易" not in registry


def test_names_at_a_date_tell_a_misprint_from_a_later_unit(registry: Registry) -> None:
    names = NamesAt(registry, WH, D2016)
    assert "市国税局" in names and "商务部" in names and "各区人民政府" in names
    assert "市税务局" not in names and "市工务局" not in names and "市外星局" not in names
    assert "市税务局" in NamesAt(registry, WH, D2020)


@pytest.mark.parametrize(
    ("key", "on", "now"),
    [
        ("xm-stax", date(2018, 6, 14), ("xm-stax",)),
        ("xm-stax", date(2018, 6, 15), ("xm-tax",)),
        ("xm-ltax", D2020, ("xm-tax",)),
        ("xm-ciq", D2020, ("xm-customs",)),
        ("xm-culture", D2020, ("xm-mct",)),
        ("xm-tourism", D2020, ("xm-mct",)),
        ("xm-cbrc", D2020, ("xm-cbirc",)),
        ("xm-cbrc", date(2024, 1, 1), ("xm-nfra",)),  # 银监 → 银保监 → 金融监管总局
        ("cn-aqsiq", D2020, ("cn-samr", "cn-customs")),
    ],
)
def test_successions(registry: Registry, key: str, on: date, now: tuple[str, ...]) -> None:
    assert registry.current(key, on) == now


def test_groups_expand_at_a_date(registry: Registry) -> None:
    """Xiamen has six districts; 洞头 became one in July 2015, 龙港 a city in September 2019."""
    assert len(registry.expand("xm-district-governments", D2016)) == 6
    assert len(registry.expand("wh-district-governments", D2016)) == 13
    assert len(registry.expand("tj-district-governments", D2020)) == 16
    wenzhou = {
        on: set(registry.expand("wz-county-governments", on)) for on in (D2012, D2016, D2020)
    }
    assert {len(keys) for keys in (wenzhou[D2012], wenzhou[D2016])} == {11}
    assert wenzhou[D2016] - wenzhou[D2012] == {"wz-dongtou"}
    assert wenzhou[D2020] - wenzhou[D2016] == {"wz-longgang"}
    assert registry.expand("xm-units-concerned", D2016) == ()


def test_zones_are_no_districts_and_lie_in_them(registry: Registry) -> None:
    zones = [area for area in registry.areas.values() if area.kind == "zone"]
    assert {z.name.zh for z in zones} >= {"厦门火炬高技术产业开发区", "武汉东湖新技术开发区"}
    for zone in zones:
        districts = {area.code for area in registry.districts(zone.parent or "", D2020)}
        assert zone.code not in districts
        assert set(zone.within) <= districts


def test_central_agencies_are_marked(registry: Registry) -> None:
    central = {key for key, d in registry.departments.items() if d.central}
    assert {"xm-customs", "xm-tax", "xm-pboc", "cn-mofcom", "wh-safe"} <= central
    assert not {"xm-commerce", "xm-torch", "xm-ltax", "tj-teda"} & central
