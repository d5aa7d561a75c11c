"""A trainee's certificate, verified by two numbers: what is shown, to whom, and what never is."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from fumao.apps.procedures.actions.begin_later_case import begin_by_office
from fumao.apps.procedures.actions.finish_step import finish_step
from fumao.apps.procedures.actions.save_draft import begin_draft, save_draft
from fumao.apps.procedures.actions.submit_case import submit_case
from fumao.apps.procedures.models import Case, Outcome
from fumao.apps.procedures.views import public_request
from fumao.procedures.state import RunKey
from tests.cases.conftest import Publish
from tests.cases.test_course import FORM, PAPERS, granted, word
from tests.cases.texts import PLAIN

# The yearly check tells of classes and certificates; course and day may be read by the public.
TEXT = PLAIN.replace(
    "form: [amount], route: [review]",
    """form: [amount], extra: [
      {key: classes, label_zh: 班, label_en: Classes, type: table, columns: [
        {key: number, label_zh: 班号, label_en: Number, type: text, required: always},
        {key: course, label_zh: 课程, label_en: Course, type: text, required: always}]},
      {key: trainees, label_zh: 证书, label_en: Certificates, type: table, sensitive: true,
       columns: [
        {key: certificate, label_zh: 编号, label_en: Number, type: text, required: always},
        {key: name, label_zh: 姓名, label_en: Name, type: text, sensitive: true},
        {key: class, label_zh: 班号, label_en: Class, type: text},
        {key: score, label_zh: 成绩, label_en: Score, type: int, sensitive: true},
        {key: given, label_zh: 发证, label_en: Given, type: date, required: always},
        {key: employer, label_zh: 录用, label_en: Employer, type: text, sensitive: true}]}],
    lookup: {name_zh: 结业证书, name_en: Certificate, table: trainees,
      number: certificate, given: given, link: class, within: classes, key: number,
      tell: [course]}, route: [review]""",
)  # fmt: skip
TOLD = {
    "amount": "1",
    "classes": [{"number": "C1", "course": "软件测试"}, {"number": "C2", "course": "外包实务"}],
    "trainees": [
        {"certificate": "WZ-0001", "name": "张*", "class": "C1", "score": "88",
         "given": "2022-07-05", "employer": "录用甲公司"},
        {"certificate": "WZ-0002", "name": "李*", "class": "C2", "score": "61",
         "given": "2022-06-01"},
        {"certificate": "WZ-0003", "name": "王*", "class": "C2", "score": "75",
         "given": "2023-01-16"},
    ],
}  # fmt: skip
CHECKED = date(2023, 6, 12)


@pytest.fixture
def outcome(town: SimpleNamespace, publish: Publish, apply) -> Outcome:
    """In force from 13 June 2022."""
    return granted(town, apply(publish(TEXT), FORM, PAPERS)).result


@pytest.fixture
def public(settings: object) -> Client:
    settings.TODAY = CHECKED  # type: ignore[attr-defined]
    caches["pages"].clear()
    return Client()


def told(town: SimpleNamespace, outcome: Outcome, verdict: str = "passed") -> Case:
    """A yearly check with the certificates of the year, closed with a verdict."""
    reporter = town.as_("reporter", CHECKED)
    draft = begin_draft(reporter, outcome.case.procedure, town.firm, "recheck", outcome)
    save_draft(reporter, draft, dict(TOLD), [])
    case = submit_case(reporter, draft)
    finish_step(town.as_("checker", CHECKED), case.pk, RunKey("review", 0, 1), word(verdict))
    return case


def asked(client: Client, title: str, number: str) -> str:
    reply = client.get(reverse("verify-certificate"), {"n": title, "c": number})
    assert reply.status_code == 200
    assert "no-store" in reply.headers["Cache-Control"]
    page = reply.content.decode()
    return page[page.index('id="main"') :].partition('id="ask"')[0]


def test_body_course_and_day_are_shown_and_no_more(town, outcome, public) -> None:
    told(town, outcome)
    page = asked(public, outcome.number, "WZ-0001")
    for said in (
        "机构报送过这张证书", "机构的认定有效", "甲市云桥软件有限公司", outcome.number, "软件测试",
        "2022-07-05",
    ):  # fmt: skip
        assert said in page, said
    rest = page.replace(outcome.number, "")  # its digits are those of an area of chance
    for kept in ("张*", "88", "录用甲公司", "WZ-0002", "外包实务"):
        assert kept not in rest, kept


@pytest.mark.parametrize(
    ("title", "number"),
    [("", "WZ-000"), ("", "wz-0001"), ("", "张*"), ("X-1", "WZ-0001"), ("", "WZ-0009")],
)
def test_anything_but_the_exact_pair_says_the_same(town, outcome, public, title, number) -> None:
    told(town, outcome)
    assert "没有查到两个编号同时相符的证书" in asked(public, title or outcome.number, number)


def test_a_title_of_another_body_does_not_lead_to_it(town, outcome, public, publish, apply) -> None:
    told(town, outcome)
    other = granted(town, apply(outcome.case.procedure, FORM, PAPERS, by="rival")).result
    assert "没有查到" in asked(public, other.number, "WZ-0001")


def test_what_the_office_has_not_found_in_order_is_not_shown(town, outcome, public) -> None:
    told(town, outcome, "refused")
    assert "没有查到" in asked(public, outcome.number, "WZ-0001")


def test_the_title_must_have_been_valid_on_that_day(town, outcome, public) -> None:
    """Given on 1 June 2022, before the title; and on 16 January 2023, while it was suspended."""
    for day, verdict in ((date(2023, 1, 9), "refused"), (date(2023, 2, 6), "passed")):
        check = begin_by_office(town.as_("handler", day), outcome, "recheck", "", "年检")
        finish_step(
            town.as_("checker", day), check.pk, RunKey("review", 0, 1), word(verdict, "见记录")
        )
        outcome.refresh_from_db()
    told(town, outcome)
    for number in ("WZ-0002", "WZ-0003"):
        assert "但发证那天认定无效" in asked(public, outcome.number, number), number
    assert "机构的认定有效" in asked(public, outcome.number, "WZ-0001")


def test_the_number_on_the_paper_still_leads_to_it_after_a_change(town, outcome, public) -> None:
    told(town, outcome)
    reporter = town.as_("reporter", CHECKED)
    draft = begin_draft(reporter, outcome.case.procedure, town.firm, "change", outcome)
    save_draft(reporter, draft, {"name": "云桥学校"}, [])
    later = submit_case(reporter, draft)
    finish_step(town.as_("window", CHECKED), later.pk, RunKey("accept", 0, 1), word())
    new = Outcome.objects.get(case=later)
    for number in (outcome.number, new.number):
        assert "机构的认定有效" in asked(public, number, "WZ-0001")


def test_asking_is_limited(town, outcome, public, monkeypatch) -> None:
    few = public_request.Limit("verify", 2, public_request.VERIFY.per)
    monkeypatch.setattr("fumao.apps.procedures.views.public_certificate.VERIFY", few)
    told(town, outcome)
    for _time in range(2):
        asked(public, outcome.number, "WZ-0001")
    reply = public.get(reverse("verify-certificate"), {"n": outcome.number, "c": "WZ-0001"})
    assert reply.status_code == 429
