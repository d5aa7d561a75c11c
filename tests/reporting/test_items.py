"""Findings as work: found with the filing, explained, accepted or refused, remembered."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from fumao.apps.audit.models import Event
from fumao.apps.orgs.policy import visible_to
from fumao.apps.surveys.actions.file_report import file_report
from fumao.apps.surveys.actions.handle_item import accept_item, explain_item, refuse_item
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.actions.review_report import return_report
from fumao.apps.surveys.models import Filing, SurveyVersion, WorkItem
from fumao.apps.surveys.queries.items import Wanted, items
from fumao.apps.surveys.refusals import ReportRefusedError
from fumao.core.periods import Month
from fumao.surveys.review import Grounds
from tests.reporting.conftest import CODES, IN_TIME, Town, report

LATER = date(2016, 10, 25)


def short(received: str = "90000.00", receipt: str = "BOC-1") -> dict[str, object]:
    """A report of which less was received than was done: a soft finding."""
    data = report(receipt=receipt)
    assert isinstance(data["executions"], list)
    data["executions"][0]["receipt_usd"] = received
    return data


def filed(town: Town, filing: Filing) -> WorkItem:
    file_report(town.reporters[0], filing.pk, short(), {"receipts": "银行扣费"})
    return WorkItem.objects.get(filing=filing)


def test_an_explanation_given_with_the_filing_waits_for_the_first_level(
    town: Town, filing: Filing
) -> None:
    row = filed(town, filing)
    assert (row.rule, row.severity, row.phase, row.owner) == (
        "receipts", "soft", "explained", "district"
    )  # fmt: skip
    assert (row.explanation, row.explained_by) == ("银行扣费", town.reporters[0].person)


def test_what_is_to_be_watched_is_the_reviewers_at_once(town: Town, filing: Filing) -> None:
    file_report(town.reporters[0], filing.pk, report("20000000.00"), {})
    (row,) = WorkItem.objects.filter(filing=filing)
    assert (row.rule, row.phase, row.owner) == ("large", "open", "district")
    assert accept_item(town.checkers["district"], row.pk).phase == "accepted"


def test_a_clean_report_makes_no_item(town: Town, filing: Filing) -> None:
    file_report(town.reporters[0], filing.pk, report(), {})
    assert not WorkItem.objects.exists()
    assert not Event.objects.filter(kind="items_noted").exists()


def test_the_event_tells_neither_words_nor_figures_nor_the_rule(town: Town, filing: Filing) -> None:
    row = filed(town, filing)
    refuse_item(town.checkers["district"], row.pk, "请附银行单据")
    told = Event.objects.filter(stream=filing.stream, kind__startswith="item").order_by("seq")
    assert [(one.kind, one.data) for one in told] == [
        ("items_noted", {"round": 1, "open": 1, "explained": 1}),
        ("item_refused", {"round": 1, "level": "district"}),
    ]


def test_a_refused_explanation_goes_back_with_its_reason(town: Town, filing: Filing) -> None:
    row = filed(town, filing)
    with pytest.raises(ValidationError, match="请写明"):
        refuse_item(town.checkers["district"], row.pk, " ")
    row = refuse_item(town.checkers["district"], row.pk, "请附银行单据")
    assert (row.phase, row.owner, row.answer) == ("open", "respondent", "请附银行单据")
    row = explain_item(town.reporters[0], row.pk, "扣费 10%，单据已补")
    assert (row.phase, row.owner) == ("explained", "district")


def test_only_the_office_whose_turn_it_is_decides(town: Town, filing: Filing) -> None:
    row = filed(town, filing)
    for name in ("city", "nation"):
        with pytest.raises(PermissionDenied):
            accept_item(town.checkers[name], row.pk)
    with pytest.raises(PermissionDenied):
        accept_item(town.reporters[0], row.pk)
    for other in (town.checkers["other"], town.reporters[1]):
        with pytest.raises(WorkItem.DoesNotExist):
            accept_item(other, row.pk)
        assert not visible_to(other, WorkItem.objects.all()).exists()
    with pytest.raises(PermissionDenied):
        explain_item(town.checkers["district"], row.pk, "代为说明")


def october(town: Town, survey: SurveyVersion) -> Filing:
    period = open_period(town.on(town.office, LATER), survey, town.city, Month(2016, 10))
    return Filing.objects.get(period=period, enterprise__code=CODES[0])


def in_october(received: str) -> dict[str, object]:
    data = short(received, "BOC-2")
    assert isinstance(data["executions"], list)
    data["executions"][0]["executed_on"] = "2016-10-10"
    return data


def test_an_accepted_explanation_is_remembered_in_later_periods(
    town: Town, survey: SurveyVersion, filing: Filing
) -> None:
    row = filed(town, filing)
    accept_item(town.checkers["district"], row.pk)
    later = october(town, survey)
    version = file_report(town.on(town.reporters[0], LATER), later.pk, in_october("85000.00"), {})
    assert (version.found, version.explained) == (["receipts"], {"receipts": "remembered"})
    item = WorkItem.objects.get(filing=later)
    assert (item.phase, item.owner) == ("accepted", "")


def test_an_acceptance_that_has_ended_is_asked_again(
    town: Town, survey: SurveyVersion, filing: Filing
) -> None:
    row = filed(town, filing)
    accept_item(town.checkers["district"], row.pk, until=date(2016, 9, 30))
    later = october(town, survey)
    with pytest.raises(ReportRefusedError):
        file_report(town.on(town.reporters[0], LATER), later.pk, in_october("90000.00"), {})
    assert not WorkItem.objects.filter(filing=later).exists()


def test_what_is_found_no_more_is_gone(town: Town, filing: Filing) -> None:
    row = filed(town, filing)
    grounds = Grounds("papers", "凭证请重新上传", date(2016, 10, 20), ())
    return_report(town.checkers["district"], filing.pk, grounds)
    file_report(town.reporters[0], filing.pk, report(), {})
    row.refresh_from_db()
    assert (row.phase, row.owner) == ("gone", "")


def test_items_are_found_by_state_and_owner(town: Town, filing: Filing) -> None:
    row = filed(town, filing)
    checker = town.checkers["district"]
    assert list(items(checker, Wanted(owner="district"))) == [row]
    assert list(items(checker, Wanted(state="open"))) == []
    accept_item(checker, row.pk)
    assert list(items(checker)) == [row]
    assert list(items(checker, Wanted())) == []
    assert row.found_on == IN_TIME


def test_pages_list_explain_refuse_and_accept(
    town: Town, filing: Filing, browse: Callable[..., Client]
) -> None:
    row = filed(town, filing)
    checker, reporter = browse(town.checkers["district"]), browse(town.reporters[0])
    assert "银行扣费" in checker.get(reverse("items")).content.decode()
    assert checker.get(reverse("items-export")).status_code == 200
    page = reverse("item", args=[row.pk])
    assert browse(town.checkers["other"]).get(page).status_code == 404
    blank = checker.post(reverse("item-refuse", args=[row.pk]), {"words": ""})
    assert blank.status_code == 422
    checker.post(reverse("item-refuse", args=[row.pk]), {"words": "请附单据"})
    assert "请附单据" in reporter.get(page).content.decode()
    reporter.post(reverse("item-explain", args=[row.pk]), {"words": "单据已补"})
    beyond = {"least": "1", "most": "2", "until": ""}
    assert checker.post(reverse("item-accept", args=[row.pk]), beyond).status_code == 422
    checker.post(reverse("item-accept", args=[row.pk]), {"least": "", "most": "", "until": ""})
    row.refresh_from_db()
    assert (row.phase, row.accepted_on) == ("accepted", IN_TIME)
