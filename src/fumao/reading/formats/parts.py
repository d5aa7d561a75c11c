"""A document of paragraphs and grids, as Word, HTML and spreadsheets hold it, written as text."""

from dataclasses import dataclass, field, replace

from fumao.reading.document import Cell, Document
from fumao.reading.layout import Builder
from fumao.reading.lines import split_lines
from fumao.reading.passages import build_passage
from fumao.reading.plain import match_text


@dataclass(slots=True)
class GridCell:
    """The words of one position of a grid; `covered` continues a merged cell."""

    text: str
    covered: bool = False


@dataclass(slots=True)
class Parts:
    """Paragraphs (str) and grids (rows of GridCell) in document order."""

    items: list[str | list[list[GridCell]]] = field(default_factory=list)

    def paragraph(self, words: str) -> None:
        """Append a paragraph; line ends inside it stay."""
        self.items.append(words)

    def grid(self, rows: list[list[GridCell]]) -> None:
        """Append a table."""
        if any(cell.text.strip() for row in rows for cell in row):
            self.items.append(rows)


def assemble(parts: Parts) -> Document:
    """Write the parts as one text (cells between tabs) and build its document."""
    text, places = _write(parts)
    plain = match_text(text)
    builder = Builder(text, plain)
    for item, place in zip(parts.items, places, strict=True):
        if isinstance(item, str):
            low, high = place[0][0]
            for line in split_lines(plain[low:high], text, low):
                builder.paragraph([line])
        else:
            builder.add_table(grid_cells(plain, item, place))
    return replace(builder.document(), typed=True)


Places = list[list[tuple[int, int]]]


def _write(parts: Parts) -> tuple[str, list[Places]]:
    out: list[str] = []
    places: list[Places] = []
    at = 0

    def put(words: str) -> tuple[int, int]:
        nonlocal at
        out.append(words)
        at += len(words)
        return at - len(words), at

    for item in parts.items:
        if isinstance(item, str):
            places.append([[put(item)]])
            put("\n")
            continue
        grid: Places = []
        for row in item:
            spots: list[tuple[int, int]] = []
            for number, cell in enumerate(row):
                if number:
                    put("\t")
                words = "" if cell.covered else cell.text.strip().replace("\t", " ")
                spots.append(put(words))
            put("\n")
            grid.append(spots)
        places.append(grid)
    return "".join(out), places


def grid_cells(plain: str, rows: list[list[GridCell]], places: Places) -> list[list[Cell]]:
    """Build the cells; a covered one repeats the cell it continues, so a row reads alone."""
    out: list[list[Cell]] = []
    for row, spots in zip(rows, places, strict=True):
        line: list[Cell] = []
        for column, (cell, (low, high)) in enumerate(zip(row, spots, strict=True)):
            if cell.covered:
                source = _source(out, line, column, cell.text)
                line.append(Cell(source.text, source.pieces, source.end, covered=True))
                continue
            passage = build_passage(plain, [(low, high)])
            line.append(Cell(passage.text, passage.pieces, passage.end))
        out.append(line)
    return out


def _source(above: list[list[Cell]], line: list[Cell], column: int, words: str) -> Cell:
    # `words` is "left" where the merge runs along the row, else the cell above is continued
    if words == "left" and line:
        return line[-1]
    if above and column < len(above[-1]):
        return above[-1][column]
    return Cell("", (), 0)
