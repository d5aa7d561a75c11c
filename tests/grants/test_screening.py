"""Screening on Wenzhou's 2012 rules: counts, sums and missing facts worked out by hand.

The subsidy of platform costs is 50 % (二/6): of 200 000 yuan, 100 000.00. The reward of key
enterprises (三/8) is for outsourcing firms on the list.
"""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from pytest_django import Settings

from fumao.apps.audit.models import Event
from fumao.apps.enterprises.demo.load import load_city
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.enterprises.service import current_columns
from fumao.apps.grants.actions.run_screening import run_screening
from fumao.apps.grants.book import book, rules_on
from fumao.apps.grants.held_rules import holds_below
from fumao.apps.grants.models import ScreenedRule, Screening
from fumao.apps.grants.queries.screened_firms import Kept, kept_value
from fumao.apps.grants.queries.told import values_of
from fumao.apps.orgs.models import Area
from tests.grants.wenzhou import CODES, DAY, Wenzhou, tell, wenzhou
from tests.plans.signed_in import client_of

pytestmark = pytest.mark.django_db
SUBSIDY, REWARD = "wz_platform_fee_subsidy", "wz_key_reward"


@pytest.fixture
def town(settings: Settings) -> Wenzhou:
    settings.TODAY = DAY
    return wenzhou()


@pytest.fixture
def run(town: Wenzhou) -> Screening:
    return run_screening(town.office, town.area, DAY)


def counts(run: Screening, rule: str) -> tuple[int, int, int, int]:
    row = run.rules.get(rule=rule)
    return row.granted, row.zero, row.unknown, row.elsewhere


def words(body: bytes) -> str:
    text = re.sub(r"<[^>]+>", " ", body.decode())
    return " ".join(text.split())


def firms(page: bytes) -> list[str]:
    return re.findall(r'class="key-cell"><a href="[^"]*/firms/(\w{18})/"', page.decode())


def test_counts_and_sums(run: Screening) -> None:
    assert run.enterprises == 3
    assert counts(run, SUBSIDY) == (1, 1, 1, 0)
    assert counts(run, REWARD) == (1, 1, 1, 0)
    assert run.rules.get(rule=SUBSIDY).total == 100_000_00  # fen
    assert run.rules.get(rule=REWARD).total is None
    event = Event.objects.get(stream=run.stream)
    assert event.kind == "screening_run"
    assert event.data["facts"] == run.digest
    assert run.versions["wenzhou-2012"] == book().heads["wenzhou-2012"].version


def test_a_citys_rules_say_nothing_of_other_cities(town: Wenzhou) -> None:
    nation = Area.objects.get(code="CN")
    run = run_screening(town.nation, nation, DAY)
    assert run.enterprises == 4
    assert counts(run, SUBSIDY) == (1, 1, 1, 1)
    assert run.rules.get(rule=SUBSIDY).total == 100_000_00
    kept = Kept(run)
    place = kept.place_of(town.sail.code)
    assert place is not None
    assert kept.state(rules_on(DAY).versions[SUBSIDY].rule, place) == "elsewhere"  # type: ignore[union-attr]
    assert run.rules.get(rule="cit_payable").elsewhere == 0  # the state's rules hold everywhere


def test_the_query_says_what_the_walk_says(town: Wenzhou) -> None:
    """Every cell of forty invented enterprises, value by value; facts lack here and there."""
    Area.objects.create(
        code="330303", name="龙湾区", name_en="Longwan", kind="district", parent=town.area,
        path=f"{town.area.path}330303/",
    )  # fmt: skip
    load_city(town.office, town.area, 40, 5)
    actor = replace(town.office, today=date(2022, 6, 24))
    run = run_screening(actor, town.area, actor.today, examples=True)
    columns, rules, kept = current_columns(actor, actor.today), rules_on(actor.today), Kept(run)
    assert kept.firms["codes"] == columns.codes
    names = [row.rule for row in run.rules.all()]
    compared = decided = 0
    for place in range(len(columns)):
        values = values_of(book().library, columns.values(place), actor.today)
        answers = rules.answers(values, None, names)
        for name in names:
            below = holds_below(book(), name)
            got = kept_value(kept.values(name)[place], answers[name].rule.type)
            want = None if below not in ("", "330300") else answers[name].value
            assert (str(got), name, place) == (str(want), name, place)
            compared, decided = compared + 1, decided + (got is not None)
    assert compared > 1000
    assert decided > 300


def test_what_is_missing_is_what_decides(town: Wenzhou, run: Screening) -> None:
    alone = {name: n for name, n, _others, _rules in run.needs}
    assert alone["wz_platform_fee"] == 1  # 青石's subsidy
    assert alone["wz_key_enterprise"] == 1  # 青石's reward
    assert "is_outsourcing_firm" not in alone  # told of all three
    tell(town.office, town.stone, {"wz_platform_fee": "1000.10"})
    again = run_screening(town.office, town.area, DAY)
    assert counts(again, SUBSIDY) == (2, 1, 0, 0)
    assert again.rules.get(rule=SUBSIDY).total == 100_000_00 + 500_05
    assert again.digest != run.digest
    assert again.rules_digest == run.rules_digest


def test_a_rule_not_in_force_on_the_day_is_not_screened(town: Wenzhou) -> None:
    """The city's document is of 2012-06-21."""
    run = run_screening(town.office, town.area, date(2012, 6, 20))
    assert not run.rules.filter(rule=SUBSIDY).exists()
    page = client_of(town.office).get(f"/grants/screening/{run.pk}/")
    assert "平台使用费补贴（上限）" in words(page.content)
    assert "2012-06-20 无效的规则" in words(page.content)


def test_a_past_day_has_the_facts_of_that_day(town: Wenzhou) -> None:
    """Everything was told of 2016-03-31: the day before, nothing was known."""
    run = run_screening(town.office, town.area, date(2016, 3, 30))
    assert counts(run, SUBSIDY) == (0, 0, 3, 0)


def test_who_may(town: Wenzhou) -> None:
    for actor in (town.leader, town.checker, town.stranger):
        with pytest.raises(PermissionDenied):
            run_screening(actor, town.area, DAY)
    assert not Screening.objects.exists()


def test_a_run_is_never_changed(run: Screening) -> None:
    for change in (
        lambda: Screening.objects.update(enterprises=9),
        lambda: ScreenedRule.objects.update(granted=9),
        lambda: ScreenedRule.objects.all().delete(),
        lambda: Screening.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_pages_are_for_office_and_leader(town: Wenzhou, run: Screening) -> None:
    code, rule = town.bridge.code, SUBSIDY
    base = f"/grants/screening/{run.pk}/"
    own = ["", "firms/", "needs/", "export", f"firms/{code}/", f"firms/{code}/{rule}/"]
    for actor, want in ((town.office, 200), (town.leader, 200), (town.checker, 403)):
        client = client_of(actor)
        assert {client.get(base + way).status_code for way in own} == {want}
        assert client.get("/grants/screening/").status_code == want
        assert client.get("/grants/feedback/").status_code == want
    stranger = client_of(town.stranger)
    assert {stranger.get(base + way).status_code for way in own} == {404}
    assert "还没有筛查过" in stranger.get("/grants/screening/").content.decode()
    assert client_of(town.leader).post("/grants/screening/run").status_code == 403


def test_no_enterprise_and_no_run_yet(town: Wenzhou) -> None:
    client = client_of(town.office)
    page = words(client.get("/grants/screening/").content)
    assert "还没有筛查过" in page
    assert "名录里有 3 家企业" in page
    Enterprise.objects.filter(area__path__startswith=town.area.path).update(status="closed")
    assert "还没有企业" in client.get("/grants/screening/").content.decode()
    assert "还没有筛查过" in client.get("/grants/feedback/").content.decode()
    run = run_screening(town.office, town.area, DAY)
    assert run.enterprises == 0
    for way in ("", "firms/", "needs/", "export"):
        assert client.get(f"/grants/screening/{run.pk}/{way}").status_code == 200


def test_the_button_screens(town: Wenzhou) -> None:
    client = client_of(town.office)
    answer = client.post("/grants/screening/run", {"on": "2016-10-14"}, follow=True)
    page = words(answer.content)
    assert "筛查完成：3 家企业" in page
    assert re.search(r"平台使用费补贴（上限）.*? 1 1 1 0 100,000.00 元", page)
    assert "扶持资金合计 100,000.00 元" in page


def test_enterprises_filtered_and_sorted(town: Wenzhou, run: Screening) -> None:
    client, url = client_of(town.office), f"/grants/screening/{run.pk}/firms/"
    one, two, three = town.bridge.code, town.stone.code, town.leaf.code

    def listed(query: str) -> list[str]:
        return firms(client.get(f"{url}?{query}").content)

    assert sorted(listed("")) == sorted([one, two, three])
    assert listed(f"rule={SUBSIDY}&state=granted") == [one]
    assert listed(f"rule={SUBSIDY}&state=unknown") == [two]
    assert listed(f"rule={SUBSIDY}&state=zero") == [three]
    assert sorted(listed(f"rule={SUBSIDY}&state=decided")) == sorted([one, three])
    assert listed(f"rule={SUBSIDY}&sort=-value") == [one, three, two]
    assert listed(f"rule={SUBSIDY}&sort=value") == [two, three, one]
    assert listed("sort=-sum")[0] == one
    assert listed("area=330302&sort=code") == sorted([one, two])
    assert listed("park=wz-park") == [one]
    assert listed("q=红叶") == [three]
    assert listed(f"q={two[-6:].lower()}") == [two]
    assert "没有符合条件的企业" in client.get(f"{url}?q=无此").content.decode()


def test_a_cell_explains_itself(town: Wenzhou, run: Screening) -> None:
    client, base = client_of(town.office), f"/grants/screening/{run.pk}/firms"
    page = words(client.get(f"{base}/{town.bridge.code}/{SUBSIDY}/").content)
    assert "公共服务平台使用费（200,000.00元）" in page
    assert "50.00%" in page
    page = words(client.get(f"{base}/{town.stone.code}/{SUBSIDY}/").content)
    assert "先要知道： 公共服务平台使用费" in page
    page = words(client.get(f"{base}/{town.leaf.code}/").content)
    assert "不符合：服务外包企业" in page
    assert client.get(f"{base}/{town.bridge.code}/no_such/").status_code == 404
    assert client.get(f"{base}/{CODES[7]}/").status_code == 404


def test_what_has_changed_since_is_said(town: Wenzhou, run: Screening) -> None:
    client, url = client_of(town.office), f"/grants/screening/{run.pk}/firms/{town.stone.code}"
    assert "筛查之后" not in client.get(f"{url}/{SUBSIDY}/").content.decode()
    tell(town.office, town.stone, {"wz_platform_fee": "3000"})
    page = words(client.get(f"{url}/{SUBSIDY}/").content)
    assert "筛查之后资料或规则有变化" in page
    assert "按现在的资料是 1,500.00 元" in page


def test_missing_facts_page(town: Wenzhou, run: Screening) -> None:
    page = words(client_of(town.office).get(f"/grants/screening/{run.pk}/needs/").content)
    assert re.search(r"公共服务平台使用费 发票和付款凭证 1 0 平台使用费补贴（上限）", page)


def test_export_has_reasons_and_no_formulas(town: Wenzhou, run: Screening) -> None:
    Enterprise.objects.filter(pk=town.leaf.pk).update(name="=1+1")
    run = run_screening(town.office, town.area, DAY)
    client = client_of(town.office)
    answer = client.get(f"/grants/screening/{run.pk}/export?rule={SUBSIDY}")
    workbook = openpyxl.load_workbook(BytesIO(answer.content))
    rows = {row[0]: row for row in workbook["按企业"].iter_rows(min_row=2, values_only=True)}
    assert rows[town.bridge.code][5:] == ("符合", "100,000.00 元", "")
    assert rows[town.stone.code][5:] == ("缺资料", "", "缺：公共服务平台使用费")
    assert rows[town.leaf.code][1] == "'=1+1"
    assert rows[town.leaf.code][7] == "不符合：服务外包企业"
    assert run.digest in {row[1] for row in workbook["说明"].iter_rows(values_only=True)}
    assert Event.objects.filter(stream=run.stream, kind="screening_exported").count() == 1


def test_feedback_says_what_is_not_connected(town: Wenzhou, run: Screening) -> None:
    page = words(client_of(town.office).get("/grants/feedback/").content)
    row = re.search(r"平台使用费补贴（上限） (.*?) 待接入 待接入 待接入 待接入 待接入", page)
    assert row
    assert row.group(1) == "1 1 100,000.00 元"  # eligible, missing, estimate


def test_pages_in_english(town: Wenzhou, run: Screening) -> None:
    client = Client(headers={"accept-language": "en"})
    assert town.office.person is not None
    client.force_login(town.office.person, "allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    for way in ("", "firms/", "needs/", f"firms/{town.stone.code}/"):
        page = words(client.get(f"/grants/screening/{run.pk}/{way}").content)
        assert "Screening" in page
        assert "筛查" not in page


def test_the_demo_screens_each_office_once(town: Wenzhou) -> None:
    for _time in (1, 2):
        call_command("load_demo_screening", stdout=StringIO())
        areas = [run.area.code for run in Screening.objects.order_by("area__path")]
        assert areas == ["CN", "330300", "350200"]
    assert Screening.objects.get(area=town.area).by == town.office.person
