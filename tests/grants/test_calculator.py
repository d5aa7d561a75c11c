"""The calculator on a made-up city's rules; amounts are worked out by hand beside them."""

import re
from typing import Any

import pytest
from django.test import Client

from fumao.apps.grants.views.request import CALCULATE
from fumao.apps.orgs.models import Allowance
from fumao.apps.plans.models import Clause, Document
from tests.factories import make_city, make_department, make_person
from tests.grants.conftest import DAY

ELIGIBLE = {"f.legal_person": "true", "f.staff": "100", "f.graduates": "50"}


def ask(client: Client, facts: dict[str, Any] | None = None, on: str = DAY) -> str:
    """The page's part after an answer, as htmx gets it; without runs of blanks."""
    sent = {"on": on, "city": "990100", **(facts or {})}
    answer = client.post("/calculator/", sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def result(page: str, name: str) -> str:
    """The words of one result, without markup."""
    found = re.search(rf'<article[^>]*aria-labelledby="n-{name}">(.*?)</article>', page)
    assert found, f"{name} is not shown"
    return " ".join(re.sub(r"<[^>]+>", " ", found.group(1)).split())


def asked(page: str) -> list[str]:
    """The questions in view, in their order."""
    return re.findall(r'name="at" value="(\w+)"', page)


def test_everybody_may_ask(hailing: Client) -> None:
    answer = hailing.get("/calculator/")
    assert answer.status_code == 200
    assert "能享受什么政策" in answer.content.decode()
    assert "尚无确定金额" in answer.content.decode()


def test_what_decides_most_is_asked_first(hailing: Client) -> None:
    # Platform waits for legal_person, staff and graduates, training for the title, the line for
    # its bills, the duty for the payment. Each decides one: what stands alone goes first.
    page = ask(hailing)
    alone = ["title", "payment", "bills"]
    assert asked(page) == [*alone, "legal_person", "staff", "graduates"]


def test_what_was_paid_before_is_asked_where_there_is_something_to_pay(hailing: Client) -> None:
    assert "received_hl_training" in asked(ask(hailing, {"f.title": "city"}))
    assert "received_hl_training" not in asked(ask(hailing, {"f.title": "none"}))


def test_what_no_longer_matters_is_not_asked(hailing: Client) -> None:
    page = ask(hailing, {"f.legal_person": "false"})
    assert "staff" not in asked(page)
    assert "legal_person" in asked(page)  # an answer stays
    assert "没有满足： 法人企业" in result(page, "hl_platform")
    assert "不符合" in result(page, "hl_platform")


def test_answered_questions_keep_their_places(hailing: Client) -> None:
    page = ask(hailing, {"at": ["payment", "legal_person"], "f.legal_person": "true"})
    assert asked(page)[:2] == ["payment", "legal_person"]


def test_amount_clause_reasons_and_evidence(hailing: Client) -> None:
    page = ask(hailing, {**ELIGIBLE, "f.fee": "186,400"})
    words = result(page, "hl_platform")
    assert "9.32 万元" in words  # 186,400 x 50 % = 93,200, below the cap of 100,000
    assert "海政〔2015〕3号 二（一）" in words
    assert "大专以上职工（50人） ÷ 职工总数（100人） = 50.00% ≥ 50.00%" in words
    assert "使用费发票" in words
    assert "每年3月底前向市商务局申报" in words
    assert "待法律顾问确认" in words  # the rate's confidence is medium


def test_the_cap_holds(hailing: Client) -> None:
    page = ask(hailing, {**ELIGIBLE, "f.fee": "200000.02"})
    assert "10.00 万元" in result(page, "hl_platform")  # 100,000.01 is more than the cap


def test_another_day_has_other_parameters(hailing: Client) -> None:
    page = ask(hailing, {**ELIGIBLE, "f.fee": "186400"}, on="2015-06-30")
    words = result(page, "hl_platform")
    assert "7.46 万元" in words or "74,560.00 元" in words  # 186,400 x 40 % = 74,560
    assert "待法律顾问确认" not in words


def test_one_fact_missing_leads_to_its_field(hailing: Client) -> None:
    page = ask(hailing, ELIGIBLE)
    assert "先要知道： 平台使用费" in result(page, "hl_platform")
    assert 'class="inline-link lack" href="#q-fee"' in page
    assert 'id="q-fee"' in page


def test_bad_input_stays_and_says_so_at_its_field(hailing: Client) -> None:
    page = ask(hailing, {**ELIGIBLE, "f.fee": "一大笔", "f.staff": "12.5"})
    assert 'value="一大笔"' in page
    assert 'value="12.5"' in page
    assert "的值“12.5”不对：应为整数" in page
    field = page[page.index('id="f-fee"') :][:200]
    assert 'aria-invalid="true" aria-describedby="e-f-fee"' in field
    assert 'id="e-f-fee"' in page
    assert "缺资料" in result(page, "hl_platform")


def test_rows_are_added_summed_and_taken_out(hailing: Client) -> None:
    page = ask(hailing, {"add": "bills"})
    assert 'name="r.bills.0.amount"' in page
    rows = {
        "r.bills.0.amount": "1000.10", "r.bills.0.abroad": "true",
        "r.bills.1.amount": "5000", "r.bills.1.abroad": "false",
        "r.bills.2.amount": "200", "r.bills.2.abroad": "true",
    }  # fmt: skip
    assert "360.03 元" in result(ask(hailing, rows), "hl_line")  # 1,200.10 x 30 %
    assert "300.03 元" in result(ask(hailing, {**rows, "drop": "bills.2"}), "hl_line")
    assert "缺资料" in result(ask(hailing, {**rows, "r.bills.2.abroad": ""}), "hl_line")
    assert "不符合" in result(ask(hailing, {"none.bills": "1"}), "hl_line")


def test_a_row_left_blank_is_no_row(hailing: Client) -> None:
    page = ask(hailing, {"r.bills.0.amount": "", "r.bills.0.abroad": ""})
    assert "缺资料" in result(page, "hl_line")
    assert 'name="r.bills.0.amount"' in page


def test_of_two_that_exclude_each_other_one_is_in_the_sum(hailing: Client) -> None:
    rows = {"r.bills.0.amount": "20000", "r.bills.0.abroad": "true"}
    given = {**ELIGIBLE, "f.fee": "186400", **rows, "f.title": "city"}
    page = ask(hailing, {**ELIGIBLE, "f.fee": "186400"})
    assert "合计先按本项计" in result(page, "hl_platform")  # the bills are not known yet
    assert 'class="big">9.32<small>万元</small>' in page
    page = ask(hailing, {**given, "f.received_hl_training": "false"})
    assert "不计入合计" in result(page, "hl_line")  # 6,000 < 93,200
    assert 'class="big">39.32<small>万元</small>' in page  # 93,200 + 300,000
    page = ask(hailing, {**given, "f.received_hl_training": "true"})
    assert 'class="big">9.32<small>万元</small>' in page
    assert "只给一次，领过的不再给" in result(page, "hl_training")


def test_what_has_ended_or_not_begun_says_so(hailing: Client) -> None:
    page = ask(hailing)
    assert "有效期到 2016-04-30。营改增后营业税停征。" in result(page, "hl_relief")
    assert "2018-01-01 起施行" in result(page, "hl_later")
    assert "已失效" not in result(
        ask(hailing, {"f.legal_person": "true"}, "2016-04-30"), "hl_relief"
    )


def test_a_duty_is_not_something_granted(hailing: Client) -> None:
    assert "须办理" in result(ask(hailing, {"f.payment": "50000.01"}), "must_file")
    assert "不须办理" in result(ask(hailing, {"f.payment": "50000"}), "must_file")


def test_groups_and_cities_are_chosen(hailing: Client) -> None:
    seen = {"seen": ["rules-hailing", "rules-state"]}
    page = ask(hailing, {**seen, "group": ["rules-state"]})
    assert 'aria-labelledby="n-must_file"' in page
    assert 'aria-labelledby="n-hl_platform"' not in page
    assert 'aria-labelledby="n-hl_platform"' not in ask(hailing, {"city": ""})
    assert "没有选政策" in ask(hailing, seen)


def test_a_wrong_day_is_said_and_kept(hailing: Client) -> None:
    page = ask(hailing, on="2016-13-40")
    assert 'value="2016-13-40"' in page
    assert "应为 2016-07-05 样的日期" in page


def test_in_english(hailing: Client) -> None:
    hailing.cookies["django_language"] = "en"
    words = result(ask(hailing, {**ELIGIBLE, "f.fee": "186400"}), "hl_platform")
    assert "93,200.00 CNY" in words
    assert "Platform subsidy" in words
    for printed in ("海政〔2015〕3号", "二（一）", "二"):  # as the document prints them
        words = words.replace(printed, "")
    assert not re.search("[一-鿿]", words)


def test_facts_come_in_the_body_only_and_nothing_is_kept(hailing: Client) -> None:
    page = hailing.get("/calculator/", {"f.fee": "186400", "f.legal_person": "true"})
    assert 'value="186400"' not in page.content.decode()
    assert "缺资料" in result(" ".join(page.content.decode().split()), "hl_platform")
    ask(hailing, {**ELIGIBLE, "f.fee": "186400"})
    assert "sessionid" not in hailing.cookies
    answer = hailing.post("/calculator/", ELIGIBLE)
    assert "no-store" in answer.headers["Cache-Control"]
    # The count of an address is all that the database learns.
    assert [row.key for row in Allowance.objects.all()] == ["calculate:127.0.0.1"]


def test_names_that_no_rule_knows_are_passed_over(hailing: Client) -> None:
    page = ask(
        hailing, {"f.nothing": "1", "r.bills.x.y": "2", "f.": "3", "add": "nothing", "drop": "x"}
    )
    assert "缺资料" in result(page, "hl_platform")


def test_html_in_an_answer_is_shown_as_it_is(hailing: Client) -> None:
    page = ask(hailing, {"f.title": "<b>x</b>", "f.received_hl_training": "false"})
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


def test_too_often(hailing: Client) -> None:
    from django.utils import timezone

    Allowance.objects.create(key="calculate:127.0.0.1", left=0.0, at=timezone.now())
    answer = hailing.post("/calculator/", ELIGIBLE)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 1
    assert CALCULATE.burst / CALCULATE.per.total_seconds() == 2


def test_the_clause_is_linked_for_those_who_may_open_it(hailing: Client) -> None:
    area = make_city("海陵市")
    document = Document.objects.create(
        key="hailing-2015", area=area, title="海陵市扶持服务贸易办法", text=""
    )
    clause = Clause.objects.create(
        document=document, ref="二/（一）", label="（一）", title="平台", position=1
    )
    link = f'<a class="chip" href="/clauses/{clause.pk}/"'
    assert link not in ask(hailing)
    office = make_person("office", make_department("市商务局", area, "office"))
    hailing.force_login(office, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert link in ask(hailing)
    other = make_person("office", make_department("乙市商务局", make_city("乙市"), "office"))
    hailing.force_login(other, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert link not in ask(hailing)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(hailing: Client, method: str) -> None:
    assert getattr(hailing, method)("/calculator/").status_code == 405
