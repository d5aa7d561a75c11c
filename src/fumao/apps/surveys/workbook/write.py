"""The workbook of a report: its form, a sheet a table, earlier figures, lists and identity."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from fumao.apps.formpages.inputs import unit_of
from fumao.apps.surveys.marks import marks_of
from fumao.apps.surveys.workbook.codes import Lists
from fumao.apps.surveys.workbook.contents import EXPLAIN, FORM, ROWS, Contents
from fumao.apps.surveys.workbook.identity import SHEET, identity_of
from fumao.apps.surveys.workbook.paint import Palette, coded_width, number_format, put, restrict
from fumao.core.cells import safe_cell
from fumao.forms.fields import Field

_FREE = {"format_columns": True, "format_rows": True}  # widths may be changed, cells may not
_KEY, _LABEL, _UNIT, _NOW, _BEFORE, _YEAR, _HINT = range(7)


def workbook(told: Contents) -> bytes:
    """Return the XLSX of a report; with faults, the cells are coloured and say what is wrong."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    palette = Palette(book)
    form = book.add_worksheet(_("报表"))
    tables = [
        (one, book.add_worksheet(_sheet_name(one, told.language)))
        for one in told.survey.form if one.is_table
    ]  # fmt: skip
    before = [
        (one, book.add_worksheet(_sheet_name(one, told.language, _("（上期）"))))
        for one, _sheet in tables if told.rows_before.get(one.key)
    ]  # fmt: skip
    lists = Lists.on(book)
    _form_sheet(form, palette, lists, told)
    for one, sheet in tables:
        _table_sheet(sheet, palette, lists, one, told)
    for one, sheet in before:
        _before_sheet(sheet, palette, one, told)
    lists.sheet.protect("", _FREE)
    own = book.add_worksheet(SHEET)
    own.write_string(0, 0, identity_of(told.filing).signed)
    own.very_hidden()
    book.close()
    return buffer.getvalue()


def _sheet_name(one: Field, language: str, more: str = "") -> str:
    plain = "".join(letter for letter in one.label.say(language) if letter not in "[]:*?/\\'")
    return plain[: 31 - len(more)] + more


def _form_sheet(sheet: Any, palette: Palette, lists: Lists, told: Contents) -> None:
    language = told.language
    sheet.set_column(_KEY, _KEY, None, None, {"hidden": True})
    for column, width in ((_LABEL, 38), (_UNIT, 10), (_NOW, 22), (_BEFORE, 18), (_YEAR, 18),
                          (_HINT, 40)):  # fmt: skip
        sheet.set_column(column, column, width)
    sheet.write_string(0, _KEY, FORM)
    title = f"{told.survey.title.say(language)}　{told.period.show(language)}"
    sheet.write_string(0, _LABEL, title, palette.format("title"))
    row = 1
    for line in _lines(told):
        sheet.write_string(row, _LABEL, safe_cell(line), palette.format("plain"))
        row += 1
    heads = ("", _("指标"), _("单位"), _("本期"), _("上期"), _("上年同期"), _("填写说明"))
    row = _heads(sheet, palette, row + 1, heads)
    for one in told.survey.form:
        if not one.is_table:
            _figure(sheet, row, palette, lists, one, told)
            row += 1
    soft = [one for one in told.survey.checks if one.severity == "soft"]
    if soft:
        row = _heads(sheet, palette, row + 1, ("", _("出现以下情况时请说明"), "", _("说明")))
    for row, check in enumerate(soft, row):  # noqa: B020 - goes on below the head
        sheet.write_string(row, _KEY, EXPLAIN + check.key)
        sheet.write_string(row, _LABEL, check.words.say(language), palette.format("locked"))
        sheet.write_string(row, _UNIT, "", palette.format("locked"))
        text = told.explained.get(check.key, "")
        tone = "remark" if check.key in told.remarks else "input"
        sheet.merge_range(row, _NOW, row, _HINT, text, palette.format(tone, "@"))
    sheet.protect("", _FREE)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _heads(sheet: Any, palette: Palette, row: int, heads: tuple[str, ...]) -> int:
    for column, head in enumerate(heads):
        if column:
            sheet.write_string(row, column, head, palette.format("head"))
    return row + 1


def _lines(told: Contents) -> Iterator[str]:
    """Yield what stands above the figures: marks of the form (统计法 art. 17), who, by when."""
    filing, language = told.filing, told.language
    marks = marks_of(filing.period.marks)
    if marks is not None and marks.valid_to is not None:
        yield _("表号：%(table)s　制定机关：%(by)s　批准文号：%(no)s　有效期至：%(day)s") % {
            "table": marks.table, "by": marks.authority.say(language), "no": marks.approval,
            "day": marks.valid_to.isoformat(),
        }  # fmt: skip
    name = str(filing.enterprise or filing.department)
    code = filing.enterprise.code if filing.enterprise else ""
    yield _("填报单位：%(name)s　%(code)s　报送期限：%(day)s") % {
        "name": name, "code": code, "day": filing.period.due_on.isoformat(),
    }  # fmt: skip
    yield _("模板编号：%(number)s") % {"number": identity_of(filing).number}
    yield _("只填白色格；红色格有误，批注写明原因。填好后在网页上传，不要改动表头和其他格。")


def _figure(
    sheet: Any, row: int, palette: Palette, lists: Lists, one: Field, told: Contents
) -> None:
    locked, shown = palette.format("locked"), number_format(one)
    must = " *" if one.required == "always" else ""
    sheet.write_string(row, _KEY, one.key)
    sheet.write_string(row, _LABEL, one.label.say(told.language) + must, locked)
    sheet.write_string(row, _UNIT, unit_of(one, told.language), locked)
    wrong = told.faults.get(one.key, "") or told.remarks.get(one.key, "")
    tone = "fault" if one.key in told.faults else "remark" if wrong else "input"
    put(sheet, row, _NOW, one, told.data.get(one.key), palette.format(tone, shown), told)
    restrict(sheet, (row, _NOW, row, _NOW), one,
             lists.range_of(one, told.period.end, told.language))  # fmt: skip
    if wrong:
        sheet.write_comment(row, _NOW, wrong, {"x_scale": 2})
    for column, which in ((_BEFORE, "previous"), (_YEAR, "year_ago")):
        text = told.before.get(which, {}).get(one.key)
        put(sheet, row, column, one, text, palette.format("locked", shown), told)
    sheet.write_string(row, _HINT, one.hint.say(told.language) if one.hint else "", locked)


def _table_sheet(sheet: Any, palette: Palette, lists: Lists, one: Field, told: Contents) -> None:
    _table_heads(sheet, palette, one, told)
    lines = told.data.get(one.key)
    rows = lines if isinstance(lines, list) else []
    for place in range(max(ROWS, len(rows))):
        line = rows[place] if place < len(rows) else {}
        sheet.write_number(place + 2, 0, place + 1, palette.format("locked"))
        for column, field in enumerate(one.columns, 1):
            wrong = told.faults.get(f"{one.key}.{place}.{field.key}", "")
            style = palette.format("fault" if wrong else "input", number_format(field))
            put(sheet, place + 2, column, field, line.get(field.key), style, told)
            if wrong:
                sheet.write_comment(place + 2, column, wrong, {"x_scale": 2})
    for column, field in enumerate(one.columns, 1):
        place_of = (2, column, max(ROWS, len(rows)) + 1, column)
        listed = lists.range_of(field, told.period.end, told.language)
        restrict(sheet, place_of, field, listed)
    sheet.protect("", _FREE)


def _table_heads(sheet: Any, palette: Palette, one: Field, told: Contents) -> None:
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_column(0, 0, 5)
    sheet.write_string(0, 0, f"#{one.key}")
    sheet.write_string(1, 0, "", palette.format("head"))
    for column, field in enumerate(one.columns, 1):
        remark = told.remarks.get(f"{one.key}.{field.key}", "")
        must = " *" if field.required == "always" else ""
        sheet.set_column(column, column, coded_width(field))
        sheet.write_string(0, column, field.key)
        style = palette.format("marked_head" if remark else "head")
        sheet.write_string(1, column, field.label.say(told.language) + must, style)
        if remark:
            sheet.write_comment(1, column, remark, {"x_scale": 2})
    sheet.freeze_panes(2, 1)


def _before_sheet(sheet: Any, palette: Palette, one: Field, told: Contents) -> None:
    """Write the rows of the period before, to look at and to copy from."""
    for column, field in enumerate(one.columns):
        sheet.set_column(column, column, coded_width(field))
        sheet.write_string(0, column, field.label.say(told.language), palette.format("head"))
        style = palette.format("locked", number_format(field))
        for place, line in enumerate(told.rows_before[one.key], 1):
            put(sheet, place, column, field, line.get(field.key), style, told)
    sheet.freeze_panes(1, 0)
    sheet.protect("", _FREE)
