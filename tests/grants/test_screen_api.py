"""Screening over the API on Wenzhou's 2012 rules: the same figures by hand as on its pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from fumao.apps.audit.models import Event
from fumao.apps.grants.actions.work_screening import work_screening
from fumao.apps.grants.models import Screening, ScreeningJob
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import ApiToken
from fumao.apps.orgs.tokens import digest_of, new_token
from tests.api.conftest import Caller
from tests.grants.wenzhou import CODES, DAY, Wenzhou, wenzhou

pytestmark = pytest.mark.django_db
SUBSIDY, REWARD = "wz_platform_fee_subsidy", "wz_key_reward"
ASKED = {"area": "330300", "on": DAY}


@pytest.fixture
def town(settings: Settings) -> Wenzhou:
    settings.TODAY = DAY
    return wenzhou()


def by(actor: Actor, *scopes: str) -> Caller:
    """Return a program with a token of this person."""
    raw = new_token()
    ApiToken.objects.create(
        person=actor.person, name="t", prefix=raw[:9], digest=digest_of(raw),
        scopes=list(scopes or ("read", "write")), expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    return Caller(raw, Client(), actor.person.username if actor.person else "")


def body(reply: Any) -> dict[str, Any]:
    found: dict[str, Any] = reply.json()
    return found


def started(who: Caller) -> str:
    """Screen, let the worker do it, and return the address of the run below /api/v1."""
    reply = who.post("/screen", ASKED)
    assert reply.status_code == 202, reply.content
    work_screening.call(body(reply)["id"])
    return reply.headers["Location"].removeprefix("/api/v1")


def test_a_screening_waits_until_the_worker_has_done_it(town: Wenzhou) -> None:
    who = by(town.office)
    reply = who.post("/screen", ASKED)
    assert reply.status_code == 202
    told, job = body(reply), ScreeningJob.objects.get()
    assert reply.headers["Location"] == f"/api/v1/screen/{job.pk}"
    assert (told["status"], told["progress"], told["enterprises"]) == ("waiting", 0, None)
    assert Event.objects.get(stream=job.stream).kind == "screening_asked"
    page = body(who.get(f"/screen/{job.pk}"))
    assert (page["status"], page["rules"], page["current"]) == ("waiting", [], None)
    early = who.get(f"/screen/{job.pk}/results")
    assert (early.status_code, body(early)["code"]) == (409, "not_done")
    assert not Screening.objects.exists()
    assert body(who.get("/screen"))["results"][0]["status"] == "waiting"
    work_screening.call(job.pk)
    done = body(who.get(f"/screen/{job.pk}"))
    assert (done["status"], done["progress"], done["enterprises"]) == ("done", 100, 3)
    assert who.get(f"/screen/{job.pk}/results").status_code == 200
    assert [e.kind for e in Event.objects.filter(stream=job.stream).order_by("seq")] == [
        "screening_asked", "screening_run",
    ]  # fmt: skip


def test_who_lost_the_right_meanwhile_gets_a_failed_screening(town: Wenzhou) -> None:
    who = by(town.office)
    number = body(who.post("/screen", ASKED))["id"]
    assert town.office.person is not None
    town.office.person.posts.update(role="leader")  # reads screenings, runs none
    work_screening.call(number)
    page = body(who.get(f"/screen/{number}"))
    assert page["status"] == "failed"
    assert page["error"] == "提交的人现在不能筛查这个地区。"
    assert Event.objects.filter(kind="screening_failed").count() == 1
    work_screening.call(number)  # a failed one is not tried again by itself
    assert not Screening.objects.exists()


def test_the_sums_are_read_at_its_address(town: Wenzhou) -> None:
    who = by(town.office)
    started(who)
    made = Screening.objects.get()
    assert made.by == town.office.person
    page = body(who.get(f"/screen/{made.pk}"))
    assert (page["status"], page["area"], page["on"]) == ("done", "330300", "2016-10-14")
    assert (page["enterprises"], page["current"]) == (3, True)
    sums = {one["rule"]: one for one in page["rules"]}
    subsidy = sums[SUBSIDY]
    # 云桥 gets 50 % of 200 000; 青石 did not say what it paid; 红叶 is no outsourcing firm
    assert (subsidy["granted"], subsidy["unknown"], subsidy["zero"]) == (1, 1, 1)
    assert (subsidy["total"], subsidy["elsewhere"]) == ("100000.00", 0)
    assert subsidy["cite"]["document"] == "wenzhou-2012"
    assert sums[REWARD]["total"] is None  # a title, no amount
    listed = body(who.get("/screen"))
    assert [one["id"] for one in listed["results"]] == [made.pk]


def test_answers_enterprise_by_enterprise(town: Wenzhou) -> None:
    who = by(town.office)
    address = started(who)
    page = body(who.get(f"{address}/results", {"rule": SUBSIDY}))
    assert page["count"] == 3
    answers = {one["code"]: one["answers"] for one in page["results"]}
    assert answers == {
        CODES[0]: [{"rule": SUBSIDY, "state": "granted", "value": "100000.00"}],
        CODES[1]: [{"rule": SUBSIDY, "state": "unknown", "value": None}],
        CODES[2]: [{"rule": SUBSIDY, "state": "zero", "value": "0.00"}],
    }
    granted = body(who.get(f"{address}/results", {"rule": SUBSIDY, "state": "granted"}))
    assert [one["name"] for one in granted["results"]] == ["云桥软件"]
    first = body(who.get(f"{address}/results", {"page_size": "2"}))
    assert (len(first["results"]), first["count"]) == (2, 3)
    assert first["next"].endswith("page=2")
    every = {one["rule"]: one for one in first["results"][0]["answers"]}
    assert {SUBSIDY, REWARD} <= every.keys()
    assert first["results"][0]["area"] == "330302"


def test_rules_of_other_cities_are_no_answers(town: Wenzhou) -> None:
    who = by(town.nation)
    reply = who.post("/screen", {"area": "CN", "on": DAY})
    work_screening.call(body(reply)["id"])
    address = reply.headers["Location"].removeprefix("/api/v1")
    sums = {one["rule"]: one for one in body(who.get(address))["rules"]}
    assert sums[SUBSIDY]["elsewhere"] == 1
    away = body(who.get(f"{address}/results", {"area": "350200"}))["results"]
    assert [one["code"] for one in away] == [CODES[3]]
    told = {one["rule"] for one in away[0]["answers"]}
    assert SUBSIDY not in told
    assert "cit_payable" in told


def test_who_may_screen_and_who_may_read(town: Wenzhou) -> None:
    address = started(by(town.office))
    for path in (address, f"{address}/results"):
        assert by(town.leader).get(path).status_code == 200
        assert by(town.office, "read").get(path).status_code == 200
        assert by(town.checker).get(path).status_code == 403
        assert by(town.stranger).get(path).status_code == 404
        assert by(town.office, "rules:read").get(path).status_code == 403
    for who, status in (
        (by(town.leader), 403),
        (by(town.checker), 403),
        (by(town.stranger), 404),  # another city: its area is not seen
        (by(town.office, "read"), 403),
        (by(town.office, "rules:read"), 403),
    ):
        assert who.post("/screen", ASKED).status_code == status
    assert Screening.objects.count() == 1
    assert by(town.stranger).get("/screen").json()["count"] == 0  # type: ignore[attr-defined]
    assert Client().get(f"/api/v1{address}").status_code == 401


@pytest.mark.parametrize(
    ("sent", "status", "code", "field"),
    [
        ({"area": "999999"}, 404, "not_found", None),
        ({}, 422, "invalid", "body.asked.area"),
        ({"area": "330300", "on": "soon"}, 422, "invalid", "body.asked.on"),
        ({"area": "330300", "on": "1949-10-01"}, 422, "day", None),
        ({"area": "330300", "all": True}, 422, "invalid", "body.asked.all"),
    ],
)
def test_what_cannot_be_screened(
    town: Wenzhou, sent: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    reply = by(town.office).post("/screen", sent)
    error = body(reply)
    assert (reply.status_code, error["code"]) == (status, code)
    assert set(error) == {"code", "message", "fields"}
    assert [one["field"] for one in error["fields"]] == ([field] if field else [])
    assert not Screening.objects.exists()


def test_a_rule_the_screening_has_not_is_not_found(town: Wenzhou) -> None:
    who = by(town.office)
    address = started(who)
    assert who.get(f"{address}/results", {"rule": "nothing"}).status_code == 404
    assert who.get("/screen/999999").status_code == 404
    again = who.get(address)
    assert who.get(address, If_None_Match=again["ETag"]).status_code == 304
