"""The one error shape of the API, and where every error is turned into it."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as RequestError


class FieldError(Schema):
    """What is wrong with one field of the request."""

    field: str
    problem: str


class Error(Schema):
    """Every error the API gives: a stable code, a sentence for people, and the fields concerned."""

    code: str
    message: str
    fields: list[FieldError]


# What an error without words of its own says, by status.
_CODES = {
    400: ("bad_request", gettext_lazy("请求无法读取：请检查是否为有效的 JSON。")),
    401: ("unauthenticated", gettext_lazy("需要有效的访问令牌或登录会话。")),
    403: ("forbidden", gettext_lazy("没有权限。")),
    404: ("not_found", gettext_lazy("没有这一项，或您无权查看。")),
    405: ("method_not_allowed", gettext_lazy("该地址不支持这种请求方法。")),
    413: ("too_large", gettext_lazy("请求内容过大。")),
    429: ("too_many_requests", gettext_lazy("请求过于频繁，请稍后再试。")),
    500: ("server_error", gettext_lazy("服务器出错，未作任何更改；请稍后再试。")),
}


def error_responses(*codes: int) -> dict[int, type[Error]]:
    """Return the error responses an operation declares; 401, 403 and 422 always may happen."""
    return {code: Error for code in sorted({401, 403, 422, *codes})}


def error_body(
    status: int, code: str = "", message: str = "", fields: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """Return an error in the one shape, with the status's own code and words unless given."""
    known, words = _CODES.get(status, _CODES[400 if status < 500 else 500])
    return {"code": code or known, "message": message or str(words), "fields": fields or []}


def error_reply(status: int, code: str = "", message: str = "") -> JsonResponse:
    """Return an error reply for a request that never reached an operation."""
    return JsonResponse(
        error_body(status, code, message), status=status, json_dumps_params={"ensure_ascii": False}
    )


def install(api: NinjaAPI) -> None:
    """Give every error raised below `api` the one shape."""

    def reply(request: HttpRequest, status: int, *args: Any) -> HttpResponse:
        return api.create_response(request, error_body(status, *args), status=status)

    @api.exception_handler(AuthenticationError)
    def unauthenticated(request: HttpRequest, _exc: AuthenticationError) -> HttpResponse:
        response = reply(request, 401)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(PermissionDenied)
    def forbidden(request: HttpRequest, exc: PermissionDenied) -> HttpResponse:
        return reply(request, 403, "", str(exc))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, _exc: Http404) -> HttpResponse:
        return reply(request, 404)

    @api.exception_handler(RequestError)
    def invalid(request: HttpRequest, exc: RequestError) -> HttpResponse:
        fields = [
            {"field": ".".join(str(part) for part in item["loc"]), "problem": _problem(item)}
            for item in exc.errors
        ]
        return reply(request, 422, "invalid", _("请求内容不符合要求。"), fields)

    @api.exception_handler(ValidationError)
    def refused(request: HttpRequest, exc: ValidationError) -> HttpResponse:
        code = getattr(exc, "code", None)
        named: list[tuple[str, str]] = getattr(exc, "fields", [])  # an error may name its fields
        fields = [{"field": field, "problem": problem} for field, problem in named]
        code = code if isinstance(code, str) else "refused"
        return reply(request, 422, code, "；".join(exc.messages), fields)

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, exc: HttpError) -> HttpResponse:
        return reply(request, exc.status_code)


def _problem(item: dict[str, Any]) -> str:
    """Return what is wrong with one field in the caller's language."""
    figures = item.get("ctx", {})
    words = {
        "missing": gettext_lazy("必填。"),
        "extra_forbidden": gettext_lazy("没有这个字段。"),
        "string_too_short": gettext_lazy("至少 %(min_length)s 个字符。"),
        "string_too_long": gettext_lazy("至多 %(max_length)s 个字符。"),
        "string_pattern_mismatch": gettext_lazy("格式应为 %(pattern)s。"),
        "string_type": gettext_lazy("应为文字。"),
        "string_unicode": gettext_lazy("含有不能保存的字符。"),
        "int_type": gettext_lazy("应为整数。"),
        "int_parsing": gettext_lazy("应为整数。"),
        "int_from_float": gettext_lazy("应为整数。"),
        "greater_than_equal": gettext_lazy("应不小于 %(ge)s。"),
        "less_than_equal": gettext_lazy("应不大于 %(le)s。"),
        "literal_error": gettext_lazy("应为 %(expected)s 之一。"),
    }
    kind = item["type"]
    if kind.startswith("date_") or kind == "date_type":
        return _("应为日期，如 2016-10-14。")
    if kind not in words:
        return str(item["msg"])
    problem: str = str(words[kind]) % figures
    return problem
