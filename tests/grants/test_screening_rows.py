"""Screening with the rows of the register: the fund rules of 2014, 4 500 yuan a hire that counts.

A hire counts with a degree, a contract of 12 months, hired in the calendar year (rules-fund).
云桥 has told its hires, 青石 has told that there are none, of 红叶 nobody knows.
"""

import re
from datetime import date

import openpyxl
import pytest
from pytest_django import Settings

from fumao.apps.enterprises.actions.record_fact import record_fact
from fumao.apps.enterprises.actions.record_rows import record_rows
from fumao.apps.enterprises.stating import Statement
from fumao.apps.grants.actions.run_screening import run_screening
from fumao.apps.grants.models import Screening
from fumao.apps.grants.queries.screened_firms import Kept
from tests.grants.wenzhou import DAY, Wenzhou, wenzhou
from tests.plans.signed_in import client_of

pytestmark = pytest.mark.django_db
GRANT, ON, TOLD = "fund_hire_grant", date(2014, 12, 31), date(2014, 6, 30)
FACTS = {
    "legal_person_in_china": "true", "fund_trader": "true", "no_violation_two_years": "true",
    "fund_reporting": "true", "fund_no_arrears": "true", "fund_foreign_usd": "600000",
    "fund_outsourcing_usd": "1000000", "staff_total": "10", "staff_college": "7",
}  # fmt: skip
HIRES = [
    {"college": "true", "contract_months": "12", "hired_on": "2014-01-01"},
    {"college": "true", "contract_months": "24", "hired_on": "2014-05-01"},
    {"college": "false", "contract_months": "12", "hired_on": "2014-05-01"},
    {"college": "true", "contract_months": "12", "hired_on": "2013-12-31"},
]


@pytest.fixture
def town(settings: Settings) -> Wenzhou:
    settings.TODAY = DAY
    made = wenzhou()
    for firm in (made.bridge, made.stone, made.leaf):
        for name, value in FACTS.items():
            record_fact(made.office, firm, name, Statement(value, "测试", TOLD))
    record_rows(made.office, made.bridge, "fund_hires", Statement(HIRES, "用工备案", TOLD))
    record_rows(made.office, made.stone, "fund_hires", Statement([], "用工备案", TOLD))
    return made


def values(town: Wenzhou, run: Screening) -> dict[str, int | None]:
    kept = Kept(run)
    found = {}
    for firm in (town.bridge, town.stone, town.leaf):
        place = kept.place_of(firm.code)
        assert place is not None
        found[firm.name] = kept.values(GRANT)[place]
    return found


def test_rows_told_none_told_and_nobody_knows(town: Wenzhou) -> None:
    run = run_screening(town.office, town.area, ON)
    row = run.rules.get(rule=GRANT)
    # two hires count: 2 x 4 500 yuan, in fen
    assert values(town, run) == {"云桥软件": 900_000, "青石数据": 0, "红叶商贸": None}
    assert (row.granted, row.zero, row.unknown, row.total) == (1, 1, 1, 900_000)
    needs = {name: (alone, rules) for name, alone, _others, rules in run.needs}
    assert needs["fund_hires"] == (1, [GRANT])  # 红叶's alone


def test_before_they_were_told_nobody_knew(town: Wenzhou) -> None:
    day = date(2014, 6, 29)
    run = run_screening(town.office, town.area, day)
    assert set(values(town, run).values()) == {None}


def test_other_rows_are_other_facts(town: Wenzhou) -> None:
    before = run_screening(town.office, town.area, ON)
    again = run_screening(town.office, town.area, ON)
    assert again.digest == before.digest
    later = Statement([*HIRES, HIRES[0]], "用工备案", date(2014, 9, 30))
    record_rows(town.office, town.bridge, "fund_hires", later)
    after = run_screening(town.office, town.area, ON)
    assert after.digest != before.digest
    assert values(town, after)["云桥软件"] == 1_350_000  # three hires


def test_a_cell_is_explained_from_the_same_rows(town: Wenzhou) -> None:
    run = run_screening(town.office, town.area, ON)
    client, base = client_of(town.office), f"/grants/screening/{run.pk}"
    page = client.get(f"{base}/firms/{town.bridge.code}/{GRANT}/").content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "9,000.00 元" in text
    assert "筛查之后资料或规则有变化" not in text
    page = client.get(f"{base}/firms/{town.leaf.code}/{GRANT}/").content.decode()
    assert "新录用人员" in page
    body = client.get(f"{base}/export?rule={GRANT}").content
    from io import BytesIO

    sheet = openpyxl.load_workbook(BytesIO(body))["按企业"]
    rows = {row[0]: row[5:] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows[town.bridge.code][:2] == ("符合", "9,000.00 元")
    assert rows[town.leaf.code][0] == "缺资料"
    assert "新录用人员" in str(rows[town.leaf.code][2])
