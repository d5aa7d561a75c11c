"""Reports filed over the API: who may, once only, with an event, within limits."""

from datetime import timedelta
from typing import Any
from unittest.mock import ANY

import pytest
from django.test import Client
from django.utils import timezone

from fumao.apps.audit.models import Event
from fumao.apps.orgs.models import Allowance, ApiToken, Person
from fumao.apps.plans.models import Progress
from tests.api.conftest import CallerMaker

REPORT = {"department": "xm-commerce", "kind": "progress", "text": "已召开启动会。", "percent": 10}


def test_a_report_is_filed_with_its_event(caller: CallerMaker) -> None:
    reply = caller().post("/tasks/XM16-01/progress", REPORT)
    assert reply.status_code == 201, reply.content
    assert reply.json() == {
        "id": ANY, "task": "XM16-01", "kind": "progress", "department": "xm-commerce",
        "text": "已召开启动会。", "percent": 10, "state": "submitted", "reason": "",
        "on": ANY, "reviewed_on": None,
    }  # fmt: skip
    event = Event.objects.get(kind="progress_submitted")
    assert event.data["progress"] == reply.json()["id"]
    assert event.stream == "task:XM16-01"
    listed = caller("xm-commerce", "office").get("/tasks/XM16-01/progress").json()
    assert [row["id"] for row in listed["results"]] == [reply.json()["id"]]


def test_a_repeated_key_files_once(caller: CallerMaker) -> None:
    xiamen = caller()
    first = xiamen.post("/tasks/XM16-01/progress", REPORT, Idempotency_Key="7f3a")
    again = xiamen.post("/tasks/XM16-01/progress", REPORT, Idempotency_Key="7f3a")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Progress.objects.count() == Event.objects.filter(kind="progress_submitted").count() == 1


def test_a_key_of_another_report_is_refused(caller: CallerMaker) -> None:
    xiamen = caller()
    xiamen.post("/tasks/XM16-01/progress", REPORT, Idempotency_Key="7f3a")
    other = xiamen.post("/tasks/XM16-02/progress", REPORT, Idempotency_Key="7f3a")
    assert (other.status_code, other.json()["code"]) == (422, "submission_key")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"percent": 101}, "percent"),
        ({"percent": -1}, "percent"),
        ({"percent": 1.5}, "percent"),
        ({"percent": False}, "percent"),
        ({"percent": "10"}, "percent"),
        ({"text": ""}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"text": "长" * 10_001}, "text"),
        ({"kind": "done"}, "kind"),
        ({"percentage": 10}, "percentage"),
        ({"department": None}, "department"),
    ],
)
def test_a_wrong_field_is_named(caller: CallerMaker, changed: dict[str, Any], field: str) -> None:
    reply = caller().post("/tasks/XM16-01/progress", REPORT | changed)
    assert reply.status_code == 422
    assert reply.json()["code"] == "invalid"
    assert [f["field"].rsplit(".", 1)[-1] for f in reply.json()["fields"]] == [field]
    assert not Progress.objects.exists()


def test_a_close_out_without_evidence_is_refused(caller: CallerMaker) -> None:
    reply = caller().post("/tasks/XM16-01/progress", REPORT | {"kind": "close_out"})
    assert (reply.status_code, reply.json()["code"]) == (422, "no_evidence")


def test_a_department_without_part_may_not_report(caller: CallerMaker) -> None:
    # XM16-08 is led by 市商务局 alone.
    body = REPORT | {"department": "xm-tourism"}
    reply = caller("xm-tourism").post("/tasks/XM16-08/progress", body)
    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden")
    in_the_name_of_another = caller().post("/tasks/XM16-01/progress", body)
    assert in_the_name_of_another.status_code == 403


def test_scopes_are_kept(caller: CallerMaker) -> None:
    reader = caller(scopes=("read",))
    refused = reader.post("/tasks/XM16-01/progress", REPORT)
    assert refused.status_code == 403
    assert "write" in refused.json()["message"]
    assert reader.get("/tasks/XM16-01").status_code == 200
    writer = caller("xm-finance", scopes=("write",))
    refused = writer.get("/tasks/XM16-01")
    assert refused.status_code == 403
    assert "read" in refused.json()["message"]
    body = REPORT | {"department": "xm-finance"}
    refused = writer.post("/tasks/XM16-02/progress", body)
    assert refused.status_code == 403, "a task one may not read is not written to either"


def test_revoked_expired_and_left(caller: CallerMaker) -> None:
    xiamen = caller()
    tokens = ApiToken.objects.all()
    tokens.update(revoked_at=timezone.now())
    assert xiamen.get("/tasks").status_code == 401
    tokens.update(revoked_at=None, expires_at=timezone.now() - timedelta(seconds=1))
    assert xiamen.get("/tasks").status_code == 401
    tokens.update(expires_at=timezone.now() + timedelta(days=1))
    assert xiamen.get("/tasks").status_code == 200
    Person.objects.update(is_active=False)
    assert xiamen.get("/tasks").status_code == 401


def test_writing_has_a_limit(caller: CallerMaker) -> None:
    xiamen = caller()
    assert xiamen.post("/tasks/XM16-01/progress", REPORT).status_code == 201
    Allowance.objects.filter(key__startswith="api-write:").update(left=0)
    reply = xiamen.post("/tasks/XM16-01/progress", REPORT)
    assert (reply.status_code, reply.json()["code"]) == (429, "too_many_requests")
    assert int(reply.headers["Retry-After"]) >= 1
    assert xiamen.get("/tasks/XM16-01").status_code == 200, "reading goes on"


def test_a_session_writes_only_with_its_csrf_token(caller: CallerMaker) -> None:
    username = caller().username
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(
        Person.objects.get(username=username),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    path = "/api/v1/tasks/XM16-01/progress"
    refused = browser.post(path, REPORT, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert browser.get("/api/v1/tasks/XM16-01").status_code == 200
    browser.get("/")
    token = browser.cookies["csrftoken"].value
    filed = browser.post(
        path, REPORT, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert filed.status_code == 201, filed.content
    named = browser.get("/api/v1/tasks/XM16-01", headers={"Authorization": "Bearer fm_wrong"})
    assert named.status_code == 401, "a wrong token is not made good by a session"
