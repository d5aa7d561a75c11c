"""Findings as work: the list in every state, one item explained and decided, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

STATES = ("", "todo", "open", "explained", "accepted", "reopened", "gone")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_list_in_every_state(visit: Visit, language: str) -> None:
    visit.set(django_language=language, theme="dark" if language == "en" else "light")
    page = visit.sign_in("xm.checker")
    for state in STATES:
        visit.open(f"/items/?state={state}")
        expect(page.locator("tbody a[href*='/items/']").first).to_be_visible()
        assert visit.serious() == [], state
    page.locator("tbody a[href*='/items/']").first.click()
    page.wait_for_url(re.compile(r"/items/\d+/"))
    assert visit.serious() == []


def test_on_a_phone(phone: Visit) -> None:
    phone.set(django_language="zh-hans")
    page = phone.sign_in("xm.checker")
    phone.open("/items/?state=")
    assert phone.sideways() <= 0
    assert phone.serious() == []
    page.locator("tbody a[href*='/items/']").first.click()
    page.wait_for_url(re.compile(r"/items/\d+/"))
    assert phone.sideways() <= 0
    assert phone.serious() == []


def test_a_difference_leads_to_the_register_and_is_explained(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("xm.firm2")
    visit.open("/items/")
    page.get_by_role("link", name="与合同台账汇总的数不符").first.click()
    page.wait_for_url(re.compile(r"/items/\d+/"))
    page.fill("#id_words", "台账少登记一份，正在补登")
    page.get_by_role("button", name="提交说明").click()
    expect(page.locator(".note-box.good")).to_contain_text("已说明")
    page.get_by_role("link", name="由合同台账汇总").click()
    page.wait_for_url(re.compile(r"/register"))
    assert visit.serious() == []
