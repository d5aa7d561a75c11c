"""The lane of one request: a report filed by a program with a token (docs/adr/0025).

On the last day of a period programs file thousands of reports within minutes. Most of what a
request passes on its way (session, messages, CSRF, forms of the API) is there for others. The lane
takes such a request straight to the same checks of token and limit and to the same action. Whatever
is not plainly to be filed (a refusal, a browser, a wrong body) goes the whole way and gets its
answer there: nothing is decided or worded here.
"""

import json
import re
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import request_finished, request_started
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from fumao.apps.surveys.api.filing import Sending, filed
from fumao.web.api.auth import SPENT, TokenAuth

type Environ = dict[str, Any]
type Start = Callable[[str, list[tuple[str, str]]], Any]
type Application = Callable[[Environ, Start], Iterable[bytes]]

_PATH = re.compile(r"/api/v1/reports/([1-9][0-9]{0,17})/filed")
# These choose a language or a session: the whole way knows how.
_ELSEWHERE = ("HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "HTTP_ORIGIN")


class Lane:
    """An application with the lane before it."""

    def __init__(self, whole_way: Application) -> None:
        self.whole_way = whole_way
        self.auth = TokenAuth()
        # In the order in which they see a reply; they are asked for its headers only.
        self.guards = tuple(
            made(_nobody)
            for made in (
                XFrameOptionsMiddleware, ContentSecurityPolicyMiddleware, SecurityMiddleware,
            )
        )  # fmt: skip

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """Answer a request."""
        found = _PATH.fullmatch(environ.get("PATH_INFO", ""))
        if found is None or not _fits(environ):
            return self.whole_way(environ, start_response)
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = BytesIO(body)
        with translation.override(settings.LANGUAGE_CODE):
            response = self._filed(environ, int(found[1]), body)
        if response is None:
            return self.whole_way(environ, start_response)
        start_response("201 Created", list(response.items()))
        return [response.content]

    def _filed(self, environ: Environ, number: int, body: bytes) -> HttpResponse | None:
        """Return the reply of a report that was filed, None where it was not."""
        request_started.send(sender=type(self), environ=environ)
        try:
            request = WSGIRequest(environ)
            request.get_host()
            if settings.SECURE_SSL_REDIRECT and not request.is_secure():
                return None
            sending = Sending.read(body, environ.get("HTTP_IDEMPOTENCY_KEY"))
            actor = self.auth.authenticate(request, environ["HTTP_AUTHORIZATION"][7:])
            if actor is None:
                return None
            environ[SPENT] = True
            told = filed(actor, number, sending).model_dump(mode="json")
        except Exception:  # noqa: BLE001 - met again on the whole way, which words or logs it
            return None
        request_finished.send(sender=type(self))
        return self._guarded(request, told)

    def _guarded(self, request: HttpRequest, told: dict[str, Any]) -> HttpResponse:
        """Return the reply with the headers that every reply of ours has."""
        response = HttpResponse(json.dumps(told), content_type="application/json; charset=utf-8")
        for guard in self.guards:
            response = guard.process_response(request, response)
        patch_vary_headers(response, ["Cookie"])  # with one, another person may be meant
        response.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
        response.headers["Content-Length"] = str(len(response.content))
        return response


def _fits(environ: Environ) -> bool:
    """Tell whether a request is one that programs send, and short enough to be read at once."""
    length = environ.get("CONTENT_LENGTH") or ""
    return (
        environ["REQUEST_METHOD"] == "POST"
        and environ.get("HTTP_AUTHORIZATION", "").startswith("Bearer ")
        and not environ.get("QUERY_STRING")
        and not any(name in environ for name in _ELSEWHERE)
        and length.isdecimal()
        and int(length) <= (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
    )


def _nobody(_request: HttpRequest) -> HttpResponse:
    raise AssertionError("no request passes through here")
