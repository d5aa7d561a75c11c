"""What surrounds the API: the caller's language, and one shape for errors outside operations."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from fumao.apps.rest.errors import error_reply

KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


class ApiMiddleware:
    """Below /api/: take the language a program asks for; turn pages about errors into JSON.

    A program sends Accept-Language only when told to; a browser always does, so for it the cookie
    counts (docs/adr/0005).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        if "Accept-Language" in request.headers and not _chosen(request):
            translation.activate(translation.get_language_from_request(request))
        response = self.get_response(request)
        if response.status_code >= 400 and response.headers["Content-Type"] == _HTML:
            page, response = response, error_reply(response.status_code)
            for name in KEPT_HEADERS:
                if name in page.headers:
                    response.headers[name] = page.headers[name]
        language = translation.get_language() or settings.LANGUAGE_CODE
        response.headers["Content-Language"] = language
        return response


_HTML = f"text/html; charset={settings.DEFAULT_CHARSET}"


def _chosen(request: HttpRequest) -> bool:
    return settings.LANGUAGE_COOKIE_NAME in request.COOKIES
