"""A licence whose renewal nobody decides goes on (行政许可法 art. 50), on the database."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from fumao.apps.audit.models import Event
from fumao.apps.notices.models import Notice
from fumao.apps.procedures.actions.attach_paper import attach_paper
from fumao.apps.procedures.actions.begin_later_case import begin_by_office
from fumao.apps.procedures.actions.finish_step import finish_step
from fumao.apps.procedures.actions.pass_time import pass_time_for_all
from fumao.apps.procedures.actions.save_draft import begin_draft, save_draft
from fumao.apps.procedures.actions.submit_case import submit_case
from fumao.apps.procedures.models import Case, Outcome
from fumao.procedures.state import RunKey
from tests.cases.conftest import Publish
from tests.cases.test_course import FORM, PAPERS, agrees, granted, word
from tests.cases.texts import PLAIN, a_paper
from tests.factories import actor

LICENCE = PLAIN.replace(
    "after:\n",
    "after:\n  - {kind: renew, title_zh: 延续, title_en: Renewal, before: 90cd, "
    "deemed: {within: 30cd, document: licence-law, clause: 第五十条}}\n",
)
# Granted on 13 June 2022 for 36 months: the last day is 12 June 2025, thirty days before 13 May.
ENDS, ASKED = date(2025, 6, 12), date(2025, 5, 13)
NEXT = ENDS + timedelta(days=1)


@pytest.fixture
def outcome(town: SimpleNamespace, publish: Publish, apply) -> Outcome:
    found = granted(town, apply(publish(LICENCE), FORM, PAPERS)).result
    assert found.valid_to == ENDS
    return found


def asked(town: SimpleNamespace, outcome: Outcome, day: date = ASKED) -> Case:
    reporter = town.as_("reporter", day)
    draft = begin_draft(reporter, outcome.case.procedure, town.firm, "renew", outcome)
    save_draft(reporter, draft, dict(FORM), [])
    for key in PAPERS:
        attach_paper(reporter, draft, key, a_paper())
    case = submit_case(reporter, draft)
    finish_step(town.as_("window", day), case.pk, RunKey("accept", 0, 1), word())
    return case


def night(day: date) -> int:
    return pass_time_for_all(actor(None, day), day)[0]


def test_it_goes_on_from_the_day_after_once(town, outcome) -> None:
    case = asked(town, outcome)
    assert [night(ENDS), night(NEXT), night(NEXT)] == [0, 1, 0]
    new = Outcome.objects.get(case=case)
    assert (new.valid_from, new.valid_to) == (NEXT, date(2028, 6, 12))
    outcome.refresh_from_db()
    assert (outcome.state, outcome.successor) == ("superseded", new)
    case = Case.objects.get(pk=case.pk)
    assert (case.phase, case.decided_on, case.closed_on) == ("granted", NEXT, NEXT)
    agrees(case)
    said = Event.objects.get(stream=case.stream, kind="case_deemed_renewed")
    assert said.data == {
        "ends": "2025-06-12", "document": "licence-law", "clause": "第五十条"
    }  # fmt: skip


def test_a_late_night_leaves_no_gap(town, outcome) -> None:
    """The task did not run for a week: the licence goes on from the day after all the same."""
    case = asked(town, outcome)
    assert night(NEXT + timedelta(days=7)) == 1
    assert Outcome.objects.get(case=case).valid_from == NEXT


def test_owner_and_holder_are_told_with_the_law(town, outcome) -> None:
    asked(town, outcome)
    night(NEXT)
    told = Notice.objects.filter(kind="case_deemed_renewed")
    assert {(one.department.name, one.role) for one in told} == {
        ("甲市商务局", "handler"), ("甲市商务局", "leader"), ("云桥软件（单位）", "handler")
    }  # fmt: skip
    assert all("行政许可法 第五十条" in one.body for one in told)


def test_the_register_shows_why(town, outcome, settings) -> None:
    settings.TODAY = NEXT
    case = asked(town, outcome)
    client = Client()
    client.force_login(town.people["checker"])
    settings.TODAY = ENDS
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "原结果 2025-06-12 到期；到期未作决定的，视为准予延续。" in page
    settings.TODAY = NEXT
    night(NEXT)
    new = Outcome.objects.get(case=case)
    page = Client().get(reverse("public-outcome", args=[new.number])).content.decode()
    assert "到期未作决定，视为准予延续 行政许可法 第五十条" in page
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "到期未作决定，视为准予延续" in page
    assert "行政许可法 第五十条" in page


def test_handed_in_a_day_late_it_ends(town, outcome) -> None:
    case = asked(town, outcome, ASKED + timedelta(days=1))
    assert night(NEXT) == 0
    assert Case.objects.get(pk=case.pk).phase == "in_review"
    assert Outcome.objects.get(pk=outcome.pk).state_on(NEXT) == "expired"


def test_one_that_was_suspended_does_not_go_on(town, outcome) -> None:
    case = asked(town, outcome)
    check = begin_by_office(town.as_("handler", ASKED), outcome, "recheck", "", "年检")
    finish_step(
        town.as_("checker", ASKED), check.pk, RunKey("review", 0, 1), word("refused", "不合格")
    )
    assert Outcome.objects.get(pk=outcome.pk).state == "suspended"
    assert night(NEXT) == 0
    assert not Outcome.objects.filter(case=case).exists()
