"""The five source documents against their annotations, whole and rewritten in other clothes."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import opencc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fumao.reading import read, read_text
from fumao.reading.output import to_dict
from tests.reading.conftest import SEEDS, load, scores

FULL_WIDTH = {ord(c): 0xFF10 + i for i, c in enumerate("0123456789")} | {
    ord("("): ord("（"), ord(")"): ord("）"), ord(","): ord("，"), ord("%"): ord("％"),
}  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_a_source_document_scores_at_least_098(
    seed: str, shared: Path, score_tool: ModuleType
) -> None:
    got = to_dict(read(shared / "seeds" / seed))
    result = scores(score_tool, load(shared / "gold" / SEEDS[seed]), got)
    assert min(result.values()) >= 0.98, result


@pytest.mark.parametrize("seed", SEEDS)
def test_every_excerpt_is_where_it_says(seed: str, shared: Path) -> None:
    reading = read(shared / "seeds" / seed)
    squeeze = str.maketrans("", "", " \t\n\u3000")
    for task in reading.tasks:
        excerpt = reading.text[task.start : task.end].translate(squeeze)
        assert task.text.translate(squeeze)[:12] in excerpt.replace("<p>", "")
        printed = {reading.text[s.start : s.end].translate(squeeze) for s in task.unit_spans}
        assert printed == set(task.lead) | set(task.cooperating) | set(task.upper)
        if task.schedule.span is not None:
            span = task.schedule.span
            assert task.schedule.text in reading.text[span.start : span.end]
    for clause in reading.clauses:
        assert clause.end > clause.start
        if clause.kind != "row":
            assert reading.text.startswith(clause.label, clause.start)
        if clause.parent is not None:
            parent = reading.clauses[clause.parent]
            assert parent.start <= clause.start and clause.end <= parent.end
    refs = [clause.ref for clause in reading.clauses]
    assert len(refs) == len(set(refs))


def wrapped(text: str, width: int, indent: str) -> str:
    """Cut every paragraph into lines of `width` characters, as a PDF's text layer has them."""
    out: list[str] = []
    for paragraph in text.split("\n"):
        words = paragraph.strip(" \u3000")
        if not words:
            continue
        words = indent + words
        out.extend(words[i : i + width] for i in range(0, len(words), width))
    return "\n".join(out)


@pytest.mark.parametrize("seed", ["003_593d9452e08e20ac.txt", "004_c4da3a9c74431343.txt"])
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(width=st.integers(26, 48))
def test_hard_wraps_change_nothing(
    seed: str, shared: Path, score_tool: ModuleType, width: int
) -> None:
    text = (shared / "seeds" / seed).read_text(encoding="utf-8")
    got = to_dict(read_text(seed, wrapped(text, width, "\u3000\u3000")))
    result = scores(score_tool, load(shared / "gold" / SEEDS[seed]), got)
    assert min(result.values()) >= 0.98, result


@pytest.mark.parametrize("seed", SEEDS)
def test_full_width_digits_and_signs_change_nothing(
    seed: str, shared: Path, score_tool: ModuleType
) -> None:
    text = (shared / "seeds" / seed).read_text(encoding="utf-8").translate(FULL_WIDTH)
    result = scores(score_tool, load(shared / "gold" / SEEDS[seed]), to_dict(read_text(seed, text)))
    assert min(result.values()) >= 0.98, result


@pytest.mark.parametrize("seed", SEEDS)
def test_gb18030_and_utf16_are_detected(seed: str, shared: Path, tmp_path: Path) -> None:
    text = (shared / "seeds" / seed).read_text(encoding="utf-8")
    plain = to_dict(read_text(seed, text))
    for encoding in ("gb18030", "utf-16", "utf-8-sig"):
        path = tmp_path / f"{encoding}.txt"
        path.write_bytes(text.encode(encoding))
        reading = read(path)
        again = to_dict(reading)
        assert (again["tasks"], again["meta"]) == (plain["tasks"], plain["meta"])
        assert reading.encoding == encoding.removesuffix("-sig")


@pytest.mark.parametrize("seed", ["000_86ca93ce054259c6.txt", "002_5712e3620262e150.txt"])
def test_traditional_characters_change_nothing(seed: str, shared: Path) -> None:
    converter = opencc.OpenCC("s2t")
    text = (shared / "seeds" / seed).read_text(encoding="utf-8")
    pairs = {char: converter.convert(char) for char in set(text)}
    other = "".join(turned if len(turned) == 1 else char for char, turned in _pairs(text, pairs))
    before, after = read_text(seed, text), read_text(seed, other)
    assert [len(t.lead) for t in after.tasks] == [len(t.lead) for t in before.tasks]
    assert [t.schedule.kind for t in after.tasks] == [t.schedule.kind for t in before.tasks]
    assert [(t.start, t.end) for t in after.tasks] == [(t.start, t.end) for t in before.tasks]
    assert len(after.targets) == len(before.targets)
    assert len(after.incentives) == len(before.incentives)


def _pairs(text: str, table: dict[str, str]) -> Iterator[tuple[str, str]]:
    return ((char, table[char]) for char in text)


@pytest.mark.parametrize(
    ("seed", "change"),
    [
        ("003_593d9452e08e20ac.txt", lambda text: _renumber(text, "（{}）")),
        ("004_c4da3a9c74431343.txt", lambda text: _renumber(text, "{}、")),
    ],
)
def test_other_numbers_change_nothing(
    seed: str, change: Callable[[str], str], shared: Path
) -> None:
    text = (shared / "seeds" / seed).read_text(encoding="utf-8")
    before = read_text(seed, text)
    after = read_text(seed, change(text))
    assert [t.lead for t in after.tasks] == [t.lead for t in before.tasks]
    assert [t.text for t in after.tasks] == [t.text for t in before.tasks]


def _renumber(text: str, form: str) -> str:
    return re.sub(r"(?m)^([\s\u3000]*)(\d{1,2})\.(?!\d)", lambda m: m[1] + form.format(m[2]), text)


def test_other_departments_change_nothing(shared: Path) -> None:
    seed = "004_c4da3a9c74431343.txt"
    text = (shared / "seeds" / seed).read_text(encoding="utf-8")
    swaps = {"市商務局": "州經濟合作廳", "天津海關": "雲嶺海關", "市財政局": "市粮食和物资储备局"}
    before = read_text(seed, text)
    for old, new in swaps.items():
        text = text.replace(old, new)
    after = read_text(seed, text)
    expected = [tuple(swaps.get(unit, unit) for unit in task.lead) for task in before.tasks]
    assert [task.lead for task in after.tasks] == expected


def test_findings_of_the_source_documents(shared: Path) -> None:
    def codes(seed: str) -> list[str]:
        return [one.code for one in read(shared / "seeds" / seed).findings]

    names = list(SEEDS)
    first = read(shared / "seeds" / names[0]).findings
    total = next(one for one in first if one.code == "column_sum")
    # facts.md 3.2: the cells of 2015 add up to 95.68 while the stated total is 101.2
    assert (total.data["computed"], total.data["stated"], total.data["gap"]) == (
        "95.68", "101.2", "5.52",
    )  # fmt: skip
    assert codes(names[0]).count("ambiguous_due") == 4
    assert codes(names[0]).count("blank_cell") == 1
    # mission.md §0: 27 of 113 sentences of the table differ from the body
    assert codes(names[2]).count("row_differs") == 27
    # facts.md 13.1: 29 rows say 上半年 and the document was printed on 10 August
    assert codes(names[2]).count("due_before_document") == 29
    assert codes(names[2]).count("unit_twice") == 1
    assert "superseded_basis" in codes(names[3])
    assert "damaged_text" in codes(names[4])
