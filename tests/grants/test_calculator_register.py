"""The calculator filled in from the register: on Wenzhou's rules, for office and enterprise.

The subsidy of platform costs is 50 % (二/6): of the 200 000 yuan on record, 100 000 yuan.
"""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from fumao.apps.audit.models import Event
from fumao.apps.enterprises.actions.record_fact import record_fact
from fumao.apps.enterprises.actions.record_rows import record_rows
from fumao.apps.enterprises.models import Enterprise, Fact
from fumao.apps.enterprises.stating import Statement
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Role
from tests.factories import actor_as, make_department
from tests.grants.test_calculator import result
from tests.grants.wenzhou import AS_OF, DAY, Wenzhou, wenzhou
from tests.plans.signed_in import client_of

pytestmark = pytest.mark.django_db
SUBSIDY = "wz_platform_fee_subsidy"


@pytest.fixture
def town(settings: Settings) -> Wenzhou:
    settings.TODAY = DAY
    return wenzhou()


def page(client: Client, query: str = "", sent: dict[str, Any] | None = None) -> str:
    if sent is None:
        answer = client.get(f"/calculator/{query}")
    else:
        answer = client.post("/calculator/", sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def fields(html: str) -> dict[str, str]:
    """What a browser would send of the form: text fields, hidden ones, what is checked."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        told = dict(re.findall(r'(\w[\w.-]*)="([^"]*)"', tag))
        kind = told.get("type", "text")
        name = told.get("name", "")
        ours = name.startswith(("f.", "was.", "r.", "none.")) or name in ("enterprise", "on")
        if ours and (kind not in ("radio", "checkbox") or " checked" in tag):
            found[name] = told.get("value", "")
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', html):
        chosen = re.search(r'<option value="([^"]*)" selected>', options)
        found[name] = chosen.group(1) if chosen else ""
    return found


def test_an_officer_sees_the_register_filled_in(town: Wenzhou) -> None:
    client = client_of(town.office)
    html = page(client, f"?enterprise={town.bridge.code}")
    assert "10.00 万元" in result(html, SUBSIDY)
    assert 'value="200000.00"' in html
    assert f"来自名录：{AS_OF.isoformat()}，已核实，测试" in html
    assert "名录里用得上的 3 项已填好" in html
    assert fields(html)["city"] == "330300"
    events = Event.objects.count()
    page(client, "", fields(html) | {"f.wz_platform_fee": "1"})
    assert Event.objects.count() == events
    assert Fact.objects.filter(enterprise=town.bridge, name="wz_platform_fee").count() == 1


def test_what_is_typed_over_counts_for_this_calculation(town: Wenzhou) -> None:
    client = client_of(town.office)
    sent = fields(page(client, f"?enterprise={town.bridge.code}"))
    html = page(client, "", sent | {"f.wz_platform_fee": "3000"})
    assert "1,500.00 元" in result(html, SUBSIDY)
    assert "名录为 200,000.00元（2016-03-31，已核实，测试），这里按所填的算" in html
    assert "改了 1 项" in html
    again = page(client, "", fields(html))  # another answer meanwhile
    assert "1,500.00 元" in result(again, SUBSIDY)
    empty = page(client, "", sent | {"f.wz_platform_fee": ""})
    assert "缺资料" in result(empty, SUBSIDY)
    assert "200,000.00元" in page(client, f"?enterprise={town.bridge.code}")  # as it was


def test_another_day_has_the_facts_of_that_day(town: Wenzhou) -> None:
    later = Statement("300000", "年报", period="2016-08")
    record_fact(town.office, town.bridge, "wz_platform_fee", later)
    client = client_of(town.office)
    html = page(client, f"?enterprise={town.bridge.code}")
    assert "15.00 万元" in result(html, SUBSIDY)
    assert "来自名录：2016-08，已核实，年报" in html
    html = page(client, "", fields(html) | {"on": "2016-04-01"})
    assert "10.00 万元" in result(html, SUBSIDY)
    mine = page(client, "", fields(html) | {"f.wz_platform_fee": "3000", "on": "2016-10-14"})
    assert "1,500.00 元" in result(mine, SUBSIDY)  # typed: no day changes it
    before = page(client, "", fields(html) | {"on": "2016-01-01"})
    assert "缺资料" in result(before, SUBSIDY)


def own_handler(town: Wenzhou, firm: Enterprise) -> Actor:
    unit = make_department("云桥软件", town.district, "enterprise")
    Enterprise.objects.filter(pk=firm.pk).update(unit=unit)
    return actor_as(Role.HANDLER, unit)


def test_an_enterprises_own_people_have_it_in_view(town: Wenzhou) -> None:
    client = client_of(own_handler(town, town.bridge))
    html = page(client)
    assert "10.00 万元" in result(html, SUBSIDY)
    assert town.bridge.code in html
    assert "200000.00" not in page(client, "?enterprise=")
    assert client.get(f"/calculator/?enterprise={town.stone.code}").status_code == 404


def test_who_sees_no_enterprise_sees_none_here(town: Wenzhou) -> None:
    address = f"/calculator/?enterprise={town.bridge.code}"
    assert client_of(town.stranger).get(address).status_code == 404
    public = Client()
    html = page(public, f"?enterprise={town.bridge.code}")
    assert "200000" not in html
    assert town.bridge.name not in html
    sent = {"enterprise": town.bridge.code}
    assert client_of(town.stranger).post("/calculator/", sent).status_code == 404


def test_statistics_are_not_used(town: Wenzhou) -> None:
    """统计法 art. 28: the same fact given for statistics stays unknown to a grant."""
    said = Statement("5000", "统计报表", AS_OF, purpose="statistics")
    record_fact(town.office, town.stone, "wz_platform_fee", said)
    html = page(client_of(town.office), f"?enterprise={town.stone.code}")
    assert "5000" not in html
    assert "缺资料" in result(html, SUBSIDY)


def test_rows_of_the_register_are_drawn_and_typed_over(town: Wenzhou) -> None:
    """Wuhan's example rules ask for the rows of costs; what they grant is tested elsewhere."""
    costs = [
        {"kind": "platform", "amount": "1000.50", "paid_on": "2016-01-05"},
        {"kind": "fair", "amount": "20", "paid_on": "2016-02-05"},
    ]
    record_rows(town.office, town.bridge, "wh_costs", Statement(costs, "发票", AS_OF))
    client = client_of(town.office)
    groups = {"seen": ["examples-local"], "group": ["examples-local"], "on": "2016-10-14"}
    first = {**groups, "enterprise": town.bridge.code, "city": "330300"}
    html = page(client, "", first)
    assert 'name="r.wh_costs.1.amount"' in html
    assert 'value="1000.50"' in html
    assert "来自名录：2016-03-31，已核实，发票" in html
    kept = {k: v for k, v in fields(html).items() if k.startswith(("r.", "was."))}
    changed = page(client, "", first | kept | {"r.wh_costs.0.amount": "7"})
    assert "名录为 2 行（2016-03-31，已核实，发票），这里按所填的算" in changed
    assert 'value="1000.50"' not in changed
    more = page(client, "", first | kept | {"add": "wh_costs"})
    assert 'name="r.wh_costs.2.amount"' in more
    same = page(client, "", first | kept)
    assert "来自名录：2016-03-31，已核实，发票" in same


def test_many_rows_are_counted_without_being_drawn(town: Wenzhou) -> None:
    row = {"kind": "platform", "amount": "10", "paid_on": "2016-01-05"}
    record_rows(town.office, town.bridge, "wh_costs", Statement([row] * 41, "发票", AS_OF))
    sent = {"seen": ["examples-local"], "group": ["examples-local"], "city": "330300"}
    html = page(client_of(town.office), "", {**sent, "enterprise": town.bridge.code})
    assert 'name="r.wh_costs.0.amount"' not in html
    assert "按名录的 41 行计算" in html


def test_the_enterprises_page_leads_here(town: Wenzhou) -> None:
    html = client_of(town.office).get(f"/enterprises/{town.bridge.code}/").content.decode()
    assert f'href="/calculator/?enterprise={town.bridge.code}"' in html
