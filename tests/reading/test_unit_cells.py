"""Cells of units with line ends inside a name and between names."""

import pytest

from fumao.reading.document import Cell
from fumao.reading.passages import build_passage
from fumao.reading.plain import match_text
from fumao.reading.unit_cells import part_lines
from fumao.reading.units import split_units


def names(cell: str, *, typed: bool) -> str:
    plain = match_text(cell)
    passage = build_passage(plain, [(0, len(plain))])
    parted = part_lines(Cell(passage.text, passage.pieces, passage.end), plain, typed=typed)
    return "|".join(parted.text[low:high] for low, high in split_units(parted.text).ranges)


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        # a place or a level of government is no office
        ("省\n发展和改革委员会\n省商务厅", "省发展和改革委员会|省商务厅"),
        ("广西壮族自治区\n人民政府\n自治区商务厅", "广西壮族自治区人民政府|自治区商务厅"),
        ("海西州\n财政局\n格尔木市\n人民政府", "海西州财政局|格尔木市人民政府"),
        ("厦门市\n商务局\n厦门海关", "厦门市商务局|厦门海关"),
        ("高新区\n管委会\n市商务局", "高新区管委会|市商务局"),
        ("市委\n网信办\n市公安局", "市委网信办|市公安局"),
        # the branch of a service stands behind its head
        ("国家外汇管理局\n青海省分局\n西宁海关", "国家外汇管理局青海省分局|西宁海关"),
        ("国家税务总局\n青海省\n税务局\n省财政厅", "国家税务总局青海省税务局|省财政厅"),
        ("中国银行\n宁夏分行\n建设银行\n宁夏分行", "中国银行宁夏分行|建设银行宁夏分行"),
        ("国家金融监督\n管理总局甘肃\n监管局\n人行甘肃省分行",
         "国家金融监督管理总局甘肃监管局|人行甘肃省分行"),
        ("中国铁路青藏\n集团有限公司\n省交通\n运输厅", "中国铁路青藏集团有限公司|省交通运输厅"),
        ("中国出口信用保险公司\n甘肃分公司、兰州\n海关", "中国出口信用保险公司甘肃分公司|兰州海关"),
        # whole names, one a line
        ("商务局\n财政局\n税务局", "商务局|财政局|税务局"),
        ("思明区\n湖里区\n集美区", "思明区|湖里区|集美区"),
        ("江东新区\n市商务局", "江东新区|市商务局"),
        ("市商务局\n经开区\n高新区", "市商务局|经开区|高新区"),
        ("市商务局\n厦门海关\n厦门市税务局\n人民银行厦门市分行",
         "市商务局|厦门海关|厦门市税务局|人民银行厦门市分行"),
        ("各州行政公署、\n各市人民政府", "各州行政公署|各市人民政府"),
        ("各市、县\n（市、区）人民政府", "各市、县(市、区)人民政府"),
    ],
)  # fmt: skip
def test_typed_line_ends(cell: str, units: str) -> None:
    assert names(cell, typed=True) == units


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        ("自治区\n工业和信息化厅", "自治区工业和信息化厅"),
        ("国家税务总局\n海西州税务局", "国家税务总局海西州税务局"),
        ("中国人民银行\n市分行\n市财政局", "中国人民银行市分行|市财政局"),
        ("市文化广电\n和旅游局\n市商务局", "市文化广电和旅游局|市商务局"),
        ("省交通\n运输厅", "省交通运输厅"),
    ],
)
def test_wraps_of_a_page(cell: str, units: str) -> None:
    assert names(cell, typed=False) == units
