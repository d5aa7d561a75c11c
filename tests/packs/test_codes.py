"""The shipped code lists against counts and dates known from elsewhere."""

from datetime import date

import pytest

from fumao.core.errors import CoreError
from fumao.packs import codes

TODAY = date(2026, 11, 1)


def test_every_crosswalk_and_group_points_at_codes_that_exist() -> None:
    editions = {f"{s.key} {s.version}": s for s in codes.schemes()}
    assert len(editions) == len(codes.schemes())
    assert codes.crosswalks()
    for crosswalk in codes.crosswalks().values():
        found = crosswalk.coverage(editions[crosswalk.source], editions[crosswalk.target])
        assert (found.unknown_sources, found.unknown_targets, found.unmapped) == ((), (), ())
    groups = codes.country_groups()
    countries = codes.scheme(groups.scheme, TODAY)
    assert {row.member for row in groups.rows if row.member not in countries} == set()


# The annex of Xiamen's plan leaves out other and postal transport, research, SJ32 to SJ35 and
# government services, so it can never add up to a balance of payments.
def test_what_the_xiamen_annex_leaves_out() -> None:
    crosswalk = codes.crosswalk("xiamen-2016-sectors-ebops-2010")
    sectors = codes.scheme("xiamen-2016-sectors", TODAY)
    ebops = codes.scheme("ebops", TODAY)
    assert len(sectors.codes) == 18
    unreached = crosswalk.coverage(sectors, ebops).unreached
    assert {code[:3] for code in unreached} == {"SC3", "SC4", "SJ1", "SJ3", "SL1", "SL2", "SL3"}
    assert not {code for code in unreached if code.startswith("SJ31")}


def test_ebops_has_twelve_main_items_and_parts_that_do_not_count_twice() -> None:
    ebops = codes.scheme("ebops", TODAY)
    assert [entry.code for entry in ebops.roots()] == [f"S{letter}" for letter in "ABCDEFGHIJKL"]
    assert [entry.code for entry in ebops.children("SD")] == ["SDA", "SDB"]
    assert len(ebops.children("SD", parts=False)) == 7  # and the cut by goods, transport, lodging …
    assert [entry.code for entry in ebops.children("SJ22")] == []
    for entry in ebops.codes:  # a sub-item's code begins with its parent's
        assert entry.parent is None or entry.code.startswith(entry.parent)


@pytest.mark.parametrize(
    ("city", "districts"), [("350200", 6), ("420100", 13), ("330300", 12), ("120000", 16)]
)
def test_districts_of_the_four_cities(city: str, districts: int) -> None:
    assert len(codes.scheme("area", TODAY).children(city, TODAY)) == districts


def test_longgang_exists_since_2019() -> None:
    areas = codes.scheme("area", TODAY)
    assert areas.find("330383", date(2016, 7, 5)) is None
    assert areas.get("330383", date(2020, 1, 1)).label.zh == "龙港市"
    assert len(areas.children("330300", date(2012, 9, 1))) == 11


def test_areas_nest_by_their_digits() -> None:
    areas = codes.scheme("area", TODAY)
    assert len(areas.roots()) == 34
    for entry in areas.codes:
        if entry.parent is not None:
            assert entry.code.startswith(entry.parent.rstrip("0"))


def test_countries_are_iso_3166() -> None:
    countries = codes.scheme("country", TODAY)
    assert len(countries.codes) == 249
    assert countries.get("NO").label == ("挪威", "Norway")  # YAML 1.1 would read a false here
    assert countries.get("CN").extra == {"alpha3": "CHN", "numeric": "156"}
    for key in ("alpha3", "numeric"):
        assert len({entry.extra[key] for entry in countries.codes}) == 249


# 1 + 10 + 18 + 8 + 5 + 7 + 16 by region; EU 6, 9, 10, 12, 15, 25, 27, 28, then 27 without Britain.
@pytest.mark.parametrize(
    ("group", "on", "members"),
    [
        ("BRI65", "2016-01-01", 65),
        ("EU", "1960-01-01", 6),
        ("EU", "1973-01-01", 9),
        ("EU", "1981-01-01", 10),
        ("EU", "1986-01-01", 12),
        ("EU", "1995-01-01", 15),
        ("EU", "2004-05-01", 25),
        ("EU", "2007-01-01", 27),
        ("EU", "2013-07-01", 28),
        ("EU", "2020-01-31", 28),
        ("EU", "2020-02-01", 27),
        ("ASEAN", "1999-04-30", 10),
        ("ASEAN", "2025-10-26", 11),
        ("RCEP", "2021-12-31", 0),
        ("RCEP", "2022-01-01", 10),
        ("RCEP", "2022-05-01", 13),
        ("RCEP", "2023-06-02", 15),
        ("BRICS", "2011-04-14", 5),
        ("BRICS", "2024-01-01", 9),
        ("BRICS", "2025-01-06", 10),
    ],
)
def test_groups_on_their_dates(group: str, on: str, members: int) -> None:
    assert len(codes.country_groups().members(group, date.fromisoformat(on))) == members


@pytest.mark.parametrize(
    ("on", "version", "classes"),
    [
        ("2008-12-31", "2007", {"WB.ITO": 3, "WB.BPO": 3}),
        ("2009-01-01", "2009", {"WB.ITO": 3, "WB.BPO": 4, "WB.KPO": 8}),
        ("2018-12-31", "2009", {"WB.ITO": 3, "WB.BPO": 4, "WB.KPO": 8}),
    ],
)
def test_service_classes_by_edition(on: str, version: str, classes: dict[str, int]) -> None:
    scheme = codes.scheme("service-class", date.fromisoformat(on))
    assert scheme.version == version
    assert {entry.code: len(scheme.children(entry.code)) for entry in scheme.roots()} == classes


def test_from_2019_nine_classes_and_leaves_beside_them() -> None:
    scheme = codes.scheme("service-class", TODAY)
    assert scheme.version == "2019"
    middle = [entry for entry in scheme.codes if entry.parent and ".L" not in entry.code]
    assert len(middle) == 9
    leaf = next(entry for entry in scheme.codes if entry.label.zh == "云计算服务")
    assert (leaf.parent, leaf.confidence) == ("WB.ITO", "seen")


def test_industries_hang_below_their_section() -> None:
    industries = codes.scheme("industry", TODAY)
    assert [entry.code for entry in industries.roots()] == list("ABCDEFGHIJKLMNOPQRST")
    assert [entry.code for entry in industries.ancestors("6513")] == ["65", "I"]
    assert industries.get("6520").label.zh == "集成电路设计"


def test_the_calendar_is_the_shipped_one() -> None:
    assert sorted(codes.working_calendar().years) == list(range(2004, 2027))


def test_unknown_keys_are_refused() -> None:
    with pytest.raises(CoreError, match="no crosswalk nowhere"):
        codes.crosswalk("nowhere")
    with pytest.raises(CoreError, match="0 editions of nothing"):
        codes.scheme("nothing", TODAY)


def test_new_year_lies_in_the_holidays_of_its_notice() -> None:
    """The notices of 2004 to 2026 give the Spring Festival's days off, from another source."""
    calendar, new_years = codes.working_calendar(), codes.new_years()
    assert list(new_years) == list(range(2000, 2031))
    for year, day in new_years.items():
        if calendar.is_loaded(year):
            name = calendar.name(day)
            assert name is not None, day
            assert name.zh.startswith("春节"), day
            assert not calendar.is_working(day)
