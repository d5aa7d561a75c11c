"""Reports over the API: what is owed, the form, filing once, what was found, review."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import ApiToken
from fumao.apps.orgs.tokens import digest_of, new_token
from fumao.apps.surveys.models import Filing, FilingDraft, FilingVersion
from tests.reporting.conftest import CODES, IN_TIME, Town, report


class Program:
    """A program of one person."""

    def __init__(self, actor: Actor, *scopes: str) -> None:
        assert actor.person is not None
        self.token = new_token()
        ApiToken.objects.create(
            person=actor.person, name="t", prefix=self.token[:9], digest=digest_of(self.token),
            scopes=list(scopes or ("read", "write")), expires_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        self.client = Client()

    def get(self, path: str, **data: str) -> HttpResponse:
        return self.client.get(f"/api/v1{path}", data, headers=self.headers)

    def send(self, path: str, body: object, method: str = "post", **more: str) -> HttpResponse:
        return getattr(self.client, method)(
            f"/api/v1{path}", json.dumps(body), content_type="application/json",
            headers=self.headers | {name.replace("_", "-"): text for name, text in more.items()},
        )  # fmt: skip

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture(autouse=True)
def in_september(monkeypatch: pytest.MonkeyPatch) -> None:
    """The business day of all requests."""
    monkeypatch.setattr(settings, "TODAY", IN_TIME)


def file(program: Program, pk: int, data: dict[str, Any], **more: str) -> HttpResponse:
    return program.send(f"/reports/{pk}/filed", {"data": data}, **more)


def test_what_is_owed_and_by_when(town: Town, filing: Filing) -> None:
    page = Program(town.reporters[0]).get("/reports").json()
    (row,) = page["results"]
    assert (row["respondent"], row["period"], row["status"]) == (CODES[0], "2016-09", "open")
    assert (row["due_on"], row["counts_now"]) == ("2016-10-08", "2016-10-08")
    assert Program(town.office).get("/reports", period="2016-09").json()["count"] == 3
    assert Program(town.checkers["other"]).get("/reports").json()["count"] == 1


def test_the_form_says_fields_codes_and_checks(town: Town, filing: Filing) -> None:
    form = Program(town.reporters[0]).get(f"/reports/{filing.pk}/form").json()
    table = form["fields"][0]
    assert (table["key"], table["type"]) == ("executions", "table")
    columns = {one["key"]: one for one in table["columns"]}
    assert columns["amount_usd"]["type"] == "money(USD)"
    assert columns["country"]["scheme"] == "country"
    assert {"key": "US", "label": "美国"} in form["codes"]["country"]
    assert form["once"] == ["executions.receipt_no"]
    assert "total" in [one["key"] for one in form["checks"] if one["severity"] == "hard"]


def test_a_report_is_filed_once_for_each_key(town: Town, filing: Filing) -> None:
    program = Program(town.reporters[0])
    first = file(program, filing.pk, report(), Idempotency_Key="a")
    assert first.status_code == 201, first.content
    assert first.json() | {"digest": ""} == {
        "report": filing.pk, "round": 1, "phase": "in_review", "level": "district",
        "filed_on": "2016-09-28", "digest": "", "found": [],
    }  # fmt: skip
    again = file(program, filing.pk, report(), Idempotency_Key="a")
    assert (again.status_code, again.json()) == (201, first.json())
    other = file(program, filing.pk, report("5.00"), Idempotency_Key="a")
    assert (other.status_code, other.json()["code"]) == (422, "key")
    assert FilingVersion.objects.get().channel == "api"


def test_what_was_found_is_named_by_field(town: Town, filing: Filing) -> None:
    reply = file(Program(town.reporters[0]), filing.pk, report(executed_usd="1.005"))
    assert reply.status_code == 422
    assert [one["field"] for one in reply.json()["fields"]] == ["executed_usd"]
    reply = file(Program(town.reporters[0]), filing.pk, report(executed_usd="1.00"))
    assert [one["field"] for one in reply.json()["fields"]] == ["executed_usd"]
    assert "合计" in reply.json()["fields"][0]["problem"]
    reply = file(Program(town.reporters[0]), filing.pk, report(wrong="1.00"))
    assert [one["field"] for one in reply.json()["fields"]] == ["wrong"]


def test_a_draft_may_be_wrong_and_is_the_own_units_alone(town: Town, filing: Filing) -> None:
    program, path = Program(town.reporters[0]), f"/reports/{filing.pk}"
    body = {"data": {"executed_usd": "一"}, "explained": {}}
    assert program.send(f"{path}/draft", body, "put").json() == body
    assert FilingDraft.objects.get().data == {"executed_usd": "一"}
    assert program.get(path).json()["draft"] == body
    assert Program(town.office).get(path).json()["draft"] is None


def test_who_may_not(town: Town, filing: Filing) -> None:
    stranger, reader = Program(town.reporters[1]), Program(town.reporters[0], "read")
    assert file(stranger, filing.pk, report()).status_code == 404
    assert file(reader, filing.pk, report()).status_code == 403
    assert file(Program(town.office), filing.pk, report()).status_code == 403
    program = Program(town.reporters[0])
    ApiToken.objects.update(revoked_at="2016-01-01T00:00Z")
    assert file(program, filing.pk, report()).status_code == 401
    assert not FilingVersion.objects.exists()


def test_officers_approve_and_return(town: Town, filing: Filing) -> None:
    file(Program(town.reporters[0]), filing.pk, report())
    district = Program(town.checkers["district"])
    path = f"/reports/{filing.pk}"
    assert district.send(f"{path}/approved", {}).json()["level"] == "city"
    body = {"reason": "figures", "words": "请核对", "due": "2016-10-20", "cells": ["executed_usd"]}
    assert district.send(f"{path}/returned", body).status_code == 403
    returned = Program(town.checkers["city"]).send(f"{path}/returned", body)
    assert (returned.status_code, returned.json()["status"]) == (200, "returned")
    told = Program(town.reporters[0]).get(path).json()["returned"]
    assert {name: told[name] for name in body} == body
