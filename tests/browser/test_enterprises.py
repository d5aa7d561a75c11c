"""The register of enterprises in the browser: searched, looked at, a roll worked by keys."""

import re
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from fumao.core.credit_code import synthetic_codes
from tests.browser.conftest import Visit

CODES = [code.text for code in synthetic_codes("350203", 6, 4711)]


def first_enterprise(visit: Visit) -> tuple[str, str]:
    """The address and the name of the register's first enterprise."""
    visit.open("/enterprises/?area=350203&sort=name")
    link = visit.page.locator("td.key-cell a").first
    return link.get_attribute("href") or "", link.inner_text()


def roll(folder: Path, known: str) -> Path:
    """A roll with a new enterprise, two of known names and a wrong code."""
    path = folder / "名册.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    rows = [
        ["统一社会信用代码", "企业名称", "区县", "行业代码", "职工总数"],
        [CODES[0], "厦门新设的（演示）检测有限公司", "思明区", "7451", 12],
        [CODES[1], known, "思明区", "6513", 40],
        [CODES[2], known.replace("有限公司", "有限责任公司"), "湖里区", "6513", 41],
        ["91310115MA1G4L1WXK", "厦门错码（演示）有限公司", "思明区", "6513", 5],
    ]
    for number, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet.write(number, column, cell)
    book.close()
    return path


def wait_for_review(page: Page) -> None:
    """The worker reads; the page then loads itself anew."""
    expect(page.locator("#pane")).to_be_visible(timeout=30_000)


def test_a_roll_is_worked_by_keys(visit: Visit, tmp_path: Path) -> None:
    page = visit.sign_in("xm.office")
    visit.set(django_language="zh-hans")
    _address, known = first_enterprise(visit)
    visit.open("/enterprises/rolls/")
    page.set_input_files("input[type=file]", roll(tmp_path, known))
    page.get_by_role("button", name="上传并预览").click()
    wait_for_review(page)
    expect(page.locator("#current")).to_contain_text(CODES[1])
    assert visit.serious() == []
    confirm = page.get_by_role("button", name="确认入库")
    expect(confirm).to_be_disabled()
    page.keyboard.press("j")
    expect(page.locator("#current")).to_contain_text(CODES[2])
    page.keyboard.press("k")
    expect(page.locator("#current")).to_contain_text(CODES[1])
    page.keyboard.press("n")
    expect(page.locator("#current")).to_contain_text(CODES[2])
    page.keyboard.press("s")
    expect(confirm).to_be_enabled()
    page.keyboard.press("u")
    expect(confirm).to_be_disabled()
    page.keyboard.press("s")
    expect(confirm).to_be_enabled()
    for tab in ("有错误", "新登记"):
        page.get_by_role("link", name=re.compile(tab)).click()
        expect(page.locator("#pane table")).to_be_visible()
        assert visit.serious() == []
    confirm.click()
    expect(page.get_by_role("heading", name="已入库")).to_be_visible(timeout=30_000)
    expect(page.locator(".blank")).to_contain_text("新登记 2 家")
    visit.open(f"/enterprises/{CODES[0]}/")
    expect(page.get_by_role("cell", name="12 人")).to_be_visible()


def test_a_contact_is_revealed_and_a_name_changed(visit: Visit) -> None:
    page = visit.sign_in("xm.office")
    visit.set(django_language="zh-hans")
    visit.expected = {422}
    address, name = first_enterprise(visit)
    visit.open(address)
    masked = page.locator(".entries", has_text="100****")
    expect(masked).to_be_visible()
    reveal = page.get_by_role("button", name="查看（留记录）")
    if reveal.count():  # who is named for statistics alone is not revealed
        reveal.first.click()
        expect(page.locator(".entries")).to_contain_text(re.compile(r"1000\d{7}"))
        expect(page.get_by_text("查看联系方式").first).to_be_visible()
    page.get_by_role("link", name="更名").click()
    page.get_by_label("新名称").fill(name)
    page.get_by_label("更名日期").fill("2022-06-01")
    page.locator("#do .btn-primary").click()
    expect(page.locator("#do .form-error")).to_contain_text("新名称与现名相同")
    page.get_by_label("新名称").fill("厦门改过名的（演示）有限公司")
    page.locator("#do .btn-primary").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("厦门改过名的（演示）有限公司")
    page.goto(f"{visit.site.url}/enterprises/?q={name}")
    expect(page.locator("td.key-cell", has_text=name).first).to_contain_text("曾用名")


PAGES = (
    "/enterprises/", "/enterprises/?status=all&sort=-founded", "/enterprises/?q=查无此企",
    "/enterprises/new", "/enterprises/rolls/",
)  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing_serious(visit: Visit, language: str) -> None:
    visit.sign_in("xm.office")
    visit.set(django_language=language, theme="dark" if language == "en" else "light")
    address, _name = first_enterprise(visit)
    found = []
    for path in (*PAGES, address, f"{address}?do=fact", f"{address}?do=split"):
        visit.open(path)
        found += [f"{path} {fault}" for fault in visit.serious()]
    assert found == []


def test_nothing_sticks_out_of_a_phone(phone: Visit) -> None:
    phone.sign_in("xm.office")
    for language in ("zh-hans", "en"):
        phone.set(django_language=language)
        address, _name = first_enterprise(phone)
        for path in (*PAGES, address, f"{address}?do=move"):
            phone.open(path)
            assert phone.sideways() <= 0, path
    assert phone.serious() == []
