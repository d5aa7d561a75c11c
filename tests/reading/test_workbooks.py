"""Workbooks as offices keep them: titles and forms above a header of two rows, notes below."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from fumao.reading import Reading, read

NOTE = "备注：责任单位有两个以上的，列第一的主责。"


def saved(folder: Path, book: openpyxl.Workbook) -> Reading:
    book.save(folder / "表.xlsx")
    return read(folder / "表.xlsx")


def fill(sheet: Worksheet, rows: list[list[object]], *merged: str) -> None:
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)


def port_tasks(sheet: Worksheet) -> None:
    """Write two tasks under a title, a line about the form and a header of two rows."""
    fill(
        sheet,
        [
            ["柏川市口岸物流提升任务分解表"],
            ["制表：市口岸办", *[None] * 6, "2027年3月"],
            ["序号", "领域", "工作任务", "责任分工", None, None, "时间安排"],
            [None, None, None, "分管领导", "牵头单位", "配合单位", "启动时间", "完成时限"],
            [1, "通道", "开行班列300列。", "王某", "市口岸办", "市交通局、柏川海关",
             "2027年4月", "2027年底"],
            [2, None, "建设多式联运场站。", "李某", "市发改委", "市商务局\n市财政局",
             "—", "持续推进"],
            [NOTE],
            ["填表人：张某", None, None, "审核人：李某"],
        ],
        "A1:H1", "A3:A4", "B3:B4", "C3:C4", "D3:F3", "G3:H3", "B5:B6", "A7:H7",
    )  # fmt: skip


def test_forms_header_of_two_rows_and_notes(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    port_tasks(book.active)
    reading = saved(tmp_path, book)
    assert reading.meta.title == "柏川市口岸物流提升任务分解表"
    assert [(t.label, t.text, t.category) for t in reading.tasks] == [
        ("1", "开行班列300列。", "通道"), ("2", "建设多式联运场站。", "通道"),
    ]  # fmt: skip
    assert [t.lead for t in reading.tasks] == [("市口岸办",), ("市发改委",)]
    assert [t.cooperating for t in reading.tasks] == [
        ("市交通局", "柏川海关"), ("市商务局", "市财政局"),
    ]  # fmt: skip
    assert [t.schedule.text for t in reading.tasks] == ["2027年底", "持续推进"]
    assert NOTE in reading.text


def test_a_second_table_on_the_sheet_is_one_of_its_own(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    port_tasks(sheet)
    fill(
        sheet,
        [
            [],
            ["附表：主要指标"],
            ["序号", "指标", "单位", "2026年完成", "2027年目标", "责任单位"],
            [1, "口岸吞吐量", "万吨", 120, 150, "市口岸办"],
            [2, "通关时间压缩", "%", 0.4, 0.55, "柏川海关"],
            [3, "班列占比", "%", 0.35, 0.5, "市口岸办"],
        ],
    )
    for place, shown in (("D13", "0.00%"), ("E13", "0%")):
        sheet[place].number_format = shown
    reading = saved(tmp_path, book)
    assert [t.label for t in reading.tasks] == ["1", "2"]  # who watches a figure has no task
    found = [(t.indicator, t.value, t.baseline, t.unit) for t in reading.targets if t.year == 2027]
    assert found == [
        ("口岸吞吐量", 150, 120, "万吨"),
        ("通关时间压缩", 55, 40, "%"),
        ("班列占比", Decimal("0.5"), Decimal("0.35"), "%"),  # not shown as per cent: as typed
    ]


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ("0%", "15%"), ("0.00%", "15%"), ('0.0%;"-"', "15%"), ('0"%"', "0.15"), ("General", "0.15"),
        ("0.00", "0.15"), ("0\\%", "0.15"),
    ],
)  # fmt: skip
def test_the_number_format_tells_per_cent(shown: str, words: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    fill(sheet, [["指标", "2027年目标"], ["服务出口增速", 0.15], ["游客", 30]])
    sheet["B2"].number_format = shown
    assert f"服务出口增速\t{words}\n" in saved(tmp_path, book).text


def test_the_line_about_the_form_is_no_title(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    fill(
        sheet,
        [
            ["各区目标分解表"],
            ["数据来源：市统计局", None, None, "单位：亿元"],
            ["区", "2026年", "2027年目标", "2028年目标"],
            ["东区", 3.5, 4, 5],
            ["西区", 2, 2.5, 3],
        ],
    )
    found = saved(tmp_path, book).targets
    assert {(t.section, t.unit) for t in found} == {("各区目标分解表", "亿元")}
    assert [t.value for t in found] == [4, 5, Decimal("2.5"), 3]


def test_category_rows_across_the_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    fill(
        sheet,
        [
            ["柏川市2027年服务贸易工作安排"],
            ["序号", "工作内容", "责任分工", None, "备注"],
            [None, None, "牵头单位", "配合单位", None],
            ["一、扩大开放"],
            [1, "推进试点落地。", "市商务局", "市司法局、柏川海关", None],
            ["二、培育主体"],
            [2, "培育企业20家。", "市商务局、市统计局", "各区政府", "按季调度"],
        ],
        "A2:A3", "B2:B3", "C2:D2", "E2:E3", "A4:E4", "A6:E6",
    )  # fmt: skip
    reading = saved(tmp_path, book)
    assert [(t.category, t.remark) for t in reading.tasks] == [
        ("一、扩大开放", None), ("二、培育主体", "按季调度"),
    ]  # fmt: skip
    assert [t.cooperating for t in reading.tasks] == [("市司法局", "柏川海关"), ("各区政府",)]
    # the year of the title dates the plan, not the figures of its rows
    assert [(t.value, t.year) for t in reading.targets] == [(20, None)]
