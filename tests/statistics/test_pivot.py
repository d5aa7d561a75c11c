"""Pivots: tables worked out by hand, the same as a plain dictionary gives, nothing hidden told."""

from collections.abc import Mapping
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fumao.core.errors import Words
from fumao.core.periods import Month, Period
from fumao.statistics.pivot import (
    ABSENT,
    NO_CELL,
    OTHERS,
    Axis,
    Cell,
    Grid,
    Member,
    Shows,
    Terms,
    grid,
    ordered,
    ranked,
)
from fumao.statistics.tabulation import TOTAL

D = Decimal
MAY, BEFORE = Month(2022, 5), Month(2021, 5)
HIDDEN = Cell(None, "few")


def member(code: str, parent: str = "", level: int = 1, kind: str = "row") -> Member:
    return Member(code, Words(code, code), kind, parent, level)  # type: ignore[arg-type]


WHOLE = member(TOTAL, level=0, kind="total")
CLASSES = Axis("class", Words("类", "class"), (
    WHOLE, member("A"), member("A1", "A", 2), member("A2", "A", 2), member("B"),
    member("@G", kind="group"),
))  # fmt: skip
SHORES = Axis("shore", Words("岸", "shore"), (WHOLE, member("off"), member("on")))


class Told:
    """A source that tells what it is given: by class, shore and period a figure, or why not."""

    axes: Mapping[str, Axis] = {"class": CLASSES, "shore": SHORES}

    def __init__(self, cells: Mapping[tuple[str, str, Period], int | str]) -> None:
        self.cells = {
            key: Cell(None, one) if isinstance(one, str) else Cell(D(one))
            for key, one in cells.items()
        }

    def cell(self, measure: str, shows: Shows, at: Mapping[str, str], period: Period) -> Cell:
        if shows != "value":
            return NO_CELL
        return self.cells.get((at.get("class", TOTAL), at.get("shore", TOTAL), period), NO_CELL)


def by_class(now: Mapping[str, int | str], before: Mapping[str, int | str] | None = None) -> Told:
    cells: dict[tuple[str, str, Period], int | str] = {
        (code, TOTAL, MAY): figure for code, figure in now.items()
    }
    cells |= {(code, TOTAL, BEFORE): figure for code, figure in (before or {}).items()}
    return Told(cells)


def asked(shows: Shows = "value", columns: str = "", periods: tuple[Month, ...] = (MAY,)) -> Terms:
    return Terms("usd", shows, "class", columns, {}, periods)


def read(found: Grid) -> dict[str, list[object]]:
    return {
        line.member.code: [one.why if one.value is None else one.value for one in line.cells]
        for line in found.lines
    }


def test_rows_by_periods_with_what_is_not_there_left_out() -> None:
    source = by_class({TOTAL: 90, "A": 60, "A1": 60, "B": 30}, {TOTAL: 80, "B": "few"})
    found = grid(source, asked(columns="period", periods=(BEFORE, Month(2022, 4), MAY)))
    assert [one.code for one in found.columns] == ["2021-05", "2022-05"]  # nothing is told of April
    assert read(found) == {
        TOTAL: [80, 90], "A": [ABSENT, 60], "A1": [ABSENT, 60], "B": ["few", 30],
    }  # fmt: skip


def test_a_change_needs_both_figures_and_a_share_its_whole() -> None:
    source = by_class({TOTAL: 90, "A": 60, "B": 30, "A1": "few"}, {TOTAL: 80, "A": 50, "B": "few"})
    assert read(grid(source, asked("growth"))) == {
        TOTAL: [D("12.5")], "A": [D(20)], "A1": ["few"], "B": ["few"],
    }  # fmt: skip
    shares = grid(by_class({TOTAL: 80, "A": 60, "B": 20, "A1": "few"}), asked("share"))
    assert read(shares) == {TOTAL: [100], "A": [75], "A1": ["few"], "B": [25]}
    assert all(line.cells[0].derived for line in shares.lines if line.cells[0].value is not None)
    untold = grid(by_class({TOTAL: "secondary", "A": 60}), asked("share"))
    assert read(untold)["A"] == ["secondary"]


def test_of_groups_and_rests_no_change_is_worked_out() -> None:
    """Who is in them may have changed."""
    source = by_class({"@G": 60, "B": 6}, {"@G": 50, "B": 5})
    assert read(grid(source, asked("growth"))) == {"B": [D(20)], "@G": ["unknown"]}


def test_a_sum_since_january_needs_every_month() -> None:
    months = [Month(2022, number) for number in range(1, 6)]
    cells: dict[tuple[str, str, Period], int | str] = {}
    for one in months:
        cells["A", TOTAL, one], cells["B", TOTAL, one] = 10, 1
        cells[TOTAL, TOTAL, one] = 11
    cells["B", TOTAL, Month(2022, 2)] = "dominance"
    del cells[TOTAL, TOTAL, Month(2022, 3)]
    assert read(grid(Told(cells), asked("so_far"))) == {
        "A": [50], "B": ["part"], TOTAL: ["unknown"],
    }  # fmt: skip


def test_a_cross_that_is_told_by_rows_and_by_columns_alone_is_no_table() -> None:
    source = Told({
        (TOTAL, TOTAL, MAY): 9, ("A", TOTAL, MAY): 5, ("B", TOTAL, MAY): 4, (TOTAL, "off", MAY): 7,
    })  # fmt: skip
    assert grid(source, asked(columns="shore")) == Grid((), ())


def test_the_largest_and_the_others() -> None:
    source = by_class({TOTAL: 100, "A": 70, "A1": 30, "A2": 40, "B": 30, "@G": 70})
    found = ordered(grid(source, asked()), 0, most=1)
    assert read(found) == {TOTAL: [100], "A2": [40], OTHERS: [60], "@G": [70]}
    others = found.lines[2]
    assert others.member.label.zh == "其他（2 项）"
    assert others.cells[0].derived
    rising = ordered(grid(source, asked()), 0, descending=False)
    assert [line.member.code for line in rising.lines] == [TOTAL, "A1", "B", "A2", "@G"]


def test_others_with_a_hidden_one_are_hidden_too() -> None:
    """With them the hidden one could be worked out from the rest."""
    source = by_class({TOTAL: 100, "A1": 30, "A2": "few", "B": 50})
    found = ordered(grid(source, asked()), 0, most=1)
    assert read(found) == {TOTAL: [100], "B": [50], OTHERS: ["part"]}


def test_places_and_how_they_changed() -> None:
    """B rises from the third place to the first; equal figures share one; who has none is last."""
    now = by_class({TOTAL: 9, "A1": 20, "A2": 20, "B": 50})
    then = by_class({TOTAL: 9, "A1": "few", "A2": 9, "B": 8})
    found = ranked(grid(now, asked()), grid(then, asked()))
    assert [(one.member.code, one.place, one.change) for one in found] == [
        ("B", 1, -1 + 2), ("A1", 2, None), ("A2", 2, -1),
    ]  # fmt: skip
    turned = ranked(grid(then, asked()), grid(now, asked()))
    assert [(one.member.code, one.place) for one in turned] == [("A2", 1), ("B", 2), ("A1", None)]


CELLS = st.dictionaries(
    st.tuples(
        st.sampled_from([one.code for one in CLASSES.members]),
        st.sampled_from([one.code for one in SHORES.members]),
        st.sampled_from([BEFORE, MAY]),
    ),
    st.one_of(st.integers(-50, 50), st.sampled_from(["few", "secondary", "unknown"])),
)


@given(CELLS, st.integers(1, 4))
def test_nothing_is_told_that_the_source_does_not_tell(
    cells: dict[tuple[str, str, Period], int | str], most: int
) -> None:
    """Every figure of a pivot is the source's own; of others the sum, and only of what is told."""
    terms = asked(columns="shore")
    found = grid(Told(cells), terms)
    for line in found.lines:
        for column, cell in zip(found.columns, line.cells, strict=True):
            held = cells.get((line.member.code, column.code, MAY))
            assert cell.value == (D(held) if isinstance(held, int) else None)
    if not found.lines:
        return
    cut = ordered(found, len(found.columns) - 1, most=most)
    kept = {line.member.code for line in cut.lines}
    above = {line.member.parent for line in found.lines}
    left = [
        line for line in found.lines
        if line.member.code not in (kept | above) and line.member.kind == "row"
    ]  # fmt: skip
    for line in cut.lines:
        if line.member.code != OTHERS:
            continue
        for place, cell in enumerate(line.cells):
            column = [one.cells[place] for one in left if one.cells[place].why != ABSENT]
            if any(one.value is None for one in column):
                assert cell.value is None
            elif column:
                assert cell.value == sum(one.value for one in column if one.value is not None)
