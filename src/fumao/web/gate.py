"""The gate before every page: signed in, with an own password and a second factor.

Closed by default: a new page is for signed-in people unless its name stands in PUBLIC.
"""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.limits import TooOftenError
from fumao.apps.orgs.request import actor_of
from fumao.web.sign_in import reason_of

PUBLIC = frozenset(
    {
        "start",
        "demo-enter",
        "set-theme",
        "set_language",
        "health",
        "calculator",  # policy is public; what is asked there is kept nowhere
        "rules",
        "rule",
        # What a procedure makes public, and whether a paper holds: read through `published`.
        "procedures",
        "procedure",
        "verify",
        "verify-certificate",
        "public-register",
        "public-register-csv",
        "public-outcome",
        "publicity",
        "publicity-case",
        "procedure-statistics",
        # Statistics: every figure passes fumao.apps.releases.queries.gate, by the clock.
        "publications",
        "publication",
        "release",
        "release-version",
        "release-file",
        "analysis",
        "analysis-file",
        "sdmx",
    }
)
ENTRANCE = frozenset({"account_login", "account_logout", "account_inactive", "mfa_authenticate"})
OWN_ACCOUNT = frozenset({"account_change_password", "account_reauthenticate", "mfa_reauthenticate"})
SECOND_FACTOR = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
    }
)
# allauth brings more pages (registration, e-mail, forgotten passwords): they do not exist here.
SIGN_IN_PAGES = ENTRANCE | OWN_ACCOUNT | SECOND_FACTOR


def first_duty(actor: Actor) -> str | None:
    """Return the name of the page a person must go to before any other, or None."""
    if actor.person is None:
        return None
    if actor.person.temporary_password:
        return "account_change_password"
    if settings.MFA_REQUIRED and actor.positions:
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        if not Authenticator.objects.filter(user=actor.person, type__in=kinds).exists():
            return "mfa_activate_totp"
    return None


class GateMiddleware:
    """Send away who has not signed in, and to their duty who has not finished signing in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Return where to go first, or None to go on; Http404 for allauth's unused pages."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith(("account_", "mfa_")) and name not in SIGN_IN_PAGES:
            raise Http404
        if name in PUBLIC or name in ENTRANCE:
            return None
        actor = actor_of(request)
        api = request.path.startswith("/api/")
        if actor.person is None:
            return None if api else _to_sign_in(request)  # the API answers 401 itself
        duty = first_duty(actor)
        if duty is None or name == duty or name in OWN_ACCOUNT:
            return None
        if api:
            return _refusal(_("请先在网页上完成登录设置。"), 403, "forbidden")
        return redirect(duty)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 429 where a limit is used up."""
        if not isinstance(error, TooOftenError):
            return None
        words = reason_of(error)
        if request.path.startswith("/api/"):
            answer: HttpResponse = _refusal(words, 429, "too_many_requests")
        else:
            answer = render(request, "429.html", {"words": words}, status=429)
        answer.headers["Retry-After"] = str(int(error.wait.total_seconds()) + 1)
        return answer


def _refusal(words: str, status: int, code: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": words, "fields": []}, status=status)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(reverse(settings.LOGIN_URL))
    return redirect_to_login(request.get_full_path())
