"""What officers do with reports, by mouse, by key and on a phone."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, Visit

PERIODS = "/surveys/outsourcing-execution/periods"


def one(site: Site, query: str) -> int:
    """The answer of one query on the site's database."""
    with closing(sqlite3.connect(site.data / "fumao.sqlite3")) as connection:
        return int(connection.execute(query).fetchone()[0])


def period(site: Site) -> int:
    """The latest period of Xiamen that is over."""
    return one(
        site,
        "SELECT p.id FROM surveys_reportingperiod p JOIN orgs_area a ON a.id = p.area_id "
        "WHERE a.code = '350200' AND p.key = 'outsourcing-execution' AND p.due_on < '2022-06-24' "
        "ORDER BY p.starts DESC",
    )


def test_a_filing_is_read_pointed_at_and_returned(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    visit.expected.add(422)
    page = visit.sign_in("xm.checker")
    visit.open("/reviews/")
    expect(page.locator("h1")).to_have_text("填报审核")
    assert visit.serious() == []
    page.keyboard.press("j")
    page.wait_for_url(re.compile(r"/reviews/\d+/"))
    expect(page.get_by_role("heading", name="退回意见")).to_be_visible()
    assert visit.serious() == []
    # No figure can be typed over: what stands in the table are boxes to point with.
    assert page.locator(".figures-table input:not([type=checkbox])").count() == 0
    page.locator(".figures-table td.pick label").first.click()
    expect(page.locator("#picked")).to_contain_text("本月执行额合计")
    page.select_option("#id_reason", "figures")
    page.fill("#id_words", "请核对合同与凭证")
    page.fill("#id_due", "2022-06-01")  # a day that has passed: refused, and nothing is lost
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("^退回")).click()
    expect(page.get_by_role("alert").first).to_contain_text("重报期限应晚于今天")
    expect(page.locator("#id_words")).to_have_value("请核对合同与凭证")
    expect(page.locator("#picked")).to_contain_text("本月执行额合计")
    page.fill("#id_due", "2022-06-30")
    page.locator("h1").click()
    page.keyboard.press("r")
    expect(page.locator(".note-box.good")).to_contain_text("已退回")


def test_one_key_approves_and_the_next_comes(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("xm.checker")
    visit.open("/reviews/?mark=clean")
    # A month of this year: the entry window of those before has closed.
    page.locator("tr", has_text="2022年5月").locator("td.key-cell a").first.click()
    page.wait_for_url(re.compile(r"/reviews/\d+/"))
    before = page.url
    page.keyboard.press("a")
    expect(page.locator(".note-box.good")).to_contain_text("已审核通过")
    assert page.url != before


def test_clean_ones_go_together(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("xm.checker")
    visit.open("/reviews/?mark=clean")
    for box in page.locator('input[name="filing"]').all()[:2]:
        box.check()
    page.get_by_role("button", name="通过所选").click()
    expect(page.locator("h1")).to_have_text("批量通过的结果")
    assert visit.serious() == []


def test_an_office_reminds_and_names_a_key_enterprise(visit: Visit, site: Site) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("xm.office")
    visit.open(f"{PERIODS}/{period(site)}/?standing=unfiled_late")
    assert visit.serious() == []
    page.locator('input[name="filing"]').first.check()
    page.get_by_role("button", name="催报所选").click()
    expect(page.locator(".note-box.good")).to_contain_text("已催报 1 家")
    visit.open("/key-enterprises/new/")
    assert visit.serious() == []
    code = "SELECT e.code FROM enterprises_enterprise e JOIN orgs_area a ON a.id = e.area_id "
    with closing(sqlite3.connect(site.data / "fumao.sqlite3")) as connection:
        (found,) = connection.execute(code + "WHERE a.path LIKE '%/350200/%' LIMIT 1").fetchone()
    page.fill("#id_code", found)
    page.get_by_role("button", name="确定", exact=True).click()
    expect(page.locator(".note-box.good")).to_contain_text("已确定为重点企业")
    page.get_by_text("登记走访").click()
    page.fill("#id_met", "总经理")
    page.fill("#id_about", "谈了人才招聘")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".entries").first).to_contain_text("谈了人才招聘")
    assert visit.serious() == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_fit_a_desk_and_a_phone(visit: Visit, site: Site, language: str) -> None:
    visit.set(django_language=language)
    visit.sign_in("xm.office")
    number = period(site)
    for width in (1440, 390):
        visit.page.set_viewport_size({"width": width, "height": 844})
        for path in (
            "/surveys/", f"{PERIODS}/open/", f"{PERIODS}/{number}/", f"{PERIODS}/{number}/tallies/",
            "/key-enterprises/",
        ):  # fmt: skip
            visit.open(path)
            assert visit.sideways() == 0, path
            assert visit.serious() == [], path


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_review_fits_a_desk_and_a_phone(visit: Visit, language: str) -> None:
    visit.set(django_language=language)
    page = visit.sign_in("xm.checker")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        visit.open("/reviews/")
        assert visit.sideways() == 0
        assert visit.serious() == []
        page.locator("td.key-cell a").first.click()
        page.wait_for_url(re.compile(r"/reviews/\d+/"))
        assert visit.sideways() == 0
        assert visit.serious() == []
