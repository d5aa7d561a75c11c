"""Sharing: grants in force and revoked, a file looked through and confirmed, receipts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

WAYS = ("/sharing/", "/sharing/grants/new", "/sharing/receipts/", "/sharing/receipts/verify",
        "/sharing/pairs/")  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page(visit: Visit, language: str) -> None:
    visit.set(django_language=language, theme="dark" if language == "en" else "light")
    page = visit.sign_in("xm.commerce")
    for way in WAYS:
        visit.open(way)
        assert visit.serious() == [], way
    visit.open("/sharing/receipts/")
    page.locator("a[href*='/sharing/receipts/X']").first.click()
    page.wait_for_url(re.compile(r"/sharing/receipts/X"))
    assert visit.serious() == []


def test_on_a_phone(phone: Visit) -> None:
    phone.set(django_language="zh-hans")
    page = phone.sign_in("xm.commerce")
    for way in WAYS:
        phone.open(way)
        assert phone.sideways() <= 0, way
        assert phone.serious() == [], way
    for name in ("涉外收支服务项下汇总", "保税加工、保税维修工缴费汇总"):
        phone.open("/sharing/")
        page.get_by_role("link", name=name).first.click()
        page.wait_for_url(re.compile(r"/sharing/grants/\d+/"))
        assert phone.sideways() <= 0, name
        assert phone.serious() == [], name


def test_a_revoked_grant_says_so_and_takes_nothing(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("xm.tax")
    visit.open("/sharing/")
    row = page.locator("tr", has_text="已撤销")
    row.get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/sharing/grants/\d+/"))
    expect(page.get_by_text("演示：数据口径待双方重新商定").first).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(0)
    assert visit.serious() == []


def test_the_waiting_file_is_looked_through_and_confirmed(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("xm.commerce")
    visit.open("/sharing/")
    page.get_by_role("link", name="涉外收支服务项下汇总").first.click()
    page.wait_for_url(re.compile(r"/sharing/grants/\d+/"))
    row = page.locator("tr", has_text="2022-05")
    row.locator("a[href*='/sharing/exchanges/']").first.click()
    page.wait_for_url(re.compile(r"/sharing/exchanges/\d+/"))
    assert visit.serious() == []
    for choice in page.locator("select[name^='to:']").all():
        choice.select_option(index=1)
    page.get_by_role("button", name=re.compile("^确认")).click()
    expect(page.locator(".note-box.good")).to_be_visible()
    assert visit.serious() == []
