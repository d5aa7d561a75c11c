"""No text becomes a formula, whatever it starts with; other text is left as it is."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from fumao.core.cells import safe_cell


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＠x", " =1", "\u3000=1"],
)
def test_what_starts_a_formula_is_made_plain(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "厦门市商务局", "3=4", "a-b", "2016-10-14", "'引号"])
def test_other_text_stays(text: str) -> None:
    assert safe_cell(text) == text


def test_control_characters_go() -> None:
    assert safe_cell("a\x00b\x1fc") == "abc"
    assert safe_cell("\x00=1") == "'=1"


@given(st.text())
def test_a_csv_holds_no_formula(text: str) -> None:
    buffer = StringIO()
    csv.writer(buffer).writerow([safe_cell(text), "next"])
    row = next(csv.reader(StringIO(buffer.getvalue(), newline="")))
    assert len(row) == 2
    assert not row[0].lstrip(" \u3000").startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert safe_cell(safe_cell(text)) == safe_cell(text)


def test_a_spreadsheet_holds_the_text_as_text() -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet().write_string(0, 0, safe_cell("=HYPERLINK(0)"))
    cell = openpyxl.load_workbook(buffer).active["A1"]
    assert (cell.data_type, cell.value) == ("s", "'=HYPERLINK(0)")
