"""The home page of every role: charts drawn, tables beside them, keys, phones, both themes."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

ROLES = ["xm.office", "xm.commerce", "xm.checker", "xm.leader"]


@pytest.mark.parametrize("username", ROLES)
def test_home_of_each_role(visit: Visit, username: str) -> None:
    page = visit.sign_in(username)
    page.wait_for_selector(".chart svg")
    assert page.locator(".chart svg").count() == page.locator(".chart").count() == 2
    expect(page.locator(".strip .stat")).to_have_count(5)
    assert visit.serious() == []


def test_figures_of_a_chart_stand_in_a_table(visit: Visit) -> None:
    page = visit.sign_in("xm.office")
    page.locator(".figures summary").first.click()
    printed = page.locator(".figures table").first.locator("td").all_inner_texts()
    data = page.evaluate("JSON.parse(document.getElementById('d-lights').textContent)")
    drawn = sum(sum(light["values"]) for light in data["lights"])
    assert sum(int(cell) for cell in printed) == drawn > 0


def test_dark_english_home(visit: Visit) -> None:
    visit.set(django_language="en", theme="dark")
    page = visit.sign_in("xm.office")
    expect(page.locator("h2").first).to_be_attached()
    expect(page.get_by_role("heading", name="Do these first")).to_be_visible()
    assert visit.serious() == []


def test_slash_goes_to_the_search_box(visit: Visit) -> None:
    page = visit.sign_in("xm.office")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"


def test_home_on_a_phone(phone: Visit) -> None:
    page = phone.sign_in("xm.office")
    assert phone.sideways() <= 0
    page.click(".menu-btn")
    expect(page.locator("#side a[aria-current]")).to_be_visible()
    assert phone.serious() == []


def test_a_lost_connection_is_said(visit: Visit) -> None:
    page = visit.sign_in("xm.office")
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
