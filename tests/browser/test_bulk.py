"""A file of many reports as its respondent meets it: handed in, mended, handed in again."""

import re
from pathlib import Path

import openpyxl
from playwright.sync_api import expect

from tests.browser.conftest import Visit

ROW = {
    "合同名称": "软件外包", "合同类别": "服务外包", "合同文本类型": "合同",
    "发包方名称": "Example Inc", "发包方国别（地区）": "US", "发包方性质": "企业",
    "是否关联企业": "否", "最终客户国别（地区）": "US", "离岸或在岸": "离岸",
    "业务类别": "WB.ITO.L01", "币种": "美元", "协议金额（合同币种）": 1000,
    "协议金额（折美元）": 1000, "签约日期": "2022-06-01", "生效日期": "2022-06-01",
    "到期日期": "2023-05-31",
}  # fmt: skip


def test_a_file_is_filed_and_its_bad_rows_mended(visit: Visit, tmp_path: Path) -> None:
    page = visit.sign_in("xm.firm1")
    visit.open("/reports/")
    page.get_by_role("link", name="批量导入").click()
    page.wait_for_load_state("networkidle")
    assert visit.serious() == []
    for chosen in ("#of", "#id_period"):
        contracts = page.locator(f"{chosen} option", has_text="服务外包接包合同信息表").first
        page.select_option(chosen, contracts.get_attribute("value"))
    with page.expect_download() as download:
        page.get_by_role("button", name="XLSX").click()
    file = tmp_path / "contracts.xlsx"
    download.value.save_as(file)
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    heads = [str(cell.value).rstrip("*") for cell in sheet[1]]
    for line, number in enumerate(("PL-1", "PL-2"), 2):
        for column, head in enumerate(heads, 1):
            sheet.cell(line, column, number if head == "合同号" else ROW.get(head))
    bad = sheet.cell(3, 1 + heads.index("到期日期"))
    bad.value = "2020-01-01"
    book.save(file)
    page.set_input_files("#id_file", file)
    page.get_by_role("button", name="上传并报送").click()
    page.wait_for_url(re.compile(r"/reports/bulk/\d+/$"))
    expect(page.get_by_role("heading", name="须改正的", exact=True)).to_be_visible(timeout=60_000)
    assert visit.serious() == []
    expect(page.locator("table")).to_contain_text("到期日期早于生效日期")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载须改正的行").click()
    marked = tmp_path / "marked.xlsx"
    download.value.save_as(marked)
    book = openpyxl.load_workbook(marked)
    sheet = book.worksheets[0]
    sheet.cell(2, 1 + [cell.value for cell in sheet[1]].index("到期日期*"), "2023-05-31")
    book.save(marked)
    page.get_by_role("link", name="再传一个文件").click()
    page.set_input_files("#id_file", marked)
    page.get_by_role("button", name="上传并报送").click()
    expect(page.get_by_text("没有要改的")).to_be_visible(timeout=60_000)
