"""Vintages: figures worked out by hand, nothing hidden told by another table, the same bytes again.

A city with districts E and W, classes A (with A1, A2) and B, partners US, JP, DE. Amounts are
dollars; the unit of publication is a hundred dollars with one decimal.
"""

import json
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from fumao.core.errors import CoreError, Words
from fumao.core.periods import Month
from fumao.rules.definitions import Citation
from fumao.statistics.batches import Batches, Columns
from fumao.statistics.disclosure import Rules
from fumao.statistics.frozen import Frozen, Group, Quality
from fumao.statistics.publication import (
    CalendarRule,
    Column,
    Dimension,
    Headline,
    Measure,
    Publication,
    SeriesTerms,
    TableTerms,
    Unit,
)
from fumao.statistics.tabulation import CodeList, Edition
from fumao.statistics.timeliness import Owed, tally
from fumao.statistics.vintage import (
    canonical,
    changes_between,
    compile_vintage,
    digest_of,
    frozen_of,
    rebuild,
)

COLUMNS = Columns({
    "area": "TEXT", "service": "TEXT", "country": "TEXT", "shore": "TEXT",
    "usd": "DECIMAL(18,2)", "cny": "DECIMAL(18,2)",
})  # fmt: skip
W = Words("甲", "A")
USD = Unit(Words("百美元", "USD 100"), 2, 1, "USD")
CNY = Unit(Words("百元", "CNY 100"), 2, 1, "CNY")
FIGURES = (
    Column("firms", W, "respondents"), Column("value", W, "value"), Column("growth", W, "growth"),
    Column("growth_cny", W, "growth", "cny"), Column("offshore", W, "value", at="offshore"),
    Column("share", W, "share"),
)  # fmt: skip
PUBLICATION = Publication(
    key="trial", version="1", title=W, summary=W, period="month", form="work",
    dimensions=(
        Dimension("area", W), Dimension("service", W, "s"), Dimension("country", W, "c"),
        Dimension("shore", W),
    ),
    split="shore",
    measures=(Measure("usd", "usd", W, USD), Measure("cny", "cny", W, CNY)),
    headlines=(
        Headline("all", W, "value", "usd"), Headline("off", W, "value", "usd", "offshore"),
        Headline("sum", W, "value", "usd", so_far=True), Headline("firms", W, "respondents", "usd"),
    ),
    tables=(
        TableTerms("class", W, "service", "usd", FIGURES),
        TableTerms("district", W, "area", "usd", FIGURES),
        TableTerms(
            "partner", W, "country", "usd", (Column("value", W, "value"),), most=2,
            only="offshore", groups=("ALL", "ONE"),
        ),
    ),
    series=(SeriesTerms("months", W, "usd", ("offshore", "onshore"), 2),),
    rules=Rules(least=3, share=Decimal("0.70"), prior=None), calendar=CalendarRule(14, time(9)),
    team=("commerce",), notes=(), basis=(Citation("law", "1"),),
)  # fmt: skip
CODES = {
    "area": CodeList((("E", "", Words("东", "E")), ("W", "", Words("西", "W")))),
    "service": CodeList((
        ("A", "", W), ("A1", "A", W), ("A2", "A", W), ("B", "", W),
    )),
    "country": CodeList((("US", "", W), ("JP", "", W), ("DE", "", W), ("CN", "", W))),
    "shore": CodeList((("offshore", "", W), ("onshore", "", W))),
}  # fmt: skip
GROUPS = (Group("ALL", W, ("US", "JP", "DE")), Group("ONE", W, ("DE",)))
FROZEN = Frozen(("X1", Words("甲市", "X")), "2022-05", 9, CODES, GROUPS)


def row(who: str, area: str, service: str, country: str, usd: str, rate: str = "6") -> dict:
    return {
        "respondent": who, "area": area, "service": service, "country": country,
        "shore": "onshore" if country == "CN" else "offshore",
        "usd": Decimal(usd), "cny": Decimal(usd) * Decimal(rate),
    }  # fmt: skip


def month(amount: int, rate: str) -> list[dict]:
    """Four firms of the same size in every class, district, country and shore."""
    rows = []
    for number in range(4):
        for area in ("E", "W"):
            for service in ("A1", "A2", "B"):
                rows += [
                    row(f"f{number}", area, service, country, str(amount), rate)
                    for country in ("US", "JP", "CN")
                ]
    return rows


@pytest.fixture
def batches(tmp_path: Path) -> Batches:
    """January to May of two years; May is 20 % up in dollars, and 40 % in yuan (rate 6, then 7)."""
    made = Batches(tmp_path)
    for place, code in enumerate(("01", "02", "03", "04", "05"), 1):
        made.add("work", f"2021-{code}", place, COLUMNS, month(10, "6"))
    for place, code in enumerate(("03", "04", "05"), 6):
        made.add("work", f"2022-{code}", place, COLUMNS, month(12, "7"))
    return made


def told(cell: dict) -> str:
    return cell["value"] or cell["why"]


def table(content: dict, key: str) -> dict[str, list[str]]:
    found = next(one for one in content["tables"] if one["key"] == key)
    return {line["code"]: [told(cell) for cell in line["cells"]] for line in found["rows"]}


def test_figures_are_those_worked_out_by_hand(batches: Batches) -> None:
    """72 rows of 12 dollars are 864; 48 of them offshore, 576; a year before 720 and 480."""
    content = compile_vintage(PUBLICATION, batches, FROZEN)
    cells = {one["key"]: one for one in content["headlines"]}
    assert told(cells["all"]["cell"]) == "8.6"
    assert told(cells["off"]["cell"]) == "5.8"
    assert told(cells["firms"]["cell"]) == "4"
    growth = [(one["currency"], told(one["cell"])) for one in cells["all"]["growth"]]
    assert growth == [("USD", "20.0"), ("CNY", "40.0")]  # 12/10; 12 × 7 / (10 × 6)
    # January and February 2022 are not there: unknown is not zero.
    assert told(cells["sum"]["cell"]) == "unknown"
    # 24 rows a leaf, 288 dollars, 192 offshore, a third of all.
    assert table(content, "class")["A"] == ["4", "5.8", "20.0", "40.0", "3.8", "66.7"]
    assert table(content, "class")["A1"] == ["4", "2.9", "20.0", "40.0", "1.9", "33.3"]
    assert table(content, "district")["E"] == ["4", "4.3", "20.0", "40.0", "2.9", "50.0"]
    series = content["series"][0]
    assert series["periods"] == ["2022-04", "2022-05"]
    assert [told(cell) for cell in series["growth"]] == ["20.0", "20.0"]


def test_a_figure_of_few_is_hidden_and_so_is_what_would_tell_it(batches: Batches) -> None:
    batches.add("work", "2022-05", 9, COLUMNS, [row("solo", "W", "B", "US", "30", "7")])
    found = table(compile_vintage(PUBLICATION, batches, FROZEN), "partner")
    assert found["US"] == ["3.2"]  # five firms: 288 + 30
    alone = [*month(12, "7"), row("solo", "W", "B", "DE", "300", "7")]
    other = Batches(batches.root.parent / "other")
    other.add("work", "2022-05", 1, COLUMNS, alone)
    found = table(compile_vintage(PUBLICATION, other, FROZEN), "partner")
    # DE has one firm: it is hidden, one of the two others with it, and the group of DE alone.
    assert found["DE"] == ["few"]
    assert sorted(found["JP"] + found["_O"]) == ["2.9", "secondary"]
    assert found["ONE"] == ["few"]
    # The group of all three is the total, which is told.
    assert found["ALL"] == found["_T"]


def test_a_growth_is_not_told_where_a_year_before_is_hidden(tmp_path: Path) -> None:
    """With this year's figure it would tell last year's."""
    made = Batches(tmp_path)
    before = [one for one in month(10, "6") if one["service"] != "B"]
    before += [row("f0", area, "B", "US", "10", "6") for area in ("E", "W")]
    made.add("work", "2021-05", 1, COLUMNS, before)
    made.add("work", "2022-05", 2, COLUMNS, month(12, "7"))
    found = table(compile_vintage(PUBLICATION, made, FROZEN), "class")
    assert found["B"][1] == "2.9"
    assert found["B"][2] == "few"


def test_a_total_hidden_in_the_head_is_hidden_in_every_table(tmp_path: Path) -> None:
    """Onshore has one firm: it and offshore are hidden in the head, so in every table."""
    rows = [one for one in month(12, "7") if one["country"] != "CN"]
    made = Batches(tmp_path)
    made.add("work", "2022-05", 1, COLUMNS, [*rows, row("solo", "E", "A1", "CN", "40", "7")])
    content = compile_vintage(PUBLICATION, made, FROZEN)
    offshore = content["headlines"][1]["cell"]
    assert offshore == {"value": None, "why": "secondary"}
    for key in ("class", "district"):
        for code, cells in table(content, key).items():
            assert cells[4] == "secondary", (key, code)
    assert {cells[0] for cells in table(content, "partner").values()} == {"secondary"}


def test_the_same_inputs_give_the_same_bytes(batches: Batches) -> None:
    frozen = replace(FROZEN, quality=(Quality("E", 4, 3, 1, 0, 0, 1, 2),), versions={"code": "1"})
    body = canonical(compile_vintage(PUBLICATION, batches, frozen))
    content = json.loads(body)
    assert frozen_of(content) == frozen
    batches.add("work", "2022-05", 12, COLUMNS, month(99, "7"))  # later than the vintage
    assert canonical(rebuild(content, PUBLICATION, batches)) == body


def test_a_batch_that_is_gone_or_damaged_is_told(batches: Batches) -> None:
    content = compile_vintage(PUBLICATION, batches, FROZEN)
    one = batches.of("work", "2021-05")[0]
    one.path.write_bytes(b"x")
    with pytest.raises(CoreError) as error:
        rebuild(content, PUBLICATION, batches)
    assert error.value.code == "batch_lost"


def test_nothing_of_a_respondent_is_in_a_vintage(batches: Batches) -> None:
    marked = [row("RESPONDENT-龘", "E", "A1", "US", "7777.77", "7"), *month(12, "7")]
    batches.add("work", "2022-05", 9, COLUMNS, marked)
    body = canonical(compile_vintage(PUBLICATION, batches, FROZEN)).decode()
    assert "龘" not in body
    assert "7777.77" not in body


def test_a_correction_lists_what_was_and_what_is(batches: Batches) -> None:
    old = compile_vintage(PUBLICATION, batches, FROZEN)
    late = [row(f"late{n}", "E", "B", "JP", "12", "7") for n in range(3)]
    batches.add("work", "2022-05", 20, COLUMNS, late)
    frozen = replace(FROZEN, limit=20, why="补报")
    new = compile_vintage(PUBLICATION, batches, frozen, earlier=old)
    assert new["revision"]["of"] == digest_of(canonical(old))
    changes = {tuple(one["place"]): (told(one["old"]), told(one["new"]))
               for one in new["revision"]["changes"]}  # fmt: skip
    assert changes["headline", "all", "", ""] == ("8.6", "9.0")  # 864 + 36 = 900
    assert changes["table", "class", "B", "value"] == ("2.9", "3.2")  # 288 + 36 = 324
    assert ("table", "class", "A", "value") not in changes
    assert list(changes_between(old, old)) == []


def test_a_group_that_nobody_had_joined_yet_has_no_figure(batches: Batches) -> None:
    frozen = replace(FROZEN, groups=(replace(GROUPS[0], members=()), GROUPS[1]))
    assert table(compile_vintage(PUBLICATION, batches, FROZEN), "partner")["ALL"] == ["5.8"]
    assert table(compile_vintage(PUBLICATION, batches, frozen), "partner")["ALL"] == ["unknown"]


def test_a_correction_that_tells_one_respondent_is_refused(batches: Batches) -> None:
    """Both vintages are public, and so is what they differ by."""
    old = compile_vintage(PUBLICATION, batches, FROZEN)
    batches.add("work", "2022-05", 20, COLUMNS, [row("late", "E", "B", "JP", "36", "7")])
    with pytest.raises(CoreError) as error:
        compile_vintage(PUBLICATION, batches, replace(FROZEN, limit=20), earlier=old)
    assert error.value.code == "correction_tells"


def hidden_in(content: dict) -> set[tuple[str, str, int]]:
    """Where a content has no figure itself: table, row, column."""
    columns = {number for number, one in enumerate(FIGURES) if one.shows == "value"} | {0}
    return {
        (one["key"], line["code"], number)
        for one in content["tables"] for line in one["rows"]
        for number, cell in enumerate(line["cells"])
        if number in columns and cell["value"] is None
    }  # fmt: skip


def test_a_correction_shows_nothing_that_was_hidden(tmp_path: Path) -> None:
    """X alone in A1/E is hidden with the smallest beside it, A2; then A2 grows beyond B.

    By itself the second vintage would hide B beside it and show A2. Nobody of A1 has changed, so
    that A2 of the second and the total of the first would tell X to anybody who compares.
    """
    made = Batches(tmp_path)
    first = [row(f"f{n}", "E", service, "US", amount, "6")
             for n in range(4) for service, amount in (("A2", "20"), ("B", "90"))]  # fmt: skip
    made.add("work", "2022-05", 1, COLUMNS, [*first, row("x", "E", "A1", "US", "10", "6")])
    flat = replace(
        CODES["service"], rows=tuple((code, "", words) for code, _up, words in
                                     CODES["service"].rows if code != "A")
    )  # fmt: skip
    frozen = replace(FROZEN, codes={**CODES, "service": flat})
    old = compile_vintage(PUBLICATION, made, frozen)
    late = [row(f"late{n}", "E", "A2", "US", "500", "6") for n in range(4)]
    made.add("work", "2022-05", 20, COLUMNS, late)
    corrected = replace(frozen, limit=20, why="补报")
    alone = compile_vintage(PUBLICATION, made, corrected)
    new = compile_vintage(PUBLICATION, made, corrected, earlier=old)
    assert ("class", "A1", 1) in hidden_in(old) & hidden_in(new)
    assert hidden_in(old) - hidden_in(alone)  # what the correction by itself would have told
    assert hidden_in(old) <= hidden_in(new)
    made.add("work", "2022-05", 21, COLUMNS, [one | {"respondent": f"more{n}"}
                                              for n, one in enumerate(late)])  # fmt: skip
    third = compile_vintage(PUBLICATION, made, replace(corrected, limit=21), earlier=new)
    assert hidden_in(new) <= hidden_in(third)


def test_what_a_few_have_corrected_in_a_cell_is_hidden_there(batches: Batches) -> None:
    """Three firms file late, each in a class of its own: their sum may be told, no class may."""
    old = compile_vintage(PUBLICATION, batches, FROZEN)
    late = [row(f"late{n}", "E", service, "JP", "12", "7")
            for n, service in enumerate(("A1", "A2", "B"))]  # fmt: skip
    batches.add("work", "2022-05", 20, COLUMNS, late)
    new = compile_vintage(PUBLICATION, batches, replace(FROZEN, limit=20), earlier=old)
    assert told(new["headlines"][0]["cell"]) == "9.0"  # 864 + 36
    shown = table(new, "class")
    for code in ("A1", "A2", "B"):  # 12 more in each would be the one that came late
        assert table(old, "class")[code][1] not in ("few", "secondary")
        assert shown[code][1] == "secondary"
    assert table(new, "district")["E"][1] == "4.7"  # 432 + 36: three firms stand behind it


OLD = Edition("2", "2021-12-31", {
    "A": ("A",), "A1": ("A1",),  # as now
    "H": ("A1", "A2"),  # over two of now, in shares that nobody has said
    "Z": ("B",),  # B under another code
})  # fmt: skip


def changed_codes(tmp_path: Path, edition: Edition) -> dict[str, list[str]]:
    """The table by class where May 2021 was filed by an earlier list: A1 240, H 240, Z 240."""
    made = Batches(tmp_path)
    then = {"A1": "A1", "A2": "H", "B": "Z"}
    before = [one | {"service": then[one["service"]]} for one in month(10, "6")]
    made.add("work", "2021-05", 1, COLUMNS, before)
    made.add("work", "2022-05", 2, COLUMNS, month(12, "7"))
    frozen = replace(FROZEN, editions={"service": (edition,)})
    content = compile_vintage(PUBLICATION, made, frozen)
    again = rebuild(json.loads(canonical(content)), PUBLICATION, made)
    assert canonical(again) == canonical(content)
    assert told(content["headlines"][0]["cell"]) == "8.6"
    return table(content, "class")


def test_growth_over_a_change_of_the_list_follows_the_correspondence(tmp_path: Path) -> None:
    shown = changed_codes(tmp_path, OLD)
    assert shown["_T"][2] == "20.0"
    assert shown["B"][2] == "20.0"  # 288 after 240 under Z
    assert shown["A"][2] == "20.0"  # H lies within A whatever its shares
    assert shown["A1"][2] == shown["A2"][2] == "incomparable"
    assert shown["A1"][1] == "2.9"  # 288: the figure itself is told


def test_without_a_correspondence_no_class_is_compared(tmp_path: Path) -> None:
    nowhere = replace(OLD, links=dict.fromkeys(OLD.links, ()))
    shown = changed_codes(tmp_path, nowhere)
    assert shown["_T"][2] == "20.0"
    assert {shown[code][2] for code in ("A", "A1", "A2", "B")} == {"incomparable"}


def test_a_code_that_the_earlier_list_lacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CoreError) as error:
        changed_codes(tmp_path, replace(OLD, links={"A1": ("A1",), "H": ("A1", "A2")}))
    assert error.value.code == "code_unknown"


def test_a_period_without_filings_is_refused(batches: Batches) -> None:
    with pytest.raises(CoreError) as error:
        compile_vintage(PUBLICATION, batches, replace(FROZEN, period="2022-06"))
    assert error.value.code == "no_batches"


def test_a_code_that_no_list_knows_is_refused(batches: Batches) -> None:
    batches.add("work", "2022-05", 9, COLUMNS, [row("f9", "E", "C9", "US", "5", "7")])
    with pytest.raises(CoreError) as error:
        compile_vintage(PUBLICATION, batches, FROZEN)
    assert error.value.code == "code_unknown"


def test_the_hour_of_a_period() -> None:
    from zoneinfo import ZoneInfo

    moment = PUBLICATION.calendar.moment(Month(2022, 5), ZoneInfo("Asia/Shanghai"))
    assert moment.isoformat() == "2022-06-14T09:00:00+08:00"


def test_how_a_district_reported_is_taken_from_its_tally() -> None:
    due = date(2022, 6, 7)
    owed = [
        Owed("E", "a", due, date(2022, 6, 3)),
        Owed("E", "b", due, date(2022, 6, 9), rounds=2),
        Owed("E", "c", due),
        Owed("E", "d", due, answer_by=date(2022, 6, 15)),
    ]
    found = Quality.counted("E", tally(owed, date(2022, 6, 20)))
    assert found == Quality("E", 4, 1, 1, 1, 1, 1, 2)
