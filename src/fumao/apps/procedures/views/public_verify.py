"""核验: whether a paper holds today, for anybody who has its number and code."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fumao.apps.orgs.acting import NOT_TAKEN, done
from fumao.apps.orgs.request import actor_of
from fumao.apps.orgs.service import spend
from fumao.apps.procedures.actions.mark_use import mark_use
from fumao.apps.procedures.queries.public_outcomes import verified
from fumao.apps.procedures.views.public_request import VERIFY, asker, frame_of
from fumao.apps.procedures.views.public_words import public_fields, standing_shown
from fumao.apps.procedures.views.request import refused_by

_LONGEST = 64


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a number and a code, or say what they lead to; a verifier marks a use by POST.

    Raises PermissionDenied where somebody else marks one.
    """
    sent = request.POST if request.method == "POST" else request.GET
    number, code = sent.get("n", "").strip()[:_LONGEST], sent.get("c", "").strip()[:_LONGEST]
    errors: list[str] = []
    if request.method == "POST":
        spend(VERIFY, asker(request))
        errors = _mark(request, number, code)
        if not errors:
            address = f"{reverse('verify')}?{urlencode({'n': number, 'c': code})}"
            return done(request, _("已登记本次使用。"), address)
    return _shown(request, number, code, errors)


def _mark(request: HttpRequest, number: str, code: str) -> list[str]:
    reference = request.POST.get("reference", "")
    if len(reference.strip()) > _LONGEST:
        return ValidationError(_("业务编号不超过 %(n)s 字。") % {"n": _LONGEST}).messages
    return refused_by(lambda: mark_use(actor_of(request), number, code, reference))


def _shown(request: HttpRequest, number: str, code: str, errors: list[str]) -> HttpResponse:
    actor = actor_of(request)
    asked = bool(number and code)
    if asked and request.method != "POST":
        spend(VERIFY, asker(request))
    found = verified(actor, number, code) if asked else None
    context = {
        "frame": frame_of(request),
        "number": number,
        "code": code,
        "asked": asked,
        "half": bool(number) != bool(code),
        "found": found,
        "standing": standing_shown(found.standing) if found else None,
        "fields": public_fields(found.outcome) if found else [],
        "errors": errors,
        "reference": request.POST.get("reference", ""),
    }
    response = render(
        request, "procedures/public/verify.html", context, status=NOT_TAKEN if errors else 200
    )
    response.headers["X-Robots-Tag"] = "noindex"  # the address may hold a code
    return response
