"""委托代办 as a handler and the colleague meet it, and entering the demo as an enterprise."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

PATH = "/orgs/delegations/"


def test_a_post_is_delegated_and_taken_back(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("xm.commerce")
    page.get_by_role("link", name="委托代办").click()
    page.wait_for_url(f"**{PATH}")
    expect(page.get_by_text("没有委托", exact=True)).to_be_visible()
    assert visit.serious() == []
    page.select_option("#id_to", "xm.window")
    page.fill("#id_valid_to", "2022-07-30")  # the demo's day is 2022-06-24: 37 days
    page.fill("#id_reason", "出差")
    page.get_by_role("button", name="委托", exact=True).click()
    expect(page.locator(".form-error")).to_contain_text("最长 30 天")
    assert visit.serious() == []
    page.fill("#id_valid_to", "2022-07-01")
    page.get_by_role("button", name="委托", exact=True).click()
    row = page.locator("tr", has_text="史受理员")
    expect(row.locator(".st.ok")).to_have_text("代办中")
    bar = row.locator("rect.bar.green").bounding_box()
    lane = row.locator("svg.gantt").bounding_box()
    assert bar
    assert lane
    # Eight of the sixty days drawn: 24 June to 1 July, both counted.
    assert bar["width"] / lane["width"] == pytest.approx(8 / 60, abs=0.01)
    assert visit.serious() == []
    page.on("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="提前结束").click()
    expect(page.locator("tr", has_text="史受理员")).to_contain_text("提前结束")
    assert visit.serious() == []


def test_on_a_phone_and_in_dark_english(phone: Visit) -> None:
    phone.set(django_language="en", theme="dark")
    page = phone.sign_in("wz.commerce")
    phone.open(PATH)
    page.select_option("#id_to", "wz.window")
    page.fill("#id_valid_to", "2022-06-30")
    page.fill("#id_reason", "出差")
    page.locator("form.body button.btn-primary").click()
    expect(page.locator("svg.gantt")).to_be_visible()
    assert phone.serious() == []
    assert phone.sideways() <= 0
    page.context.clear_cookies()
    phone.set(django_language="en")
    phone.sign_in("wz.window")
    phone.open(PATH)
    expect(page.locator("svg.gantt")).to_be_visible()
    assert phone.sideways() <= 0


def test_the_demo_is_entered_as_an_enterprise(visit: Visit) -> None:
    page = visit.open("/")
    card = page.locator("button.role", has_text="报送员（演示企业一）")
    expect(card.locator("strong")).to_have_text("企业")
    card.click()
    page.wait_for_url("**/home/")
    expect(page.locator(".topbar .name")).to_have_text("报送员（演示企业一）")
    assert visit.serious() == []
