"""Protection of tables: rules by hand, hidden figures against every table they could be."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from fumao.core.errors import CoreError
from fumao.statistics.disclosure import Protected, Record, Rules, Table, Tree, protect
from fumao.statistics.disclosure.balance import Balance
from fumao.statistics.disclosure.table import Cell, Key


def cell(*values: int) -> Cell:
    parts = {f"r{n}": Decimal(value) for n, value in enumerate(values)}
    return Cell(sum(parts.values(), Decimal(0)), parts)


@pytest.mark.parametrize(
    ("values", "reasons"),
    [
        ((), ()),
        ((5,), ("few", "dominance", "prior")),
        ((5, 5), ("few", "prior")),  # 5 of 10 is no dominance; nobody else is left to guess from
        ((50, 40, 10), ()),  # 50 %; 10 is not less than 10 % of 50
        ((50, 46, 4), ("prior",)),  # 4 is less than 5
        ((71, 15, 14), ("dominance",)),  # 71 % of 100; 14 is not less than 7.1
        ((70, 15, 15), ()),  # 70 % is not more than 70 %
        ((-71, 15, 14), ("dominance",)),  # the size counts
    ],
)
def test_what_is_sensitive(values: tuple[int, ...], reasons: tuple[str, ...]) -> None:
    assert Rules().reasons(cell(*values)) == reasons


@pytest.mark.parametrize(
    ("values", "distance"),
    [
        ((5,), "2.142857142857142857142857143"),  # 5 / 0.7 - 5: a wider figure would pass 70 %
        ((80, 15, 15), "11"),  # 80/0.7 - 110 = 4.29; 10 % of 110 is more
        ((50, 46, 4), "10.0"),
        ((0,), "1"),
    ],
)
def test_how_far_a_hidden_figure_is_kept(values: tuple[int, ...], distance: str) -> None:
    rules, one = Rules(), cell(*values)
    found = rules.distance(one, rules.reasons(one))
    assert found == Decimal(distance)


def flat(count: int) -> Tree:
    return Tree({str(n): "T" for n in range(count)})


def table_of(values: list[list[int]], each: int = 1) -> Table:
    """A table whose inner cells have `each` respondents, of their own, with equal parts."""
    records = [
        Record((str(i), str(j)), f"{i}.{j}.{n}", Decimal(value) / each)
        for i, row in enumerate(values)
        for j, value in enumerate(row)
        if value is not None
        for n in range(each)
    ]
    return Table((flat(len(values)), flat(len(values[0]))), records)


# Investment by activity and region (Fischetti and Salazar-González, 2000, figure 1).
INVESTMENT = [[20, 50, 10], [8, 19, 22], [17, 32, 12]]


def test_the_attack_on_a_table_of_the_literature() -> None:
    """22 and its three neighbours hidden: by hand, 22 lies between 5 and 30.

    a + x = 30, b + y = 29, a + b = 25, x + y = 34, none below zero: x ≤ 30, and b = x - 5 ≥ 0.
    """
    table = table_of(INVESTMENT)
    assert table.cells[("T", "T")].value == 190
    attack = Balance(table, [("1", "0"), ("1", "2"), ("2", "0"), ("2", "2")])
    low, high = (much / attack.scale for much in attack.reach(("1", "2")))
    assert (round(22 - low, 6), round(22 + high, 6)) == (5, 30)
    # Who knows one of the four knows them all.
    assert attack.reach(("1", "2"), [("2", "2")]) == (0, 0)


def test_a_single_hidden_figure_is_never_alone_in_its_row_or_column() -> None:
    values = [[120, 150, 110], [118, 119, 2], [117, 132, 112]]
    records = [
        Record((str(i), str(j)), f"{i}.{j}.{n}", Decimal(value) / each)
        for i, row in enumerate(values)
        for j, value in enumerate(row)
        for each in [1 if value == 2 else 4]
        for n in range(each)
    ]
    found = protect(Table((flat(3), flat(3)), records), Rules())
    assert set(found.primary) == {("1", "2")}
    # Two more in its row, its column and the corner: inner cells, being cheaper than totals.
    assert len(found.secondary) == 3
    assert all("T" not in key for key in found.secondary)
    assert found.shown(("1", "2")) is None
    assert found.shown(("T", "T")) == sum(map(sum, values))
    assert found.shown(("9", "9")) == 0


def test_a_branch_with_one_child_does_not_tell_it() -> None:
    """A class with a single sub-class equals it, so both are hidden."""
    classes = Tree({"ITO": "T", "ITO1": "ITO", "BPO": "T", "BPO1": "BPO", "BPO2": "BPO"})
    big = [
        Record((code,), f"{code}.{n}", Decimal(100))
        for code in ("BPO1", "BPO2")
        for n in range(5)
    ]  # fmt: skip
    found = protect(Table((classes,), [Record(("ITO1",), "only", Decimal(40)), *big]), Rules())
    assert set(found.primary) == {("ITO1",), ("ITO",)}
    assert found.secondary, "T - BPO would tell it"


def test_the_only_respondent_of_one_cell_cannot_work_out_another() -> None:
    """A row of two cells, each of one firm: hiding both is not enough, each firm knows its own."""
    records = [
        Record(("0",), "a", Decimal(40)),
        Record(("1",), "b", Decimal(50)),
        *(Record((code,), f"{code}{n}", Decimal(100)) for code in ("2", "3") for n in range(5)),
    ]
    found = protect(Table((flat(4),), records), Rules())
    assert len(found.secondary) == 1


RANGE = 7
SHAPE = (2, 3)


@cache
def every_table() -> NDArray[np.int64]:
    """All tables of 2 × 3 with figures up to RANGE - 1, as rows of their cells and margins."""
    inner = np.indices((RANGE,) * 6).reshape(6, -1).T.reshape(-1, *SHAPE)
    rows = np.concatenate([inner, inner.sum(2, keepdims=True)], 2)
    return np.concatenate([rows, rows.sum(1, keepdims=True)], 1)


def extremes(table: Table, hidden: Iterable[Key]) -> Mapping[Key, tuple[int, int]]:
    """Return the least and most that hidden cells are among all tables with the same shown ones."""
    codes = [["0", "1", "T"], ["0", "1", "2", "T"]]
    tables = every_table()
    same = np.ones(len(tables), dtype=bool)
    hidden = set(hidden)
    for i, row in enumerate(codes[0]):
        for j, column in enumerate(codes[1]):
            if (row, column) not in hidden:
                held = table.cells.get((row, column))
                same &= tables[:, i, j] == (held.value if held is not None else 0)
    left = tables[same]
    places = {(r, c): (i, j) for i, r in enumerate(codes[0]) for j, c in enumerate(codes[1])}
    return {
        key: (int(left[:, *places[key]].min()), int(left[:, *places[key]].max())) for key in hidden
    }


@st.composite
def small_tables(draw: st.DrawFn) -> Table:
    records = []
    for i in range(SHAPE[0]):
        for j in range(SHAPE[1]):
            size = draw(st.integers(0, 3))
            values = draw(st.lists(st.integers(0, 1), min_size=size, max_size=size))
            who = draw(st.lists(st.integers(0, 5), min_size=size, max_size=size, unique=True))
            records += [
                Record((str(i), str(j)), f"r{n}", Decimal(value))
                for n, value in zip(who, values, strict=True)
            ]
    return Table((flat(SHAPE[0]), flat(SHAPE[1])), records)


@settings(max_examples=150, deadline=None)
@given(small_tables())
def test_nothing_hidden_can_be_worked_out(table: Table) -> None:
    """Against every table of whole figures there is: the bonds of a two-way table have corners in
    whole figures, so this is the same as every table at all."""
    rules = Rules(prior=None, share=None)
    found = protect(table, rules)
    if table.cells:
        _holds(found, rules)
    else:
        assert not found.primary


def _holds(found: Protected, rules: Rules) -> None:
    hidden = {*found.primary, *found.secondary}
    for key, held in found.table.cells.items():
        if key not in hidden:
            assert not rules.reasons(held)
    if not hidden:
        return
    for key, (least, most) in extremes(found.table, hidden).items():
        value, bounds = found.table.cells[key].value, found.bounds[key]
        if key in found.primary:
            assert bounds.distance == max(Decimal("0.1") * value, Decimal(1))
            # Figures of the oracle end at RANGE - 1: what reaches that has no end.
            assert most >= min(value + bounds.distance, RANGE - 1)
            assert least <= max(value - bounds.distance, 0)
        assert round(bounds.low, 3) == least
        if bounds.high is not None and bounds.high < RANGE:
            assert round(bounds.high, 3) == most


def test_faulty_dimensions_are_refused() -> None:
    for parents in ({"a": "T", "b": "U"}, {"a": "b", "b": "a"}, {"a": "b", "b": "a", "c": "T"}):
        with pytest.raises(CoreError):
            Tree(parents)
    with pytest.raises(CoreError):
        Table((flat(2),), [Record(("7",), "a", Decimal(1))])
    with pytest.raises(CoreError):
        Table((flat(2),), [Record(("0", "0"), "a", Decimal(1))])


def test_a_table_with_corrections_below_zero_has_no_floor() -> None:
    """Where figures may be negative, a hidden one keeps its distance downwards, too."""
    records = [
        Record(("0",), "a", Decimal(3)),
        *(Record((code,), f"{code}{n}", Decimal(value))
          for code in ("1", "2") for n, value in enumerate((100, 90, 80, -40))),
    ]  # fmt: skip
    found = protect(Table((flat(3),), records), Rules())
    bounds = found.bounds[("0",)]
    assert bounds.distance == Decimal(3) / Decimal("0.70") - 3
    assert bounds.low < 0  # nobody can say that it is not
