"""Read a spreadsheet in a process of its own: python -m …reading_child FILE MEDIA BYTES.

One JSON object goes to stdout: the rows as texts (for the medium "sheets" those of every sheet, by
its name), or the error in Chinese and English. Neither
Django nor the database is there: a hostile file finds nothing to harm.
"""

import csv
import json
import resource
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

MOST_ROWS, MOST_COLUMNS, LONGEST = 50_000, 200, 500


class UnreadableError(Exception):
    """A file that cannot be read, in Chinese and English."""


def text(cell: object) -> str:
    """Return a cell as people see it: 42 for 42.0, days as ISO."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        told = repr(cell)
        plain = told if "e" not in told and "n" not in told else f"{Decimal(told):f}"  # nan, inf
        return plain.removesuffix(".0")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()


def rows_of(path: Path, media: str) -> list[list[str]]:
    """Return the rows of the file's first sheet that holds any."""
    if media == "json":
        found = _json(path)
    else:
        raw = csv_rows(path) if media == "csv" else xlsx_rows(path)
        found = [
            [text(cell)[:LONGEST] for cell in row[:MOST_COLUMNS]]
            for row in islice(raw, MOST_ROWS + 1)
        ]
    if len(found) > MOST_ROWS:
        raise UnreadableError(
            f"超过 {MOST_ROWS} 行，请拆分后再传。",
            f"More than {MOST_ROWS} rows: split the file.",
        )
    if not any(any(row) for row in found):
        raise UnreadableError("表格是空的。", "The table is empty.")
    return found


def sheets_of(path: Path) -> dict[str, list[list[str]]]:
    """Return the rows of every sheet of a workbook, hidden ones too."""
    with path.open("rb") as stream:
        book = _workbook(stream)
        return {
            name: [
                [text(cell)[:LONGEST] for cell in row[:MOST_COLUMNS]]
                for row in islice(book.get_sheet_by_name(name).iter_rows(), MOST_ROWS)
            ]
            for name in book.sheet_names
        }


def xlsx_rows(path: Path) -> Iterator[Sequence[object]]:
    """Yield the rows of a workbook's first sheet that holds any, empty ones above them too."""
    with path.open("rb") as stream:  # uploads are kept under names without an extension
        book = _workbook(stream)
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if any(text(cell) for row in sheet.iter_rows() for cell in row):
                yield from sheet.iter_rows()
                return


def _workbook(stream: BinaryIO) -> Any:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - within the limit of memory

    return CalamineWorkbook.from_filelike(stream)


def _json(path: Path) -> list[list[str]]:
    """Return a list of objects as rows below their names; numbers stay as they are written."""
    try:
        body = json.loads(path.read_bytes().decode("utf-8-sig"), parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(
            "不是有效的 JSON（UTF-8），请检查后再传。", "Not valid JSON in UTF-8: check the file."
        ) from error
    found = body.get("rows") if isinstance(body, dict) else body
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise UnreadableError(
            "JSON 应是对象的列表，或在 rows 里放这样的列表。",
            "JSON must be a list of objects, or hold one as rows.",
        )
    heads = list(dict.fromkeys(name for one in found for name in one))[:MOST_COLUMNS]
    rows = [heads]
    for one in found[: MOST_ROWS + 1]:
        cells = (one.get(name) for name in heads)
        rows.append(["" if cell is None else text(cell)[:LONGEST] for cell in cells])
    return rows


def csv_rows(path: Path) -> Iterator[Sequence[object]]:
    """Yield the rows of a CSV as they are; raises UnreadableError and csv.Error."""
    csv.field_size_limit(100_000)
    with path.open(encoding=_encoding(path), newline="") as stream:
        head = stream.read(4000)
        mark = max(",;\t", key=head.count)
        stream.seek(0)
        yield from csv.reader(stream, delimiter=mark)


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        mark = stream.read(2)
    choices = ("utf-16",) if mark in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in choices:
        with path.open(encoding=encoding, newline="") as stream:
            try:
                while stream.read(1 << 20):
                    pass
            except UnicodeDecodeError:
                continue
            return encoding
    raise UnreadableError(
        "文字编码认不出来：请另存为 UTF-8 或 GB18030 的 CSV，或另存为 XLSX。",
        "The encoding is not known: save as CSV in UTF-8 or GB18030, or as XLSX.",
    )


def main(path: str, media: str, memory: str) -> None:
    """Read the file within `memory` bytes of address space and print the outcome."""
    limit = int(memory)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        outcome: dict[str, object]
        if media == "sheets":
            outcome = {"sheets": sheets_of(Path(path))}
        else:
            outcome = {"rows": rows_of(Path(path), media)}
    except UnreadableError as error:
        outcome = {"error": list(error.args)}
    except csv.Error:
        outcome = {"error": ["CSV 格式有误，请另存为 XLSX 后再传。", "Broken CSV: save as XLSX."]}
    sys.stdout.write(json.dumps(outcome, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:4])
