"""The one error shape of the API, and where every error is turned into it."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled
from ninja.errors import ValidationError as RequestError


class FieldError(Schema):
    """What is wrong with one field of the request."""

    field: str
    problem: str


class Error(Schema):
    """Every error the API gives: a stable code, a sentence for people, and the fields concerned."""

    code: str
    message: str
    fields: list[FieldError] = []


ERRORS = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 422: Error, 429: Error}


def error_responses(*codes: int) -> dict[int, type[Error]]:
    """Return the error responses an operation declares; 401, 403, 422 and 429 always may happen."""
    return {code: Error for code in sorted({401, 403, 422, 429, *codes})}


def install(api: NinjaAPI) -> None:
    """Give every error raised below `api` the one shape."""

    def reply(
        request: HttpRequest, status: int, code: str, message: str, fields: list[Any] | None = None
    ) -> HttpResponse:
        body = {"code": code, "message": message, "fields": fields or []}
        return api.create_response(request, body, status=status)

    @api.exception_handler(AuthenticationError)
    def unauthenticated(request: HttpRequest, _exc: AuthenticationError) -> HttpResponse:
        response = reply(request, 401, "unauthenticated", _("需要有效的访问令牌或登录会话"))
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(PermissionDenied)
    def forbidden(request: HttpRequest, exc: PermissionDenied) -> HttpResponse:
        return reply(request, 403, "forbidden", str(exc) or _("没有权限"))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, _exc: Http404) -> HttpResponse:
        return reply(request, 404, "not_found", _("没有这一项，或您无权查看"))

    @api.exception_handler(RequestError)
    def invalid(request: HttpRequest, exc: RequestError) -> HttpResponse:
        fields = [
            {"field": ".".join(str(part) for part in item["loc"]), "problem": item["msg"]}
            for item in exc.errors
        ]
        return reply(request, 422, "invalid", _("请求内容不符合要求"), fields)

    @api.exception_handler(ValidationError)
    def refused(request: HttpRequest, exc: ValidationError) -> HttpResponse:
        return reply(
            request,
            422,
            exc.code if isinstance(exc.code, str) else "refused",
            "；".join(exc.messages),
        )

    @api.exception_handler(Throttled)
    def throttled(request: HttpRequest, _exc: Throttled) -> HttpResponse:
        return reply(request, 429, "too_many_requests", _("请求过于频繁，请稍后再试"))

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, exc: HttpError) -> HttpResponse:
        codes = {400: "bad_request", 405: "method_not_allowed", 409: "conflict"}
        return reply(request, exc.status_code, codes.get(exc.status_code, "error"), str(exc))
