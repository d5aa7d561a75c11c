"""Funds as office, leader and an enterprise meet them: languages, themes, widths, charts."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

WAYS = (
    "", "fund/xm-trade/", "fund/xm-trade/?do=budget", "calls/xm-2022-cert/",
    "calls/xm-2022-train/?state=assessed&sort=-score", "claims/xm-2022-cert-0001/",
    "claims/xm-2022-cert-0028/?do=assess", "batches/", "batches/xm-trade-2022-001/", "own/",
    "own/new", "new", "fund/xm-trade/2022/batch", "calls/xm-2022-cert/share",
)  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_the_office(visit: Visit, language: str) -> None:
    visit.set(django_language=language, theme="dark" if language == "en" else "light")
    visit.sign_in("xm.office")
    for way in WAYS:
        visit.open(f"/funds/{way}")
        assert visit.serious() == [], way


def test_the_fund_is_drawn_with_its_figures_beside(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("xm.leader")
    visit.open("/funds/fund/xm-trade/")
    expect(page.locator(".chart svg")).to_have_count(2)
    expect(page.get_by_role("table", name="资金来源")).to_contain_text("已到位")
    page.get_by_role("link", name="国际认证补助（演示）").click()
    page.get_by_role("link", name="xm-2022-cert-0001").click()
    expect(page.locator(".thread")).to_contain_text("拨付")
    assert visit.serious() == []


def test_on_a_phone(phone: Visit) -> None:
    phone.set(django_language="en")
    phone.sign_in("xm.office")
    for way in WAYS:
        phone.open(f"/funds/{way}")
        assert phone.sideways() <= 0, way
        assert phone.serious() == [], way
