"""Key enterprises: the list with its lights, one with visits and problems, an answer given."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_list_one_and_new(visit: Visit, language: str) -> None:
    visit.set(django_language=language, theme="dark" if language == "en" else "light")
    page = visit.sign_in("xm.office")
    for way in ("/key-enterprises/", "/key-enterprises/new/"):
        visit.open(way)
        assert visit.serious() == [], way
    visit.open("/key-enterprises/")
    page.locator("td.key-cell a").first.click()
    page.wait_for_url(re.compile(r"/key-enterprises/\d+/"))
    assert visit.serious() == []


def test_on_a_phone(phone: Visit) -> None:
    phone.set(django_language="zh-hans")
    page = phone.sign_in("xm.commerce")
    phone.open("/key-enterprises/")
    assert phone.sideways() <= 0
    assert phone.serious() == []
    page.locator("td.key-cell a").first.click()
    page.wait_for_url(re.compile(r"/key-enterprises/\d+/"))
    assert phone.sideways() <= 0
    assert phone.serious() == []


def test_an_open_problem_is_answered_by_its_unit(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("xm.commerce")
    visit.open("/key-enterprises/?has=tickets")
    page.locator("td.key-cell a").first.click()
    page.wait_for_url(re.compile(r"/key-enterprises/\d+/"))
    expect(page.get_by_text("示例：").first).to_be_visible()
    tickets = page.locator("li[id^='ticket-']")
    one = tickets.filter(has=page.locator("textarea[name=answer]")).first
    one.locator("summary").click()
    one.locator("textarea[name=answer]").fill("示例：已约定下周面谈。")
    one.get_by_role("button", name="答复企业").click()
    expect(page.locator(".note-box.good")).to_be_visible()
    assert visit.serious() == []
