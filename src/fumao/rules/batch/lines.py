"""CSV text made fit to be read in one go: UTF-8, one line a record, faulty records marked.

Most files are left as they are. One in GB18030, with empty lines or with broken quotes is written
out again; the last column of such a copy says what is wrong with a record, so that no record is
lost and each keeps its row number.
"""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fumao.core.errors import CoreError

_CHUNK = 1 << 20
_BLANK = re.compile(rb"\n\r?\n[\r\n]*[^\r\n]")
_LONGEST = 50  # lines of one record; beyond, its quote was never closed
UNCLOSED, CELLS, _MORE = "quote", "cells", "more"
csv.field_size_limit(1 << 24)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A CSV file: its encoding, its separator, and whether it can be read as it stands."""

    path: Path
    encoding: str
    separator: str
    plain: bool

    def open(self) -> io.TextIOWrapper:
        """Open the text; a damaged character becomes U+FFFD, which no check lets pass."""
        return self.path.open(encoding=self.encoding, errors="replace", newline="")


def look_at(path: Path) -> TextFile:
    """Tell encoding and separator of a file; raises CoreError where it is no text."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        start = stream.read(1 << 16)
    counts = {sign: start.count(sign) for sign in ",\t;"}
    separator = max(counts, key=lambda sign: counts[sign])
    plain = encoding.startswith("utf-8") and not _has_blank(path) and not _has_lone_cr(start)
    return TextFile(path, encoding, separator, plain)


def _has_lone_cr(text: str) -> bool:
    """Tell the line ends of an old Macintosh."""
    return "\r" in text.removesuffix("\r").replace("\r\n", "\n")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        head = stream.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    lost = {}
    for encoding in ("utf-8", "gb18030"):
        lost[encoding] = _lost(path, encoding)
        if not lost[encoding]:
            break
    best = min(lost, key=lambda name: lost[name])
    # a damaged character costs its row, not the file
    if lost[best] > max(1, path.stat().st_size // 20_000):
        raise _no_text(path)
    return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else best


def _lost(path: Path, encoding: str) -> int:
    """Count the characters that the encoding cannot read."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    lost = 0
    for chunk in _chunks(path):
        if b"\0" in chunk:
            raise _no_text(path)
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            lost += max(1, chunk.decode(encoding, "replace").count("\ufffd"))
            decoder.reset()
    return lost


def _has_blank(path: Path) -> bool:
    """Tell whether an empty line stands between records: DuckDB would not count it as a row."""
    tail = b"\n"
    for chunk in _chunks(path):
        piece = tail + chunk
        if (b"\n\n" in piece or b"\n\r\n" in piece) and _BLANK.search(piece):
            return True
        tail = piece[-64:]
    return False


def _no_text(path: Path) -> CoreError:
    return CoreError(
        "not_text",
        f"“{path.name}”不是文本，或编码无法识别。请另存为 UTF-8 编码的 .csv。",
        f"“{path.name}” is no text or its encoding is unknown; save it as a UTF-8 .csv.",
    )


def records(file: TextFile) -> Iterator[tuple[list[str], str | None, str]]:
    """Yield every record: its cells, what is wrong with it, and its first line."""
    with file.open() as stream:
        waiting: deque[str] = deque()

        def following() -> str | None:
            return waiting.popleft() if waiting else next(stream, None)

        while (line := following()) is not None:
            taken = [line]
            cells, fault = _parsed(line, file.separator)
            while fault == _MORE and len(taken) < _LONGEST:
                further = following()
                if further is None:
                    break
                taken.append(further)
                cells, fault = _parsed("".join(taken), file.separator)
            if fault is not None:  # the lines tried in vain are records of their own
                waiting.extendleft(reversed(taken[1:]))
            yield cells, (UNCLOSED if fault else None), line.rstrip("\r\n")


def _parsed(text: str, separator: str) -> tuple[list[str], str | None]:
    lines = io.StringIO(text, newline="")
    try:
        return next(csv.reader(lines, strict=True, delimiter=separator), []), None
    except csv.Error as error:
        return [], _MORE if "unexpected end" in str(error) else UNCLOSED


def write_clean(file: TextFile, target: Path, skip: int, width: int) -> None:
    """Write the records after the first `skip` with a column for their fault, as UTF-8 CSV."""
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        for number, (cells, fault, text) in enumerate(records(file)):
            if number >= skip:
                writer.writerow(_clean(cells, fault, text, width))


def _clean(cells: list[str], fault: str | None, text: str, width: int) -> list[str]:
    if not any(cell.strip() for cell in cells):
        cells = []
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if fault is None and cells and len(cells) != width:
        fault = f"{CELLS} {len(cells)}"
    if fault is not None:
        return [""] * width + [f"{fault}|{text[:200]}"]
    return [*cells, *[""] * (width - len(cells)), ""]
