"""Later cases on an outcome: their own papers, checks and conditions, and what they know."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fumao.apps.procedures.actions.attach_paper import attach_paper
from fumao.apps.procedures.actions.finish_step import finish_step
from fumao.apps.procedures.actions.save_draft import begin_draft, save_draft
from fumao.apps.procedures.actions.submit_case import submit_case
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.models import Case, Draft, Outcome
from fumao.apps.procedures.queries.case_page import case_page
from fumao.apps.procedures.refusals import FormRefusedError
from fumao.procedures.state import RunKey
from tests.cases.conftest import Publish
from tests.cases.test_course import FORM, PAPERS, agrees, granted, word
from tests.cases.texts import PDF, PLAIN, a_paper

# A change has the proof of it as its paper; the yearly check keeps the plan and asks for the
# accounts of a large body, whose size the first case told.
LATER = PLAIN.replace(
    "form: [name], route: [accept, issue]",
    "form: [name], evidence: [{key: proof, label_zh: 变更证明, label_en: Proof, accept: [pdf], "
    "required: always}], route: [accept, issue]",
).replace(
    "form: [amount], route: [review]",
    "form: [country], extra: [{key: spent, label_zh: 支出, label_en: Spent, type: money(CNY), "
    "required: always}], keep_evidence: [plan, identity], keep_checks: [zero], "
    "evidence: [{key: accounts, label_zh: 账目, label_en: Accounts, accept: [pdf], "
    "required: amount >= spent}], "
    "conditions: [{key: half, label_zh: 支出过半, label_en: Half is spent, holds: spent + spent "
    ">= amount}], route: [review]",
)
DAY = date(2023, 6, 12)


@pytest.fixture
def outcome(town: SimpleNamespace, publish: Publish, apply) -> Outcome:
    return granted(town, apply(publish(LATER), FORM, PAPERS)).result


def draft_on(town: SimpleNamespace, outcome: Outcome, kind: str, **data: object) -> Draft:
    reporter = town.as_("reporter", DAY)
    draft = begin_draft(reporter, outcome.case.procedure, town.firm, kind, outcome)
    save_draft(reporter, draft, data, [])
    return draft


def changed(town: SimpleNamespace, outcome: Outcome) -> Outcome:
    """The outcome of a change of name."""
    draft = draft_on(town, outcome, "change", name="云桥二期")
    attach_paper(town.as_("reporter", DAY), draft, "proof", a_paper())
    later = submit_case(town.as_("reporter", DAY), draft)
    finish_step(town.as_("window", DAY), later.pk, RunKey("accept", 0, 1), word())
    agrees(Case.objects.get(pk=later.pk))
    return Outcome.objects.get(case=later)


def test_a_change_is_not_taken_without_its_paper(town, outcome) -> None:
    draft = draft_on(town, outcome, "change", name="云桥二期")
    with pytest.raises(FormRefusedError) as refused:
        submit_case(town.as_("reporter", DAY), draft)
    assert [one.key for one in refused.value.faults] == ["paper.proof"]
    assert changed(town, outcome).public == {"name": "云桥二期"}


def test_no_promise_replaces_a_paper_of_a_later_case(outcome) -> None:
    first, later = (loaded(outcome.case.procedure, kind).procedure for kind in ("", "recheck"))
    assert [one.key for one in first.evidence if one.promise] == ["identity"]
    assert [(one.key, one.promise) for one in later.evidence] == [
        ("plan", False), ("identity", False), ("accounts", False)
    ]  # fmt: skip
    assert [one.key for one in later.checks] == ["zero"]


def test_a_check_knows_what_the_first_case_said_also_after_a_change(
    town, outcome, browser, settings
) -> None:
    """The change asked for the name alone; the amount of 1,000.50 yuan is the first case's."""
    settings.TODAY = DAY
    new = changed(town, outcome)
    client = browser("reporter")
    begin = reverse("procedure-apply", args=["trial"])
    reply = client.post(begin, {"variant": "recheck", "outcome": new.number})
    draft = Draft.objects.get(variant="recheck")
    form = {"spent": "40"}
    reply = client.post(reverse("draft-save", args=[draft.pk]), form)
    # 40 + 40 < 1000.50: the condition fails, and 1000.50 >= 40 asks for the accounts.
    assert "支出过半" in reply.content.decode()
    reply = client.post(reverse("draft-submit", args=[draft.pk]), form)
    said = reply.content.decode()
    assert reply.status_code == 422
    assert all(f"请上传“{name}”" in said for name in ("方案", "身份证明", "账目"))
    for key in ("plan", "identity", "accounts"):
        sent = SimpleUploadedFile("材料.pdf", PDF, "application/pdf")
        upload = reverse("draft-paper", args=[draft.pk, key])
        assert client.post(upload, {"file": sent}).status_code in (200, 303)
    reply = client.post(reverse("draft-submit", args=[draft.pk]), form)
    later = Case.objects.get(variant="recheck")
    assert reply.headers["Location"] == reverse("case", args=[later.pk])
    [(half, found)] = case_page(town.as_("checker", DAY), later.pk).conditions
    assert (half.key, found.held) == ("half", False)
    page = browser("checker").get(reverse("case", args=[later.pk])).content.decode()
    assert "支出过半" in page
    assert "账目" in page
    assert page.count("材料.pdf") >= 3
    agrees(later)
