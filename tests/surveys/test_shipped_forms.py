"""The shipped forms: a clean filing of each may be filed, and each check by a change by hand."""

from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any

import pytest

from fumao.core.periods import Month, Period, Quarter, Year
from fumao.packs.codes import is_code, working_calendar
from fumao.packs.procedures import pack_rules
from fumao.packs.surveys import load_surveys
from fumao.surveys.definitions import Marks, Survey
from fumao.surveys.examine import Examined, SurveyForm
from fumao.surveys.seeded import example_marks

CODE, AREA = "91350203MA00000000", "350203"
ABOUT = {"respondent_code": CODE, "respondent_area": AREA, "respondent_industry": "65"}
type Change = dict[str, Any]


@cache
def surveys() -> dict[str, Survey]:
    return {one.survey.key: one.survey for one in load_surveys()}


@cache
def form(key: str) -> SurveyForm:
    return SurveyForm(surveys()[key], pack_rules(), is_code)


CONTACT = {"contact_name": "张三", "contact_phone": "0592-0000000"}
PERIODS: dict[str, tuple[Period, date]] = {
    "outsourcing-enterprise": (Year(2022, 1), date(2023, 1, 10)),
    "outsourcing-contract": (Month(2022, 5), date(2022, 6, 2)),
    "outsourcing-people": (Year(2022, 1), date(2023, 1, 20)),
    "outsourcing-monthly": (Month(2022, 5), date(2022, 6, 2)),
    "service-trade-base": (Year(2022, 1), date(2023, 3, 1)),
    "service-trade-digital": (Quarter(2022, 2), date(2022, 7, 5)),
    "district-counts": (Quarter(2022, 2), date(2022, 7, 5)),
}
CLEAN: dict[str, Change] = {
    "outsourcing-enterprise": {
        "enterprise_name": "甲", "uscc": CODE, "district_code": AREA, "ownership": "private",
        "established_on": "2015-01-01", **CONTACT, "is_listed": "false",
        "main_class": "WB.ITO.L01", "staff_end": "100", "staff_degree": "80", "staff_master": "20",
        "staff_doctor": "5", "staff_returned": "3", "new_staff": "20", "new_graduates": "10",
        "rev_total": "5000000", "rev_outsourcing": "4000000", "rev_offshore": "3000000",
        "rev_advanced": "3500000",
        "certificates": [{"name": "CMMI", "number": "1", "awarded_on": "2021-01-01",
                          "valid_until": "2024-01-01"}],
        "overseas_units": [{"country": "HK", "name": "港办", "kind": "office"}],
    },
    "outsourcing-contract": {
        "contract_no": "C-1", "title": "开发", "register_kind": "outsourcing",
        "doc_type": "contract", "client_name": "東和", "client_country": "JP",
        "client_kind": "enterprise", "related_party": "false", "end_client_country": "JP",
        "shore": "offshore", "service_class": "WB.ITO.L01", "currency": "JPY",
        "agreed": "1000000", "agreed_usd": "8000", "signed_on": "2022-05-10",
        "valid_from": "2022-05-10", "valid_to": "2023-05-09",
    },
    "outsourcing-people": {
        "people": [{"name": "李四", "id_no": "x", "education": "bachelor", "new": "true",
                    "graduated_on": "2022-06-30", "labour_no": "L-1", "hired_from": "2022-07-01",
                    "hired_to": "2023-07-01", "trained_from": "2022-07-01",
                    "trained_to": "2022-08-01", "result": "passed", "insured": "true"}],
        "hired": "1", "trained": "1",
    },
    "outsourcing-monthly": {
        "contracts": "2", "offshore_contracts": "1", "agreed_usd": "1500",
        "offshore_agreed_usd": "1000", "executed_usd": "400", "executed_cny": "2530",
        "offshore_executed_usd": "300", "offshore_executed_cny": "1900", "executed_year_usd": "400",
        "received_usd": "300",
        "classes": [
            {"service_class": "WB.ITO.L01", "shore": "offshore", "agreed_usd": "1000",
             "executed_usd": "300", "executed_cny": "1900"},
            {"service_class": "WB.BPO.L07", "shore": "onshore", "agreed_usd": "500",
             "executed_usd": "100", "executed_cny": "630"},
        ],
    },
    "service-trade-base": {
        "unit_name": "甲", "uscc": CODE, "opened_on": "2015-01-01", "industry": "65",
        "revenue": "1000", "staff": "10", "exports_usd": "100", "imports_usd": "50", **CONTACT,
        "affiliates": [{"name": "港", "country": "HK", "held": "100", "sales_usd": "30",
                        "staff": "3"}],
        "affiliates_sales_usd": "30",
    },
    "service-trade-digital": {
        "trades": [
            {"leaf": "SI21", "flow": "export", "partner": "JP", "amount_usd": "100", "mode": "m1",
             "related": "false"},
            {"leaf": "SI1", "flow": "import", "partner": "HK", "amount_usd": "40", "mode": "m1",
             "related": "true"},
        ],
        "exports_usd": "100", "imports_usd": "40",
    },
    "district-counts": {
        "firms": "100", "outsourcing_firms": "40", "key_firms": "10", "new_firms": "5",
        "left_firms": "2", "staff": "5000", "staff_degree": "3000", "exports_usd": "1000",
        "imports_usd": "500", "visits": "12", "problems_told": "6", "problems_solved": "4",
        "parks": [{"name": "软件园", "firms": "60", "staff": "3000"}],
    },
}  # fmt: skip


def examined(
    key: str,
    change: Change | None = None,
    earlier: dict[str, dict[str, str]] | None = None,
    known: Change | None = None,
) -> Examined:
    filed = deepcopy(CLEAN[key])
    for name, value in (change or {}).items():
        table, dot, column = name.partition(".")
        if dot:
            filed[table][0][column] = value
        else:
            filed[name] = value
    period, on = PERIODS[key]
    about = {**ABOUT, **form(key).earlier(earlier or {})}
    return form(key).examine(filed, period, on, about, known=known)


def found(looked: Examined) -> list[str]:
    return [one.check.key for one in looked.findings]


@pytest.mark.parametrize("key", CLEAN)
def test_a_clean_filing_may_be_filed(key: str) -> None:
    looked = examined(key)
    assert (looked.faults, found(looked), looked.may_be_filed) == ((), [], True)


@pytest.mark.parametrize(
    ("key", "change", "expected"),
    [
        ("outsourcing-enterprise", {"uscc": "91350203MA00000001"}, ["code"]),
        ("outsourcing-enterprise", {"district_code": "350205"}, ["area"]),
        ("outsourcing-enterprise", {"staff_degree": "101"}, ["degrees"]),
        ("outsourcing-enterprise", {"staff_master": "76"}, ["high-degrees"]),
        ("outsourcing-enterprise", {"staff_returned": "101"}, ["returned"]),
        ("outsourcing-enterprise", {"new_staff": "101"}, ["new-staff"]),
        ("outsourcing-enterprise", {"new_graduates": "21"}, ["new-graduates"]),
        ("outsourcing-enterprise", {"rev_offshore": "4000000.01"}, ["revenue"]),
        ("outsourcing-enterprise", {"rev_outsourcing": "5000000.01"}, ["revenue"]),
        ("outsourcing-enterprise", {"rev_outsourcing": "5000000"}, []),
        ("outsourcing-enterprise", {"rev_advanced": "5000000.01"}, ["advanced"]),
        ("outsourcing-enterprise", {"established_on": "2023-01-11"}, ["established"]),
        ("outsourcing-enterprise", {"certificates.valid_until": "2020-12-31"},
         ["certificate-days"]),
        ("outsourcing-enterprise", {"overseas_units.country": "CN"}, ["home-abroad"]),
        ("outsourcing-contract", {"shore": "onshore"}, ["shore"]),
        ("outsourcing-contract", {"client_country": "HK"}, []),
        ("outsourcing-contract", {"shore": ""}, []),  # derived, not asked
        ("outsourcing-contract", {"valid_to": "2022-05-09"}, ["days"]),
        ("outsourcing-contract", {"valid_from": "2022-05-09"}, ["late-start"]),
        ("outsourcing-contract", {"doc_type": "order", "frame_no": "C-1"}, ["frame-itself"]),
        ("outsourcing-contract", {"doc_type": "framework", "agreed": "", "agreed_usd": ""}, []),
        ("outsourcing-contract", {"client_country": "CN", "shore": "onshore"}, ["end-client"]),
        ("outsourcing-contract", {"related_party": "true"}, ["related"]),
        ("outsourcing-contract", {"valid_to": "2032-05-10"}, ["long"]),
        ("outsourcing-contract", {"agreed_usd": "10000000"}, ["large"]),
        ("outsourcing-contract", {"subcontracts": [
            {"to_name": "乙", "country": "CN", "amount": "1000000.01"}]}, ["subcontracted"]),
        ("outsourcing-contract", {"changes": [
            {"number": "1", "changed_on": "2022-06-01", "amount": "-1000000.01",
             "amount_usd": "-8000"}]}, ["below-zero"]),
        ("outsourcing-people", {"hired": "2"}, ["hired-count"]),
        ("outsourcing-people", {"trained": "0"}, ["trained-count"]),
        ("outsourcing-people", {"people.result": "", "trained": "0"}, []),
        ("outsourcing-people", {"people.hired_to": "2022-06-30"}, ["contract-days", "short"]),
        ("outsourcing-people", {"people.hired_to": "2023-06-30"}, []),  # to the last day of a year
        ("outsourcing-people", {"people.hired_to": "2023-06-29"}, ["short"]),
        ("outsourcing-people", {"people.trained_to": "2022-06-30"}, ["training-days"]),
        ("outsourcing-people", {"people.graduated_on": "2022-07-02"}, ["graduated-later"]),
        ("outsourcing-people", {"people.insured": "false"}, ["uninsured"]),
        ("outsourcing-monthly", {"executed_usd": "401"}, ["total"]),
        ("outsourcing-monthly", {"executed_cny": "2531"}, ["total-cny"]),
        ("outsourcing-monthly", {"agreed_usd": "1501"}, ["total-agreed"]),
        ("outsourcing-monthly", {"offshore_executed_usd": "299"}, ["total-offshore"]),
        ("outsourcing-monthly", {"offshore_executed_cny": "1899"}, ["offshore-cny"]),
        ("outsourcing-monthly", {"offshore_agreed_usd": "999"}, ["offshore-agreed"]),
        ("outsourcing-monthly", {"offshore_contracts": "3"}, ["offshore-part"]),
        ("outsourcing-monthly", {"received_usd": "299.99"}, ["receipts"]),
        ("outsourcing-monthly", {"classes": [], "agreed_usd": "0", "offshore_agreed_usd": "0",
         "executed_usd": "0", "offshore_executed_usd": "0", "offshore_executed_cny": "0"},
         ["total-cny", "one-currency"]),
        ("service-trade-base", {"affiliates_sales_usd": "31"}, ["affiliates-total"]),
        ("service-trade-base", {"affiliates.country": "CN"}, ["home-abroad"]),
        ("service-trade-base", {"affiliates.held": "50"}, ["minority"]),
        ("service-trade-base", {"industry": "54"}, ["industry"]),
        ("service-trade-base", {"opened_on": "2023-01-01"}, ["opened"]),
        ("service-trade-base", {"exports_usd": "0", "imports_usd": "0"}, ["nothing"]),
        ("service-trade-digital", {"exports_usd": "101"}, ["exports-total"]),
        ("service-trade-digital", {"imports_usd": "41"}, ["imports-total"]),
        ("service-trade-digital", {"trades.leaf": "SC11"}, ["leaf"]),  # sea transport
        ("service-trade-digital", {"trades.leaf": "SI2"}, ["leaf"]),  # not of the lowest level
        ("service-trade-digital", {"trades.partner": "CN"}, ["partner"]),
        ("service-trade-digital", {"trades.amount_usd": "-100", "exports_usd": "-100"}, ["sign"]),
        ("district-counts", {"outsourcing_firms": "101"}, ["parts"]),
        ("district-counts", {"staff_degree": "5001"}, ["degrees"]),
        ("district-counts", {"parks.firms": "101"}, ["park-firms"]),
        ("district-counts", {"parks.staff": "5001"}, ["park-staff"]),
        ("district-counts", {"problems_solved": "7"}, ["solved"]),
        ("district-counts", {"visits": "0"}, ["no-visit"]),
    ],
)  # fmt: skip
def test_what_a_check_finds(key: str, change: Change, expected: list[str]) -> None:
    assert found(examined(key, change)) == expected


@pytest.mark.parametrize(
    ("key", "earlier", "expected"),
    [
        # 400 in May with 800 in the months before comes to 1,200, not to 400.
        ("outsourcing-monthly", {"so_far": {"executed_usd": "800"}}, ["cumulative"]),
        ("outsourcing-monthly", {"so_far": {"executed_usd": "0"}}, []),
        ("outsourcing-monthly", {"year_ago": {"executed_usd": "266"}}, ["growth"]),  # 399
        ("outsourcing-monthly", {"year_ago": {"executed_usd": "800"}}, []),  # just the half
        ("outsourcing-monthly", {"usual": {"executed_usd": "0.04"}}, ["unit-slip", "large"]),
        ("outsourcing-monthly", {"usual": {"executed_usd": "4000000"}}, ["unit-slip"]),
        ("outsourcing-monthly", {"usual": {"executed_usd": "40"}}, []),  # ten times, not more
        ("outsourcing-monthly", {"usual": {"executed_usd": "39.99"}}, ["large"]),
        ("outsourcing-monthly", {"usual": {"executed_usd": "0"}}, ["large"]),
        ("outsourcing-enterprise", {"year_ago": {"rev_outsourcing": "9000000"}}, ["growth"]),
        ("outsourcing-enterprise", {"usual": {"rev_outsourcing": "400"}}, ["unit-slip"]),
        # 220 last year and 20 taken on: 140 have left, more than half.
        ("outsourcing-enterprise", {"year_ago": {"staff_end": "220"}}, ["staff-fell"]),
        ("outsourcing-enterprise", {"year_ago": {"staff_end": "160"}}, []),
        ("service-trade-digital", {"year_ago": {"exports_usd": "10"}}, ["exports-growth"]),
        ("service-trade-digital", {"usual": {"imports_usd": "400000"}}, ["imports-unit-slip"]),
        ("district-counts", {"previous": {"firms": "97"}}, []),  # 97 + 5 - 2
        ("district-counts", {"previous": {"firms": "96"}}, ["stock"]),
        ("district-counts", {"year_ago": {"exports_usd": "600"}}, ["growth"]),
    ],
)
def test_earlier_periods(key: str, earlier: dict[str, dict[str, str]], expected: list[str]) -> None:
    assert found(examined(key, earlier=earlier)) == expected


def test_nothing_after_three_months_with_work() -> None:
    nothing: Change = {
        "classes": [], "agreed_usd": "0", "offshore_agreed_usd": "0", "executed_usd": "0",
        "executed_cny": "0", "offshore_executed_usd": "0", "offshore_executed_cny": "0",
    }  # fmt: skip
    for lately, expected in (("0", []), ("0.01", ["stopped"])):
        looked = examined("outsourcing-monthly", nothing, {"lately": {"executed_usd": lately}})
        assert found(looked) == expected


def work(amount: str, on: str = "2022-06-01", **other: str) -> dict[str, str]:
    return {"executed_on": on, "amount": amount, "amount_usd": "7000", "receipt_usd": "7000",
            **other}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "days", "expected"),
    [
        ([], {}, []),
        ([work("600000"), work("400000")], {}, []),
        ([work("1000000", receipt_usd="14000")], {}, []),
        ([work("600000"), work("400000.01", receipt_usd="7000")], {}, ["executed"]),
        ([work("-1")], {}, ["sign"]),
        ([work("1", receipt_usd="6999.99")], {}, ["receipts"]),
        ([work("1", receipt_usd="")], {}, []),  # unknown is not zero
        ([work("1")], {"first_executed_on": "2022-05-09"}, ["before-signing"]),
        ([work("1")], {"last_executed_on": "2023-05-10"}, ["after-end"]),
    ],
)
def test_work_under_a_contract(
    rows: list[dict[str, str]], days: dict[str, str], expected: list[str]
) -> None:
    known = {"executions": rows, **days}
    assert found(examined("outsourcing-contract", known=known)) == expected


def test_a_change_order_gives_room_and_takes_it() -> None:
    known = {"executions": [work("1000000.01")]}
    more = [{"number": "1", "changed_on": "2022-06-01", "amount": "0.01", "amount_usd": "0"}]
    assert found(examined("outsourcing-contract", known=known)) == ["executed"]
    assert found(examined("outsourcing-contract", {"changes": more}, known=known)) == []
    # Work that nobody told about is unknown, not none.
    assert found(examined("outsourcing-contract", {"agreed": "0", "agreed_usd": "0"})) == []


def test_codes_of_another_scheme_version_are_refused() -> None:
    looked = examined("outsourcing-contract", {"service_class": "WB.NONE"})
    assert [one.key for one in looked.faults] == ["service_class"]


def test_a_survey_without_its_marks_opens_no_period() -> None:
    for survey in surveys().values():
        if survey.kind == "survey":
            assert survey.marks is not None
            assert survey.marks.missing == ("approval", "valid_from", "valid_to")
            assert not survey.opens(survey.period_of(date(2022, 5, 1)))
    monthly = surveys()["outsourcing-monthly"]
    assert monthly.marks is not None
    real = Marks(
        monthly.marks.table, monthly.marks.authority, "文号", date(2022, 1, 1), date(2022, 12, 31)
    )
    assert monthly.marked(real).opens(Month(2022, 12))
    assert not monthly.marked(real).opens(Month(2023, 1))  # past its validity (art. 17)
    assert monthly.marked(example_marks(monthly)).opens(Month(2022, 12))


def test_due_days() -> None:
    calendar = working_calendar()
    due = {key: one.terms.due_on(PERIODS[key][0], calendar).date
           for key, one in surveys().items() if key in PERIODS}  # fmt: skip
    # 15 January 2023 is a Sunday: the Monday after. 5 June 2022 is the last day of Dragon Boat.
    assert due["outsourcing-enterprise"] == date(2023, 1, 16)
    assert due["outsourcing-monthly"] == date(2022, 6, 6)
    assert due["service-trade-digital"] == date(2022, 7, 11)  # the 10th is a Sunday
    first = surveys()["service-trade-digital"].terms.due_on(Quarter(2011, 1), calendar).date
    assert first == date(2011, 4, 11)  # 10 April 2011, a Sunday
    terms = surveys()["outsourcing-enterprise"].terms
    at_first = terms.first_due_on(date(2022, 5, 10), calendar)
    assert at_first is not None
    assert at_first.date == date(2022, 5, 16)  # the fifth day after is a Sunday
    assert surveys()["outsourcing-monthly"].terms.first_due_on(date(2022, 5, 10), calendar) is None


@pytest.mark.parametrize(
    ("key", "about", "on_it"),
    [
        ("outsourcing-monthly", {"respondent_active": True, "is_outsourcing_firm": True}, True),
        ("outsourcing-monthly", {"respondent_active": True, "is_outsourcing_firm": False}, False),
        ("outsourcing-monthly", {"respondent_active": True}, None),
        ("service-trade-digital", {"respondent_active": True, "respondent_key": True,
                                   "respondent_industry": "6513"}, True),
        ("service-trade-digital", {"respondent_active": True, "respondent_key": True,
                                   "respondent_industry": "54"}, False),
        ("service-trade-transport-year", {"respondent_active": True, "respondent_key": True,
                                          "respondent_industry": "54"}, True),
        ("service-trade-digital", {"respondent_active": True, "respondent_key": False,
                                   "respondent_industry": "65"}, False),
    ],
)  # fmt: skip
def test_the_roster(key: str, about: dict[str, Any], on_it: bool | None) -> None:
    assert form(key).reports(about, date(2022, 6, 30)) is on_it


def test_districts_report_for_themselves() -> None:
    survey = surveys()["district-counts"]
    assert (survey.respondent, survey.levels) == ("district", ("city",))
    assert surveys()["outsourcing-monthly"].respondent == "enterprise"


def test_one_table_like_another() -> None:
    quarter, year = surveys()["service-trade-digital"], surveys()["service-trade-digital-year"]
    model = surveys()["service-trade-transport"]
    assert [one.key for one in quarter.form] == [one.key for one in model.form]
    assert quarter.parameters != model.parameters
    assert (year.period, year.parameters) == ("year", quarter.parameters)
    tables = {one.marks.table for key, one in surveys().items()
              if key.startswith("service-trade") and one.marks is not None}  # fmt: skip
    assert tables == {f"服贸统基{number}表" for number in range(1, 9)}


def test_no_service_stands_in_two_tables() -> None:
    leaves = [
        leaf
        for key, one in surveys().items()
        if key.startswith("service-trade") and one.period != "year"
        for parameter in one.parameters if parameter.name == "st_leaves"
        for leaf in parameter.values[0].value  # type: ignore[union-attr]
    ]  # fmt: skip
    assert len(leaves) == len(set(leaves))
    assert all(is_code("ebops", leaf, date(2022, 6, 30)) for leaf in leaves)


def test_personal_data_are_marked() -> None:
    people = surveys()["outsourcing-people"].form[0]
    marked = {one.key for one in people.columns if one.sensitive}
    assert {"name", "id_no", "school", "graduated_on"} <= marked
