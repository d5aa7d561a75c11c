"""The task register as a spreadsheet and as the bureau's table (序号, 任务, 牵头 …)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Row

from fumao.apps.orgs.actor import Actor
from fumao.apps.plans.models import Task
from fumao.apps.plans.queries.register import Row, Wanted, export_rows
from fumao.core.cells import safe_cell

MOST = 5000  # rows of one export; more is said to be cut
WIDTHS = (1.4, 8.2, 4.2, 4.2, 2.8, 2.2, 2.2)  # cm of the bureau's columns, A4 across


def heads() -> tuple[str, ...]:
    """Return the heads of the bureau's table."""
    return (_("序号"), _("任务"), _("牵头"), _("配合"), _("时限"), _("进展"), _("状态"))


def lines(rows: Iterable[Row], english: bool) -> Iterator[tuple[str, ...]]:
    """Yield the cells of the bureau's table, one tuple a task."""
    for number, row in enumerate(rows, 1):
        task = row.task
        title = (task.title_en if english else "") or task.title
        yield (
            str(number),
            f"{task.code} {title}",
            _units(row, "lead", english),
            _units(row, "cooperating", english),
            _due(task),
            _("未知") if task.percent is None else f"{task.percent}%",
            str(
                task.get_light_display()
                if task.state == Task.State.OPEN
                else task.get_state_display()
            ),
        )


def _units(row: Row, role: str, english: bool) -> str:
    names = [(u.name_en if english else u.printed) for u in row.units if u.role == role]
    return (", " if english else "、").join(dict.fromkeys(names))


def _due(task: Task) -> str:
    if task.due is None:
        return str(task.get_schedule_kind_display())
    return f"{task.due.isoformat()} {task.get_schedule_kind_display()}"


def register_xlsx(actor: Actor, wanted: Wanted, *, english: bool = False) -> bytes:
    """Return the register as an XLSX file; every cell is a text, none a formula."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("任务台账"))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for column, (head, width) in enumerate(zip(heads(), WIDTHS, strict=True)):
        sheet.set_column(column, column, width * 4.2)
        sheet.write_string(0, column, head, bold)
    last = 0
    for last, cells in enumerate(lines(export_rows(actor, wanted, MOST), english), 1):
        for column, cell in enumerate(cells):
            sheet.write_string(last, column, safe_cell(cell), wrap)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(WIDTHS) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return buffer.getvalue()


def register_docx(actor: Actor, wanted: Wanted, title: str, *, english: bool = False) -> bytes:
    """Return the register as a DOCX file in the bureau's form, heads repeated on every page."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "FangSong", Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    document.add_heading(title, level=1)
    document.add_paragraph(_stamp(actor.today))
    table = document.add_table(rows=1, cols=len(WIDTHS))
    table.style = "Table Grid"
    table.autofit = False
    _fill(table.rows[0], heads())
    _repeat(table.rows[0])
    for cells in lines(export_rows(actor, wanted, MOST), english):
        _fill(table.add_row(), cells)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _stamp(day: date) -> str:
    return _("任务灯计算日期：%(day)s") % {"day": day.isoformat()}


def _fill(row: _Row, cells: Sequence[str]) -> None:
    for cell, text, width in zip(row.cells, cells, WIDTHS, strict=True):
        cell.text = text
        cell.width = Cm(width)


def _repeat(row: _Row) -> None:
    """Mark a row as the head that Word repeats on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
