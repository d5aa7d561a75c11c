"""How people sign in: accounts are given, never registered; too many tries lock, in words."""

from collections import Counter
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import LoginView
from axes.helpers import get_cool_off
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fumao.apps.orgs.clock import today
from fumao.apps.orgs.models import Post, Role
from fumao.apps.orgs.service import SIGN_IN, TooOftenError, spend, valid_on


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from the bureau's administrator; nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("用户名或口令不对，请核对后再试。"),
        "too_many_login_attempts": gettext_lazy("尝试过于频繁，请过几分钟再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: there is no self-registration."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Slow down an address that tries many accounts; axes locks the single account."""
        try:
            spend(SIGN_IN, request.META.get("REMOTE_ADDR", ""))
        except TooOftenError as error:
            raise ValidationError(self.error_messages["too_many_login_attempts"]) from error


class SignInView(LoginView):  # type: ignore[misc]
    """The sign-in page; in demo mode it lists the demo's accounts."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form, and in demo mode the accounts by area."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if settings.DEMO:
            context["demo_posts"] = demo_posts()
        return context


def demo_posts() -> list[Post]:
    """Return what the demo's sign-in page offers: two synthetic people a role, by area."""
    posts = (
        Post.objects.filter(valid_on(today()), person__synthetic=True, person__is_active=True)
        .select_related("person", "department__area")
        .order_by("department__area__path", "id")
    )
    shown: list[Post] = []
    count: Counter[tuple[int, str]] = Counter()
    for post in posts:
        kind = (post.department.area_id, post.role)
        count[kind] += 1
        if count[kind] <= 2:
            shown.append(post)
    order = {role.value: place for place, role in enumerate(_SHOWN_FIRST)}
    return sorted(shown, key=lambda p: (p.department.area.path, order[p.role], p.pk))


_SHOWN_FIRST = (
    Role.OFFICE,
    Role.LEADER,
    Role.CHECKER,
    Role.HANDLER,
    Role.EXPERT,
    Role.VERIFIER,
    Role.READER,
    Role.ADMIN,
)


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return the name failures are counted under: any spelling that signs in as the same person."""
    given = (credentials or {}).get("username") or request.POST.get("login") or ""
    return str(given).casefold()


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Say that the account is locked at this address, for how long, and who can help."""
    cool_off = get_cool_off(request)
    minutes = round(cool_off.total_seconds() / 60) if cool_off else None
    page = render(request, "account/locked.html", {"minutes": minutes}, status=429)
    if cool_off:
        page.headers["Retry-After"] = str(int(cool_off.total_seconds()))
    return page


def reason_of(error: TooOftenError) -> str:
    """Return what a person reads whose limit is used up."""
    minutes = int(error.wait.total_seconds() // 60) + 1
    return _("操作过于频繁：请约 %(minutes)s 分钟后再试。") % {"minutes": minutes}
