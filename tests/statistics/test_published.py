"""Published vintages as a source: their cells and no others, the later one counting."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from fumao.core.periods import Month
from fumao.statistics.batches import Batches
from fumao.statistics.pivot import ABSENT, Cell, Terms, grid
from fumao.statistics.published import Published, parsed
from fumao.statistics.tabulation import TOTAL
from fumao.statistics.vintage import compile_vintage
from tests.statistics.test_vintage import COLUMNS, FROZEN, GROUPS, PUBLICATION, month, row

MAY = Month(2022, 5)
D = Decimal


def published(tmp_path: Path, rows: list[dict]) -> Published:
    batches = Batches(tmp_path / str(len(rows)))
    batches.add("work", "2021-05", 1, COLUMNS, month(10, "6"))
    batches.add("work", "2022-05", 2, COLUMNS, rows)
    return Published(
        PUBLICATION, [parsed(PUBLICATION, compile_vintage(PUBLICATION, batches, FROZEN))]
    )


def test_cells_are_those_of_the_tables(tmp_path: Path) -> None:
    source = published(tmp_path, month(12, "7"))
    assert source.cell("usd", "value", {"service": "A"}, MAY) == Cell(D("5.8"))  # 576 dollars
    assert source.cell("usd", "value", {"service": "A", "shore": "offshore"}, MAY) == Cell(D("3.8"))
    assert source.cell("cny", "growth", {"service": "A"}, MAY) == Cell(D("40.0"))
    assert source.cell("usd", "respondents", {"area": "E"}, MAY) == Cell(D(4))
    # The table of partners is of offshore alone: for both shores together nothing is told.
    assert source.cell("usd", "value", {"country": "US"}, MAY).why == ABSENT
    at = {"country": "US", "shore": "offshore"}
    assert source.cell("usd", "value", at, MAY) == Cell(D("2.9"))
    assert source.crossed("usd") == {
        ("service", TOTAL), ("service", "offshore"), ("area", TOTAL), ("area", "offshore"),
        ("country", "offshore"),
    }  # fmt: skip


def test_a_district_by_class_was_never_published(tmp_path: Path) -> None:
    source = published(tmp_path, month(12, "7"))
    found = grid(source, Terms("usd", "value", "area", "service", {}, (MAY,)))
    assert found.lines == ()


def test_what_is_hidden_stays_hidden(tmp_path: Path) -> None:
    source = published(tmp_path, [*month(12, "7"), row("solo", "W", "B", "DE", "300", "7")])
    offshore = {"shore": "offshore"}
    assert source.cell("usd", "value", {"country": "DE", **offshore}, MAY).why == "few"
    assert source.cell("usd", "value", {"country": "@ONE", **offshore}, MAY).why == "few"
    found = grid(source, Terms("usd", "share", "country", "", offshore, (MAY,)))
    shares = {line.member.code: line.cells[0] for line in found.lines}
    assert shares["DE"].value is None
    assert shares["@ONE"].value is None


def test_the_vintage_that_came_out_later_counts(tmp_path: Path) -> None:
    old, new = (
        parsed(PUBLICATION, compile_vintage(PUBLICATION, batches, FROZEN))
        for batches in (_may(tmp_path / "old", 12), _may(tmp_path / "new", 24))
    )
    assert Published(PUBLICATION, [old, new]).cell("usd", "value", {}, MAY) == Cell(D("17.3"))
    assert Published(PUBLICATION, [new, old]).cell("usd", "value", {}, MAY) == Cell(D("8.6"))


def test_a_vintage_of_an_earlier_definition_is_read_by_the_dimensions_of_today(
    tmp_path: Path,
) -> None:
    """Districts are no longer told apart: what was told by them is left out, totals stay."""
    content = compile_vintage(PUBLICATION, _may(tmp_path, 12), FROZEN)
    fewer = replace(PUBLICATION, dimensions=PUBLICATION.dimensions[1:])
    source = Published(fewer, [parsed(PUBLICATION, content)])
    assert source.cell("usd", "value", {"service": "A"}, MAY) == Cell(D("5.8"))
    assert source.crossed("usd") == {
        ("service", TOTAL), ("service", "offshore"), ("country", "offshore"),
    }  # fmt: skip
    again = Published(PUBLICATION, [parsed(PUBLICATION, content)])
    assert again.cell("usd", "value", {"area": "E"}, MAY) == Cell(D("4.3"))


def test_a_group_without_members_yet_has_no_figure(tmp_path: Path) -> None:
    frozen = replace(FROZEN, groups=(replace(GROUPS[0], members=()), GROUPS[1]))
    content = compile_vintage(PUBLICATION, _may(tmp_path, 12), frozen)
    source = Published(PUBLICATION, [parsed(PUBLICATION, content)])
    cell = source.cell("usd", "value", {"country": "@ALL", "shore": "offshore"}, MAY)
    assert (cell.value, cell.why) == (None, "unknown")


def _may(folder: Path, amount: int) -> Batches:
    batches = Batches(folder)
    batches.add("work", "2022-05", 1, COLUMNS, month(amount, "7"))
    return batches
