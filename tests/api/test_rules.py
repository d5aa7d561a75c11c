"""The rules over the API: the list, one rule, parameters over time, answers and explanations."""

from typing import Any

import pytest

from fumao.packs.rulebook import rulebook
from tests.api.conftest import CallerMaker

# Of 10,000,000 in revenue 6,000,000 and 4,000,000 are more than 50 % and 35 %; 50 of 100 are 50 %.
FIRM = {
    "legal_person_in_china": True, "ats_in_demo_city": False, "ats_in_scope": True,
    "ats_advanced": "是", "staff_total": 100, "staff_college": "50",
    "total_revenue": "10000000.00", "ats_revenue": 6000000, "ats_offshore_revenue": 4000000.5,
}  # fmt: skip


def calculate(caller: CallerMaker, body: dict[str, Any], path: str = "/calculate") -> Any:
    reply = caller(scopes=("rules:read",)).post(path, body)
    assert reply.status_code == 200, reply.content
    return reply.json()  # type: ignore[attr-defined]


def test_rules_are_listed_and_paged(caller: CallerMaker) -> None:
    who = caller(scopes=("read",))
    page = who.get("/rules", {"page_size": "2", "kind": "tax", "on": "2019-06-30"}).json()  # type: ignore[attr-defined]
    assert len(page["results"]) == 2
    assert page["next"].endswith("page=2")
    assert {rule["kind"] for rule in page["results"]} == {"tax"}
    every = who.get("/rules", {"page_size": "200"}).json()  # type: ignore[attr-defined]
    assert every["count"] == len({rule.name for rule in rulebook().definitions.rules})


def test_one_rule_with_its_versions(caller: CallerMaker) -> None:
    reply = caller().get("/rules/ats_qualified", {"on": "2013-12-31"})
    body: dict[str, Any] = reply.json()  # type: ignore[attr-defined]
    assert body["valid_to"] == "2013-12-31"
    assert body["cite"]["document"] == "cs-2009-63"
    assert [one["valid_from"] for one in body["history"]] == [
        "2009-01-01", "2014-01-01", "2017-01-01",
    ]  # fmt: skip
    assert "ats_revenue_share" in body["parameters"]
    again = caller().get("/rules/ats_qualified", {"on": "2013-12-31"}, If_None_Match=reply["ETag"])
    assert again.status_code == 304


def test_parameters_over_time(caller: CallerMaker) -> None:
    body = caller().get("/parameters/ats_revenue_share").json()  # type: ignore[attr-defined]
    values = [(one["valid_from"], one["value"]) for one in body["values"]]
    assert values == [("2009-01-01", "0.70"), ("2014-01-01", "0.50"), ("2017-01-01", "0.50")]
    assert "ats_qualified" in body["rules"]
    assert caller().get("/parameters", {"page_size": "1"}).json()["count"] > 20  # type: ignore[attr-defined]


def test_a_day_decides_the_version(caller: CallerMaker) -> None:
    body = {"facts": FIRM, "rules": ["ats_qualified"]}
    before = calculate(caller, body | {"on": "2016-12-31"})
    after = calculate(caller, body | {"on": "2017-01-01"})
    assert before["answers"][0]["value"] is False  # model cities only until 2016
    assert after["answers"][0]["value"] is True
    assert after["answers"][0]["status"] == "decided"
    shares = {one["name"]: one["value"] for one in after["answers"][0]["parameters"]}
    assert shares["ats_offshore_share"] == "0.35"


def test_money_is_exact_and_what_is_missing_is_named(caller: CallerMaker) -> None:
    wages = {"facts": {"wages": "12345678901.23"}, "rules": ["edu_limit"], "on": "2018-01-01"}
    answer = calculate(caller, wages)["answers"][0]
    assert answer["value"] == "987654312.10"  # 8 % of 12,345,678,901.23 is 987,654,312.0984
    answer = calculate(caller, wages | {"facts": {"wages": None}})["answers"][0]
    assert (answer["status"], answer["value"], answer["missing"]) == (
        "needs_information", None, ["wages"],
    )  # fmt: skip
    answer = calculate(caller, wages | {"on": "2005-01-01"})["answers"][0]
    assert answer["status"] == "not_in_force"


def test_rows_of_a_child_table(caller: CallerMaker) -> None:
    hire = {"college": True, "contract_months": 12, "hired_on": "2014-10-01"}
    body = {"rows": {"fund_hires": [hire]}, "rules": ["fund_hire_grant"], "on": "2015-06-01"}
    assert "fund_hires" not in calculate(caller, body)["answers"][0]["missing"]


def test_an_explanation_in_the_language_asked_for(caller: CallerMaker) -> None:
    body = {"facts": FIRM, "rules": ["ats_qualified"], "on": "2017-01-01"}
    reply = caller(scopes=("rules:read",)).post("/explain", body, Accept_Language="en")
    answer = reply.json()["answers"][0]  # type: ignore[attr-defined]
    assert answer["lines"]["text"] == "All 6 of these must hold"
    assert answer["lines"]["held"] is True
    assert len(answer["lines"]["parts"]) == 6
    assert calculate(caller, body, "/explain")["answers"][0]["lines"]["text"].startswith(
        "以下 6 项"
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"facts": {"staff_totla": 1}}, "body.case.facts.staff_totla"),
        ({"facts": {"staff_total": "many"}}, "body.case.facts.staff_total"),
        ({"facts": {"staff_total": -1}}, "body.case.facts.staff_total"),
        ({"facts": {"staff_total": 1e400}}, "body.case.facts.staff_total"),
        ({"rows": {"nothing": []}}, "body.case.rows.nothing"),
        ({"rows": {"fund_hires": [{"x": 1}]}}, "body.case.rows.fund_hires.0.x"),
        ({"rules": ["nothing"]}, "body.case.rules.0"),
        ({"facts": {"staff_total": [1]}}, "body.case.facts.staff_total"),
        ({"more": 1}, "body.case.more"),
        ({"on": "2016-13-01"}, "body.case.on"),
    ],
)
def test_what_cannot_be_read_is_named(
    caller: CallerMaker, body: dict[str, Any], field: str
) -> None:
    reply = caller().post("/calculate", body)
    assert reply.status_code == 422
    fields = [one["field"] for one in reply.json()["fields"]]  # type: ignore[attr-defined]
    assert [one for one in fields if one.startswith(field)]


def test_a_token_for_rules_reads_nothing_else(caller: CallerMaker) -> None:
    who = caller(scopes=("rules:read",))
    assert who.get("/rules").status_code == 200
    assert who.get("/tasks").status_code == 403
    assert who.post("/tasks/XM16-01/progress", {}).status_code == 403
    reader = caller(scopes=("read",))
    assert reader.post("/calculate", {"rules": ["cit_rate"]}).status_code == 200
