"""PDF files with a text layer; a form feed parts the pages, ruled lines make tables."""

from dataclasses import dataclass, field

import pypdfium2 as pdfium
from pypdfium2 import raw

from fumao.reading.document import Document
from fumao.reading.errors import ReadingError
from fumao.reading.formats.guard import Progress, damaged
from fumao.reading.formats.parts import GridCell, Places, grid_cells
from fumao.reading.formats.pdf_rules import RuledGrid, Spot, find_grids
from fumao.reading.layout import lay_out
from fumao.reading.plain import match_text

_FEWEST = 8  # characters a page; fewer on average is a scan with a stamp or page number
_PADDING = 12.0  # points between the words of a cell and its two sides
Rows = list[list[GridCell]]
Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(slots=True)
class _Writer:
    """The text of all pages, and where the tables stand in it."""

    words: list[str] = field(default_factory=list)
    length: int = 0
    tables: list[tuple[int, int, Rows, Places]] = field(default_factory=list)

    def put(self, words: str) -> tuple[int, int]:
        """Append words; returns their range in the text."""
        self.words.append(words)
        self.length += len(words)
        return self.length - len(words), self.length

    def table(self, grid: RuledGrid, cells: dict[Spot, list[str]]) -> None:
        """Append a table: its rows as lines, its cells between tabs."""
        rows: Rows = []
        places: Places = []
        low = self.length
        for row in range(len(grid.ys) - 1):
            line: list[GridCell] = []
            spots: list[tuple[int, int]] = []
            for column in range(len(grid.xs) - 1):
                anchor = grid.anchors[row, column]
                words = ""
                if anchor == (row, column):
                    words = "".join(cells.get(anchor, [])).strip().replace("\t", " ")
                    line.append(GridCell(words))
                else:
                    line.append(GridCell("left" if anchor[1] < column else "above", covered=True))
                if column:
                    self.put("\t")
                spots.append(self.put(words))
            self.put("\n")
            rows.append(line)
            places.append(spots)
        self.tables.append((low, self.length, rows, places))


def read_pdf(name: str, data: bytes, progress: Progress | None = None) -> Document:
    """Read the text layer; raises ReadingError for an encrypted, scanned or damaged file."""
    try:
        file = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise ReadingError(
                "encrypted_file",
                f"“{name}”设有密码，无法读取。请解除密码后另存再读。",
                f"“{name}” is locked by a password; remove it, save a copy and read that.",
            ) from error
        raise damaged(name, "pdf") from error
    writer = _Writer()
    try:
        pages = len(file)
        filled = _write_pages(writer, file, progress)
    except pdfium.PdfiumError as error:
        raise damaged(name, "pdf") from error
    finally:
        file.close()
    if filled < _FEWEST * max(1, pages):
        raise ReadingError(
            "scanned_pdf",
            f"“{name}”是扫描件，没有文字层。请先用文字识别（OCR）处理，或索取电子原件。",
            f"“{name}” is a scan without a text layer; run OCR on it or ask for the original.",
        )
    text = "".join(writer.words)
    plain = match_text(text) if writer.tables else ""
    grids = [
        (low, high, grid_cells(plain, rows, places)) for low, high, rows, places in writer.tables
    ]
    return lay_out(text, grids)


def _write_pages(writer: _Writer, file: pdfium.PdfDocument, progress: Progress | None) -> int:
    """Write every page; returns the number of characters that are no space."""
    filled = 0
    for number in range(len(file)):
        if number:
            writer.put("\f\n")
        page = file[number]
        layer = page.get_textpage()
        begin = len(writer.words)
        grids = find_grids(page)
        if grids:
            _write_ruled(writer, layer, grids)
        else:
            writer.put(_clean(layer.get_text_range()))
        filled += sum(len("".join(words.split())) for words in writer.words[begin:])
        layer.close()
        page.close()
        if progress is not None:
            progress(number + 1, len(file))
    return filled


def _clean(words: str) -> str:
    # U+FFFE stands for a hyphen at a line end
    return words.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-")


@dataclass(slots=True)
class _CellWriter:
    """Collects the characters of one cell; a line end is kept where the line had room left."""

    width: float  # of the cell
    words: list[str] = field(default_factory=list)
    begin: float = 0.0  # where the line begins and ends so far
    end: float = 0.0

    def add(self, char: str, box: Box, waiting: str) -> None:
        """Append a character after the spaces or line ends that stand before it."""
        left, _, right, _ = box
        if not self.words or "\n" in waiting or left < self.begin:
            if self.words:
                self.words.append(self._line_end(char, right - left))
            self.begin = left
        else:
            self.words.append(waiting)
        self.words.append(char)
        self.end = right

    def _line_end(self, char: str, size: float) -> str:
        room = self.width - (self.end - self.begin) - _PADDING
        if room > 1.5 * size:
            return "\n"
        return " " if char.isascii() and self.words[-1].isascii() else ""


def _write_ruled(writer: _Writer, layer: pdfium.PdfTextPage, grids: list[RuledGrid]) -> None:
    """Write a page with tables: each where the first of its characters stands."""
    outside: list[str] = []
    cells: list[dict[Spot, _CellWriter]] = [{} for _ in grids]
    waiting = ""
    within = False
    for index in range(layer.count_chars()):
        char = _char(layer, index)
        if raw.FPDFText_IsGenerated(layer, index) == 1 or char in " \n":
            waiting += char
            continue
        box = layer.get_charbox(index, loose=True)
        number, spot = _place(box, grids)
        if number is None or spot is None:
            outside.extend(("\n" if within else waiting, char))
        else:
            if not cells[number]:
                outside.append(f"\x00{number}\x00")
            if spot not in cells[number]:
                cells[number][spot] = _CellWriter(grids[number].width(spot))
            cells[number][spot].add(char, box, waiting)
        within, waiting = spot is not None, ""
    for number, part in enumerate("".join(outside).split("\x00")):
        if number % 2:
            if writer.words and not writer.words[-1].endswith("\n"):
                writer.put("\n")
            found = cells[int(part)]
            writer.table(grids[int(part)], {spot: one.words for spot, one in found.items()})
        else:
            writer.put(_clean(part))


def _char(layer: pdfium.PdfTextPage, index: int) -> str:
    code = raw.FPDFText_GetUnicode(layer, index)
    char = chr(code) if 0 < code < 0x110000 else ""
    return {"\r": "", "\ufffe": "-", "\x00": ""}.get(char, char)


def _place(box: Box, grids: list[RuledGrid]) -> tuple[int | None, Spot | None]:
    left, bottom, right, top = box
    for number, grid in enumerate(grids):
        spot = grid.spot((left + right) / 2, (bottom + top) / 2)
        if spot is not None:
            return number, spot
    return None, None
