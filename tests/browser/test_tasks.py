"""A task worked in the browser: reported with a file, returned, handed in again, closed out."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, Visit, _visit

CODE = "XM20-17"  # continuous; 厦门市科学技术局 leads


def report(page: Page, words: str, file: Path, act: str = "填报进展") -> None:
    """Fill in the form opened by `act` and send it with a file."""
    page.get_by_role("link", name=act, exact=True).click()
    page.get_by_label("做了什么").fill(words)
    page.set_input_files('input[type="file"]', file)
    expect(page.locator("[data-chosen]")).to_contain_text(file.name)
    page.locator("#work .btn-primary").click()
    expect(page.get_by_role("status").filter(has_text="已提交")).to_be_visible()


def evidence(folder: Path, name: str, words: str) -> Path:
    """A file to attach."""
    path = folder / name
    path.write_text(words, encoding="utf-8")
    return path


def judge(visit: Visit, words: str, act: str, reason: str = "") -> None:
    """Decide on the report that says `words`."""
    visit.open(f"/tasks/{CODE}/")
    entry = visit.page.locator("li", has_text=words).filter(has=visit.page.locator("form.judge"))
    if reason:
        entry.locator("textarea").fill(reason)
    entry.get_by_role("button", name=act).click()
    expect(visit.page.locator(".note-box.good").first).to_be_visible()


def test_from_report_to_close_out(chromium: Browser, site: Site, tmp_path: Path) -> None:
    windows = {who: _visit(chromium, site) for who in ("xm.science", "xm.checker", "xm.leader")}
    visits = {who: next(window) for who, window in windows.items()}
    for who, visit in visits.items():
        visit.sign_in(who)
        visit.open(f"/tasks/{CODE}/")
    handler = visits["xm.science"]
    first = evidence(tmp_path, "会议纪要.txt", "第一次专题会的纪要")
    report(handler.page, "召开第一次专题会，议定分工。", first)
    judge(visits["xm.checker"], "召开第一次专题会", "退回补充", "请补签到表。")
    handler.open(f"/tasks/{CODE}/")
    expect(handler.page.get_by_text("请补签到表。").first).to_be_visible()
    second = evidence(tmp_path, "签到表.txt", "到会人员名单")
    report(handler.page, "补交签到表，十二个单位到会。", second)
    judge(visits["xm.checker"], "补交签到表", "予以采信")
    third = evidence(tmp_path, "验收意见.txt", "专家组同意验收")
    handler.open(f"/tasks/{CODE}/")
    report(handler.page, "全部完成，通过验收。", third, "申请销号")
    judge(visits["xm.leader"], "全部完成", "同意销号")
    handler.open(f"/tasks/{CODE}/")
    expect(handler.page.locator(".pagehead")).to_contain_text("已销号")
    expect(handler.page.get_by_role("link", name="填报进展", exact=True)).to_have_count(0)
    for window in windows.values():
        next(window, None)


def test_a_refused_report_keeps_words_and_files(visit: Visit, tmp_path: Path) -> None:
    page = visit.sign_in("xm.science")
    visit.expected = {422}
    visit.open("/tasks/XM20-45/?do=report")
    page.get_by_label("做了什么").fill("这段话不能丢")
    page.get_by_label("自评进度（%）").fill("30")
    bad = tmp_path / "佐证.pdf"
    bad.write_bytes(b"MZ\x90\x00 not a pdf at all")
    page.set_input_files('input[type="file"]', bad)
    page.locator("#work .btn-primary").click()
    expect(page.locator("#work .form-error")).to_contain_text("佐证.pdf")
    expect(page.get_by_label("做了什么")).to_have_value("这段话不能丢")
    expect(page.get_by_label("自评进度（%）")).to_have_value("30")
    assert visit.serious() == []


def test_the_register_filters_without_a_page_load(visit: Visit) -> None:
    page = visit.sign_in("xm.office")
    visit.open("/tasks/")
    page.evaluate("window.kept = true")
    page.locator("#f-due").select_option("late")
    page.wait_for_url(re.compile("due=late"))
    assert page.evaluate("window.kept")  # the same page, only its list is new
    assert page.locator("table.register tbody tr").count() > 0
    expect(page.locator("#f-due")).to_have_value("late")
    page.locator('input[name="task"]').first.check()
    page.locator('input[name="task"]').nth(1).check()
    expect(page.locator('[data-count="task"]')).to_have_text("2")
    page.get_by_role("button", name="指定联系人").click()
    expect(page.get_by_role("heading", name="指定联系人").first).to_be_visible()
    page.locator("select[name=person]").select_option(index=1)
    page.get_by_role("button", name="指定", exact=True).click()
    expect(page.locator(".note-box.good")).to_contain_text("项任务指定联系人")
    assert "due=late" in page.url


def test_columns_without_scripts(plain: Visit) -> None:
    page = plain.sign_in("xm.office")
    plain.open("/tasks/")
    page.locator("details.cols summary").click()
    page.get_by_label("联系人", exact=True).check()
    page.get_by_role("button", name="按此显示").click()
    expect(page.get_by_role("columnheader", name="联系人")).to_be_visible()


PAGES = (
    "/tasks/", "/tasks/?group=kind", "/tasks/XM20-02/", "/tasks/XM16-12/", "/targets/",
    "/targets/XM16-T03/", "/plans/", "/plans/xiamen-2016/", "/plans/xiamen-2016/versions/1/",
    "/compare/?q=园区", "/search/?q=园区", "/search/?q=查无此事",
)  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing_serious(visit: Visit, language: str) -> None:
    visit.sign_in("xm.office")
    visit.set(django_language=language, theme="dark" if language == "en" else "light")
    found = []
    for path in PAGES:
        visit.open(path)
        found += [f"{path} {fault}" for fault in visit.serious()]
    visit.open("/tasks/XM16-12/")
    visit.page.locator("a.chip").first.click()
    visit.page.wait_for_load_state("networkidle")
    found += [f"{visit.page.url} {fault}" for fault in visit.serious()]
    visit.open("/tasks/XM20-02/?do=help")
    found += visit.serious()
    assert found == []


def test_nothing_sticks_out_of_a_phone(phone: Visit) -> None:
    phone.sign_in("xm.office")
    for language in ("zh-hans", "en"):
        phone.set(django_language=language)
        for path in PAGES:
            phone.open(path)
            assert phone.sideways() <= 0, path
    phone.open("/tasks/XM16-12/")
    assert phone.serious() == []
