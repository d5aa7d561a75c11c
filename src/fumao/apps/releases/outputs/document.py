"""The bulletin as DOCX: title, headlines in sentences, tables, how districts reported, method."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
from django.utils.translation import gettext as _
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from fumao.apps.releases.outputs.parts import Grid, Heading, Sentence, parts_of
from fumao.apps.releases.queries.shown import ShownVintage

_SONG, _HEI = "宋体", "黑体"
_RED = RGBColor(0xB3, 0x26, 0x1E)


def document(shown: ShownVintage) -> bytes:
    """Return the bulletin; nothing of the moment it is made goes in."""
    made = docx.Document()
    _typefaces(made)
    stamp = datetime(2000, 1, 1, tzinfo=UTC)
    made.core_properties.created = made.core_properties.modified = stamp
    made.core_properties.author = "Fumao"
    made.core_properties.title = f"{shown.area} {shown.title} {shown.period}"
    _title(made, shown)
    for part in parts_of(shown):
        match part:
            case Heading(words):
                _styled(made.add_heading(words, level=1))
            case Sentence(words, small):
                run = made.add_paragraph().add_run(words)
                run.font.size = Pt(9 if small else 12)
            case Grid():
                _table(made, part)
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _typefaces(made: Any) -> None:
    """Set the Song face for Chinese; Word keeps the faces of both scripts apart."""
    style = made.styles["Normal"]
    style.font.name = "Times New Roman"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _SONG)


def _styled(paragraph: Any) -> None:
    for run in paragraph.runs:
        run.font.name = "Arial"
        run.font.size = Pt(14)
        run.font.color.rgb = RGBColor(0x18, 0x21, 0x2F)
        run._element.rPr.rFonts.set(qn("w:eastAsia"), _HEI)


def _title(made: Any, shown: ShownVintage) -> None:
    title = made.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(f"{shown.area}{shown.title}")
    run.font.size, run.font.color.rgb, run.bold = Pt(22), _RED, True
    below = made.add_paragraph()
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    words = f"{shown.period}　{_('演示数据')}" if shown.synthetic else shown.period
    below.add_run(words).font.size = Pt(12)


def _table(made: Any, grid: Grid) -> None:
    head = made.add_paragraph()
    head.paragraph_format.space_before = Pt(10)
    head.paragraph_format.keep_with_next = True
    head.add_run(grid.title).bold = True
    table = made.add_table(rows=1, cols=len(grid.heads), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, words in zip(table.rows[0].cells, grid.heads, strict=True):
        _cell(cell, words, bold=True)
    for texts in grid.rows:
        for place, (cell, words) in enumerate(zip(table.add_row().cells, texts, strict=True)):
            _cell(cell, words, right=place > 0)


def _cell(cell: Any, words: str, *, bold: bool = False, right: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(words)
    run.font.size, run.bold = Pt(9), bold
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
