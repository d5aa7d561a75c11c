"""The bank's file of results, read row by row: CSV or XLSX, Chinese heads or English ones."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from fumao.apps.funds.amounts import fen_of
from fumao.apps.funds.models import Payment

MOST_ROWS = 20_000
HEADS: Mapping[str, frozenset[str]] = {
    "batch": frozenset({"批次", "批次号", "batch"}),
    "line": frozenset({"行号", "序号", "line"}),
    "amount": frozenset({"金额", "金额（元）", "amount"}),
    "result": frozenset({"结果", "状态", "result"}),
    "paid_on": frozenset({"付款日期", "日期", "date"}),
    "reference": frozenset({"银行流水号", "流水号", "reference"}),
    "reason": frozenset({"原因", "失败原因", "reason"}),
}
NEEDED = ("batch", "line", "amount", "result", "paid_on")
RESULTS = {
    "已付": Payment.Result.PAID, "成功": Payment.Result.PAID, "paid": Payment.Result.PAID,
    "失败": Payment.Result.FAILED, "付款失败": Payment.Result.FAILED,
    "failed": Payment.Result.FAILED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file as the bank says it; `amount` is what the order said, in fen."""

    number: int  # in the file, the head is 1
    batch: str
    line: int
    amount: int
    result: Payment.Result
    paid_on: date
    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line that was not taken, and why."""

    number: int
    cells: str
    why: str


def read_results(file: IO[bytes], name: str) -> tuple[list[Row], list[BadRow]]:
    """Return the rows of a file that can be read and those that cannot.

    Raises ValidationError where the file as a whole is no file of results.
    """
    table = _xlsx(file) if name.lower().endswith((".xlsx", ".xls")) else _csv(file)
    lines = [[_text(cell) for cell in line] for line in table]
    if not lines:
        raise ValidationError(_("文件是空的。"), code="file")
    places = _places(lines[0])
    if len(lines) > MOST_ROWS + 1:
        raise ValidationError(_("文件超过 %(n)s 行，请分批导入。") % {"n": MOST_ROWS}, code="file")
    good: list[Row] = []
    bad: list[BadRow] = []
    for number, line in enumerate(lines[1:], 2):
        if not any(line) or line[0] in {"合计", "total"}:
            continue
        try:
            good.append(_row(number, line, places))
        except ValidationError as error:
            bad.append(BadRow(number, "，".join(filter(None, line))[:200], error.messages[0]))
    return good, bad


def _places(head: Sequence[str]) -> dict[str, int]:
    found = {
        name: place
        for name, words in HEADS.items()
        for place, cell in enumerate(head)
        if cell.strip().lower() in words
    }
    missing = [name for name in NEEDED if name not in found]
    if missing:
        words = "、".join(max(HEADS[name]) for name in missing)
        raise ValidationError(_("缺少列：%(what)s。") % {"what": words}, code="file")
    return found


def _row(number: int, line: Sequence[str], places: Mapping[str, int]) -> Row:
    def cell(name: str) -> str:
        place = places.get(name)
        return line[place].strip() if place is not None and place < len(line) else ""

    result = RESULTS.get(cell("result").lower())
    if result is None:
        raise ValidationError(_("结果应为“已付”或“失败”。"))
    if not cell("line").isdecimal():
        raise ValidationError(_("行号应为整数。"))
    try:
        day = date.fromisoformat(cell("paid_on")[:10])
    except ValueError:
        raise ValidationError(_("付款日期应为 2016-10-14 样的日期。")) from None
    if result == Payment.Result.FAILED and not cell("reason"):
        raise ValidationError(_("付款失败须写明原因。"))
    return Row(
        number, cell("batch"), int(cell("line")), fen_of(cell("amount")), result, day,
        cell("reference")[:64], cell("reason")[:200],
    )  # fmt: skip


def _text(cell: object) -> str:
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _csv(file: IO[bytes]) -> Iterator[Sequence[object]]:
    raw = file.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        yield from csv.reader(io.StringIO(text))
        return
    raise ValidationError(_("文件的编码无法识别，请另存为 UTF-8 的 CSV。"), code="file")


def _xlsx(file: IO[bytes]) -> list[list[object]]:
    try:
        sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
    except (CalamineError, OSError) as error:
        raise ValidationError(_("不是可以读取的电子表格。"), code="file") from error
    return [list(row) for row in sheet.to_python()]
