"""Verification, register, publicity, figures, an outcome and its papers, as people open them."""

import sqlite3
import subprocess
import sys
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, Visit

OUTCOME = (
    "SELECT o.id, o.number, o.verify_code FROM procedures_outcome o "
    "JOIN orgs_department d ON d.id = o.office_id "
    "WHERE d.name = '厦门市商务局' AND o.state = 'active' ORDER BY o.id DESC LIMIT 1"
)
PUBLICITY = "SELECT id FROM procedures_case WHERE phase = 'publicity' ORDER BY id LIMIT 1"
PAPER = (
    "SELECT p.attachment_id, p.case_id FROM procedures_casepaper p "
    "JOIN procedures_case c ON c.id = p.case_id JOIN orgs_department d ON d.id = c.owner_id "
    "WHERE d.name = '厦门市商务局' AND p.attachment_id IS NOT NULL ORDER BY p.id LIMIT 1"
)


# The demo's papers have one page each: a second paper of three pages to leaf through.
ATTACH = """
import django
django.setup()
from io import BytesIO
import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile
from fumao.apps.files.service import keep_file
from fumao.apps.orgs.actor import actor_for
from fumao.apps.orgs.clock import today
from fumao.apps.procedures.models import CasePaper
paper = CasePaper.objects.select_related("case").get(attachment_id=%d)
document, body = pypdfium2.PdfDocument.new(), BytesIO()
for width in (300, 400, 500):
    document.new_page(width, 300)
document.save(body)
file = SimpleUploadedFile("three.pdf", body.getvalue())
kept = keep_file(actor_for(None, today()), file, paper.case.stream, paper.case.area_id)
CasePaper.objects.create(case=paper.case, key=paper.key, attachment=kept, added_on=today())
"""


def one(site: Site, query: str) -> tuple[Any, ...]:
    """One row of the site's database."""
    with sqlite3.connect(site.data / "fumao.sqlite3") as database:
        found: tuple[Any, ...] = database.execute(query).fetchone()
    database.close()
    return found


@pytest.fixture
def addresses(site: Site) -> list[str]:
    """Every public page, with and without something found."""
    _pk, number, code = one(site, OUTCOME)
    (case,) = one(site, PUBLICITY)
    return [
        "/verify/", f"/verify/?n={number}&c={code}", f"/verify/?n={number}&c=XXXX2222",
        "/register/", "/register/?q=nothing", f"/register/{number}/", "/publicity/",
        f"/publicity/{case}/", "/procedures/tech-contract/statistics/",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing_serious(visit: Visit, addresses: list[str], language: str) -> None:
    visit.set(django_language=language, theme="dark" if language == "en" else "light")
    found = []
    for path in addresses:
        visit.open(path)
        found += [f"{path} {fault}" for fault in visit.serious()]
    assert found == []


def test_nothing_sticks_out_of_a_phone(phone: Visit, addresses: list[str]) -> None:
    for language in ("zh-hans", "en"):
        phone.set(django_language=language)
        for path in addresses:
            phone.open(path)
            assert phone.sideways() <= 0, path
            assert phone.serious() == [], path


def test_a_paper_is_verified_by_hand_without_scripts(plain: Visit, site: Site) -> None:
    _pk, number, code = one(site, OUTCOME)
    page = plain.open("/verify/")
    page.get_by_label("编号").fill(number)
    page.get_by_label("查验码").fill(code.lower())
    page.keyboard.press("Enter")
    expect(page.locator(".note-box.good")).to_contain_text("今天有效")
    page.get_by_label("编号").fill(number)
    page.get_by_label("查验码").fill("XXXX2222")
    page.get_by_role("button", name="核验", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("编号与查验码不符")


def test_the_register_leads_to_an_outcome(visit: Visit, site: Site) -> None:
    _pk, number, code = one(site, OUTCOME)
    visit.set(django_language="zh-hans")
    page = visit.open("/register/")
    page.get_by_label("检索").fill(number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**q={number}**")
    page.locator("tbody .key-cell a").first.click()
    expect(page.get_by_role("heading", name="公开的内容")).to_be_visible()
    assert code not in page.content()


def test_somebody_objects(visit: Visit, site: Site) -> None:
    (case,) = one(site, PUBLICITY)
    visit.set(django_language="zh-hans")
    page = visit.open(f"/publicity/{case}/")
    page.get_by_label("姓名或单位").fill("张三")
    page.get_by_label("联系方式").fill("10000")
    page.get_by_label("异议内容和理由").fill("资料不实")
    page.get_by_role("button", name="提出异议").click()
    expect(page.locator(".note-box.good")).to_contain_text("异议已收到")
    expect(page.get_by_text("收到异议 1 条")).to_be_visible()
    assert "张三" not in page.content()


def test_a_bank_marks_a_use(visit: Visit, site: Site) -> None:
    _pk, number, code = one(site, OUTCOME)
    page = visit.sign_in("xm.bank")
    visit.set(django_language="zh-hans")
    visit.open(f"/verify/?n={number}&c={code}")
    page.get_by_label("业务编号").fill("付汇 7")
    page.get_by_role("button", name="登记本次使用").click()
    expect(page.get_by_role("list").filter(has_text="付汇 7")).to_be_visible()
    assert visit.serious() == []


def test_an_officer_reads_an_outcome(visit: Visit, site: Site) -> None:
    pk, number, _code = one(site, OUTCOME)
    page = visit.sign_in("xm.checker")
    for language in ("zh-hans", "en"):
        visit.set(django_language=language)
        visit.open(f"/outcomes/{pk}/")
        expect(page.locator(".pagehead .sub")).to_contain_text(number)
        assert visit.serious() == []
    reply = page.request.get(f"{site.url}/outcomes/{pk}/certificate.pdf")
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.body().startswith(b"%PDF-")


def test_papers_open_in_a_panel_and_by_key(visit: Visit, site: Site) -> None:
    attachment, case = one(site, PAPER)
    page = visit.sign_in("xm.checker")
    visit.set(django_language="zh-hans")
    visit.open(f"/cases/{case}/")
    link = page.locator(f"a[data-view][href='/files/{attachment}/view']")
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.viewer")
    expect(dialog.get_by_role("img")).to_be_visible()
    # The page is drawn in a child process: wait for it, however busy the machine is.
    expect(dialog.get_by_role("img")).not_to_have_js_property("naturalWidth", 0, timeout=30_000)
    assert visit.serious() == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()


def test_pages_turn_by_key(visit: Visit, site: Site) -> None:
    attachment, case = one(site, PAPER)
    command = [sys.executable, "-c", ATTACH % attachment]
    subprocess.run(command, env=site.environment, check=True)
    page = visit.sign_in("xm.checker")
    visit.set(django_language="zh-hans")
    visit.open(f"/cases/{case}/")
    page.get_by_role("link", name="three.pdf", exact=True).click()
    dialog, image = page.locator("dialog.viewer"), page.locator("dialog.viewer img")
    shown = dialog.locator(".leaf span")
    expect(shown).to_have_text("第 1 页，共 3 页")
    for key, number in (("ArrowRight", 2), ("ArrowRight", 3), ("ArrowRight", 3), ("ArrowLeft", 2)):
        page.keyboard.press(key)
        expect(shown).to_have_text(f"第 {number} 页，共 3 页")
        expect(image).to_have_attribute("alt", f"three.pdf 第 {number} 页的图像")
    dialog.get_by_role("button", name="关闭").click()
    expect(dialog).to_be_hidden()


def test_papers_are_pages_without_scripts(plain: Visit, site: Site) -> None:
    attachment, _case = one(site, PAPER)
    page = plain.sign_in("xm.checker")
    plain.open(f"/files/{attachment}/view")
    expect(page.get_by_role("img", name="的图像")).to_be_visible()
