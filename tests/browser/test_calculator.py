"""The calculator and the pages of rules, in both languages, both themes and both widths."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit


def _choose(visit: Visit, name: str, answer: str) -> None:
    """Answer a yes-no question and wait for what follows."""
    with visit.page.expect_response("**/calculator/"):
        visit.page.locator(f"#f-{name}-{answer}").check(force=True)


def _fill(visit: Visit, name: str, text: str) -> None:
    """Fill a field and leave it."""
    with visit.page.expect_response("**/calculator/"):
        visit.page.fill(f"#f-{name}", text)
        visit.page.keyboard.press("Tab")


def _ask_for(visit: Visit, name: str) -> None:
    """Bring a question into view, as a click on a missing fact does."""
    if not visit.page.locator(f"#f-{name}").count():
        with visit.page.expect_response("**/calculator/"):
            visit.page.locator(f'button[name=ask][value="{name}"]').first.dispatch_event("click")
        expect(visit.page.locator(f"#f-{name}")).to_be_visible()


def test_answers_as_it_goes_without_signing_in(visit: Visit) -> None:
    page = visit.open("/calculator/")
    assert visit.serious() == []
    _ask_for(visit, "wages")
    _fill(visit, "wages", "1000000")
    limit = page.locator('article[aria-labelledby="n-edu_deducted"]')
    expect(limit).to_contain_text("先要知道")
    _fill(visit, "edu_expense", "90000")
    _fill(visit, "prior_edu_carried", "0")
    # 8 % of 1,000,000 is 80,000, less than the 90,000 spent.
    expect(limit.locator(".amt")).to_have_text("8.00万元")
    limit.locator("summary").click()
    expect(limit.locator(".lines").first).to_contain_text("取低者")
    _fill(visit, "prior_edu_carried", "5000")
    expect(limit.locator(".lines").first).to_be_visible()  # what was opened stays open
    assert "wages" not in page.url
    assert visit.serious() == []


def test_what_is_typed_meanwhile_stays_and_so_does_the_focus(visit: Visit) -> None:
    page = visit.open("/calculator/")
    _ask_for(visit, "wages")
    _ask_for(visit, "edu_expense")
    page.fill("#f-wages", "10")
    with page.expect_response("**/calculator/"):
        page.locator("#f-edu_expense").click()  # leaving wages sends the form
        page.keyboard.type("90000")
    expect(page.locator("#f-edu_expense")).to_have_value("90000")
    expect(page.locator("#f-edu_expense")).to_be_focused()
    expect(page.locator("#f-wages")).to_have_value("10")


def test_bad_input_is_said_at_its_field(visit: Visit) -> None:
    page = visit.open("/calculator/")
    _ask_for(visit, "wages")
    _fill(visit, "wages", "很多")
    expect(page.locator("#e-f-wages")).to_contain_text("应为数字")
    expect(page.locator("#f-wages")).to_have_value("很多")
    assert visit.serious() == []
    _fill(visit, "wages", "5")
    expect(page.locator("#e-f-wages")).to_have_count(0)


def test_a_missing_fact_leads_to_its_field(visit: Visit) -> None:
    page = visit.open("/calculator/")
    lack = page.locator("button.lack").first
    name = lack.get_attribute("value")
    with page.expect_response("**/calculator/"):
        lack.click()
    expect(page.locator(f"#q-{name}")).to_be_in_viewport()


def test_works_without_scripts(plain: Visit) -> None:
    page = plain.open("/calculator/")
    page.locator("#f-is_outsourcing_firm-n").check(force=True)
    page.get_by_role("button", name="测算", exact=True).click()
    expect(page.locator("#f-is_outsourcing_firm-n")).to_be_checked()
    expect(page.locator("article.ent.no").first).to_contain_text("没有满足")
    assert page.url.endswith("/calculator/")


@pytest.mark.parametrize("path", ["/calculator/", "/rules/", "/rules/ats_qualified/"])
def test_pages_on_a_phone(phone: Visit, path: str) -> None:
    phone.open(path)
    assert phone.sideways() <= 0
    assert phone.serious() == []


@pytest.mark.parametrize("path", ["/calculator/", "/rules/", "/rules/ats_qualified/"])
def test_dark_english_pages_of_a_signed_in_person(visit: Visit, path: str) -> None:
    visit.set(django_language="en", theme="dark")
    visit.sign_in("xm.office")
    page = visit.open(path)
    expect(page.locator("#side a[aria-current]")).to_have_count(1)
    assert visit.serious() == []


def test_the_chart_of_a_parameter(visit: Visit) -> None:
    page = visit.open("/rules/ats_qualified/")
    page.wait_for_selector(".chart svg")
    assert page.locator(".chart svg").count() == page.locator(".chart").count() == 2
