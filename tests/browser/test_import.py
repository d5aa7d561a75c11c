"""From a file to a published plan: by keyboard alone, without scripts, and with wrong files."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

HEAD = "序号\t工作任务\t牵头单位\t配合单位\t时限"
DOCUMENT = f"""厦门市人民政府关于加快第{{n}}批服务贸易发展的实施意见

厦府发〔2021〕{{n}}号

重点任务分工表

{HEAD}
1\t建设服务贸易公共服务平台\t市科技局\t市财政局\t2022年12月底前完成
2\t培育服务外包示范企业\t市科技局\t\t持续实施
3\t开展人才培训基地认定\t市财政局\t市科技局\t2022年三季度前启动

厦门市人民政府
2021年6月1日
"""


def document(folder: Path, number: int) -> Path:
    """A made-up document: three tasks, one with a date of two readings."""
    path = folder / f"实施意见{number}.txt"
    path.write_text(DOCUMENT.format(n=number), encoding="utf-8")
    return path


def press(page: Page, key: str) -> None:
    """Press a key and wait until the pane was drawn anew."""
    page.evaluate("document.getElementById('pane').dataset.seen = '1'")
    page.keyboard.press(key)
    page.wait_for_selector("#pane:not([data-seen])")


def test_import_by_keyboard(visit: Visit, tmp_path: Path) -> None:
    page = visit.sign_in("xm.office")
    # Choosers are taken over before the page is asked for: later, the key may be faster.
    page.on("filechooser", lambda _: None)
    visit.open("/documents/import/")
    assert visit.serious() == []
    page.locator("#id_file").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(document(tmp_path, 11))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#pane")
    page.wait_for_load_state("networkidle")
    assert visit.serious() == []
    title = page.locator("#current h2")
    expect(title).to_contain_text("建设服务贸易公共服务平台")
    assert "建设服务贸易公共服务平台" in page.locator("mark.on").first.inner_text()
    press(page, "j")
    expect(title).to_contain_text("培育服务外包示范企业")
    press(page, "k")
    expect(title).to_contain_text("建设服务贸易公共服务平台")
    press(page, "n")
    press(page, "k")
    expect(page.locator("#current .st")).to_have_text("不采用")
    press(page, "u")
    expect(page.locator("#current .st")).to_have_text("待确认")
    press(page, "e")
    expect(page.locator("#edit [name=title]")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("建成公共服务平台")
    press(page, "Enter")
    expect(page.locator(".prop.slim").first).to_contain_text("建成公共服务平台")
    while "待确认" in page.locator("#current .st").first.inner_text():
        press(page, "y")
    publish = page.locator("#review-progress a.btn-primary")
    expect(publish).to_have_text("发布为计划")
    publish.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/publish")
    assert visit.serious() == []
    page.locator("#code").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("KB21")
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/**")
    expect(page.get_by_role("status").first).to_contain_text("已发布为第 1 版")
    assert page.locator("mark").count() >= 3
    assert visit.serious() == []
    visit.open("/documents/import/")
    page.set_input_files("#id_file", document(tmp_path, 11))
    page.click("#upload .btn-primary")
    page.wait_for_selector("#pane")
    page.click("#review-progress a.btn-primary")
    expect(page.locator(".note-box.good")).to_contain_text("内容与第 1 版完全相同")


def test_keys_typed_faster_than_the_server_answers(visit: Visit, tmp_path: Path) -> None:
    page = visit.sign_in("xm.office")
    visit.open("/documents/import/")
    page.set_input_files("#id_file", document(tmp_path, 14))
    page.click("#upload .btn-primary")
    page.wait_for_selector("#pane")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.same = true")
    page.keyboard.type("jjkk")  # two down, two up: the first task again
    expect(page.locator("#current h2")).to_contain_text("建设服务贸易公共服务平台")
    page.keyboard.type("yy")  # each for the item that comes after the one before
    states = page.locator("#pane article .st, #pane .prop.slim .st")
    expect(states).to_have_text(["已确认", "已确认", "待确认"])
    page.keyboard.type("k")
    assert page.evaluate("window.same"), "a key left the page instead of changing a part of it"


def test_import_without_scripts(plain: Visit, tmp_path: Path) -> None:
    page = plain.sign_in("xm.office")
    plain.open("/documents/import/")
    page.set_input_files("#id_file", document(tmp_path, 12))
    page.click("#upload .btn-primary")
    for _attempt in range(40):
        if page.locator("#pane").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator("#current h2")).to_contain_text("建设服务贸易公共服务平台")
    page.click("#current button[value=confirm]")
    expect(page.locator("#current h2")).to_contain_text("培育服务外包示范企业")
    expect(page.locator("#review-progress")).to_contain_text("1 /")
    expect(page.locator("#review-progress button[disabled]")).to_be_visible()


WRONG = {
    "program.pdf": b"MZ\x90\x00" + b"\x00" * 400,
    "empty.txt": b"",
    "letter.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_in_one_sentence(visit: Visit, tmp_path: Path, name: str) -> None:
    visit.expected.add(422)
    page = visit.sign_in("xm.office")
    visit.open("/documents/import/")
    wrong = tmp_path / name
    wrong.write_bytes(WRONG[name])
    page.set_input_files("#id_file", wrong)
    page.click("#upload .btn-primary")
    alert = page.get_by_role("alert")
    expect(alert).to_be_visible()
    assert alert.inner_text().strip().endswith("。")
    assert "/documents/import/" in page.url


def test_review_on_a_phone(phone: Visit, tmp_path: Path) -> None:
    page = phone.sign_in("xm.office")
    phone.open("/documents/import/")
    assert phone.sideways() <= 0
    page.set_input_files("#id_file", document(tmp_path, 13))
    page.click("#upload .btn-primary")
    page.wait_for_selector("#pane")
    page.wait_for_load_state("networkidle")
    assert phone.sideways() <= 0
    assert phone.serious() == []


@pytest.mark.parametrize("path", ["/documents/", "/documents/xiamen-2016/"])
def test_documents(visit: Visit, path: str) -> None:
    visit.sign_in("xm.office")
    visit.open(path)
    assert visit.serious() == []
    visit.set(django_language="en", theme="dark")
    visit.open(path)
    assert visit.serious() == []
