"""An answer as CSV and XLSX: the whole table, what was asked, what it comes from, the marks."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fumao.apps.audit.service import XLSX
from fumao.apps.releases.analysis.data import Data
from fumao.apps.releases.analysis.shown import Answer, Figure, Row
from fumao.apps.releases.wording import english, say
from fumao.core.cells import safe_cell
from fumao.core.sheet import Cell, sheets

FILES = ("table.csv", "table.xlsx")


@dataclass(frozen=True, slots=True)
class File:
    """A file of an answer."""

    body: bytes
    media: str


def file_of(name: str, data: Data, answer: Answer) -> File:
    """Return one of FILES."""
    if name == "table.csv":
        return File(_csv(data, answer), "text/csv; charset=utf-8")
    return File(_workbook(data, answer), XLSX)


def _csv(data: Data, answer: Answer) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    for line in _about(data, answer):
        writer.writerow([safe_cell(line)])
    writer.writerow([])
    writer.writerow([safe_cell(one) for one in _heads(answer)])
    for row in answer.rows:
        cells = [_plain(one) for one in row.figures]
        writer.writerow([safe_cell(_label(row)), *cells])
    return text.getvalue().encode("utf-8-sig")  # Excel reads UTF-8 by its mark


def _workbook(data: Data, answer: Answer) -> bytes:
    rows = [
        (_label(row), *(_cell(one) for one in row.figures), *_held(data, row))
        for row in answer.rows
    ]  # fmt: skip
    heads = [*_heads(answer), *([_("不得公布")] if data.inside else [])]
    about = [(line,) for line in _about(data, answer)]
    return sheets([(_("表"), heads, rows), (_("说明"), (_("说明"),), about)])


def _heads(answer: Answer) -> list[str]:
    return [answer.first, *(one.label for one in answer.heads)]


def _label(row: Row) -> str:
    return "　" * max(0, row.level - 1) + row.label


def _plain(one: Figure) -> str:
    held = f" [{one.held}]" if one.held else ""
    return f"{one.number:f}{held}" if one.number is not None else _words(one)


def _cell(one: Figure) -> Cell:
    return one.number if one.number is not None else _words(one)


def _words(one: Figure) -> str:
    return f"{one.text} {one.why}".strip()


def _held(data: Data, row: Row) -> tuple[str, ...]:
    if not data.inside:
        return ()
    return (" ".join(dict.fromkeys(one.held for one in row.figures if one.held)),)


def _about(data: Data, answer: Answer) -> Iterator[str]:
    """Yield what the table is, where it comes from and how it is to be read."""
    if data.inside:
        yield _("内部资料，不得公布")
    yield f"{say(data.offer.label)} {answer.title}"
    colon = ": " if english() else "："
    yield _("单位") + colon + answer.unit
    yield _("条件") + colon + " · ".join(answer.filters)
    if data.synthetic:
        yield _("演示数据")
    yield from notes(data, answer)
    for one in data.origins:
        if data.inside:
            words = _("%(n)s 个批次") % {"n": one.words}
            yield _("来源") + f"{colon}{one.period} {words} {one.digest}"
        else:
            yield _("版次") + f"{colon}{one.period} {one.words} {one.digest}"


def notes(data: Data, answer: Answer) -> Iterator[str]:
    """Yield how the figures are to be read."""
    yield from answer.marks
    if data.inside:
        yield _(
            "按审核通过的报表此刻的汇总，未作保护：标记的单元格不得公布，相邻的可能也不得公布。"
        )
    else:
        yield _("只用已发布版次中的数字，各单元格独立四舍五入，合计可能不等于分项之和。")
    if answer.derived:
        yield _("公报没有列出的同比、占比、累计和其他，由所列数字计算。")
