"""Data files: what is no UTF-8 or no date is refused with the file's name."""

from datetime import date
from pathlib import Path

import pytest

from fumao.core.calendar import load_calendar
from fumao.core.datafile import date_of, read_table, read_text
from fumao.core.errors import CoreError


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "2027.yaml"
    path.write_bytes("year: 2027 # 放假".encode("gbk"))
    with pytest.raises(CoreError, match=r"2027\.yaml: is not UTF-8"):
        read_text(path)
    with pytest.raises(CoreError):
        load_calendar(tmp_path)


def test_a_folder_without_files_knows_no_year(tmp_path: Path) -> None:
    calendar = load_calendar(tmp_path)
    assert not calendar.is_loaded(2016)
    assert calendar.add(date(2016, 9, 30), 1).date == date(2016, 10, 3)  # weekends alone
    assert calendar.add(date(2016, 9, 30), 1).provisional


def test_dates_from_cells() -> None:
    assert date_of("2016-07-05", "f") == date_of(date(2016, 7, 5), "f") == date(2016, 7, 5)
    assert date_of("", "f") is None
    assert date_of(None, "f") is None
    with pytest.raises(CoreError, match="20160705x"):
        date_of("20160705x", "f")


def test_rows_know_the_line_they_begin_in() -> None:
    text = '---\na: 1\n---\nx,y\n1,"two\nlines"\n\n3,4\n'
    table = read_table(text, "f")
    assert table.header == {"a": 1}
    assert table.rows == ((5, {"x": "1", "y": "two\nlines"}), (8, {"x": "3", "y": "4"}))
