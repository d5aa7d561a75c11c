"""A fee from the designer's text to the certificate: written, filed for, demanded, paid."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.cases.texts import PDF

_FEES = """\
  - name: flt_fee
    label_zh: 登记费标准
    label_en: Rate of a case
    type: money(CNY)
    values:
      - {value: 200, from: 2010-01-01, document: own-terms, clause: 总则, confidence: low}
fees:
  - {key: charge, title_zh: 登记费, title_en: Registration fee, amount: flt_fee, words_zh: 每件一个标准, words_en: One rate for each case, due: accept, document: own-terms, clause: 总则, confidence: low}
checks:"""  # noqa: E501 - a line of YAML


def _as(visit: Visit, name: str) -> Page:
    visit.page.context.clear_cookies(name="sessionid")
    return visit.sign_in(name)


def _publish(visit: Visit) -> None:
    page = _as(visit, "xm.office")
    visit.open("/designer/new/?kind=filing")
    text = page.locator("#text").input_value().replace("new-procedure", "fee-trial")
    text = text.replace("code: NEW", "code: FLT").replace("\nchecks:", f"\n{_FEES}", 1)
    page.locator("#text").fill(text)
    expect(page.locator("#checked")).to_contain_text("没有错误，可以发布")
    page.get_by_role("button", name="保存并发布").click()
    expect(page.locator(".note-box.good")).to_contain_text("已发布")


def _file(visit: Visit) -> str:
    page = _as(visit, "xm.firm1")
    visit.open("/procedures/fee-trial/")
    expect(page.locator("section[aria-labelledby=fees]")).to_contain_text("200.00元")
    assert visit.serious() == []
    page.get_by_role("button", name="开始申请").click()
    page.wait_for_url(re.compile(r"/drafts/\d+/$"))
    page.fill("#i-subject", "登记一件")
    page.select_option("#i-mode", "first")
    page.fill("#i-began", "2016-10-10")
    expect(page.locator("#saved")).to_have_text("已保存")
    expect(page.locator("#answer")).to_contain_text("登记费")
    pdf = {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.set_input_files("#p-proof", files=[pdf])
    expect(page.locator("#papers")).to_contain_text("证明.pdf")
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url(re.compile(r"/cases/\d+/$"))
    expect(page.locator("section[aria-labelledby=fees]")).to_contain_text("待缴")
    assert visit.serious() == []
    return page.url.removeprefix(visit.site.url)


def test_a_case_is_accepted_once_its_fee_is_paid(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    visit.expected.add(422)
    _publish(visit)
    address = _file(visit)
    page = _as(visit, "xm.window")
    visit.open(address)
    page.keyboard.press("y")
    expect(page.locator("[role=alert]").first).to_contain_text("“登记费”200.00元未缴")
    page.locator("summary", has_text="登记收费").click()
    page.fill("#fee-receive-a-charge", "20")
    page.fill("#fee-receive-r-charge", "厦票 0001")
    page.get_by_role("button", name="登记收费").click()
    expect(page.locator("[role=alert]").first).to_contain_text("应缴 200.00 元")
    expect(page.locator("#fee-receive-r-charge")).to_have_value("厦票 0001")
    page.fill("#fee-receive-a-charge", "200")
    assert visit.serious() == []
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert visit.sideways() <= 0
    page.get_by_role("button", name="登记收费").click()
    expect(page.locator(".note-box.good")).to_contain_text("已登记收费")
    expect(page.locator("section[aria-labelledby=fees]")).to_contain_text("已缴清")
    page.keyboard.press("y")
    expect(page.locator(".note-box.good")).to_contain_text("已办结本环节")
