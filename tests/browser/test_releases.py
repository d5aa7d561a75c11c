"""Releases as everybody and the team meet them: languages, themes, widths, charts, files."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

ONE = "/statistics/outsourcing-bulletin/350200/"
PUBLIC = ("/statistics/", ONE, f"{ONE}2022-05/", f"{ONE}2022-04/", f"{ONE}2022-04/v1/",
          f"{ONE}2022-06/")  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_public_page(visit: Visit, language: str) -> None:
    visit.set(django_language=language, theme="dark" if language == "en" else "light")
    for way in PUBLIC:
        visit.open(way)
        assert visit.serious() == [], way


def test_on_a_phone(phone: Visit) -> None:
    phone.set(django_language="zh-hans")
    for way in PUBLIC:
        phone.open(way)
        assert phone.sideways() <= 0, way
        assert phone.serious() == [], way


def test_a_bulletin_is_drawn_with_its_figures_and_files(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.open(f"{ONE}2022-04/")
    expect(page.locator(".chart svg")).to_have_count(2)
    expect(page.locator('abbr.kept[title="为防止推算出其他单元格，不公布"]').first).to_be_visible()
    expect(page.locator("section[aria-labelledby=changes]")).to_contain_text("合同执行额")
    with page.expect_download() as saved:
        page.get_by_role("link", name="XLSX 工作簿").click()
    assert saved.value.suggested_filename.endswith("-v2-tables.xlsx")


def test_the_team_compiles_and_previews(visit: Visit) -> None:
    """June has no filings: the work ends with words, and nothing is there to preview."""
    visit.set(django_language="zh-hans")
    page = visit.sign_in("xm.office")
    visit.open("/releases/")
    assert visit.serious() == []
    page.get_by_role("link", name="服务外包统计公报 2022-05").click()
    assert visit.serious() == []
    page.get_by_role("link", name="v1").click()
    expect(page.get_by_text("这一版已公开")).to_be_visible()
    assert visit.serious() == []
    visit.open("/releases/")
    page.get_by_role("link", name="服务外包统计公报 2022-06").click()
    page.get_by_role("link", name="编制", exact=True).click()
    assert visit.serious() == []
    page.get_by_role("button", name="开始编制").click()
    words = "2022年6月还没有审核通过的报表，不能编制"
    expect(page.get_by_role("alert").get_by_text(words)).to_be_visible(timeout=30_000)
    assert visit.serious() == []
