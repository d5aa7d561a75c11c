"""The bell and the page of notices, as a person and a keyboard use them."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, Visit

WRITE = """
import django
django.setup()
from django.db import transaction
from fumao.apps.notices.service import NoticeKind, name_notices, notify
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.models import Post
post = Post.objects.filter(person__username="xm.office").select_related("department").first()
name_notices({"trial": NoticeKind("%(number)s")})
with transaction.atomic():
    for number in range(30):
        notify(kind="trial", area=post.department.area_id, data={"number": f"N-{number}"},
               url="/tasks/", on=today(), to_seats=[(post.department_id, post.role)])
    notify(kind="trial", area=post.department.area_id, data={"number": "N-own"}, url="/tasks/",
           on=today(), to_people=[post.person_id])
"""


@pytest.fixture(scope="module", autouse=True)
def _notices(site: Site) -> None:
    """Thirty notices to the office's seat and one to its holder; the server names no such kind, so
    each bears the code of its kind."""
    command = [sys.executable, "-c", WRITE]
    subprocess.run(command, env=site.environment, check=True)


def test_the_bell_leads_to_the_page_and_counts_down(visit: Visit) -> None:
    page = visit.sign_in("xm.office")
    visit.set(django_language="zh-hans")
    visit.open("/home/")
    bell = page.locator(".topbar a.iconlink[href='/notices/']")
    expect(bell).to_have_attribute("aria-label", "消息，31 条未读")
    bell.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("消息")
    expect(page.locator("tbody tr")).to_have_count(25)
    page.locator("tbody tr").first.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(bell).to_have_attribute("aria-label", "消息，30 条未读")
    page.locator("tbody tr").nth(1).locator(".key-cell a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/tasks/")
    expect(bell).to_have_attribute("aria-label", "消息，29 条未读")
    visit.open("/notices/?unread=1")
    expect(page.locator("footer").first).to_contain_text("29")
    page.get_by_role("button", name="全部标为已读").click()
    expect(page.get_by_text("29 条消息已标为已读")).to_be_visible()
    expect(bell).to_have_attribute("aria-label", "消息，没有未读")
    expect(page.get_by_role("heading", name="没有符合条件的消息")).to_be_visible()


def test_settings_are_kept(visit: Visit) -> None:
    page = visit.sign_in("xm.office")
    visit.set(django_language="zh-hans")
    visit.expected = {422}
    visit.open("/notices/preference")
    page.get_by_label("何时发短信").select_option("at_once")
    page.get_by_role("button", name="保存设置").click()
    expect(page.locator(".form-error")).to_contain_text("请填写手机号码")
    page.get_by_label("何时发短信").select_option("none")
    page.get_by_label("何时发邮件").select_option("weekly")
    page.get_by_role("button", name="保存设置").click()
    expect(page.get_by_text("消息设置已更改")).to_be_visible()
    expect(page.get_by_label("何时发邮件")).to_have_value("weekly")


PAGES = ("/notices/", "/notices/?q=nothing", "/notices/preference", "/notices/deliveries")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing_serious(visit: Visit, language: str) -> None:
    visit.sign_in("xm.office")
    visit.set(django_language=language, theme="dark" if language == "en" else "light")
    found = []
    for path in PAGES:
        visit.open(path)
        found += [f"{path} {fault}" for fault in visit.serious()]
    assert found == []


def test_nothing_sticks_out_of_a_phone(phone: Visit) -> None:
    phone.sign_in("xm.office")
    for language in ("zh-hans", "en"):
        phone.set(django_language=language)
        for path in PAGES:
            phone.open(path)
            assert phone.sideways() <= 0, path
            assert phone.serious() == [], path
