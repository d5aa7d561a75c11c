"""The start page, signing in and out, languages and themes, pages that do not exist."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_start_page_in_chinese_whatever_the_browser_asks_for(visit: Visit) -> None:
    page = visit.open("/")
    assert page.get_attribute("html", "lang") == "zh-CN"
    expect(page.locator("h1")).to_contain_text("一份政策文件")
    assert visit.serious() == []


def test_language_and_theme_are_switched_and_kept(visit: Visit) -> None:
    page = visit.open("/")
    page.click("button[lang=en]")
    expect(page.locator("h1")).to_contain_text("One policy document")
    page.click("details.menu summary")
    page.click("button[name=theme][value=dark]")
    page.wait_for_load_state()
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.get_attribute("html", "lang") == "en"
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(15, 22, 32)"  # --paper of the dark theme, #0f1620
    assert visit.serious() == []


def test_demo_is_entered_without_a_password(visit: Visit) -> None:
    page = visit.open("/")
    page.click("button.role >> nth=0")
    page.wait_for_url("**/home/")
    expect(page.locator(".topbar .name")).to_have_text("王科长")


def test_sign_in_and_out(visit: Visit) -> None:
    page = visit.open("/accounts/login/")
    assert visit.serious() == []
    page.fill("#id_login", "xm.office")
    page.fill("#id_password", "不是这个口令")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("用户名或口令不对")
    visit.sign_in("xm.office")
    page.click("details.menu summary")
    page.get_by_role("button", name="退出").click()
    visit.open("/home/")
    assert re.search(r"/accounts/login/", page.url)


def test_a_page_that_does_not_exist_offers_a_way_out(visit: Visit) -> None:
    visit.expected.add(404)
    page = visit.open("/nowhere/")
    expect(page.locator("h1")).to_have_text("没有这一页")
    assert visit.serious() == []


@pytest.mark.parametrize("path", ["/", "/accounts/login/"])
def test_nothing_runs_sideways_on_a_phone(phone: Visit, path: str) -> None:
    phone.open(path)
    assert phone.sideways() <= 0
