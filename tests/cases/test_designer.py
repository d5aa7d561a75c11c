"""事项设计: a procedure is written, checked, tried, published; a new one needs no code."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from fumao.apps.audit.models import Event
from fumao.apps.orgs.models import Role
from fumao.apps.procedures.actions.publish_procedure import (
    draft_procedure,
    publish_draft,
    retire_procedure,
)
from fumao.apps.procedures.designing import LARGEST, checked
from fumao.apps.procedures.models import Case, Draft, Outcome, ProcedureVersion
from tests.cases.test_course import agrees
from tests.cases.texts import a_paper
from tests.factories import actor_as, make_city, make_department

# A procedure that no pack has, as an office would write it: recognition of a lead translator.
NEW = """\
key: lead-translator
code: LTR
version: "1"
title_zh: 首席译员登记
title_en: Registration of a lead translator
summary_zh: 语言服务企业登记首席译员
summary_en: A language service enterprise registers its lead translator
kind: registration
owner: commerce
level: city
areas: ["{area}"]
basis:
  - {{document: own-terms, clause: 总则}}
form:
  - {{key: translator, label_zh: 译员姓名, label_en: Translator, type: text, required: always, public: true}}
  - {{key: years, label_zh: 从业年数, label_en: Years of work, type: int, unit: year, required: always, least: 0}}
  - {{key: sworn, label_zh: 是否宣誓译员, label_en: Sworn, type: bool, required: always}}
  - {{key: oath, label_zh: 宣誓编号, label_en: Number of the oath, type: text, visible: sworn, required: sworn}}
evidence:
  - {{key: diploma, label_zh: 学历证明, label_en: Diploma, accept: [pdf], required: always}}
parameters:
  - name: ltr_years
    label_zh: 最少从业年数
    label_en: Least years of work
    type: int
    unit: year
    values:
      - {{value: 5, from: 2020-01-01, document: own-terms, clause: 总则, confidence: low}}
checks:
  - {{key: young, when: years < ltr_years, then: warn, words_zh: 从业年数不足, words_en: Too few years}}
route:
  - {{step: accept, title_zh: 受理, title_en: Acceptance, do: accept, by: [{{function: commerce, role: handler}}], within: 1wd, pass: decide, refuse: refused, returns: true}}
  - {{step: decide, title_zh: 决定, title_en: Decision, do: decide, by: [{{function: commerce, role: leader}}], within: 2wd, pass: issue, refuse: refused, apart: [accept]}}
  - {{step: issue, title_zh: 发证, title_en: Issue, do: issue, by: system, pass: granted}}
clock: {{statutory: 5wd, starts: accepted, stops_while: [correcting], deemed_accepted: 5wd}}
correction: {{rounds: 2, within: 10wd}}
withdraw_until: decide
outcome:
  name_zh: 首席译员登记证
  name_en: Certificate of a lead translator
  number: "{{area}}-{{code}}-{{yyyy}}-{{seq:4}}"
  public: [translator]
appeal: {{reconsider: 60cd, litigate: 6mo}}
confidence: low
"""  # noqa: E501


@pytest.fixture
def designer(town: SimpleNamespace, settings: object) -> Client:
    """The programme office's client."""
    settings.TODAY = town.day  # type: ignore[attr-defined]
    client = Client()
    client.force_login(town.office.person)
    return client


def text_for(town: SimpleNamespace) -> str:
    return NEW.format(area=town.area.code)


def test_a_nineteenth_procedure_takes_a_yaml_file_and_no_code(town, designer, browser) -> None:
    """Published through the designer, then walked through the pages to its certificate."""
    saved = designer.post(reverse("designer-save"), {"text": text_for(town), "then": "publish"})
    assert saved.status_code == 303, saved.context["errors"]
    version = ProcedureVersion.objects.get(key="lead-translator")
    assert version.state == "published"
    events = Event.objects.filter(stream=version.stream).order_by("seq")
    assert list(events.values_list("kind", flat=True)) == [
        "procedure_drafted",
        "procedure_published",
    ]

    reporter = browser("reporter")
    assert "首席译员登记" in reporter.get(reverse("procedures")).content.decode()
    reporter.post(reverse("procedure-apply", args=["lead-translator"]))
    draft = Draft.objects.get()
    form = {"translator": "王译", "years": "8", "sworn": "true", "oath": "S-7"}
    reporter.post(reverse("draft-paper", args=[draft.pk, "diploma"]), {"file": [a_paper()]})
    sent = reporter.post(reverse("draft-submit", args=[draft.pk]), form)
    case = Case.objects.get()
    assert sent.headers["Location"] == reverse("case", args=[case.pk])
    for name, step in (("window", "accept.0.1"), ("leader", "decide.0.1")):
        reply = browser(name).post(
            reverse("case-act", args=[case.pk]),
            {"do": "finish", "run": step, "verdict": "passed", "opinion": "同意"},
        )
        assert reply.status_code == 303
    outcome = Outcome.objects.get(case=case)
    assert outcome.number == f"{town.east.code}-LTR-2022-0001"
    assert outcome.public == {"translator": "王译"}
    agrees(case)
    paper = reporter.get(reverse("outcome-pdf", args=[outcome.pk]))
    assert paper.status_code == 200


def test_cases_keep_their_version(town, designer, browser) -> None:
    first = publish_draft(town.office, draft_procedure(town.office, text_for(town)).pk)
    with pytest.raises(ValidationError, match="请换一个版本号"):
        draft_procedure(town.office, text_for(town))
    browser("reporter").post(reverse("procedure-apply", args=["lead-translator"]))
    text = text_for(town).replace('version: "1"', 'version: "2"')
    second = publish_draft(town.office, draft_procedure(town.office, text).pk)
    first.refresh_from_db()
    assert (first.state, second.state) == ("retired", "published")
    assert Draft.objects.get().procedure == first  # the draft says that it must be begun anew
    retire_procedure(town.office, second.pk, "不再办理")
    gone = browser("reporter").post(reverse("procedure-apply", args=["lead-translator"]))
    assert gone.status_code == 404
    with pytest.raises(ValidationError, match="只有已发布"):
        retire_procedure(town.office, second.pk, "再停")


def test_only_the_office_of_the_area_designs(town, browser) -> None:
    for name in ("window", "reporter", "verifier"):
        with pytest.raises(PermissionDenied):
            draft_procedure(town.as_(name), text_for(town))
        for address in ("designer", "designer-new"):
            assert browser(name).get(reverse(address)).status_code == 403
        assert browser(name).post(reverse("designer-save"), {"text": ""}).status_code == 403
    elsewhere = make_city("乙市")
    other = actor_as(Role.OFFICE, make_department("乙市服贸办", elsewhere, "office"), town.day)
    with pytest.raises(PermissionDenied):
        draft_procedure(other, text_for(town))
    draft = draft_procedure(town.office, text_for(town))
    with pytest.raises(PermissionDenied):
        publish_draft(other, draft.pk)
    taken = NEW.format(area=elsewhere.code)
    with pytest.raises(ValidationError, match="其他地区的事项"):
        draft_procedure(other, taken)
    with pytest.raises(ValidationError, match="代号"):
        draft_procedure(other, taken.replace("key: lead-translator", "key: head-translator"))
    client = Client()
    client.force_login(other.person)
    assert client.get(reverse("designer-one", args=[draft.pk])).status_code == 404
    assert "首席译员" not in client.get(reverse("designer")).content.decode()


def test_faults_are_said_with_their_lines_and_keep_it_from_being_published(town, designer) -> None:
    text = text_for(town).replace("when: years < ltr_years", "when: yeers < ltr_years")
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "yeers" in one)
    page = designer.post(reverse("designer-check"), {"text": text}).content.decode()
    assert f"第 {line} 行" in page
    assert "yeers" in page
    refused = designer.post(reverse("designer-save"), {"text": text, "then": "publish"})
    assert refused.status_code == 422
    assert not ProcedureVersion.objects.filter(state="published").exists()
    broken = designer.post(reverse("designer-save"), {"text": "key: [a", "then": "draft"})
    assert broken.status_code == 422


def test_sample_data_are_tried_and_nothing_is_written(town, designer) -> None:
    before = Event.objects.count()
    sent = {"text": text_for(town), "try": "1", "translator": "王译", "years": "2", "sworn": "true"}
    page = designer.post(reverse("designer-check"), sent).content.decode()
    assert "从业年数不足" in page  # two years of the five that are asked for
    assert "宣誓编号" in page  # sworn, so the number is required and missing
    plain = designer.post(reverse("designer-check"), {"text": text_for(town)}).content.decode()
    assert '<fieldset class="plain" disabled>' in plain
    assert (Event.objects.count(), ProcedureVersion.objects.count()) == (before, 0)


HOSTILE = {
    "large": "a" * (LARGEST + 1),
    "deep brackets": "key: " + "[" * 5000 + "]" * 5000,
    "deep dashes": "- " * 3000 + "x",
    "deep lines": "\n".join(" " * n + "a:" for n in range(500)),
    "anchors": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "a tag": "key: !!python/object/apply:os.system ['true']\n",
    "control characters": "key: a\x00b",
    "no mapping": "- a\n- b\n",
    "nothing": "",
    "two documents": "key: a\n---\nkey: b\n",
    "a merge key": "a: {<<: {b: c}}\n",
    "a deep expression": NEW.format(area="1").replace("years < ltr_years", "(" * 3000 + "years"),
    "long expression": NEW.format(area="1").replace("years < ltr_years", "not " * 3000 + "sworn"),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.django_db
def test_hostile_text_is_answered_with_a_fault(text: str) -> None:
    found = checked(text)
    assert found.errors


def test_the_new_page_of_every_kind_is_clean(town, designer) -> None:
    page = designer.get(reverse("designer-new"), {"kind": "licence"}).content.decode()
    assert "没有错误，可以发布" in page or "第" in page
    listed = designer.get(reverse("designer")).content.decode()
    assert "新建事项" in listed
