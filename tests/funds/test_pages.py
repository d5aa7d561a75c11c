"""The pages as people open them: office, leader, an enterprise's own people, another city."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fumao.apps.audit.models import Event
from fumao.apps.funds.actions.approve_claim import approve_claim
from fumao.apps.funds.actions.assess_claim import assess_claim
from fumao.apps.funds.actions.publish_claims import publish_claims
from fumao.apps.funds.models import Claim, Fund, PaymentBatch, State
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Role
from tests.factories import actor_as, make_department
from tests.funds.conftest import DAY, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings: object) -> None:
    from datetime import date

    settings.TODAY = date(2022, 6, 24)  # type: ignore[attr-defined]


def client(actor: Actor, language: str = "zh-hans") -> Client:
    assert actor.person is not None
    visitor = Client(headers={"accept-language": language})
    visitor.force_login(actor.person)
    visitor.cookies["django_language"] = language
    return visitor


@pytest.fixture
def stage(town: SimpleNamespace) -> SimpleNamespace:
    """A claim in every place between submission and payment."""
    town.submitted = submitted(town, 10_000)
    town.assessed = assess_claim(town.office, submitted(town, 20_000))
    town.published = approve_claim(town.leader, assess_claim(town.office, submitted(town, 30_000)))
    publish_claims(town.office, [town.published])
    unit = make_department("甲市云桥公司", town.east, "company")
    town.own = town.submitted.enterprise
    town.own.unit = unit
    town.own.save(update_fields=["unit"])

    town.reporter = actor_as(Role.HANDLER, unit, DAY)
    return town


def pages(town: SimpleNamespace) -> list[str]:
    return [
        "/funds/", "/funds/fund/jia/", "/funds/fund/jia/?do=budget", "/funds/fund/jia/?do=call",
        "/funds/calls/jia-01/", "/funds/calls/jia-01/?state=assessed&sort=-asked&q=jia",
        "/funds/calls/jia-01/share", "/funds/calls/jia-01/export.xlsx",
        f"/funds/claims/{town.submitted.number}/",
        f"/funds/claims/{town.submitted.number}/?do=assess",
        f"/funds/claims/{town.assessed.number}/?do=refuse",
        f"/funds/claims/{town.published.number}/", "/funds/batches/", "/funds/own/",
        "/funds/own/new", "/funds/new", "/funds/fund/jia/2022/batch",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_office_opens_every_page(stage: SimpleNamespace, language: str) -> None:
    visitor = client(stage.office, language)
    for url in pages(stage):
        answer = visitor.get(url)
        assert answer.status_code == 200, url
        if not answer.streaming and "html" in answer.headers["Content-Type"]:
            text = answer.content.decode()
            assert 'style="' not in text, url
            assert "onclick" not in text, url


def test_a_claims_page_leads_to_invoice_rule_and_clause(stage: SimpleNamespace) -> None:
    text = client(stage.office).get(f"/funds/claims/{stage.assessed.number}/").content.decode()
    assert 'href="/rules/ex_certificate/?on=2022-06-24"' in text
    assert stage.assessed.lines.get().invoice_number in text
    assert "演示资金管理办法" in text or "认证" in text
    assert "200.00" in text  # the invoice
    assert "100.00" in text  # half of it
    assert "examples-funds 1.0.0" in text
    assert "62000000" not in text  # the account is masked


def test_another_city_finds_nothing(stage: SimpleNamespace) -> None:
    visitor = client(stage.stranger)
    for url in pages(stage):
        if "jia" in url:
            assert visitor.get(url).status_code == 404, url
    assert "甲市资金" not in visitor.get("/funds/").content.decode()
    assert visitor.post("/funds/calls/jia-01/publish").status_code == 404


def test_own_people_see_their_claim_and_no_other(stage: SimpleNamespace) -> None:
    visitor = client(stage.reporter)
    text = visitor.get("/funds/own/").content.decode()
    assert stage.submitted.number in text
    assert visitor.get(f"/funds/claims/{stage.submitted.number}/").status_code == 200
    assert visitor.get(f"/funds/claims/{stage.assessed.number}/").status_code == 404
    listed = visitor.get("/funds/calls/jia-01/").content.decode()
    assert stage.submitted.number in listed
    assert stage.assessed.number not in listed
    assert visitor.get("/funds/batches/").status_code == 200
    assert visitor.get("/funds/calls/jia-01/share").status_code == 403


def test_own_people_claim_from_draft_to_submission(stage: SimpleNamespace) -> None:
    visitor = client(stage.reporter)
    given = {
        "call": "jia-01", "code": stage.own.code, "purpose": "认证", "asked": "1,000",
        "bank": "演示银行", "account": "6200 1234",
    }  # fmt: skip
    assert visitor.post("/funds/own/new", given | {"asked": "1元2"}).status_code == 422
    answer = visitor.post("/funds/own/new", given)
    claim = Claim.objects.latest("pk")
    assert answer.headers["Location"] == f"/funds/claims/{claim.number}/?do=line#do"
    assert (claim.asked, claim.payee) == (100_000, stage.own.name)
    at = f"/funds/claims/{claim.number}/do"
    invoice = {
        "kind": "certificate", "what": "体系认证", "invoice_code": "", "invoice_line": "1",
        "invoice_number": "24352000000012345678", "dated": "2022-03-01", "amount": "2000",
        "file": SimpleUploadedFile("发票.txt", "发票".encode()),
    }  # fmt: skip
    assert visitor.post(f"{at}/line", invoice).status_code == 303
    held = claim.lines.get()
    assert (held.amount, held.attachment.name) == (200_000, "发票.txt")
    opened = visitor.get(f"/files/{held.attachment.pk}")
    assert b"".join(opened.streaming_content) == "发票".encode()
    assert client(stage.stranger).get(f"/files/{held.attachment.pk}").status_code == 404
    assert visitor.post(f"{at}/submit").status_code == 303
    claim.refresh_from_db()
    assert claim.state == State.SUBMITTED
    assert visitor.post(f"{at}/assess").status_code == 403
    twin = visitor.post("/funds/own/new", given)
    at = twin.headers["Location"].split("?")[0] + "do"
    invoice["file"] = SimpleUploadedFile("发票.txt", "发票".encode())
    assert visitor.post(f"{at}/line", invoice).status_code == 303
    refused = visitor.post(f"{at}/submit")
    assert refused.status_code == 422
    assert claim.number in refused.content.decode()


def test_assess_approve_publish_pay_by_the_pages(stage: SimpleNamespace) -> None:
    office, leader = client(stage.office), client(stage.leader)
    at = f"/funds/claims/{stage.submitted.number}/do"
    answer = office.post(f"{at}/assess", {"eligible_1": "80.00", "cut_1": ""})
    assert answer.status_code == 422
    assert "核减原因" in answer.content.decode()
    assert office.post(f"{at}/assess", {"eligible_1": "80", "cut_1": "税额"}).status_code == 303
    assert office.post(f"{at}/approve", {"amount": "40"}).status_code == 403
    assert leader.post(f"{at}/approve", {"amount": "40.01"}).status_code == 422
    assert leader.post(f"{at}/approve", {"amount": "40"}).status_code == 303
    assert office.post("/funds/calls/jia-01/publish").status_code == 303
    numbers = [stage.submitted.number, stage.published.number]
    assert office.post("/funds/fund/jia/2022/batch", {"claim": []}).status_code == 422
    answer = office.post("/funds/fund/jia/2022/batch", {"claim": numbers})
    batch = PaymentBatch.objects.get()
    assert answer.headers["Location"] == f"/funds/batches/{batch.number}/"
    assert batch.total == 4_000 + 15_000
    csv = office.get(f"/funds/batches/{batch.number}/file.csv").content.decode("utf-8-sig")
    assert csv.splitlines()[1].startswith(f"{batch.number},1,")
    assert csv.splitlines()[-1] == f"合计,2 笔,,,,,190.00,{batch.digest}"
    assert office.get(f"/funds/batches/{batch.number}/file.xlsx").status_code == 200
    assert Event.objects.filter(kind="batch_exported").count() == 2
    rows = (
        "批次号,行号,金额,结果,付款日期,原因\n"
        f"{batch.number},1,40.00,已付,2022-06-24,\n{batch.number},2,1.00,已付,2022-06-24,\n"
    )
    sent = SimpleUploadedFile("r.csv", rows.encode("gb18030"))
    told = office.post(f"/funds/batches/{batch.number}/results", {"file": sent})
    assert told.status_code == 200
    assert "金额与指令不符" in told.content.decode()
    assert Claim.objects.get(pk=stage.submitted.pk).state == State.PAID
    wrong = SimpleUploadedFile("r.csv", b"a,b\n1,2\n")
    assert office.post(f"/funds/batches/{batch.number}/results", {"file": wrong}).status_code == 422


def test_sharing_is_previewed_then_approved(stage: SimpleNamespace) -> None:
    page = client(stage.office).get("/funds/calls/jia-01/share").content.decode()
    assert 'name="digest"' not in page
    leader = client(stage.leader)
    page = leader.get("/funds/calls/jia-01/share").content.decode()
    digest = page.split('name="digest" value="')[1].split('"')[0]
    assert leader.post("/funds/calls/jia-01/share", {"digest": "0"}).status_code == 422
    assert leader.post("/funds/calls/jia-01/share", {"digest": digest}).status_code == 303
    assert Claim.objects.get(pk=stage.assessed.pk).approved == 10_000


def test_a_fund_with_budget_and_call_by_the_pages(stage: SimpleNamespace) -> None:
    office = client(stage.office)
    given = {
        "area": stage.area.code, "key": "new-fund", "name": "新资金", "kind": "subsidy",
        "purpose": "支持参展", "document": "wenzhou-2012", "clause": "四/12",
    }  # fmt: skip
    assert office.post("/funds/new", given | {"key": "Bad Key"}).status_code == 422
    assert office.post("/funds/new", given).status_code == 303
    fund = Fund.objects.get(key="new-fund")
    budget = {
        "year": "2022", "amount_city": "10万元", "amount_district": "4万元", "basis": "甲财1号",
        "source": "city", "matched_by": "district", "parts": "1", "matched_parts": "1",
    }  # fmt: skip
    assert office.post("/funds/fund/new-fund/do/budget", budget).status_code == 303
    text = office.get("/funds/fund/new-fund/").content.decode()
    assert "140,000.00" in text.replace("14.00万元", "140,000.00")
    assert "尚缺 60,000.00元" in text
    call = {
        "number": "new-01", "name": "参展补助", "rule": "ex_fair", "opens": "2022-01-01",
        "closes": "2022-12-31", "cap": "50", "sharing": "rank",
    }  # fmt: skip
    assert office.post("/funds/fund/new-fund/do/call", call).status_code == 303
    made = fund.years.get().calls.get()
    assert (made.ceiling, made.feeds["table"]) == (7_000_000, "fund_lines")
    assert set(made.kinds) == {"certificate", "fair", "line", "platform", "training"}
    assert client(stage.leader).post("/funds/fund/new-fund/do/budget", budget).status_code == 403


def test_a_page_of_claims_costs_few_queries(
    stage: SimpleNamespace, django_assert_max_num_queries: object
) -> None:
    for _ in range(5):
        submitted(stage, 1_000)
    visitor = client(stage.office)
    visitor.get("/funds/calls/jia-01/")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        visitor.get("/funds/calls/jia-01/")
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        visitor.get(f"/funds/claims/{stage.assessed.number}/")


def test_what_nobody_has_decided_is_no_zero(stage: SimpleNamespace) -> None:
    text = client(stage.office).get("/funds/calls/jia-01/").content.decode()
    row = {number: text.split(number, 1)[1].split("</tr>", 1)[0] for number in (
        stage.assessed.number, stage.published.number)}  # fmt: skip
    assert 'data-label="批准（元）">—<' in row[stage.assessed.number]
    assert 'data-label="批准（元）">—<' not in row[stage.published.number]
