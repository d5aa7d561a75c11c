"""Accepted filings as a source: the same as adding them up one by one, flagged by the rules."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fumao.core.errors import CoreError
from fumao.core.periods import Month
from fumao.statistics.accepted import BLANK, Accepted, accepted
from fumao.statistics.batches import Batches
from fumao.statistics.disclosure.table import Cell as Figure
from fumao.statistics.pivot import ABSENT, Terms, grid
from fumao.statistics.published import GROUP
from fumao.statistics.tabulation import TOTAL
from tests.statistics.test_vintage import CODES, COLUMNS, GROUPS, PUBLICATION, month, row

MAY, APRIL = Month(2022, 5), Month(2022, 4)
D = Decimal
BOTH = {"2022-04": GROUPS, "2022-05": GROUPS}


def loaded(folder: Path, rows: list[dict]) -> Accepted:
    batches = Batches(folder)
    batches.add("work", "2022-04", 1, COLUMNS, month(10, "6"))
    batches.add("work", "2022-05", 2, COLUMNS, rows)
    return accepted(PUBLICATION, batches, CODES, BOTH, "country")


def test_every_cross_with_the_rule_that_forbids_it(tmp_path: Path) -> None:
    """Four firms with 12 dollars in each of three partners, three classes and two districts."""
    data = loaded(tmp_path, [*month(12, "7"), row("solo", "W", "B", "DE", "300", "7")])
    terms = Terms("usd", "value", "area", "country", {"service": "B"}, (MAY,))
    found = grid(data.asked("usd", ("area", "country"), {"service": "B"}), terms)
    cells = {
        (line.member.code, column.code): cell
        for line in found.lines
        for column, cell in zip(found.columns, line.cells, strict=True)
    }
    assert cells["E", "US"].value == D("0.48")  # hundreds of dollars: 4 × 12
    assert cells["E", "US"].flags == ()
    assert cells["W", "DE"].value == D(3)
    assert cells["W", "DE"].flags == ("few", "dominance")
    assert cells["W", GROUP + "ONE"] == cells["W", "DE"]
    assert cells["E", "DE"].value == 0  # nobody, and that is known
    assert cells["W", TOTAL].value == D("4.44")  # 12 × 12 + 300
    assert cells["W", TOTAL].flags == ()  # the largest has 300 of 444, which is 67.6 %


def test_a_sum_since_january_is_not_known_without_january(tmp_path: Path) -> None:
    data = loaded(tmp_path, month(12, "7"))
    terms = Terms("usd", "so_far", "service", "", {}, (MAY,))
    found = grid(data.asked("usd", ("service",), {}), terms)
    assert {line.cells[0].why for line in found.lines} == {"unknown"}  # January is not there
    names = [line.member.code for line in found.lines]
    assert names == [TOTAL, "A", "A1", "A2", "B"]


def test_other_measures_and_periods_are_not_told(tmp_path: Path) -> None:
    source = loaded(tmp_path, month(12, "7")).asked("usd", ("area",), {})
    assert source.cell("cny", "value", {}, MAY).why == ABSENT
    assert source.cell("usd", "value", {}, Month(2022, 6)).why == ABSENT
    assert source.cell("usd", "respondents", {"area": "E"}, MAY).value == 4
    assert source.cell("usd", "value", {"area": "X"}, MAY).why == ABSENT


def test_a_code_that_no_list_knows_is_told(tmp_path: Path) -> None:
    with pytest.raises(CoreError) as error:
        loaded(tmp_path, [row("a", "E", "Z9", "US", "1")])
    assert error.value.code == "code_unknown"


def test_what_was_filed_without_a_code_is_a_row_of_its_own(tmp_path: Path) -> None:
    """A form that did not yet ask for the class: unknown, not left out."""
    data = loaded(tmp_path, [*month(12, "7"), {**row("a", "E", "A1", "US", "30"), "service": None}])
    found = grid(
        data.asked("usd", ("service",), {}), Terms("usd", "value", "service", "", {}, (MAY,))
    )
    assert {line.member.code: line.cells[0].value for line in found.lines} == {
        TOTAL: D("8.94"), "A": D("5.76"), "A1": D("2.88"), "A2": D("2.88"), "B": D("2.88"),
        BLANK: D("0.3"),
    }  # fmt: skip


ROWS = st.lists(
    st.tuples(
        st.sampled_from("abcd"), st.sampled_from("EW"), st.sampled_from(["A1", "A2", "B"]),
        st.sampled_from(["US", "JP", "DE", "CN"]), st.decimals(-99, 99, places=2),
    ),
    min_size=1, max_size=25,
)  # fmt: skip


@settings(max_examples=25)
@given(ROWS)
def test_it_is_what_adding_up_one_by_one_gives(
    rows: list[tuple[str, str, str, str, Decimal]],
) -> None:
    parts: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    above = {"A1": ("A1", "A", TOTAL), "A2": ("A2", "A", TOTAL), "B": ("B", TOTAL)}
    for who, _area, service, country, usd in rows:
        partners = [country, TOTAL, *(GROUP + g.key for g in GROUPS if country in g.members)]
        for code in above[service]:
            for partner in partners:
                parts[code, partner][who] += usd
    with TemporaryDirectory() as folder:
        data = loaded(Path(folder), [row(*one[:4], str(one[4])) for one in rows])
        source = data.asked("usd", ("service", "country"), {})
        for code in ("A", "A1", "A2", "B", TOTAL):
            for partner in ("US", "JP", "DE", "CN", TOTAL, "@ALL", "@ONE"):
                cell = source.cell("usd", "value", {"service": code, "country": partner}, MAY)
                held = parts.get((code, partner), {})
                total = sum(held.values(), D(0))
                if cell.why != ABSENT:
                    assert cell.value == total.scaleb(-2)
                    assert cell.flags == PUBLICATION.rules.reasons(Figure(total, held))
                else:
                    assert not held
