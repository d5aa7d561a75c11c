"""Word files: paragraphs and tables in order, merged cells, automatic numbers."""

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from fumao.reading.document import Document
from fumao.reading.formats.guard import damaged
from fumao.reading.formats.parts import GridCell, Parts, assemble

_HAN = "〇一二三四五六七八九十"
_HAN_FORMS = {
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital",
    "taiwaneseCountingThousand", "taiwaneseCounting", "chineseLegalSimplified",
}  # fmt: skip


def read_docx(name: str, data: bytes) -> Document:
    """Read a .docx; raises ReadingError for a damaged one."""
    try:
        file = docx.Document(io.BytesIO(data))
        body = file.element.body
    except Exception as error:
        raise damaged(name, "docx") from error
    numbers = Numbering(file)
    parts = Parts()
    for element in _blocks(body):
        if element.tag == qn("w:p"):
            parts.paragraph(numbers.label(element) + _words(element))
        else:
            parts.grid(_grid(element))
    return assemble(parts)


def _blocks(body: Any) -> Iterator[Any]:
    for element in body.iterchildren():
        if element.tag in (qn("w:p"), qn("w:tbl")):
            yield element
        elif element.tag in (qn("w:sdt"), qn("w:ins"), qn("w:smartTag"), qn("w:sdtContent")):
            yield from _blocks(element)


def _words(element: Any) -> str:
    """Return a paragraph's words; deleted revisions are left out, text boxes are not."""
    out: list[str] = []
    for node in element.iter(
        qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen"), qn("w:sym")
    ):
        if node.tag == qn("w:t"):
            out.append(node.text or "")
        elif node.tag == qn("w:tab"):
            # the tab stops of a paragraph's properties have the same tag as a typed tab
            out.append("" if node.getparent().tag == qn("w:tabs") else " ")
        elif node.tag == qn("w:noBreakHyphen"):
            out.append("-")
        elif node.tag in (qn("w:br"), qn("w:cr")):
            out.append("\n")
    return "".join(out)


def _grid(table: Any) -> list[list[GridCell]]:
    rows: list[list[GridCell]] = []
    for row in table.iter(qn("w:tr")):
        if _table_of(row) is not table:
            continue
        cells: list[GridCell] = [GridCell("") for _ in range(_grid_before(row))]
        for cell in row.iter(qn("w:tc")):
            if _row_of(cell) is row:
                cells.extend(_cells(cell))
        rows.append(cells)
    return rows


def _table_of(row: Any) -> Any:
    parent = row.getparent()
    while parent is not None and parent.tag != qn("w:tbl"):
        parent = parent.getparent()
    return parent


def _row_of(cell: Any) -> Any:
    parent = cell.getparent()
    while parent is not None and parent.tag != qn("w:tr"):
        parent = parent.getparent()
    return parent


def _grid_before(row: Any) -> int:
    found = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return int(found.get(qn("w:val"), "0")) if found is not None else 0


def _cells(cell: Any) -> list[GridCell]:
    span, merged = 1, False
    properties = cell.find(qn("w:tcPr"))
    if properties is not None:
        width = properties.find(qn("w:gridSpan"))
        span = int(width.get(qn("w:val"), "1")) if width is not None else 1
        down = properties.find(qn("w:vMerge"))
        merged = down is not None and down.get(qn("w:val"), "continue") == "continue"
    words = "\n".join(_words(p) for p in cell.iter(qn("w:p")))
    first = GridCell("above", covered=True) if merged else GridCell(words)
    return [first, *(GridCell("left", covered=True) for _ in range(min(span, 60) - 1))]


class Numbering:
    """Counts Word's automatic numbers, so that a generated 一、 or 1. is read like a typed one."""

    def __init__(self, file: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.counts: dict[tuple[str, int], int] = {}
        self.styles: dict[str, tuple[str, int]] = {}
        try:
            part = file.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        self._load(part)
        self._load_styles(file)

    def _load(self, part: Any) -> None:
        abstract: dict[str, dict[int, tuple[str, str, int]]] = {}
        for one in part.iter(qn("w:abstractNum")):
            levels = {}
            for level in one.iter(qn("w:lvl")):
                start = _value(level, "w:start")
                levels[int(level.get(qn("w:ilvl"), "0"))] = (
                    _value(level, "w:numFmt") or "decimal",
                    _value(level, "w:lvlText") or "",
                    int(start) if start and start.isdigit() else 1,
                )
            abstract[one.get(qn("w:abstractNumId"), "")] = levels
        for num in part.iter(qn("w:num")):
            target = _value(num, "w:abstractNumId") or ""
            self.levels[num.get(qn("w:numId"), "")] = abstract.get(target, {})

    def _load_styles(self, file: Any) -> None:
        for style in file.styles.element.iter(qn("w:style")):
            found = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if found is not None:
                number = _value(found, "w:numId") or ""
                level = _value(found, "w:ilvl") or "0"
                self.styles[style.get(qn("w:styleId"), "")] = (number, int(level))

    def label(self, paragraph: Any) -> str:
        """Return the automatic number in front of a paragraph, or nothing."""
        place = self._place(paragraph)
        if place is None:
            return ""
        number, level = place
        levels = self.levels.get(number, {})
        if level not in levels:
            return ""
        key = (number, level)
        self.counts[key] = self.counts.get(key, levels[level][2] - 1) + 1
        for deeper in range(level + 1, 10):
            self.counts.pop((number, deeper), None)
        text = levels[level][1]
        for depth in range(10):
            mark = f"%{depth + 1}"
            if mark in text and depth in levels:
                count = self.counts.get((number, depth), levels[depth][2])
                text = text.replace(mark, _digits(count, levels[depth][0]))
        return "" if levels[level][0] in ("bullet", "none") else text

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return None
        found = properties.find(qn("w:numPr"))
        if found is not None:
            number = _value(found, "w:numId") or "0"
            return None if number == "0" else (number, int(_value(found, "w:ilvl") or "0"))
        style = _value(properties, "w:pStyle")
        return self.styles.get(style or "")


def _value(element: Any, tag: str) -> str | None:
    found = element.find(qn(tag))
    return None if found is None else found.get(qn("w:val"))


def _digits(count: int, form: str) -> str:
    if form in _HAN_FORMS:
        return han_number(count)
    if form == "decimalEnclosedCircle" and 1 <= count <= 20:
        return chr(0x245F + count)
    if form == "decimalFullWidth":
        return "".join(chr(0xFF10 + int(digit)) for digit in str(count))
    return str(count)


def han_number(count: int) -> str:
    """Write a number below one hundred in Chinese: 23 is 二十三."""
    if count <= 10:
        return _HAN[count]
    tens, ones = divmod(count, 10)
    return ("" if tens == 1 else _HAN[tens]) + "十" + (_HAN[ones] if ones else "")
