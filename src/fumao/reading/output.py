"""A reading as JSON, YAML, CSV and XLSX; cells that a spreadsheet would run are neutralised."""

import csv
import dataclasses
import datetime
import io
import json
from decimal import Decimal
from typing import Any

import xlsxwriter
from ruamel.yaml import YAML

from fumao.reading.model import Reading

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
TASK_HEAD = (
    "序号", "类别", "任务", "牵头单位", "配合单位", "上级部门", "时限", "时限类型", "日期", "备注",
    "适用范围", "起", "止",
)  # fmt: skip
TARGET_HEAD = (
    "指标",
    "比较",
    "数值",
    "上限",
    "单位",
    "年份",
    "基数",
    "基数年份",
    "章节",
    "起",
    "止",
)
INCENTIVE_HEAD = (
    "对象", "类型", "条件", "金额上限", "单位", "比例上限（%）", "一次性", "计算单位", "总额上限",
    "起", "止",
)  # fmt: skip
FINDING_HEAD = ("代码", "程度", "说明", "Message", "起", "止")


def to_dict(reading: Reading) -> dict[str, Any]:
    """Return the reading as plain values; numbers are exact, dates ISO strings."""
    value: dict[str, Any] = _plain(reading)
    for task in value["tasks"]:
        task["schedule"]["deadline"] = task["schedule"]["date"]
    return value


def _plain(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def to_json(reading: Reading) -> str:
    """Return the reading as JSON, two spaces deep, Chinese as it is."""
    return json.dumps(to_dict(reading), ensure_ascii=False, indent=2) + "\n"


def to_yaml(reading: Reading) -> str:
    """Return the reading as YAML; the text itself as a block."""
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_unicode = True
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    stream = io.StringIO()
    yaml.dump(to_dict(reading), stream)
    return stream.getvalue()


def to_csv(reading: Reading) -> str:
    """Return the tasks as CSV with a byte-order mark, so that Excel shows the Chinese."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(TASK_HEAD)
    writer.writerows([[neutral(cell) for cell in row] for row in task_rows(reading)])
    return "\ufeff" + stream.getvalue()


def to_xlsx(reading: Reading) -> bytes:
    """Return a workbook: tasks, targets, incentives, findings."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    bold = book.add_format({"bold": True, "bg_color": "#EDF1F5", "text_wrap": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for title, head, rows in (
        ("任务", TASK_HEAD, task_rows(reading)),
        ("目标", TARGET_HEAD, _target_rows(reading)),
        ("激励", INCENTIVE_HEAD, _incentive_rows(reading)),
        ("提示", FINDING_HEAD, _finding_rows(reading)),
    ):
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, head, bold)
        sheet.set_column(0, len(head), 16, wrap)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if cell is None:
                    continue
                if isinstance(cell, str):
                    sheet.write_string(number, column, neutral(cell), wrap)
                else:
                    sheet.write_number(number, column, cell, wrap)
    book.close()
    return stream.getvalue()


Row = list[str | int | float | None]


def neutral(cell: str | float | None) -> str | float | None:
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    if isinstance(cell, str) and cell.lstrip(" \n").startswith(_FORMULA) and len(cell) > 1:
        return "'" + cell
    return cell


_KINDS = {
    "start_by": "启动", "finish_by": "完成", "continuous": "持续", "unscheduled": "未定",
}  # fmt: skip


def task_rows(reading: Reading) -> list[Row]:
    """Return one row a task, in the order of TASK_HEAD."""
    return [
        [
            task.label, task.category, task.text, "、".join(task.lead), "、".join(task.cooperating),
            "、".join(task.upper), task.schedule.text, _KINDS[task.schedule.kind],
            task.schedule.date.isoformat() if task.schedule.date else None, task.remark, task.scope,
            task.start, task.end,
        ]
        for task in reading.tasks
    ]  # fmt: skip


def _number(value: Decimal | None) -> float | int | None:
    return None if value is None else _plain(value)


def _target_rows(reading: Reading) -> list[Row]:
    return [
        [
            one.indicator, one.comparator, _number(one.value), _number(one.value_max), one.unit,
            one.year, _number(one.baseline), one.baseline_year, one.section, one.start, one.end,
        ]
        for one in reading.targets
    ]  # fmt: skip


def _incentive_rows(reading: Reading) -> list[Row]:
    return [
        [
            one.recipient, one.kind, one.condition, _number(one.amount_max), one.unit,
            _number(one.rate_max), "是" if one.one_off else "", one.per, one.cap,
            one.start, one.end,
        ]
        for one in reading.incentives
    ]  # fmt: skip


def _finding_rows(reading: Reading) -> list[Row]:
    return [
        [one.code, one.severity, one.message_zh, one.message_en, one.start, one.end]
        for one in reading.findings
    ]
