"""Screening, simulation and feedback as the office meets them: languages, themes, widths."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

SUBSIDY = "wz_platform_fee_subsidy"


def test_from_the_rules_to_one_cell(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("wz.office")
    visit.open("/grants/screening/")
    expect(page.locator("h1")).to_have_text("政策筛查")
    assert visit.serious() == []
    row = page.locator("tr", has_text="平台使用费补贴（上限）")
    expect(row).to_contain_text("元")
    row.locator("td[data-label='符合或已算出'] a").click()
    page.wait_for_url(f"**/firms/?rule={SUBSIDY}&state=granted")
    expect(page.locator("td .st.ok").first).to_have_text("符合")
    assert visit.serious() == []
    page.locator("td a.inline-link").first.click()
    page.wait_for_url(f"**/{SUBSIDY}/")
    expect(page.locator(".lines").first).to_contain_text("平台使用费补贴比例上限")
    assert visit.serious() == []


def test_a_new_run(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("wh.office")
    visit.open("/grants/screening/")
    page.get_by_role("button", name="重新筛查").click()
    page.wait_for_url(re.compile(r"/grants/screening/\d+/$"))
    expect(page.locator(".note-box.good")).to_contain_text("筛查完成")
    expect(page.get_by_text("历次筛查")).to_be_visible()
    assert visit.serious() == []


def test_a_draft_is_tried_and_kept(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("wz.office")
    visit.open("/grants/simulation/")
    assert visit.serious() == []
    page.select_option("#p-parameter", "wz_platform_fee_rate")
    page.fill("#p-value", "60")
    page.get_by_role("button", name="写入草案", exact=True).click()
    expect(page.locator("#draft")).to_have_value(re.compile('value: "60"'))
    page.get_by_role("button", name="试算").click()
    page.wait_for_selector(".chart svg")
    assert page.locator(".chart svg").count() == page.locator(".chart").count() >= 1
    assert visit.serious() == []
    page.locator("button[name=why]").first.click()
    expect(page.locator("#why-panel")).to_contain_text("60.00%")
    page.get_by_role("button", name="保存为备忘").click()
    page.wait_for_url(re.compile(r"/grants/simulation/\d+/$"))
    page.wait_for_selector(".chart svg")
    with page.expect_download() as memo:
        page.get_by_role("link", name="备忘 DOCX").click()
    assert memo.value.suggested_filename.endswith(".docx")
    assert visit.serious() == []


def test_a_faulty_draft_names_its_place(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    visit.expected.add(422)
    page = visit.sign_in("wz.office")
    visit.open("/grants/simulation/?rule=wz_key_reward")
    page.fill("#draft", page.input_value("#draft").rstrip() + " and and")
    page.get_by_role("button", name="试算").click()
    expect(page.locator("#draft-errors")).to_contain_text("draft.yaml:7:")
    assert visit.serious() == []


@pytest.mark.parametrize("way", ["screening/", "simulation/", "feedback/"])
def test_dark_english_pages(visit: Visit, way: str) -> None:
    visit.set(django_language="en", theme="dark")
    visit.sign_in("wz.leader")
    visit.open(f"/grants/{way}")
    assert visit.serious() == []


def test_on_a_phone(phone: Visit) -> None:
    phone.set(django_language="en")
    page = phone.sign_in("wz.office")
    for way in ("screening/", "feedback/", "simulation/?parameter=wz_platform_fee_rate&value=60"):
        phone.open(f"/grants/{way}")
        assert phone.sideways() <= 0, way
        assert phone.serious() == []
    page.locator("#draft-form .btn-primary").click()
    page.wait_for_selector(".chart svg")
    assert phone.sideways() <= 0
    assert phone.serious() == []
    phone.open("/grants/screening/")
    page.get_by_role("link", name="By enterprise").click()
    page.wait_for_url("**/firms/")
    assert phone.sideways() <= 0
    assert phone.serious() == []
