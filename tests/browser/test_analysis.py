"""The analysis page as everybody and the office meet it: languages, widths, charts, views."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

PAGE = "/statistics/analysis/"
VIEWS = (
    "", "?rows=country&measure=executed.growth", "?view=line&rows=shore", "?view=bar&rows=area",
    "?view=treemap", "?view=rank&rows=country", "?view=tiles", "?rows=area&cols=service_class",
    "?rows=colour&from=x",
)  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_view(visit: Visit, language: str) -> None:
    visit.set(django_language=language, theme="dark" if language == "en" else "light")
    for query in VIEWS:
        page = visit.open(f"{PAGE}{query}")
        assert visit.serious() == [], query
        if "view=" in query and "tiles" not in query:
            expect(page.locator(".chart svg")).to_have_count(1)
        expect(page.locator("h2#answer")).to_be_visible()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_on_a_phone(phone: Visit, language: str) -> None:
    phone.set(django_language=language)
    for query in VIEWS:
        phone.open(f"{PAGE}{query}")
        assert phone.sideways() <= 0, query
        assert phone.serious() == [], query


def test_a_question_is_asked_by_the_controls_and_taken_away(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.open(PAGE)
    page.get_by_label("行", exact=True).select_option("area")
    expect(page.locator("h2#answer")).to_have_text("执行额，按辖区 × 报告期")
    page.get_by_role("link", name="2022-05").first.click()
    expect(page.locator('th[aria-sort="descending"]')).to_contain_text("2022-05")
    assert "rows=area" in page.url
    with page.expect_download() as saved:
        page.get_by_role("link", name="XLSX").click()
    assert saved.value.suggested_filename == "outsourcing-bulletin.350200-2022-05-table.xlsx"


def test_the_table_is_reached_and_scrolled_by_keys(phone: Visit) -> None:
    phone.set(django_language="zh-hans")
    page = phone.open(PAGE)
    table = page.locator(".pivot")
    far = page.locator(".pivot thead th").nth(7)
    expect(far).not_to_be_in_viewport()
    table.focus()
    for _step in range(12):
        page.keyboard.press("ArrowRight")
    expect(far).to_be_in_viewport()
    name = page.locator(".pivot tbody th").first.bounding_box()
    assert name is not None
    assert name["x"] < 40  # the names of rows stay in sight


def test_the_office_looks_inside_and_keeps_a_view(visit: Visit) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("xm.office")
    visit.open("/releases/")
    page.get_by_role("link", name="内部分析").click()
    expect(page.get_by_text("内部资料，不得公布。")).to_be_visible()
    visit.open("/releases/analysis/?rows=area&cols=service_class&depth=1")
    expect(page.locator(".held").first).to_be_visible()
    assert visit.serious() == []
    page.get_by_label("给本页起名").fill("各区各类")
    page.get_by_role("button", name="保存视图").click()
    expect(page.get_by_text("视图已保存。")).to_be_visible()
    page.get_by_role("link", name="管理", exact=True).click()
    assert visit.serious() == []
    page.get_by_role("button", name="删除 各区各类").click()
    page.get_by_role("button", name="恢复 各区各类").click()
    expect(page.get_by_text("视图已恢复。")).to_be_visible()
    page.get_by_role("link", name="改名、共享").click()
    assert visit.serious() == []
    page.get_by_label("名称").fill("各区大类")
    page.get_by_role("button", name="更改").click()
    page.get_by_role("link", name="各区大类").click()
    expect(page.locator("h2#answer")).to_have_text("执行额，按辖区 × 业务类别")
