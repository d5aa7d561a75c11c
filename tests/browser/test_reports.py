"""A report as its respondent meets it: filled in, refused, mended, explained, filed, returned."""

import re
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visit

# As a spreadsheet copies it: words for menus, days with slashes.
COPIED = "\t".join((
    "C-1", "2022/6/10", "WB.ITO.L01", "ZZ", "离岸", "60.00", "402.00", "", "跨境提供", "",
    "BOC-T1", "2022年6月20日", "60",
))  # fmt: skip
PASTE = """(input, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  input.focus();
  const how = {clipboardData, bubbles: true, cancelable: true};
  input.dispatchEvent(new ClipboardEvent("paste", how));
}"""
# The district's checker returns what the enterprise filed last and pins the receipt's number.
RETURN = """
from datetime import date
from fumao.apps.orgs.actor import actor_for
from fumao.apps.orgs.models import Post
from fumao.apps.surveys.actions.review_report import return_report
from fumao.apps.surveys.models import Filing, ReviewOffice
from fumao.surveys.review import Grounds
row = Filing.objects.select_related("period").get(pk={pk})
office = ReviewOffice.objects.get(period=row.period, area=row.area, level=row.level).office_id
post = Post.objects.filter(department=office, role="checker").first()
cells = ("executions.0.receipt_no",)
grounds = Grounds("papers", "凭证号与银行回单不一致", date(2022, 7, 11), cells)
return_report(actor_for(post.person, date(2022, 6, 24)), row.pk, grounds)
"""


def cell(column: str, row: int = 0) -> str:
    return f"[name='executions.{row}.{column}']"


def open_form(visit: Visit, firm: str) -> Page:
    """Sign in and open the report of the month that is due."""
    page = visit.sign_in(firm)
    visit.open("/reports/?state=due")
    assert visit.serious() == []
    page.locator("td.key-cell a").first.click()
    page.wait_for_url(re.compile(r"/reports/\d+/$"))
    page.wait_for_load_state("networkidle")
    return page


def return_it(site: Site, page: Page) -> None:
    found = re.search(r"/reports/(\d+)/", page.url)
    assert found is not None
    site.home.python(RETURN.format(pk=found[1]))


def test_a_report_is_filled_in_mended_explained_filed_and_corrected(
    visit: Visit, site: Site
) -> None:
    visit.set(django_language="zh-hans")
    visit.expected.add(422)
    page = open_form(visit, "xm.firm1")
    assert visit.serious() == []
    page.locator(cell("contract_no")).evaluate(PASTE, COPIED)
    page.fill("#i-executed_usd", "1.00")
    page.fill("#i-offshore_usd", "60.00")
    page.locator("#i-offshore_usd").blur()
    # What is wrong is told at its cell and below, while it is typed.
    expect(page.locator(cell("country"))).to_have_class(re.compile("bad"))
    expect(page.locator("#answer")).to_contain_text("合计应等于各笔执行金额之和")
    expect(page.locator("#saved")).to_have_text("已保存")
    expect(page.locator(cell("executed_on"))).to_have_value("2022-06-10")
    expect(page.locator(cell("shore"))).to_have_value("offshore")
    expect(page.locator("tfoot td[data-sum]").first).to_have_text("60.00")
    assert visit.serious() == []
    page.get_by_role("button", name="报送报表").click()
    expect(page.locator("#faults")).to_contain_text("改好后再报送")
    page.fill(cell("country"), "US")
    page.locator(cell("country")).blur()
    page.get_by_role("button", name="填入合计 60.00").click()
    expect(page.locator("#i-executed_usd")).to_have_value("60.00")
    # Any month of last year was many times as much: that wants a word.
    expect(page.locator("#x-growth")).to_be_visible()
    expect(page.locator("#f-executed_usd [data-change-of=year]")).to_contain_text("%")
    expect(page.locator(cell("country"))).not_to_have_class(re.compile("bad"))
    page.fill("#x-growth", "一份大合同已经完成")
    page.get_by_role("button", name="报送报表").click()
    expect(page.locator(".note-box.good")).to_contain_text("已报送")
    expect(page.locator("main")).to_contain_text("一份大合同已经完成")
    assert visit.serious() == []

    return_it(site, page)
    page.reload()
    expect(page.locator("#returned")).to_contain_text("凭证号与银行回单不一致")
    expect(page.locator("td.pinned")).to_have_count(1)
    expect(page.locator(f"td.pinned {cell('receipt_no')}")).to_have_value("BOC-T1")
    assert visit.serious() == []
    page.fill(cell("receipt_no"), "BOC-T2")
    page.get_by_role("button", name="重新报送").click()
    expect(page.locator(".note-box.good")).to_contain_text("已报送")
    expect(page.locator(".diff del")).to_have_text("BOC-T1")
    expect(page.locator(".diff ins")).to_have_text("BOC-T2")
    assert visit.serious() == []


def test_the_grid_is_worked_by_keys(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = open_form(visit, "wh.firm1")
    first = page.locator(cell("contract_no"))
    rows = page.locator("[data-grid] tbody tr")
    expect(rows).to_have_count(3)
    first.focus()
    page.keyboard.type("A-1")
    page.keyboard.press("Enter")
    page.keyboard.type("A-2")
    page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(cell("executed_on"))).to_be_focused()
    page.locator(cell("contract_no", 2)).press("Enter")
    expect(rows).to_have_count(4)
    expect(page.locator(cell("contract_no", 3))).to_be_focused()
    # Two lines pasted into the last row make room for themselves.
    page.locator(cell("contract_no", 3)).evaluate(PASTE, "A-4\t2022-06-01\nA-5\t2022-06-02\n")
    expect(rows).to_have_count(5)
    expect(page.locator(cell("contract_no", 4))).to_have_value("A-5")
    page.get_by_role("button", name="删除第 1 行").click()
    expect(rows).to_have_count(4)
    expect(first).to_have_value("A-2")
    expect(page.locator("#saved")).to_have_text("已保存")
    page.reload()
    expect(page.locator(cell("contract_no", 2))).to_have_value("A-5")


def test_the_template_goes_down_and_comes_up(visit: Visit, tmp_path: Path) -> None:
    visit.set(django_language="zh-hans")
    page = open_form(visit, "tj.firm2")
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载模板").click()
    file = tmp_path / "模板.xlsx"
    taken.value.save_as(file)
    book = openpyxl.load_workbook(file)
    places = [one.value for one in book["合同执行"][1]]
    for column, text in {
        "contract_no": "C-1", "executed_on": "2022/6/10", "service_class": "WB.ITO.L01",
        "country": "US 美国", "shore": "离岸", "amount_usd": 60000, "amount_cny": 402000,
        "receipt_no": "TJ-T1", "receipt_usd": "六万",
    }.items():  # fmt: skip
        book["合同执行"].cell(3, places.index(column) + 1).value = text
    book.save(file)
    page.set_input_files("#template-file", file)
    page.get_by_role("button", name="上传模板").click()
    expect(page.locator(".note-box.warn").first).to_contain_text("已读入 9 格")
    expect(page.locator("#faults")).to_contain_text("第 1 行 收汇金额")
    expect(page.locator(cell("receipt_usd"))).to_have_value("六万")
    assert visit.serious() == []
    with page.expect_download() as marked:
        page.get_by_role("link", name="下载标出错误的表格").click()
    marked.value.save_as(file)
    comment = (
        openpyxl.load_workbook(file)["合同执行"].cell(3, places.index("receipt_usd") + 1).comment
    )
    assert comment is not None
    assert "收汇金额" in comment.text
    page.set_input_files("#template-file", {
        "name": "别的.xlsx", "mimeType": "application/octet-stream", "buffer": b"PK\x03\x04",
    })  # fmt: skip
    page.get_by_role("button", name="上传模板").click()
    expect(page.locator(".note-box.err").first).to_contain_text("损坏")


def test_on_a_phone_nothing_moves_sideways(phone: Visit) -> None:
    page = open_form(phone, "wz.firm1")
    assert phone.sideways() <= 0
    assert phone.serious() == []
    phone.open("/reports/")
    assert phone.sideways() <= 0
    page.locator("td.key-cell a").nth(1).click()
    page.wait_for_load_state("networkidle")
    assert phone.sideways() <= 0
    assert phone.serious() == []
    phone.open(page.url.removeprefix(phone.site.url) + "print/")
    assert phone.sideways() <= 0
    assert phone.serious() == []


def test_english_pages_speak_english(visit: Visit) -> None:
    visit.set(django_language="en")
    page = open_form(visit, "wz.firm1")
    expect(page.locator("h1")).to_contain_text("June 2022")
    expect(page.get_by_role("button", name="File the report")).to_be_visible()
    expect(page.get_by_role("heading", name="Checks", exact=True)).to_be_visible()
    assert visit.serious() == []
