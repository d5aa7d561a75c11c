"""The monthly return beside the register: filled from it, every figure with its rows."""

import re
import sqlite3
from contextlib import closing

from playwright.sync_api import expect

from tests.browser.conftest import Site, Visit


def returns(site: Site, unit: str) -> list[int]:
    """The monthly returns of a unit's enterprise, the latest first."""
    with closing(sqlite3.connect(site.data / "fumao.sqlite3")) as connection:
        rows = connection.execute(
            "SELECT f.id FROM surveys_filing f "
            "JOIN surveys_reportingperiod p ON p.id = f.period_id "
            "JOIN enterprises_enterprise e ON e.id = f.enterprise_id "
            "JOIN orgs_department d ON d.id = e.unit_id "
            "WHERE p.key = 'outsourcing-monthly' AND d.key = ? ORDER BY p.starts DESC",
            [unit],
        ).fetchall()
    return [int(pk) for (pk,) in rows]


def test_a_return_is_filled_from_the_register(visit: Visit, site: Site) -> None:
    visit.set(django_language="zh-hans")
    page = visit.sign_in("xm.firm1")
    visit.open(f"/reports/{returns(site, 'xm-firm1')[0]}/register/")
    expect(page.locator("h1")).to_contain_text("合同台账汇总")
    assert visit.serious() == []
    assert visit.sideways() == 0
    page.get_by_role("button", name="填入草稿").click()
    page.wait_for_url(re.compile(r"/reports/\d+/$"))
    expect(page.locator(".note-box.good")).to_contain_text("已由合同台账填入草稿")


def test_what_differs_is_shown_with_its_rows_on_a_phone(phone: Visit, site: Site) -> None:
    phone.set(django_language="en")
    page = phone.sign_in("xm.firm2")
    phone.open(f"/reports/{returns(site, 'xm-firm2')[0]}/register/")
    expect(page.locator("#figure-contracts")).to_contain_text("+1")
    assert phone.serious() == []
    assert phone.sideways() == 0
    phone.open("/items/")
    assert phone.serious() == []
