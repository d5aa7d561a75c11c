"""The home page of an enterprise: its own work, in both languages, on a desk and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit


@pytest.mark.parametrize(
    ("language", "first", "running"),
    [("zh-hans", "先办这些", "办理中的件"), ("en", "Do these first", "Open cases")],
)
def test_an_enterprise_finds_its_own_work(
    visit: Visit, language: str, first: str, running: str
) -> None:
    visit.set(django_language=language)
    page = visit.sign_in("xm.firm1")
    expect(page.get_by_role("heading", name=first)).to_be_visible()
    expect(page.get_by_role("heading", name=running)).to_be_visible()
    expect(page.locator(".strip .stat")).to_have_count(5)
    expect(page.locator(".chart")).to_have_count(0)  # the city's board stands elsewhere
    assert visit.serious() == []


def test_a_correction_is_answered_from_the_first_line(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("xm.firm1")
    line = page.locator("section[aria-labelledby=first] tbody tr").first
    expect(line).to_contain_text("按通知补正")
    line.get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/cases/\d+/$"))
    expect(
        page.get_by_role("link", name="补正").or_(page.get_by_role("button", name="补正")).first
    ).to_be_visible()


def test_what_ends_soon_can_be_renewed(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("xm.firm1")
    expect(page.get_by_role("heading", name="将到期的证书和结果")).to_be_visible()
    expect(page.locator("section[aria-labelledby=outcomes] form button").first).to_be_visible()


def test_the_home_of_an_enterprise_on_a_phone(phone: Visit) -> None:
    phone.sign_in("xm.firm1")
    assert phone.sideways() <= 0
    assert phone.serious() == []
