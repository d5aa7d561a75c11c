"""Batches and the cube: nothing is overwritten, and a part made anew equals the whole made anew."""

import fcntl
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fumao.core.errors import CoreError
from fumao.statistics.batches import Batch, Batches, Columns
from fumao.statistics.cube import Cube, Shape, tree_of
from fumao.statistics.disclosure import Rules, Table, protect

COLUMNS = Columns({"area": "TEXT", "shore": "TEXT", "usd": "DECIMAL(18,2)"})
SHAPE = Shape("work-done", ("area", "shore"), ("usd",))
D = Decimal


def row(respondent: str, area: str | None, shore: str | None, usd: str | None) -> dict[str, object]:
    return {
        "respondent": respondent, "area": area, "shore": shore,
        "usd": None if usd is None else D(usd),
    }  # fmt: skip


def cube() -> Cube:
    return Cube(duckdb.connect(), [SHAPE])


def test_of_a_respondent_the_last_batch_counts_whole(tmp_path: Path) -> None:
    batches, made = Batches(tmp_path), cube()
    first = [row("a", "E", "off", "10.10"), row("a", "W", "off", "5"), row("b", "E", "on", "7")]
    batches.add("work-done", "2022-05", 1, COLUMNS, first)
    batches.add("work-done", "2022-05", 2, COLUMNS, [row("a", "E", "off", "11")])
    made.rebuild(batches)
    assert made.cells("work-done") == [
        ("2022-05", "a", "E", "off", D("11.00"), 1),
        ("2022-05", "b", "E", "on", D("7.00"), 1),
    ]
    made.rebuild(batches, vintage=1)  # what was published before the correction
    assert [one[4] for one in made.cells("work-done")] == [D("10.10"), D("5.00"), D("7.00")]


def test_a_filing_with_nothing_in_it_replaces_one_with_figures(tmp_path: Path) -> None:
    batches, made = Batches(tmp_path), cube()
    batches.add("work-done", "2022-05", 1, COLUMNS, [row("a", "E", "off", "10")])
    batches.add("work-done", "2022-05", 2, COLUMNS, [row("a", None, None, None)])
    made.rebuild(batches)
    assert made.cells("work-done") == []


def test_a_batch_is_never_changed(tmp_path: Path) -> None:
    batches = Batches(tmp_path)
    rows = [row("a", "E", "off", "10"), row("'; DROP", "\ue000\\N", "", None)]
    one = batches.add("work-done", "2022-05", 1, COLUMNS, rows)
    again = batches.add("work-done", "2022-05", 1, COLUMNS, rows)
    assert (one, one.sound()) == (again, True)
    with pytest.raises(CoreError) as told:
        batches.add("work-done", "2022-05", 1, COLUMNS, rows[:1])
    assert told.value.code == "batch_taken"
    assert [path.name for path in one.path.parent.iterdir()] == [one.path.name]
    made = cube()
    made.rebuild(batches)
    # An empty text is no missing one, and a text that looks like one is kept.
    assert made.cells("work-done")[0][1:4] == ("'; DROP", "\ue000\\N", "")
    one.path.write_bytes(b"x")
    assert not one.sound()


def test_what_a_killed_writer_left_is_gone_after_the_next_batch(tmp_path: Path) -> None:
    """Of a writer that lives nothing is taken: it holds its lines."""
    batches = Batches(tmp_path)
    folder = tmp_path / "work" / "2022-01"
    folder.mkdir(parents=True)
    for name in ("000000000001.77.lines", "000000000001.77.part", "tmp_000000000002.78.part"):
        (folder / name).write_text("half")
    alive = [folder / f"000000000003.79.{kind}" for kind in ("lines", "part")]
    for path in alive:
        path.write_text("half")
    with alive[0].open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        made = batches.add("work", "2022-01", 4, COLUMNS, [])
        assert sorted(folder.iterdir()) == sorted([*alive, made.path])
    again = batches.add("work", "2022-01", 5, COLUMNS, [])
    assert sorted(folder.iterdir()) == sorted([made.path, again.path])


def test_a_dimension_added_later_is_unknown_in_older_batches(tmp_path: Path) -> None:
    """Within a period, and in one whose batches are all older."""
    batches = Batches(tmp_path)
    old = Columns({"area": "TEXT", "usd": "DECIMAL(18,2)"})
    new = Columns({"area": "TEXT", "park": "TEXT", "usd": "DECIMAL(18,2)"})
    row = {"area": "E", "usd": Decimal(10)}
    batches.add("work", "2022-01", 1, old, [row | {"respondent": "a"}, row | {"respondent": "b"}])
    batches.add("work", "2022-02", 2, old, [row | {"respondent": "a"}])
    batches.add("work", "2022-01", 3, new, [row | {"respondent": "b", "park": "P"}])
    shape = Shape("work", ("area", "park"), ("usd",))
    cube = Cube(duckdb.connect(), [shape])
    cube.rebuild(batches)
    assert cube.cells("work") == [
        ("2022-01", "a", "E", None, Decimal("10.00"), 1),
        ("2022-01", "b", "E", "P", Decimal("10.00"), 1),
        ("2022-02", "a", "E", None, Decimal("10.00"), 1),
    ]


@pytest.mark.parametrize(
    ("form", "period"),
    [("Work", "2022-05"), ("../work", "2022-05"), ("work", "2022-5"), ("work", "2022-13/..")],
)
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, form: str, period: str) -> None:
    with pytest.raises(CoreError):
        Batches(tmp_path).of(form, period)


@pytest.mark.parametrize(
    "types", [{"a b": "TEXT"}, {"respondent": "TEXT"}, {"a": "TEXT); DROP TABLE x; --"}]
)
def test_columns_that_are_no_columns_are_refused(types: dict[str, str]) -> None:
    with pytest.raises(CoreError):
        Columns(types)
    with pytest.raises(CoreError):
        Shape("work", ("a b",), ())


AREAS, SHORES, PERIODS = ("E", "W"), ("off", "on"), ("2022-04", "2022-05")
ROWS = st.lists(
    st.tuples(st.sampled_from(AREAS), st.sampled_from(SHORES), st.integers(-500, 500)), max_size=4
)
FILINGS = st.lists(
    st.tuples(st.sampled_from(PERIODS), st.sampled_from("abc"), ROWS), min_size=1, max_size=8
)


@settings(max_examples=40, deadline=None)
@given(FILINGS, st.integers(0, 8))
def test_a_part_made_anew_equals_the_whole(
    filings: Sequence[tuple[str, str, list[tuple[str, str, int]]]], vintage: int
) -> None:
    """After every batch only its period is compiled; the oracle keeps the last filing of each."""
    with TemporaryDirectory() as folder:
        batches, made = Batches(Path(folder)), cube()
        last: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
        for number, (period, who, rows) in enumerate(filings, 1):
            _add(batches, period, number, who, rows)
            made.compile_period(batches, "work-done", period)
            last[period, who] = rows
        whole = cube()
        whole.rebuild(batches)
        assert made.cells("work-done") == whole.cells("work-done") == _cells(last)
        before = {(period, who): rows for period, who, rows in filings[:vintage]}
        whole.rebuild(batches, vintage)
        assert whole.cells("work-done") == _cells(before)


def _add(
    batches: Batches, period: str, number: int, who: str, rows: list[tuple[str, str, int]]
) -> Batch:
    filled = [row(who, area, shore, f"{cents / 100:.2f}") for area, shore, cents in rows]
    return batches.add("work-done", period, number, COLUMNS, filled or [row(who, None, None, None)])


def _cells(
    last: dict[tuple[str, str], list[tuple[str, str, int]]],
) -> list[tuple[object, ...]]:
    found: dict[tuple[str, str, str, str], tuple[Decimal, int]] = {}
    for (period, who), rows in last.items():
        for area, shore, cents in rows:
            total, count = found.get((period, who, area, shore), (D(0), 0))
            found[period, who, area, shore] = (total + D(cents) / 100, count + 1)
    return [(*key, *value) for key, value in sorted(found.items())]


def test_from_batches_to_a_protected_table(tmp_path: Path) -> None:
    """Three firms in one cell, one alone in another: its cell is hidden, and one beside it."""
    batches, made = Batches(tmp_path), cube()
    rows = [row(f"f{n}", "E", "off", "100") for n in range(4)]
    rows += [row(f"g{n}", "W", "off", "90") for n in range(4)]
    rows += [row(f"h{n}", "W", "on", "80") for n in range(4)] + [row("alone", "E", "on", "40")]
    batches.add("work-done", "2022-05", 1, COLUMNS, rows)
    made.rebuild(batches)
    records = made.records("work-done", "usd", ("area", "shore"), {"period": "2022-05"})
    trees = (tree_of(dict.fromkeys(AREAS)), tree_of(dict.fromkeys(SHORES)))
    found = protect(Table(trees, records), Rules())
    assert found.shown(("_T", "_T")) == 1120
    assert set(found.primary) == {("E", "on")}
    assert found.secondary == {("E", "off"), ("W", "on"), ("W", "off")}
    with pytest.raises(CoreError):
        made.records("work-done", "usd", ("park",))
