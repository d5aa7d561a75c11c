"""Certificates and receipts: what they say, that a phone reads the code, the same bytes each time;
the page of an outcome and who may open it.
"""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pypdfium2 as pdfium
import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from fumao.apps.procedures.certificates import sheet
from fumao.apps.procedures.certificates.certificate import certificate_pdf
from fumao.apps.procedures.certificates.receipt import receipt_pdf
from fumao.apps.procedures.issuing import set_state
from fumao.apps.procedures.models import Case, Outcome
from fumao.apps.procedures.queries.case_page import case_page
from tests.cases.conftest import Publish
from tests.cases.test_course import FORM, PAPERS, granted
from tests.cases.texts import PLAIN


@pytest.fixture
def outcome(town: SimpleNamespace, publish: Publish, apply, settings) -> Outcome:
    settings.TODAY = town.day
    return granted(town, apply(publish(PLAIN), FORM, PAPERS)).result


def text_of(body: bytes) -> str:
    """The text layer of a PDF."""
    with pdfium.PdfDocument(body) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def sign_in(town: SimpleNamespace, name: str) -> Client:
    client = Client()
    client.force_login(town.people[name])
    return client


def test_the_certificate_says_what_was_granted(town, outcome) -> None:
    words = text_of(certificate_pdf(outcome, town.day))
    for said in (
        "认定证书", "Certificate", outcome.number, "甲市云桥软件有限公司", outcome.enterprise.code,
        "2022-06-13 至 2025-06-12", "2022年6月13日", "甲市商务局", outcome.verify_code,
    ):  # fmt: skip
        assert said in words
    assert outcome.digest in words.replace("\r\n", "").replace("\n", "")
    assert "1,000.50" not in words  # the amount is not public


def test_the_code_leads_to_a_verification_that_holds(town, outcome, settings) -> None:
    settings.SITE_URL = "https://fumao.example"
    with pdfium.PdfDocument(certificate_pdf(outcome, town.day)) as document:
        picture = document[0].render(scale=2).to_pil()
    (found,) = zxingcpp.read_barcodes(picture)
    address = urlsplit(found.text)
    assert (address.netloc, address.path) == ("fumao.example", reverse("verify"))
    assert parse_qs(address.query) == {"n": [outcome.number], "c": [outcome.verify_code]}
    page = Client().get(f"{address.path}?{address.query}").content.decode()
    assert "今天有效" in page


def test_the_same_outcome_gives_the_same_bytes(town, outcome) -> None:
    first = certificate_pdf(outcome, town.day)
    with override("en"):
        assert certificate_pdf(outcome, date(2024, 1, 2)) == first
    firm = outcome.enterprise
    firm.names.update(valid_to=date(2023, 1, 1))
    firm.names.create(name="甲市云桥集团有限公司", valid_from=date(2023, 1, 2))
    firm.name = "甲市云桥集团有限公司"
    firm.save()
    assert certificate_pdf(outcome, date(2024, 1, 2)) == first  # the paper was made out to the old
    outcome.public = {"name": "别的"}
    assert certificate_pdf(outcome, town.day) != first


def test_one_that_no_longer_holds_says_so_across_the_sheet(town, outcome) -> None:
    assert "已撤销" not in text_of(certificate_pdf(outcome, town.day))
    set_state(outcome, "revoked", town.as_("checker"), town.day)
    assert "已撤销" in text_of(certificate_pdf(outcome, town.day))
    outcome.state = "active"
    assert "已到期" in text_of(certificate_pdf(outcome, date(2025, 6, 13)))


def test_mark_up_of_an_applicant_is_printed_not_obeyed(town, outcome) -> None:
    """The typesetter's <img src> would fetch an address."""
    words = '<img src="http://192.0.2.1/a.png"/> & <b>甲</b>'
    outcome.public = {"name": words}
    assert "192.0.2.1" in text_of(certificate_pdf(outcome, town.day))


def test_long_papers_go_on_on_further_sheets(db: None) -> None:
    """400 × 8 characters of 11.5 points are 3200 × 11.5 / 363 ≈ 102 lines: two sheets and more."""
    rows = [("甲", "云桥软件技术服务" * 400), ("乙", "末行")]
    paper = sheet.Sheet("长", [sheet.facts(rows)], lambda _canvas: None, 170)
    body = sheet.pdf_of(paper)
    with pdfium.PdfDocument(body) as document:
        assert len(document) == 3
    words = text_of(body).replace("\r\n", "")
    assert words.count("云桥软件技术服务") >= 398  # one may be cut in two by the end of a sheet
    assert "末行" in words


def test_a_typeface_of_the_installation_is_embedded(town, outcome, settings) -> None:
    import reportlab

    folder = Path(reportlab.__file__).parent / "fonts"
    settings.CERTIFICATE_FONT = str(folder / "Vera.ttf")
    body = certificate_pdf(outcome, town.day)
    assert b"/FontFile2" in body
    settings.CERTIFICATE_FONT = ""
    assert b"/FontFile2" not in certificate_pdf(outcome, town.day)
    assert sheet.face() == "STSong-Light"


def test_the_receipt_names_papers_clocks_and_holder(town, publish, apply) -> None:
    case = apply(publish(PLAIN), FORM, PAPERS)
    words = text_of(receipt_pdf(case_page(town.as_("reporter"), case.pk), town.day))
    for said in ("收件回执", case.number, "1. 方案：材料.pdf", "甲市商务局 受理", "限 2022-06-14"):
        assert said in words.replace("\u3000", " ")
    case = granted(town, case)
    words = text_of(receipt_pdf(case_page(town.as_("reporter"), case.pk), town.day))
    assert "受理回执" in words
    assert "20个工作日，2022-06-13 止，用 0" in words


WHO = {
    "reporter": 200, "window": 200, "checker": 200, "leader": 200,
    "rival": 404, "verifier": 404, "science": 404,
}  # fmt: skip


@pytest.mark.parametrize(("name", "status"), WHO.items())
def test_who_opens_an_outcome(town, outcome, name: str, status: int) -> None:
    client = sign_in(town, name)
    addresses = [reverse(n, args=[outcome.pk]) for n in ("outcome", "outcome-pdf")]
    for address in (*addresses, reverse("case-receipt", args=[outcome.case_id])):
        assert client.get(address).status_code == status, address
    for address in addresses:
        assert Client().get(address).status_code == 302


def test_the_office_begins_a_revocation_from_the_page(town, outcome) -> None:
    address = reverse("outcome", args=[outcome.pk])
    begin = reverse("outcome-begin", args=[outcome.pk])
    holder, office = sign_in(town, "reporter"), sign_in(town, "checker")
    assert "发起撤销" not in holder.get(address).content.decode()
    assert holder.post(begin, {"kind": "recheck", "why": "年检"}).status_code == 403
    assert "发起撤销" in office.get(address).content.decode()
    reply = office.post(begin, {"kind": "revoke", "ground": "", "why": "查实"})
    assert reply.status_code == 422
    assert ">查实</textarea>" in reply.content.decode()
    reply = office.post(begin, {"kind": "revoke", "ground": "fraud", "why": "查实"})
    later = Case.objects.get(variant="revoke")
    assert reply.headers["Location"] == reverse("case", args=[later.pk])
    page = office.get(address).content.decode()
    assert later.number in page
    assert "发起撤销" not in page  # one is running


def test_the_page_asks_few_questions(town, outcome, django_assert_max_num_queries) -> None:
    client, address = sign_in(town, "checker"), reverse("outcome", args=[outcome.pk])
    client.get(address)
    with django_assert_max_num_queries(25):
        client.get(address)
