"""Makes the .docx, .pdf and .xlsx forms of the genre documents out of their text files.

The text file is the only source: every form must read like it, against the same annotation.
"""

import re
from pathlib import Path

from docx import Document
from docx.table import Table
from openpyxl import Workbook
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

HERE = Path(__file__).parent
FONT = "STSong-Light"
FOOTER = re.compile(r"— \d+ —")
DECIMAL_GLYPH = "\uf02e"  # the CID font has no such glyph; a typesetter would print a point
DECIMAL_POINT = "．"


def source(stem: str) -> list[str]:
    """The lines of a document's text file."""
    return (HERE / f"{stem}.txt").read_text(encoding="utf-8").splitlines()


def paragraphs_docx(stem: str, folder: Path) -> Path:
    """A .docx with one paragraph for every line that is not empty."""
    document = Document()
    for line in filter(str.strip, source(stem)):
        document.add_paragraph(line)
    path = folder / f"{stem}.docx"
    document.save(str(path))
    return path


def table_docx(stem: str, folder: Path) -> Path:
    """A .docx whose records of one cell a line become rows of a real table, merged downwards."""
    document = Document()
    records: list[list[str]] = []
    after: list[str] = []
    for block in "\n".join(source(stem)).split("\n\n"):
        lines = [line for line in block.split("\n") if line]
        if lines and lines[0].startswith("\t"):
            records.append([line.removeprefix("\t") for line in lines])
        elif records:
            after += lines
        else:
            for line in lines:
                document.add_paragraph(line)
    table = document.add_table(rows=0, cols=len(records[0]))
    for record in records:
        cells = table.add_row().cells
        for cell, text in zip(cells, record, strict=False):
            cell.text = text
    merge_downwards(table)
    for line in after:
        document.add_paragraph(line)
    path = folder / f"{stem}.docx"
    document.save(str(path))
    return path


def merge_downwards(table: Table) -> None:
    """Join every empty first cell with the filled one above it."""
    column = table.columns[0].cells
    top = column[0]
    for cell in column[1:]:
        if cell.text:
            top = cell
        else:
            text = top.text
            top.merge(cell).text = text


def pages_pdf(stem: str, folder: Path) -> Path:
    """A .pdf with a text layer: every line as it is wrapped, a new page after every footer."""
    registerFont(UnicodeCIDFont(FONT))
    path = folder / f"{stem}.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    height = 780.0
    canvas.setFont(FONT, 14)
    for line in source(stem):
        if FOOTER.fullmatch(line):
            canvas.drawCentredString(A4[0] / 2, 40, line)
            canvas.showPage()
            canvas.setFont(FONT, 14)
            height = 780.0
            continue
        indent = len(line) - len(line.lstrip("　"))
        canvas.drawString(70 + 14 * indent, height, visible(line))
        height -= 22
    canvas.save()
    return path


def visible(line: str) -> str:
    """The line as it is drawn, without leading ideographic spaces."""
    return line.strip("　").replace(DECIMAL_GLYPH, DECIMAL_POINT)


def sheets_xlsx(stem: str, folder: Path) -> Path:
    """An .xlsx with one sheet an annex and figures as numbers."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for line in source(stem):
        if re.fullmatch(r"附件\d+", line):
            if sheet.max_row > 1:
                sheet = workbook.create_sheet()
            sheet.title = line
        if line:
            sheet.append([figure(cell) for cell in line.split("\t")])
    path = folder / f"{stem}.xlsx"
    workbook.save(path)
    return path


def figure(cell: str) -> str | int | float | None:
    """A cell's number where it is one, None where it is blank."""
    if not cell:
        return None
    if re.fullmatch(r"\d+", cell):
        return int(cell)
    if re.fullmatch(r"\d+\.\d+", cell):
        return float(cell)
    return cell


def given(suffix: str, stem: str) -> Path:
    """A form that stands beside the annotation as it is."""
    return HERE / f"{stem}{suffix}"
