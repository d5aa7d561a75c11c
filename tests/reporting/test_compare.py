"""Two rounds of a report side by side."""

from decimal import Decimal

import pytest

from fumao.apps.surveys.compare import changes, per_cent
from fumao.apps.surveys.queries import report_diff
from fumao.core.errors import Words
from fumao.forms.fields import Field
from fumao.rules.types import TEXT

NO = Field("no", Words("编号", "No."), TEXT)
USD = Field("usd", Words("金额", "Value"), TEXT)
LINES = Field("lines", Words("合同", "Contracts"), None, columns=(NO, USD))
TOTAL = Field("total", Words("合计", "Total"), TEXT)


def lines(*pairs: tuple[str, str]) -> dict[str, object]:
    return {"lines": [{"no": no, "usd": usd} for no, usd in pairs]}


type Report = dict[str, object]


def told(before: Report, after: Report) -> list[tuple[str, int, object, object]]:
    return [
        ((one.column or one.field).key, one.row, one.before, one.after)
        for one in changes((LINES, TOTAL), before, after)
    ]


def test_a_row_put_in_between_changes_no_other_row() -> None:
    before = lines(("A", "1"), ("B", "2"))
    after = lines(("A", "1"), ("X", "9"), ("B", "2"))
    assert told(before, after) == [("no", 2, None, "X"), ("usd", 2, None, "9")]


def test_a_row_taken_out_is_named_by_its_old_place() -> None:
    before = lines(("A", "1"), ("B", "2"), ("C", "3"))
    assert told(before, lines(("A", "1"), ("C", "3"))) == [
        ("no", 2, "B", None), ("usd", 2, "2", None),
    ]  # fmt: skip


def test_a_figure_written_another_way_is_the_same() -> None:
    assert told({"total": "100.00"}, {"total": "100"}) == []
    assert told({"total": "100.00"}, {}) == [("total", 0, "100.00", None)]
    assert told({}, {"total": "0"}) == [("total", 0, None, "0")]  # a blank is no zero


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        ("125", "100", Decimal("25.0")),
        ("75", "100", Decimal("-25.0")),
        ("-50", "-100", Decimal("50.0")),  # less of a loss is a rise
        ("5", "0", None),
        ("5", None, None),
        ("", "100", None),
        ("abc", "100", None),
    ],
)
def test_the_change_in_per_cent(now: str, before: str | None, change: Decimal | None) -> None:
    assert per_cent(now, before) == change


def test_a_reviewer_sees_pins_on_the_rows_that_were_returned() -> None:
    """A row put in above moves those below: their pins go with them."""
    found = report_diff.changes(
        (LINES, TOTAL), lines(("A", "5")), lines(("X", "1"), ("A", "5")), ["lines.0.usd"]
    )
    assert [(one.key, one.old, one.new, one.pinned) for one in found] == [
        ("lines.0.no", None, "X", False),
        ("lines.0.usd", None, "1", False),
        ("lines.1.usd", "5", "5", True),
    ]
