"""The lane gives the answer of the whole way, header for header, and leaves it every refusal."""

import io
import json
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test.utils import override_settings
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from fumao.apps.audit.models import Event
from fumao.apps.orgs.models import Allowance, ApiToken
from fumao.apps.surveys.models import Filing, FilingVersion
from fumao.web.api.lane import Lane
from tests.reporting.conftest import IN_TIME, Town, report
from tests.reporting.test_api import Program

pytestmark = pytest.mark.usefixtures("_connections_stay")
type Answer = tuple[str, dict[str, str], bytes]


@pytest.fixture(autouse=True)
def in_september(monkeypatch: pytest.MonkeyPatch) -> None:
    """The business day of all requests."""
    monkeypatch.setattr(settings, "TODAY", IN_TIME)


@pytest.fixture
def _connections_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's transaction would end with its connection, which a request may close."""
    for connection in connections.all():
        monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


class Ways:
    """Both ways, with who went the whole one."""

    def __init__(self) -> None:
        self.whole = get_wsgi_application()
        self.went_whole = 0

    def _counted(self, environ: Any, start: Any) -> Iterable[bytes]:
        self.went_whole += 1
        return self.whole(environ, start)

    def ask(self, way: str, environ: dict[str, Any]) -> Answer:
        """Return status, headers and body."""
        said: list[Any] = []
        app = self.whole if way == "whole" else Lane(self._counted)
        body = b"".join(app(environ, lambda status, headers: said.append((status, headers))))
        status, headers = said[0]
        return status, dict(headers), body


def asked(program: Program, pk: int, body: bytes, **more: str) -> dict[str, Any]:
    """A request as granian hands it over."""
    return {
        "REQUEST_METHOD": "POST", "PATH_INFO": f"/api/v1/reports/{pk}/filed", "SCRIPT_NAME": "",
        "QUERY_STRING": "", "SERVER_NAME": "testserver", "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "testserver", "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body)),
        "HTTP_AUTHORIZATION": f"Bearer {program.token}", "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(),
    } | more  # fmt: skip


def sent(data: object) -> bytes:
    return json.dumps({"data": data}).encode()


@pytest.mark.parametrize("https", [False, True])
def test_a_report_is_filed_with_the_whole_ways_answer(
    town: Town, filing: Filing, https: bool
) -> None:
    program = Program(town.reporters[0])
    more = {"HTTP_IDEMPOTENCY_KEY": uuid4().hex}
    if https:
        more |= {"wsgi.url_scheme": "https"}
    with override_settings(SECURE_SSL_REDIRECT=https, SECURE_HSTS_SECONDS=100 if https else 0):
        ways = Ways()
        lane = ways.ask("lane", asked(program, filing.pk, sent(report()), **more))
        whole = ways.ask("whole", asked(program, filing.pk, sent(report()), **more))
    assert lane[0] == "201 Created"
    assert ways.went_whole == 0
    assert lane == whole
    assert ("Strict-Transport-Security" in lane[1]) == https
    assert FilingVersion.objects.get().channel == "api"
    assert [one.kind for one in Event.objects.filter(stream=filing.stream)] == ["report_filed"]


CHANGED: list[tuple[dict[str, str | None], str]] = [
    ({"HTTP_AUTHORIZATION": "Bearer fm_unknown"}, "401"),
    ({"HTTP_AUTHORIZATION": "Basic eDp5"}, "401"),
    ({"HTTP_HOST": "elsewhere.example"}, "400"),
    ({"HTTP_IDEMPOTENCY_KEY": "with a space"}, "422"),
    ({"REQUEST_METHOD": "GET"}, "405"),
    ({"PATH_INFO": "/api/v1/reports/0/filed"}, "422"),
    ({"PATH_INFO": "/api/v1/reports/999999/filed"}, "404"),
    ({"HTTP_ACCEPT_LANGUAGE": "en"}, "201"),
    ({"HTTP_COOKIE": "django_language=en"}, "201"),
    ({"CONTENT_LENGTH": None}, "422"),
    ({"CONTENT_LENGTH": "99999999"}, "400"),
]


@pytest.mark.parametrize(("changed", "status"), CHANGED)
def test_what_is_not_plainly_to_be_filed_goes_the_whole_way(
    town: Town, filing: Filing, changed: dict[str, str | None], status: str
) -> None:
    program, ways = Program(town.reporters[0]), Ways()

    def request() -> dict[str, Any]:
        environ = asked(program, filing.pk, sent(report()), HTTP_IDEMPOTENCY_KEY="k") | changed
        return {name: value for name, value in environ.items() if value is not None}

    lane, whole = ways.ask("lane", request()), ways.ask("whole", request())
    assert lane == whole
    assert lane[0].startswith(status)
    assert ways.went_whole == 1


def test_a_refusal_is_worded_by_the_whole_way_and_counted_once(town: Town, filing: Filing) -> None:
    program, ways = Program(town.reporters[0]), Ways()
    wrong = sent(report(executed_usd="1.00"))
    lane = ways.ask("lane", asked(program, filing.pk, wrong))
    once = Allowance.objects.get().left
    whole = ways.ask("whole", asked(program, filing.pk, wrong))
    twice = Allowance.objects.get().left
    assert lane == whole
    assert lane[0].startswith("422")
    assert "合计" in json.loads(lane[2])["message"]
    assert once - twice == pytest.approx(1, abs=0.9)  # it refills at two a second
    assert 1200 - once == pytest.approx(1, abs=0.01)
    assert not FilingVersion.objects.exists()


def test_over_plain_http_nothing_is_filed_where_https_is_asked_for(
    town: Town, filing: Filing
) -> None:
    program = Program(town.reporters[0])
    with override_settings(SECURE_SSL_REDIRECT=True):
        answer = Ways().ask("lane", asked(program, filing.pk, sent(report())))
    assert answer[0].startswith("301")
    assert not FilingVersion.objects.exists()


def test_the_token_is_judged_as_ever(town: Town, filing: Filing) -> None:
    ways = Ways()
    reader = Program(town.reporters[0], "read")
    assert ways.ask("lane", asked(reader, filing.pk, sent(report())))[0].startswith("403")
    stranger = Program(town.reporters[1])
    assert ways.ask("lane", asked(stranger, filing.pk, sent(report())))[0].startswith("404")
    program = Program(town.reporters[0])
    ApiToken.objects.update(revoked_at="2016-01-01T00:00Z")
    assert ways.ask("lane", asked(program, filing.pk, sent(report())))[0].startswith("401")
    assert not FilingVersion.objects.exists()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
bodies = st.one_of(
    st.binary(max_size=30),
    json_values.map(lambda one: json.dumps(one).encode()),
    st.fixed_dictionaries(
        {"data": json_values}, optional={"explained": json_values, "more": json_values}
    ).map(lambda one: json.dumps(one).encode()),
)


@trials(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies)
def test_every_body_is_answered_as_on_the_whole_way(
    town: Town, filing: Filing, body: bytes
) -> None:
    program, ways = Program(town.reporters[0]), Ways()
    lane = ways.ask("lane", asked(program, filing.pk, body))
    whole = ways.ask("whole", asked(program, filing.pk, body))
    assert lane == whole
    assert not lane[0].startswith(("2", "5"))
