"""Every error has the one shape, in the caller's language."""

from typing import Any

import pytest
from django.test import Client
from django.test.utils import override_settings

from fumao.apps.orgs.models import Person
from tests.api.conftest import CallerMaker


def check_shape(reply: Any, status: int, code: str) -> dict[str, Any]:
    """Hold a reply against the shape and return it."""
    assert reply.status_code == status, reply.content
    assert reply.headers["Content-Type"].startswith("application/json")
    body: dict[str, Any] = reply.json()
    assert set(body) == {"code", "message", "fields"}
    assert body["code"] == code
    assert body["message"]
    return body


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/", "/api/v2/tasks", "/api/v1/tasks/"])
def test_unknown_addresses(path: str) -> None:
    check_shape(Client().get(path), 404, "not_found")


def test_method_not_allowed(caller: CallerMaker) -> None:
    reply = caller().post("/tasks", {})
    check_shape(reply, 405, "method_not_allowed")
    assert reply.headers["Allow"] == "GET"


def test_malformed_json(caller: CallerMaker) -> None:
    for body in ("{", "[" * 100_000, "\xff"):
        check_shape(caller_post_raw(caller(), body), 400, "bad_request")


def caller_post_raw(who: Any, body: str) -> Any:
    """POST a body as it is."""
    return who.client.post(
        "/api/v1/tasks/XM16-01/progress", body.encode("latin-1"),
        content_type="application/json", headers={"Authorization": f"Bearer {who.token}"},
    )  # fmt: skip


def test_too_large(caller: CallerMaker) -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100):
        reply = caller_post_raw(caller(), '{"text": "' + "x" * 200 + '"}')
    check_shape(reply, 400, "bad_request")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer fm_wrong"}, {"Authorization": "Basic x"}]
)
def test_unauthenticated(headers: dict[str, str]) -> None:
    reply = Client().get("/api/v1/tasks", headers=headers)
    check_shape(reply, 401, "unauthenticated")
    assert reply.headers["WWW-Authenticate"] == "Bearer"
    posted = Client().post(
        "/api/v1/tasks/XM16-01/progress", {}, content_type="application/json", headers=headers
    )
    check_shape(posted, 401, "unauthenticated")


@pytest.mark.django_db
def test_a_fault_is_no_page(monkeypatch: pytest.MonkeyPatch, caller: CallerMaker) -> None:
    from fumao.apps.orgs.policy import visibility

    who = caller()
    who.client.raise_request_exception = False

    monkeypatch.setitem(visibility.ROWS, "plans.Task", None)
    check_shape(who.get("/tasks"), 500, "server_error")


def test_words_in_the_callers_language(caller: CallerMaker) -> None:
    who = caller()
    chinese = who.get("/tasks/NOPE-1")
    assert "没有" in check_shape(chinese, 404, "not_found")["message"]
    assert chinese.headers["Content-Language"] == "zh-hans"
    asked = who.get("/tasks/NOPE-1", Accept_Language="en")
    assert check_shape(asked, 404, "not_found")["message"].isascii()
    assert asked.headers["Content-Language"] == "en"
    Person.objects.update(language="en")
    own = who.get("/tasks?page=0")
    assert check_shape(own, 422, "invalid")["fields"][0]["problem"].isascii()
    outside = Client().get("/api/v1/nothing", headers={"Accept-Language": "en"})
    assert check_shape(outside, 404, "not_found")["message"].isascii()


def test_a_browser_is_not_answered_by_accept_language(caller: CallerMaker) -> None:
    caller()
    page = Client().get("/", headers={"Accept-Language": "en"})
    assert page.headers["Content-Language"] == "zh-hans"
