"""Empty files to be filled in, and the rows left out as a coloured file to be mended."""

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from fumao.apps.surveys.bulk.heads import BESIDE, template_heads
from fumao.apps.surveys.models import BulkJob, BulkRow
from fumao.apps.surveys.workbook.codes import offered
from fumao.apps.surveys.workbook.paint import Palette, exact_number
from fumao.core.periods import Period
from fumao.core.sheet import Sheet, sheets
from fumao.forms.fields import ALWAYS, Field
from fumao.surveys.bulk.layout import Layout

MOST_MARKED = 20_000  # rows of a coloured copy
_COMMENTED = 2_000  # of them with a note at the cell; the column of problems says it of all
_OFFERED = 30  # codes named in the guide of an empty file


def empty_xlsx(layout: Layout, period: Period, language: str) -> bytes:
    """Return an empty file with the heads, and a sheet that says how each column is filled in."""
    heads = template_heads(layout, language)
    guide: list[Sequence[str]] = [
        [heads[0], _("必填；只替一家企业报的可不填"), _("18位")],
        *(
            [one.label.say(language), _needed(one), _form(one, period, language)]
            for one in layout.columns
        ),
        [heads[-1], "", _("校验要求说明的，写明原因；没有的不填")],
    ]  # fmt: skip
    told: list[Sheet] = [
        (_("批量报送"), heads, []),
        (_("填写说明"), [_("列"), _("必填"), _("怎么填")], guide),
    ]
    return sheets(told)


def empty_csv(layout: Layout, language: str) -> bytes:
    """Return the heads as CSV that spreadsheet programs open in the right encoding."""
    told = io.StringIO()
    csv.writer(told).writerow(template_heads(layout, language))
    return told.getvalue().encode("utf-8-sig")


def _needed(one: Field) -> str:
    if one.required == ALWAYS:
        return _("必填") if not one.visible else _("视情况必填")
    return _("视情况必填") if one.required else ""


def _form(one: Field, period: Period, language: str) -> str:
    kind = one.type.kind if one.type is not None else ""
    words = {
        "date": _("日期，如 2016-09-10 或 2016/9/10"), "bool": _("是或否"), "int": _("整数"),
        "money": _("数字，最多两位小数"), "dec": _("数字"),
    }.get(kind, _("文字"))  # fmt: skip
    choices = offered(one, period.end, language)
    if choices:
        told = _("、").join(text for _key, text in choices[:_OFFERED])
        words = told + (_("等") if len(choices) > _OFFERED else "")
    hint = one.hint.say(language) if one.hint is not None else ""
    return f"{words}。{hint}" if hint else words


def marked_xlsx(job: BulkJob, rows: Iterable[BulkRow], layout: Layout, language: str) -> bytes:
    """Return the rows left out, wrong cells coloured with a note, all problems in a last column.

    Uploaded again as it is, the added columns are skipped.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    palette, sheet = Palette(book), book.add_worksheet(_("须改正的行"))
    english = language == "en"
    keys = [key for key, _head in job.heads]
    numbers = {one.key for one in layout.columns if one.type and one.type.is_number}
    added = [BESIDE[""][9 if english else 1], BESIDE[""][11 if english else 5]]
    for column, head in enumerate([*(head for _key, head in job.heads), *added]):
        sheet.set_column(column, column, 48 if column == len(keys) + 1 else 18)
        sheet.write_string(0, column, head, palette.format("head"))
    for line, row in enumerate(rows, 1):
        wrong: dict[str, list[str]] = {}
        for one in row.problems:
            wrong.setdefault(one["key"], []).append(one["en" if english else "zh"])
        for column, key in enumerate(keys):
            text = row.cells[column] if column < len(row.cells) else ""
            tone = palette.format("fault" if key and key in wrong else "input")
            number = exact_number(text) if key in numbers else None
            if number is not None:
                sheet.write_number(line, column, number, tone)
            else:
                sheet.write_string(line, column, text, tone)
            if key and key in wrong and line <= _COMMENTED:
                sheet.write_comment(line, column, "\n".join(wrong[key]))
        sheet.write_number(line, len(keys), row.number, palette.format("locked"))
        said = _("；").join(words for each in wrong.values() for words in each)
        rest = said or _("同一份报表的另一行有误，改好后一并再报")
        sheet.write_string(line, len(keys) + 1, rest, palette.format("remark"))
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()
