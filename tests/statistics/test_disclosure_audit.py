"""The proofs by moves against the audit itself: every attacker, every figure, one by one."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fumao.statistics.disclosure import Protected, Record, Rules, Table, Tree, protect
from fumao.statistics.disclosure.balance import Balance
from fumao.statistics.disclosure.table import Key

# Two branches, one with a single class below it: its total equals the class.
BRANCHES = Tree({"A": "T", "A1": "A", "B": "T", "B1": "B", "B2": "B"})
FLAT = Tree({"x": "T", "y": "T", "z": "T"})
SHORES = Tree({"on": "T", "off": "T"})


def leaves(tree: Tree) -> list[str]:
    below = {code for codes in tree.children.values() for code in codes}
    return sorted(below - set(tree.children))


@st.composite
def tables(draw: st.DrawFn, least: int) -> Table:
    trees = draw(st.sampled_from([(BRANCHES, FLAT), (FLAT, FLAT, SHORES), (BRANCHES, SHORES)]))
    keys = st.tuples(*(st.sampled_from(leaves(tree)) for tree in trees))
    records = draw(
        st.lists(st.tuples(keys, st.sampled_from("abcdefgh"), st.integers(least, 400)), max_size=30)
    )
    return Table(trees, [Record(key, who, Decimal(value)) for key, who, value in records])


def attackers(found: Protected) -> Iterator[tuple[str, list[Key]]]:
    """Yield nobody in particular, and each that is alone in hidden cells, with the cells."""
    yield "", []
    hidden = sorted({*found.primary, *found.secondary})
    alone = {key: list(found.table.cells[key].parts) for key in hidden}
    for who in sorted({parts[0] for parts in alone.values() if len(parts) == 1}):
        yield who, [key for key in hidden if alone[key] == [who]]


def told_too_closely(found: Protected, rules: Rules) -> list[tuple[str, Key]]:
    """Return who can work out which figure to within less than its distance, by 0.2 % of it."""
    attack = Balance(found.table, sorted({*found.primary, *found.secondary}))
    signed = any(part < 0 for cell in found.table.cells.values() for part in cell.parts.values())
    wrong = []
    for who, known in attackers(found):
        for key, reasons in found.primary.items():
            cell = found.table.cells[key]
            if set(cell.parts) == {who}:
                continue
            far = float(rules.distance(cell, reasons))
            rest = float(cell.value - cell.parts.get(who, Decimal(0)))
            low, high = (much / attack.scale for much in attack.reach(key, known))
            if high < 0.998 * far or low < 0.998 * (far if signed else min(far, rest)):
                wrong.append((who, key))
    return wrong


@settings(max_examples=60, deadline=None)
@given(tables(least=0))
def test_no_attacker_tells_a_figure_closer_than_its_distance(table: Table) -> None:
    assert told_too_closely(protect(table, Rules()), Rules()) == []


@settings(max_examples=30, deadline=None)
@given(tables(least=-50))
def test_nor_where_figures_may_be_below_zero(table: Table) -> None:
    assert told_too_closely(protect(table, Rules()), Rules()) == []


def test_the_audit_finds_what_is_not_hidden() -> None:
    """Two firms, each alone in a cell, hidden with nothing besides: each tells the other's."""
    tree = Tree({"x": "T", "y": "T", "z": "T"})
    big = [Record(("z",), f"z{n}", Decimal(100)) for n in range(5)]
    table = Table(
        (tree,), [Record(("x",), "a", Decimal(40)), Record(("y",), "b", Decimal(50)), *big]
    )
    rules = Rules()
    primary = {key: rules.reasons(table.cells[key]) for key in (("x",), ("y",))}
    bare = Protected(table, primary, frozenset(), {})
    assert told_too_closely(bare, rules) == [("a", ("y",)), ("b", ("x",))]
    assert told_too_closely(protect(table, rules), rules) == []


@pytest.mark.parametrize("far", [1, 10**12])
def test_figures_far_apart_are_protected_too(far: int) -> None:
    """A figure of 1 beside one of 10^12: its distance is less than the programme sees."""
    records = [Record(("x",), "a", Decimal(1)), Record(("y",), "b", Decimal(2))]
    records += [Record(("z",), f"z{n}", Decimal(far)) for n in range(5)]
    found = protect(Table((FLAT,), records), Rules())
    assert {("x",), ("y",)} <= set(found.primary)
    assert len(found.secondary) == 1
