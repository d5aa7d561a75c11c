"""A case as the applicant and the offices meet it: from the catalogue to the certificate."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.cases.texts import PDF


def test_the_catalogue_is_open_to_all(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.open("/procedures/")
    expect(page.locator("h1")).to_have_text("办事事项")
    assert visit.serious() == []
    page.get_by_role("link", name="自由类技术进出口合同登记").click()
    expect(page.get_by_role("heading", name="要带什么")).to_be_visible()
    expect(page.get_by_role("link", name="登录后申请")).to_be_visible()
    assert visit.serious() == []


def test_what_is_typed_is_kept_and_faults_are_named(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    visit.expected.add(422)
    page = visit.sign_in("xm.firm1")
    visit.open("/procedures/tech-contract/")
    page.get_by_role("button", name="开始申请").click()
    page.wait_for_url(re.compile(r"/drafts/\d+/$"))
    assert visit.serious() == []
    page.select_option("#i-direction", "import")
    expect(page.locator("#saved")).to_have_text("已保存")
    address = page.url
    page.set_input_files("#p-contract", files=[
        {"name": f"合同{n}.pdf", "mimeType": "application/pdf", "buffer": PDF} for n in (1, 2)
    ])  # fmt: skip
    expect(page.locator("#papers")).to_contain_text("合同2.pdf")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("#faults")).to_contain_text("改好后再提交")
    assert visit.serious() == []
    page.goto(address)
    expect(page.locator("#i-direction")).to_have_value("import")
    expect(page.locator("#papers")).to_contain_text("合同1.pdf")


def test_the_queue_and_one_key_to_accept(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("xm.window")
    visit.open("/cases/queue/")
    expect(page.locator("h1")).to_have_text("办件待办")
    assert visit.serious() == []
    page.locator("tr", has_text="受理").locator("td.key-cell a").first.click()
    page.wait_for_url(re.compile(r"/cases/\d+/$"))
    expect(page.get_by_role("heading", name="申报内容")).to_be_visible()
    assert visit.serious() == []
    page.keyboard.press("y")
    expect(page.locator(".note-box.good")).to_contain_text("已办结本环节")


def test_a_return_lists_every_defect(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    visit.expected.add(422)
    for name in ("wh.window", "tj.window", "wz.window"):
        page = visit.sign_in(name)
        visit.open("/cases/queue/")
        rows = page.locator("tr", has_text="受理").locator("td.key-cell a")
        if rows.count():
            break
        page.context.clear_cookies(name="sessionid")
    rows.first.click()
    page.fill("#say", "材料不一致")
    page.get_by_role("button", name="退回补正").click()
    expect(page.locator("[role=alert]").first).to_contain_text("一次告知")
    expect(page.locator("#say")).to_have_value("材料不一致")
    page.locator("details", has_text="须补正的内容").locator("input").first.fill("与合同不符")
    page.get_by_role("button", name="退回补正").click()
    expect(page.locator("main")).to_contain_text("须补正以下内容")
    expect(page.locator("main")).to_contain_text("与合同不符")
    assert visit.serious() == []


def test_on_a_phone_nothing_moves_sideways(phone: Visit) -> None:
    phone.sign_in("xm.firm1")
    for path in ("/procedures/", "/procedures/ats-recognition/", "/cases/mine/"):
        phone.open(path)
        assert phone.sideways() <= 0, path
        assert phone.serious() == [], path
    page = phone.open("/cases/mine/")
    page.locator("section[aria-labelledby=cases] td.key-cell a").first.click()
    page.wait_for_url(re.compile(r"/cases/\d+/$"))
    assert phone.sideways() <= 0
    assert phone.serious() == []


def test_english_pages_speak_english(visit: Visit) -> None:
    visit.set(django_language="en")
    page = visit.sign_in("xm.window")
    visit.open("/cases/queue/")
    expect(page.locator("h1")).to_have_text("Case queue")
    page.locator("td.key-cell a").first.click()
    expect(page.get_by_role("heading", name="What was filed")).to_be_visible()
    assert visit.serious() == []
