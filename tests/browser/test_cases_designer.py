"""The designer, the workload and the opinion templates as an office and its leaders meet them."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_pages_fit_and_read(visit: Visit, language: str, width: int) -> None:
    visit.set(django_language=language)
    visit.page.set_viewport_size({"width": width, "height": 900})
    visit.sign_in("xm.office")
    for path in (
        "/designer/", "/designer/new/?kind=licence", "/designer/1/", "/cases/workload/",
        "/cases/opinions/",
    ):  # fmt: skip
        visit.open(path)
        assert visit.serious() == [], path
        assert visit.sideways() <= 0, path


def test_a_procedure_is_written_tried_and_published(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("xm.office")
    visit.open("/designer/")
    page.select_option("#kind", "registration")
    page.get_by_role("button", name="新建事项").click()
    expect(page.locator("#lint")).to_be_visible()
    expect(page.get_by_role("heading", name="申请人看到的表格")).to_be_visible()
    expect(page.locator("#i-subject")).to_be_disabled()
    text = page.locator("#text").input_value()
    broken = text.replace("began <= submitted_on", "began <= sumbitted_on")
    page.locator("#text").fill(broken)
    expect(page.locator("#checked")).to_contain_text("sumbitted_on")
    mine = text.replace("new-procedure", "browser-trial").replace("code: NEW", "code: BRT")
    page.locator("#text").fill(mine)
    expect(page.locator("#checked")).to_contain_text("没有错误，可以发布")
    page.get_by_role("button", name="用样例数据试填").click()
    expect(page.locator("#i-subject")).to_be_enabled()
    page.fill("#i-subject", "试一试")
    page.select_option("#i-mode", "again")
    expect(page.locator("#f-before")).to_be_visible()
    assert visit.serious() == []
    page.get_by_role("button", name="保存并发布").click()
    expect(page.locator(".note-box.good")).to_contain_text("已发布")
    visit.open("/procedures/browser-trial/")
    expect(page.locator("h1")).to_contain_text("某合同登记")


def test_the_words_of_an_office(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("xm.window")
    visit.open("/cases/opinions/")
    page.fill("#words", "材料齐全，符合法定形式")
    page.get_by_role("button", name="保存模板").click()
    expect(page.locator("table")).to_contain_text("材料齐全，符合法定形式")
