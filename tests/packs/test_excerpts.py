"""Clauses of the shipped plans found in the source documents."""

import re
from pathlib import Path

import pytest

from fumao.core.errors import Words
from fumao.core.text import match_key
from fumao.packs.excerpts import find_excerpts
from fumao.packs.model import Clause, Pack, Place
from fumao.reading import read, read_text

SEEDS = {
    "xiamen-2016": "000_86ca93ce054259c6.txt",
    "xiamen-2020": "001_0b1b6885711b46b3.txt",
    "wuhan-2016": "002_5712e3620262e150.txt",
    "wenzhou-2012": "003_593d9452e08e20ac.txt",
    "tianjin-2020": "004_c4da3a9c74431343.txt",
}
# A table's total row has no number, so the reader makes no clause of it.
UNNUMBERED = {"xiamen-2016": {"附件2/合计"}}


@pytest.mark.parametrize("key", SEEDS)
def test_every_numbered_clause_gets_its_excerpt(
    shipped: dict[str, Pack], shared: Path, key: str
) -> None:
    pack = shipped[key]
    reading = read(shared / "seeds" / SEEDS[key])
    found = find_excerpts(pack.clauses, reading)
    assert {c.ref for c in pack.clauses} - found.keys() == UNNUMBERED.get(key, set())
    for clause in pack.clauses:
        if clause.kind in ("row", "item") and clause.ref in found:
            excerpt = reading.text[found[clause.ref].start : found[clause.ref].end]
            label = re.escape(match_key(clause.label).rstrip("."))
            # The first row of a category begins with the category's own cell.
            start = rf"[#*|(\s]*(\([一二三四五六七八]\)\D{{6}})?{label}"
            assert re.match(start, match_key(excerpt)), (clause.ref, excerpt[:30])


def test_units_of_a_task_stand_in_its_excerpt(shipped: dict[str, Pack], shared: Path) -> None:
    """The row a clause is given is that of its task: the task's leads are printed in it."""
    for key in ("xiamen-2016", "xiamen-2020", "wuhan-2016", "tianjin-2020"):
        reading = read(shared / "seeds" / SEEDS[key])
        found = find_excerpts(shipped[key].clauses, reading)
        for task in shipped[key].tasks:
            span = found[task.clause]
            excerpt = match_key(reading.text[span.start : span.end])
            assert all(match_key(name) in excerpt for name in task.lead), task.code


def _clause(ref: str) -> Clause:
    parent = ref.rpartition("/")[0] or None
    label = ref.rpartition("/")[2]
    level = ref.count("/")
    return Clause("d", ref, label, level, "item", parent, Words("题", "Title"), Place("d", 1))


def test_width_of_brackets_does_not_matter_and_strangers_are_left_out() -> None:
    items = "(一)健全统计。由市商务局牵头。\n\n(二)扩大开放。由市财政局牵头。\n"
    text = f"某市实施方案\n\n一、主要任务\n\n{items}"
    reading = read_text("plan.txt", text)
    found = find_excerpts([_clause("一"), _clause("一/（二）"), _clause("一/（九）")], reading)
    assert found.keys() == {"一", "一/（二）"}
    span = found["一/（二）"]
    assert reading.text[span.start : span.end].startswith("(二)扩大开放")
