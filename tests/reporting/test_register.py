"""The register of contracts behind the monthly return: what counts, what is proposed, who sees."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from fumao.apps.surveys.actions.file_report import file_report
from fumao.apps.surveys.actions.fill_from_register import fill_from_register
from fumao.apps.surveys.actions.handle_item import accept_item, explain_item
from fumao.apps.surveys.actions.review_report import approve_clean, approve_report, return_report
from fumao.apps.surveys.models import Filing, FilingDraft, FilingVersion, WorkItem
from fumao.apps.surveys.queries.register_page import RegisterPage, register_page
from fumao.apps.surveys.refusals import ReportRefusedError
from fumao.apps.surveys.register import register_of
from fumao.core.periods import Month
from fumao.surveys.review import Grounds
from tests.reporting.conftest import IN_TIME, Town, report
from tests.reporting.registers import (
    LATE,
    accept,
    contract,
    contracts_open,
    file_contract,
    monthly,
)


def figures(page: RegisterPage) -> dict[str, Decimal | None]:
    return {one.key: one.rolled for one in page.figures}


def test_what_is_accepted_counts_and_what_waits_does_not(town: Town, filing: Filing) -> None:
    file_contract(town, contracts_open(town), contract())
    file_report(town.reporters[0], filing.pk, report(), {})
    kept = register_of(town.firms[0].pk)
    (work,) = kept.register.executions
    assert (work.entered_on, work.approved_on) == (IN_TIME, None)
    assert kept.register.contracts["C-1"].approved_on == IN_TIME
    month = monthly(town)
    page = register_page(town.reporters[0], month)
    assert figures(page)["executed_usd"] == 0
    assert [one.standing for one in page.uncounted] == ["waiting"]
    accept(town, filing)
    page = register_page(town.reporters[0], month)
    assert page.uncounted == ()
    assert figures(page) == {
        "contracts": 1, "offshore_contracts": 1, "agreed_usd": 200_000,
        "offshore_agreed_usd": 200_000, "executed_usd": 100_000, "executed_cny": 667_800,
        "offshore_executed_usd": 100_000, "offshore_executed_cny": 667_800,
        "executed_year_usd": 100_000, "received_usd": 100_000,
    }  # fmt: skip


def test_every_figure_leads_to_its_rows(town: Town, filing: Filing) -> None:
    held = file_contract(town, contracts_open(town), contract())
    file_report(town.reporters[0], filing.pk, report(), {})
    accept(town, filing)
    page = register_page(town.reporters[0], monthly(town))
    lines = {one.key: one.lines for one in page.figures}
    (agreed,) = lines["agreed_usd"]
    assert (agreed.contract, agreed.on, agreed.filing) == ("C-1", date(2016, 9, 1), held.pk)
    (work,) = lines["executed_usd"]
    assert (work.contract, work.on, work.value) == ("C-1", date(2016, 9, 10), Decimal(100_000))
    assert (work.receipt, work.filing) == ("BOC-1", filing.pk)


def test_a_change_counts_in_the_month_it_was_accepted_and_the_contract_stays(
    town: Town, survey: object
) -> None:
    file_contract(town, contracts_open(town), contract())
    october = town.on(town.office, date(2016, 10, 20))
    town.office = october
    town.reporters[0] = town.on(town.reporters[0], date(2016, 10, 20))
    change = {"number": "1", "changed_on": "2016-10-10", "amount": "5000.00",
              "amount_usd": "5000.00"}  # fmt: skip
    row = file_contract(
        town, contracts_open(town, Month(2016, 10)), contract(changes=[change]), accepted=False
    )
    accept(town, row, date(2016, 10, 21))
    held = register_of(town.firms[0].pk).register.contracts["C-1"]
    assert held.approved_on == IN_TIME
    assert [(one.number, one.approved_on) for one in held.changes] == [("1", date(2016, 10, 21))]


def test_the_register_fills_the_draft_and_it_can_be_filed(town: Town, filing: Filing) -> None:
    file_contract(town, contracts_open(town), contract())
    file_report(town.reporters[0], filing.pk, report(), {})
    accept(town, filing)
    month, reporter = monthly(town), town.on(town.reporters[0], LATE)
    draft = fill_from_register(reporter, month)
    assert draft.data["executed_usd"] == "100000.00"
    assert draft.data["classes"] == [
        {"service_class": "WB.ITO.01", "shore": "offshore", "agreed_usd": "200000.00",
         "executed_usd": "100000.00", "executed_cny": "667800.00"}
    ]  # fmt: skip
    version = file_report(reporter, month.pk, draft.data, {})
    assert version.found == []
    month.refresh_from_db()
    assert register_page(reporter, month).differing == 0


def test_a_filed_figure_that_differs_is_shown_and_stays(town: Town, filing: Filing) -> None:
    file_contract(town, contracts_open(town), contract())
    file_report(town.reporters[0], filing.pk, report(), {})
    accept(town, filing)
    month, reporter = monthly(town), town.on(town.reporters[0], LATE)
    data = fill_from_register(reporter, month).data | {"contracts": "3"}
    file_report(reporter, month.pk, data, {})
    month = Filing.objects.get(pk=month.pk)
    page = register_page(town.checkers["district"], month)
    (one,) = [each for each in page.figures if each.differs]
    assert (one.key, one.told, one.rolled, one.difference) == ("contracts", 3, 1, 2)
    assert FilingVersion.objects.get(filing=month).data["contracts"] == "3"


def test_a_difference_is_a_work_item_until_it_is_explained_and_accepted(
    town: Town, filing: Filing, browse: Callable[..., Client]
) -> None:
    """Of 100,000 dollars of work in the register 50 were filed; nobody is kept from filing."""
    month = monthly(town)
    file_report(town.reporters[0], filing.pk, report(), {})
    reporter = town.on(town.reporters[0], LATE)
    file_report(reporter, month.pk, month_of("50.00", "50.00"), {})
    held = WorkItem.objects.filter(filing=month).order_by("rule")
    # The work waits for approval: what it will add up to is not compared yet.
    assert list(held.values_list("rule", flat=True)) == []
    accept(town, filing, LATE)
    approve_report(town.on(town.checkers["district"], LATE), month.pk)
    rules = {row.rule: (row.phase, row.owner, row.value) for row in held}
    waits = ("open", "respondent")
    assert rules == {
        "register-executed_usd": (*waits, 50), "register-executed_cny": (*waits, 300),
        "register-received_usd": (*waits, 0),
    }  # fmt: skip
    row = held.get(rule="register-executed_usd")
    page = browse(reporter, LATE).get(reverse("item", args=[row.pk])).content.decode()
    assert "“执行额（美元）”与合同台账汇总的数不符" in page
    explain_item(reporter, row.pk, "台账中有一笔重复")
    assert accept_item(town.on(town.checkers["district"], LATE), row.pk).phase == "accepted"
    approve_report(town.on(town.checkers["city"], LATE), month.pk)
    row.refresh_from_db()
    assert (row.phase, row.owner) == ("accepted", "")  # and is not asked for again


def test_a_return_filled_from_the_register_makes_no_item(town: Town, filing: Filing) -> None:
    file_contract(town, contracts_open(town), contract())
    file_report(town.reporters[0], filing.pk, report(), {})
    accept(town, filing)
    month, reporter = monthly(town), town.on(town.reporters[0], LATE)
    draft = fill_from_register(reporter, month)
    file_report(reporter, month.pk, draft.data, {})
    assert not WorkItem.objects.filter(filing=month, rule__startswith="register-").exists()


def test_a_month_whose_work_was_not_filed_is_unknown_not_zero(town: Town, filing: Filing) -> None:
    month = monthly(town)
    with pytest.raises(ValidationError, match="还没有报送"):
        fill_from_register(town.on(town.reporters[0], LATE), month)
    assert not register_page(town.reporters[0], month).reported


def test_only_the_own_reporter_fills(town: Town, filing: Filing) -> None:
    month = monthly(town)
    for actor in (town.checkers["district"], town.office, town.reporters[1]):
        with pytest.raises(PermissionDenied):
            fill_from_register(actor, month)
    assert not FilingDraft.objects.exists()


def test_a_contract_with_more_work_than_was_agreed_is_refused(town: Town, filing: Filing) -> None:
    file_report(town.reporters[0], filing.pk, report(), {})  # 100,000 dollars
    period = contracts_open(town)
    with pytest.raises(ReportRefusedError) as refused:
        file_contract(town, period, contract(agreed="99999.99", agreed_usd="99999.99"))
    assert [one.check.key for one in refused.value.examined.findings] == ["executed"]
    row = Filing.objects.get(period=period, each="C-1")
    file_report(town.reporters[0], row.pk, contract(agreed="100000.00"), {})


def test_work_reported_after_the_contract_keeps_it_from_being_approved(
    town: Town, filing: Filing, browse: Callable[..., Client]
) -> None:
    row = file_contract(
        town, contracts_open(town), contract(agreed="99999.99", agreed_usd="99999.99"),
        accepted=False,
    )  # fmt: skip
    approve_report(town.checkers["district"], row.pk)
    file_report(town.reporters[0], filing.pk, report(), {})  # 100,000 dollars under C-1
    checker = town.checkers["city"]
    with pytest.raises(ValidationError, match=r"累计执行超过协议金额.*（executed）"):
        approve_report(checker, row.pk)
    page = browse(checker).get(reverse("review", args=[row.pk])).content.decode()
    assert "报送之后出现了硬性校验问题" in page
    assert re.search(r'<button class="btn btn-primary" data-key="a" disabled>', page)
    done, left = approve_clean(checker, [row.pk])
    assert (done, [pk for pk, _why in left]) == (0, [row.pk])
    row.refresh_from_db()
    assert (row.phase, row.level) == ("in_review", "city")
    again = Grounds("figures", "金额请核对", date(2016, 10, 20), ("agreed",))
    assert return_report(checker, row.pk, again).phase == "returned"


def month_of(executed: str, year: str) -> dict[str, object]:
    """A monthly return without offshore work, of one class."""
    yuan = f"{Decimal(executed) * 6:.2f}"
    row = {
        "service_class": "WB.ITO.01", "shore": "onshore", "agreed_usd": "0.00",
        "executed_usd": executed, "executed_cny": yuan,
    }  # fmt: skip
    return {
        "contracts": "0", "offshore_contracts": "0", "agreed_usd": "0.00",
        "offshore_agreed_usd": "0.00", "executed_usd": executed, "executed_cny": yuan,
        "offshore_executed_usd": "0.00", "offshore_executed_cny": "0.00",
        "executed_year_usd": year, "received_usd": "0.00", "classes": [row],
    }  # fmt: skip


def test_an_earlier_month_filed_later_is_looked_at_in_the_approval(
    town: Town, survey: object
) -> None:
    february, january = monthly(town, Month(2016, 2)), monthly(town, Month(2016, 1))
    # Nothing was filed for January: that the year so far is February alone could not be seen.
    file_report(town.reporters[0], february.pk, month_of("100.00", "100.00"), {})
    file_report(town.reporters[0], january.pk, month_of("50.00", "50.00"), {})
    with pytest.raises(ValidationError, match="本年累计减本月应等于以前各月之和"):
        approve_report(town.checkers["district"], february.pk)
    assert approve_report(town.checkers["district"], january.pk).level == "city"


def test_a_contract_that_is_corrected_counts_as_it_was_accepted(town: Town, survey: object) -> None:
    row = file_contract(town, contracts_open(town), contract())
    again = Grounds("figures", "金额请核对", date(2016, 10, 20), ("agreed",))
    return_report(town.checkers["nation"], row.pk, again)
    file_report(town.reporters[0], row.pk, contract(agreed="1.00", agreed_usd="1.00"), {})
    held = register_of(town.firms[0].pk).register.contracts["C-1"]
    assert (held.agreed, held.approved_on) == (Decimal(200_000), IN_TIME)


def test_pages_are_for_those_who_see_the_filing(
    town: Town, filing: Filing, browse: Callable[..., Client]
) -> None:
    file_contract(town, contracts_open(town), contract())
    file_report(town.reporters[0], filing.pk, report(), {})
    accept(town, filing)
    address = reverse("report-register", args=[monthly(town).pk])
    for actor in (town.reporters[0], town.checkers["city"], town.office):
        assert "BOC-1" in browse(actor, LATE).get(address).content.decode()
    for actor in (town.reporters[1], town.checkers["other"]):
        assert browse(actor, LATE).get(address).status_code == 404
    assert browse(town.reporters[0], LATE).get(
        reverse("report-register", args=[filing.pk])
    ).status_code == 404  # fmt: skip


def test_the_button_fills_the_draft_and_leads_to_the_form(
    town: Town, filing: Filing, browse: Callable[..., Client]
) -> None:
    file_report(town.reporters[0], filing.pk, report(), {})
    month = monthly(town)
    answer = browse(town.reporters[0], LATE).post(reverse("report-register-fill", args=[month.pk]))
    assert (answer.status_code, answer["Location"]) == (303, reverse("report", args=[month.pk]))
    assert Decimal(FilingDraft.objects.get(filing=month).data["executed_usd"]) == 0
