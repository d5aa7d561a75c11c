"""A period told in several vintages: what a few have changed between them is not told."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from fumao.core.errors import CoreError
from fumao.core.periods import Month
from fumao.statistics.batches import Batches
from fumao.statistics.chains import chain, limits_of
from fumao.statistics.publication import Column, TableTerms
from fumao.statistics.vintage import canonical, compile_vintage, frozen_of, rebuild
from tests.statistics.test_vintage import (
    COLUMNS,
    FROZEN,
    PUBLICATION,
    W,
    batches,
    month,
    row,
    table,
    told,
)

__all__ = ["batches"]  # the fixture
MAY, JUNE = "2022-05", "2022-06"


@pytest.fixture
def corrected(batches: Batches) -> Batches:
    """May was told by batch 9; then f0 has 300 dollars in place of 216, and June is filed."""
    batches.add("work", MAY, 10, COLUMNS, [row("f0", "E", "B", "JP", "300", "7")])
    batches.add("work", JUNE, 11, COLUMNS, month(12, "7"))
    return batches


def line(content: dict) -> dict[str, str]:
    """The offshore line of the series by period."""
    one = content["series"][0]
    cells = one["lines"][0]["cells"]
    return {period: told(cell) for period, cell in zip(one["periods"], cells, strict=True)}


def test_a_month_stands_in_later_series_as_it_was_told(corrected: Batches) -> None:
    """576 dollars offshore (48 rows of 12, 12 of them by f0), whatever f0 has changed since."""
    may = compile_vintage(PUBLICATION, corrected, FROZEN)
    assert line(may)[MAY] == "5.8"
    june = replace(FROZEN, period=JUNE, limit=11)
    assert (
        line(compile_vintage(PUBLICATION, corrected, june))[MAY] == "7.3"
    )  # 576 - 144 + 300: tells f0
    content = compile_vintage(PUBLICATION, corrected, replace(june, told={MAY: (9,)}))
    assert line(content) == {MAY: "5.8", JUNE: "5.8"}
    kept = json.loads(canonical(content))
    assert ["work", MAY, 10] not in [one[:3] for one in kept["inputs"]["batches"]]
    assert frozen_of(kept).told == {MAY: (9,)}
    assert canonical(rebuild(kept, PUBLICATION, corrected)) == canonical(content)


def test_a_month_corrected_stands_there_as_its_correction_told_it(corrected: Batches) -> None:
    """All four have changed: the correction is told, and so it is in the series of June."""
    late = [row(f"f{n}", "E", "B", "JP", "300", "7") for n in (1, 2, 3)]
    corrected.add("work", MAY, 12, COLUMNS, late)
    may = compile_vintage(PUBLICATION, corrected, FROZEN)
    again = compile_vintage(PUBLICATION, corrected, replace(FROZEN, limit=12), earlier=may)
    frozen = replace(FROZEN, period=JUNE, limit=12, told={MAY: (9, 12)})
    content = compile_vintage(PUBLICATION, corrected, frozen)
    assert line(content)[MAY] == line(again)[MAY] == "12.0"  # 4 × 300
    assert canonical(rebuild(content, PUBLICATION, corrected)) == canonical(content)


def test_the_first_release_of_a_month_told_in_a_series_is_judged_beside_it(
    corrected: Batches,
) -> None:
    early = replace(FROZEN, limit=10, told={MAY: (9,)})
    with pytest.raises(CoreError) as error:
        compile_vintage(PUBLICATION, corrected, early)
    assert error.value.code == "correction_tells"
    same = compile_vintage(PUBLICATION, corrected, replace(FROZEN, limit=9, told={MAY: (9,)}))
    assert told(same["headlines"][0]["cell"]) == "8.6"


def test_a_year_before_is_compared_by_the_rows_it_was_published_with(tmp_path: Path) -> None:
    """DE was third of three, so under the rest; now it is the first. With a growth of its own it
    would take the rest of then apart, which may hide one respondent."""
    growth = (Column("value", W, "value"), Column("growth", W, "growth"))
    terms = TableTerms("partner", W, "country", "usd", growth, most=2, only="offshore")
    publication = replace(PUBLICATION, tables=(terms,))
    made = Batches(tmp_path)
    for place, (code, sizes) in enumerate((
        ("2021-05", {"US": 30, "JP": 20, "DE": 10}), (MAY, {"US": 33, "JP": 20, "DE": 60}),
    ), 1):  # fmt: skip
        made.add("work", code, place, COLUMNS, [
            row(f"f{number}", "E", "B", country, str(size))
            for number in range(4) for country, size in sizes.items()
        ])  # fmt: skip
    found = table(compile_vintage(publication, made, FROZEN), "partner")
    assert found["US"] == ["1.3", "10.0"]  # 4 × 33 after 4 × 30
    assert found["DE"] == ["2.4", "unknown"]
    assert found["_T"] == ["4.5", "88.3"]  # 4 × 113 after 4 × 60


def test_the_limits_of_a_period() -> None:
    frozen = replace(FROZEN, limit=20, told={"2022-04": (5, 9), MAY: (9,)})
    assert limits_of(frozen, Month(2022, 4)) == (5, 9)
    assert limits_of(frozen, Month(2022, 3)) == (20,)  # never told before
    assert limits_of(frozen, Month(2022, 5), earlier=[12]) == (9, 12, 20)
    assert chain({MAY: (20,)}, MAY, MAY, 20) == (20,)
