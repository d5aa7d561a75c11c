"""Nine documents of the genre about invented places, in every file form, against annotations.

They were written and annotated by hand without sight of the reader, by the counting rules alone.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from fumao.reading import read
from tests.reading.genre import build
from tests.reading.scoring import COLUMNS, Tally, listing, tally

FLOOR = 0.92
FLOOR_OF_ONE = 0.75  # one document's column may hold four items; the total is what must generalise

type Builder = Callable[[str, Path], Path]


def in_place(suffix: str) -> Builder:
    """A builder that builds nothing: the form stands in the folder."""
    return lambda stem, _folder: build.given(suffix, stem)


FORMS: list[tuple[str, str, Builder]] = [
    ("01_provincial_opinion", "txt", in_place(".txt")),
    ("02_city_measures", "txt", in_place(".txt")),
    ("03_plan_tab_table", "txt", in_place(".txt")),
    ("04_word_lines", "txt", in_place(".txt")),
    ("04_word_lines", "docx", build.table_docx),
    ("05_fund_articles", "txt", in_place(".txt")),
    ("06_pdf_layer", "txt", in_place(".txt")),
    ("06_pdf_layer", "pdf", build.pages_pdf),
    ("07_target_table", "txt", in_place(".txt")),
    ("07_target_table", "xlsx", build.sheets_xlsx),
    ("08_action_plan", "txt", in_place(".txt")),
    ("08_action_plan", "docx", build.paragraphs_docx),
    ("09_notice", "html", in_place(".html")),
]


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], dict[str, Tally]]:
    """Every form of every document, read and counted once."""
    folder = tmp_path_factory.mktemp("genre")
    out = {}
    for stem, form, builder in FORMS:
        gold: dict[str, Any] = json.loads(build.given(".gold.json", stem).read_text("utf-8"))
        out[stem, form] = tally(gold, read(builder(stem, folder)))
    return out


@pytest.mark.parametrize(("stem", "form"), [(stem, form) for stem, form, _ in FORMS])
def test_each_document_is_read_like_its_annotation(
    scored: Mapping[tuple[str, str], dict[str, Tally]], stem: str, form: str
) -> None:
    tallies = scored[stem, form]
    low = [column for column in COLUMNS if tallies[column].f1 < FLOOR_OF_ONE]
    assert not low, f"{low}\n{listing(tallies)}"


@pytest.mark.parametrize("column", COLUMNS)
def test_each_column_over_the_whole_set(
    scored: Mapping[tuple[str, str], dict[str, Tally]], column: str
) -> None:
    total = sum((tallies[column] for tallies in scored.values()), Tally())
    assert total.expected > 0
    assert total.f1 >= FLOOR, listing({column: total})
