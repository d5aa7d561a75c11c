"""Simulation on Wenzhou's rules: what a draft costs, who gets more, and that nothing is changed.

云桥's subsidy is 50 % of 200 000 yuan; with 60 % it is 120 000.00, 20 000.00 more.
"""

import re
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from docx import Document
from pytest_django import Settings

from fumao.apps.audit.models import Event
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.grants.actions.save_simulation import save_simulation
from fumao.apps.grants.book import book, rules_on
from fumao.apps.grants.draft import (
    LONGEST,
    changeable,
    draft_of_parameter,
    draft_of_rule,
    read_draft,
)
from fumao.apps.grants.held_rules import screened_rules
from fumao.apps.grants.models import Simulation
from fumao.core.errors import CoreError
from fumao.packs.problem import PackError
from fumao.rules.problem import RuleError
from tests.grants.test_screening import REWARD, SUBSIDY, words
from tests.grants.wenzhou import DAY, Wenzhou, tell, wenzhou
from tests.plans.signed_in import client_of

pytestmark = pytest.mark.django_db
SIXTY = """title_zh: 提高补贴比例
title_en: A higher share
parameters:
  - name: wz_platform_fee_rate
    values:
      - {from: 2016-10-14, value: "60"}
"""
EITHER = """title_zh: 放宽重点企业奖励
title_en: A wider reward
rules:
  - name: wz_key_reward
    from: 2016-10-14
    text: is_outsourcing_firm or wz_key_enterprise
"""


@pytest.fixture
def town(settings: Settings) -> Wenzhou:
    settings.TODAY = DAY
    return wenzhou()


def test_a_parameter(town: Wenzhou) -> None:
    kept = save_simulation(town.office, town.area, DAY, SIXTY)
    (rule,) = kept.result["rules"]
    assert rule["rule"] == SUBSIDY
    assert rule["total"] == {
        "rows": 3, "before": 100_000_00, "after": 120_000_00, "more": 1, "less": 0, "other": 0,
        "same": 1, "unknown": 1,
    }  # fmt: skip
    assert rule["changed"] == [[town.bridge.code, "云桥软件", 100_000_00, 120_000_00]]
    parks = dict(map(tuple, rule["groups"]["park"]))
    assert (parks[town.park.pk]["more"], parks[None]["unknown"]) == (1, 1)
    areas = dict(map(tuple, rule["groups"]["area"]))
    assert areas[town.district.pk]["after"] - areas[town.district.pk]["before"] == 20_000_00
    assert areas[town.area.pk]["same"] == 1
    assert [key for key, _figures in rule["groups"]["kind"]] == ["private"]


def test_a_text(town: Wenzhou) -> None:
    """红叶 is on the list but no outsourcing firm: it gains. What 青石 is decided after only."""
    (rule,) = save_simulation(town.office, town.area, DAY, EITHER).result["rules"]
    total = rule["total"]
    assert (total["before"], total["after"], total["more"], total["unknown"]) == (1, 2, 1, 1)
    assert rule["changed"] == [[town.leaf.code, "红叶商贸", 0, 1]]


def test_the_rules_in_force_stay(town: Wenzhou) -> None:
    client = client_of(town.office)
    before = rules_on(DAY).parameters["wz_platform_fee_rate"]
    answer = client.post("/grants/simulation/", {"draft": SIXTY, "on": "2016-10-14"})
    assert "20,000.00 元" in words(answer.content)
    assert not Simulation.objects.exists()
    save_simulation(town.office, town.area, DAY, SIXTY)
    assert rules_on(DAY).parameters["wz_platform_fee_rate"] == before == 50


def test_the_same_again_gives_the_same(town: Wenzhou) -> None:
    one, two = (save_simulation(town.office, town.area, DAY, SIXTY) for _ in range(2))
    assert (one.result, one.digest, one.rules_digest) == (two.result, two.digest, two.rules_digest)
    event = Event.objects.get(stream=one.stream)
    assert (event.kind, event.data["facts"]) == ("simulation_saved", one.digest)
    tell(town.office, town.stone, {"wz_platform_fee": "10"})
    assert save_simulation(town.office, town.area, DAY, SIXTY).digest != one.digest
    with pytest.raises(DatabaseError), transaction.atomic():
        Simulation.objects.filter(pk=one.pk).update(title="改")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('"60"', '"sixty"', "draft.yaml:6"),
        ("or wz_key_enterprise", "and and", "draft.yaml:6:35"),
        ("or wz_key_enterprise", "or wz_no_such", "draft.yaml:6:34"),
        ("or wz_key_enterprise", "or read_csv('/etc/passwd')", "draft.yaml:6:34"),
        ('"60"', "!!python/name:os.system 60", "draft.yaml:6"),
        ("parameters:", "parametres:", "draft.yaml:3"),
    ],
)
def test_faults_are_named_with_their_place(town: Wenzhou, old: str, new: str, place: str) -> None:
    draft = (SIXTY if old in SIXTY else EITHER).replace(old, new)
    client = client_of(town.office)
    for url in ("/grants/simulation/", "/grants/simulation/save"):
        answer = client.post(url, {"draft": draft, "on": "2016-10-14"})
        assert answer.status_code == 422
        assert place in answer.content.decode()
    assert not Simulation.objects.exists()


def test_a_draft_that_changes_nothing_says_so(town: Wenzhou) -> None:
    draft = SIXTY.replace('"60"', '"50"')
    answer = client_of(town.office).post("/grants/simulation/", {"draft": draft})
    assert answer.status_code == 422
    assert "草案与当日的规定相同" in answer.content.decode()
    with pytest.raises(CoreError):
        read_draft("x" * (LONGEST + 1), book())


def test_every_draft_offered_can_be_read_and_changes_nothing_yet() -> None:
    rules = rules_on(DAY)
    parameters, texts = changeable(book(), rules, screened_rules(book(), examples=True))
    assert len(parameters) > 20
    for parameter in parameters:
        dated = rules.dated[parameter.name]
        assert dated is not None
        change = read_draft(draft_of_parameter(parameter, dated, DAY), book()).parameters[0]
        assert change.values[0].value == dated.value
    for rule in texts:
        change_of_text = read_draft(draft_of_rule(rule, DAY), book()).rules[0]
        assert " ".join(change_of_text.text.split()) == " ".join(rule.text.split())


def test_form_writes_the_draft(town: Wenzhou) -> None:
    client = client_of(town.office)
    page = client.get("/grants/simulation/?parameter=wz_platform_fee_rate&value=60").content
    assert "{from: 2016-10-14, value: &quot;60&quot;}" in page.decode()
    page = client.get(f"/grants/simulation/?rule={REWARD}").content
    assert "is_outsourcing_firm and wz_key_enterprise" in page.decode()


def test_one_enterprise_explained_on_both_sides(town: Wenzhou) -> None:
    sent = {"draft": SIXTY, "on": "2016-10-14", "why": f"{SUBSIDY}:{town.bridge.code}"}
    page = words(client_of(town.office).post("/grants/simulation/", sent).content)
    assert re.search(r"为什么：云桥软件 现行 .*50.00%.* 草案 .*60.00%", page)


def test_the_memo(town: Wenzhou) -> None:
    client = client_of(town.office)
    sent = {"draft": SIXTY, "on": "2016-10-14"}
    page = words(client.post("/grants/simulation/save", sent, follow=True).content)
    assert "已保存为备忘" in page
    kept = Simulation.objects.get()
    url = f"/grants/simulation/{kept.pk}/"
    page = words(client.get(f"{url}?why={town.bridge.code}").content)
    assert "为什么：云桥软件" in page
    document = Document(BytesIO(client.get(f"{url}memo").content))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {
        "100,000.00 元",
        "120,000.00 元",
        "20,000.00 元",
        kept.digest,
        kept.rules_digest,
    } <= cells
    assert {"2016-10-14", kept.stream, "云桥软件"} <= cells
    assert SIXTY.strip() in "\n".join(p.text for p in document.paragraphs)
    assert re.search(r"提高补贴比例", words(client.get("/grants/simulation/").content))


def test_who_may(town: Wenzhou) -> None:
    kept = save_simulation(town.office, town.area, DAY, SIXTY)
    for actor in (town.leader, town.checker, town.stranger):
        with pytest.raises(PermissionDenied):
            save_simulation(actor, town.area, DAY, SIXTY)
    for actor, want in ((town.leader, 200), (town.checker, 403), (town.stranger, 404)):
        client = client_of(actor)
        for way in ("", "memo"):
            assert client.get(f"/grants/simulation/{kept.pk}/{way}").status_code == want
    assert client_of(town.leader).post("/grants/simulation/", {"draft": SIXTY}).status_code == 403


def test_errors_are_of_the_three_kinds(town: Wenzhou) -> None:
    for draft, kind in (
        ("[]", PackError),
        (EITHER.replace("or ", "or or "), RuleError),
        (SIXTY.replace("2016-10-14", "2030-01-01"), CoreError),
    ):
        with pytest.raises(kind):
            save_simulation(town.office, town.area, DAY, draft)


def test_a_city_without_enterprises(town: Wenzhou) -> None:
    Enterprise.objects.update(status=Enterprise.Status.CLOSED)
    answer = client_of(town.office).post("/grants/simulation/", {"draft": SIXTY})
    assert answer.status_code == 200
    assert "没有企业可比较" in answer.content.decode()
    kept = save_simulation(town.office, town.area, DAY, SIXTY)
    for way in ("", "memo"):
        assert client_of(town.office).get(f"/grants/simulation/{kept.pk}/{way}").status_code == 200
