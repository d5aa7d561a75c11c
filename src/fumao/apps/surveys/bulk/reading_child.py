"""Read a file of reports in a process of its own: python -m …reading_child FILE MEDIA OUT BYTES.

Its rows go to OUT as CSV of one width with the row's number before them; empty rows are left out.
A hundred thousand rows are three million cells: what is done for each is done here once.
Lines of JSON go to stdout: how many rows are read so far, at the end {"rows", "width", "top"}, or
{"error": [zh, en]}. Neither Django nor the database is there: a hostile file finds nothing to harm.
"""

import csv
import json
import resource
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from fumao.apps.enterprises.rolls.reading_child import (
    UnreadableError,
    csv_rows,
    text,
    xlsx_rows,
)

MOST_ROWS, MOST_COLUMNS, LONGEST = 100_000, 200, 5000
BETWEEN = "\x1f"  # the cells of OUT: hardly a text holds it, so hardly a cell is quoted
TOP = 10  # rows in which the heads are looked for: titles may stand above them
_TOLD = 10_000  # rows between two lines about the progress


def _filled(rows: Iterable[Sequence[object]]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, 1):
        cells = [
            cell.strip() if type(cell) is str else "" if cell is None else text(cell)
            for cell in row[:MOST_COLUMNS]
        ]
        whole = "".join(cells)
        if len(whole) > LONGEST or "\x00" in whole:
            cells = [cell.replace("\x00", "")[:LONGEST] for cell in cells]
        if any(cells):
            yield number, cells


def _line(number: int, cells: Sequence[str]) -> str:
    line = BETWEEN.join((str(number), *cells))
    if line.count(BETWEEN) > len(cells) or '"' in line or "\n" in line or "\r" in line:
        quoted = (f'"{cell.replace('"', '""')}"' if cell else "" for cell in cells)
        line = BETWEEN.join((str(number), *quoted))
    return line + "\n"


def read(path: Path, media: str, out: Path) -> Iterator[dict[str, object]]:
    """Write the rows to `out` and yield what is told; raises UnreadableError."""
    rows = _filled(csv_rows(path) if media == "csv" else xlsx_rows(path))
    top = list(islice(rows, TOP))
    if not top:
        raise UnreadableError(
            "文件是空的：请用下载的模板，第一行是表头，下面每行一条。",
            "The file is empty: take the template, heads in the first row and a row each below.",
        )
    width, count = max(len(cells) for _number, cells in top), 0
    with out.open("w", encoding="utf-8", newline="") as stream:
        for number, cells in chain(top, rows):
            count += 1
            if count > MOST_ROWS + TOP:
                raise too_many()
            stream.write(_line(number, [*cells[:width], *[""] * (width - len(cells))]))
            if count % _TOLD == 0:
                yield {"read": count}
    yield {"rows": count, "width": width, "top": top}


def too_many() -> UnreadableError:
    """Return the error for a file with too many rows."""
    return UnreadableError(
        f"超过 {MOST_ROWS:,} 行：请拆成几个文件，分别上传。",
        f"More than {MOST_ROWS:,} rows: split it into several files.",
    )


def main(path: str, media: str, out: str, memory: str) -> None:
    """Read the file within `memory` bytes of address space and print what is told."""
    limit = int(memory)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        for told in read(Path(path), media, Path(out)):
            _tell(told)
    except UnreadableError as error:
        _tell({"error": list(error.args)})
    except csv.Error:
        _tell({"error": ["CSV 格式有误，请另存为 XLSX 后再传。", "Broken CSV: save as XLSX."]})


def _tell(told: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:5])
