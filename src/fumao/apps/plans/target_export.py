"""The targets of a plan as a spreadsheet: figures as numbers, what is unknown in words."""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from fumao.apps.plans.models import Light
from fumao.apps.plans.models.targets import Comparator
from fumao.apps.plans.queries.target_rows import TargetRow, TargetsPage
from fumao.apps.plans.terms import term
from fumao.core.cells import safe_cell

WIDTHS = (34, 18, 10, 11, 8, 13, 8, 11, 8, 10, 11, 11, 9, 44)
_SIGNS = {">": "＞", ">=": "≥", "<": "＜", "<=": "≤", "~": "≈"}

GOAL, WORKED_OUT = 5, 9  # the column of the goal, the first of those that are worked out

type Cell = str | Decimal | int | None
type Cells = tuple[Cell, ...]


def heads() -> tuple[str, ...]:
    """Return the heads of the table."""
    return (
        _("指标"), _("行业/区域"), _("计量单位"), _("基期"), _("基期年"), _("年度目标"),
        _("目标年"), _("实际"), _("实际年"), _("完成率（%）"), _("当年路径"), _("差距"), _("灯"),
        _("出处"),
    )  # fmt: skip


def cells(row: TargetRow, *, english: bool) -> Cells:
    """Return the cells of a target in the order of the heads; an unknown one is None."""
    target, actual = row.target, row.actual
    name = (target.indicator_en if english else "") or target.indicator
    group = (target.group_en if english else "") or target.group
    plan = (target.plan.title_en if english else "") or target.plan.title
    goal: Cell = target.value
    if target.comparator == Comparator.RANGE and target.value_max is not None:
        goal = f"{target.value.normalize():f}—{target.value_max.normalize():f}"
    marks = [_("文件所写合计")] if target.is_total else []
    marks += [_("逐年考核")] if target.recurring else []
    return (
        name,
        _("；").join(filter(None, (group, *marks))),
        term(target.unit),
        target.baseline,
        target.baseline_year,
        goal,
        target.year,
        actual.value if actual else None,
        actual.year if actual else None,
        None if row.attainment.value is None else round(row.attainment.value, 1),
        None if row.path.value is None else round(row.path.value, 4),
        None if row.gap.value is None else round(row.gap.value, 4),
        str(Light(row.light).label),
        f"{plan}　{target.clause.ref}",
    )


def targets_xlsx(page: TargetsPage, *, english: bool = False) -> bytes:
    """Return the table of a plan's targets at a year; no text of it runs as a formula."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("目标进度"))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for column, (words, width) in enumerate(zip(heads(), WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, words, head)
    rows, looks = list(_rows(page)), _formats(book)
    for number, row in enumerate(rows, 1):
        _write(sheet, looks, number, row, cells(row, english=english))
    for number, words in enumerate(_notes(page), len(rows) + 2):
        sheet.write_string(number, 0, safe_cell(words))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(WIDTHS) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return buffer.getvalue()


def _rows(page: TargetsPage) -> Iterator[TargetRow]:
    for group in page.groups:
        yield from group.rows
    if page.total is not None:
        yield page.total


def _formats(book: Any) -> dict[str, Any]:
    """Return the looks of cells; a goal shows its comparator before the number."""
    top = {"valign": "top"}
    looks = {
        "text": book.add_format(top | {"text_wrap": True}),
        "year": book.add_format(top | {"num_format": "0"}),
    }
    for sign in ("", *_SIGNS.values()):
        looks[sign] = book.add_format(top | {"num_format": f'"{sign}"#,##0.####'})
    return looks


def _write(sheet: Any, looks: dict[str, Any], number: int, row: TargetRow, cells: Cells) -> None:
    for column, cell in enumerate(cells):
        if cell is None:
            words = _("空白") if column < WORKED_OUT else _("无法计算")
            sheet.write_string(number, column, words, looks["text"])
        elif isinstance(cell, str):
            sheet.write_string(number, column, safe_cell(cell), looks["text"])
        elif isinstance(cell, int):
            sheet.write_number(number, column, cell, looks["year"])
        else:
            sign = _SIGNS.get(row.target.comparator, "") if column == GOAL else ""
            sheet.write_number(number, column, cell, looks[sign])


def _notes(page: TargetsPage) -> Iterator[str]:
    """Yield what the table does not say itself: the year, invented figures, sums that differ."""
    yield _("看到 %(year)s 年；差距 = 实际 − 当年路径；空白不等于 0。") % {"year": page.year}
    if page.plan is not None and page.plan.synthetic:
        yield _("实际值为演示数据。")
    for check in page.checks:
        if check.agrees is False:
            yield _("%(year)s年合计对不上：分项相加 %(summed)s，文件写 %(stated)s。") % {
                "year": check.year,
                "summed": check.summed.normalize(),
                "stated": check.stated.normalize() if check.stated is not None else "",
            }
