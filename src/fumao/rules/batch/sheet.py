"""A workbook's first sheet that holds anything, written out as CSV text for the one way of reading.

A spreadsheet keeps 95.68 in binary; fifteen digits give back what was typed.
"""

import csv
import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import python_calamine

from fumao.core.errors import CoreError


def sheet_to_csv(path: Path, target: Path) -> None:
    """Write the sheet to `target`, a line a row; raises CoreError for a damaged workbook."""
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheet = _first(book)
        with target.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            # rows are given from the sheet's first one; columns are not, and are of no account
            for row in () if sheet is None else sheet.iter_rows():
                writer.writerow([_text(value) for value in row])
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise CoreError(
            "damaged_file",
            f"“{path.name}”已损坏，无法按 xlsx 打开。请用办公软件修复后另存再读。",
            f"“{path.name}” is damaged and does not open as xlsx; repair it in an office program.",
        ) from error


def _first(book: Any) -> Any:
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.height:
            return sheet
    return None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)
