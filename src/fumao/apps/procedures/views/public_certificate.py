"""核验结业证书: whether a certificate was given by a recognised body, for anybody who holds it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fumao.apps.formpages.shown import text_of
from fumao.apps.orgs.service import spend
from fumao.apps.procedures.queries.public_certificates import certificate
from fumao.apps.procedures.views.public_request import VERIFY, asker, frame_of

_LONGEST = 64


@never_cache
@require_safe
def verify_certificate(request: HttpRequest) -> HttpResponse:
    """Ask for the numbers of a body's title and of a certificate, or say what they lead to.

    Raises TooOftenError: the limit is that of verification.
    """
    title = request.GET.get("n", "").strip()[:_LONGEST]
    number = request.GET.get("c", "").strip()[:_LONGEST]
    asked = bool(title and number)
    if asked:
        spend(VERIFY, asker(request))
    found = certificate(title, number) if asked else None
    language = get_language() or "zh"
    context = {
        "frame": frame_of(request),
        "title_number": title,
        "number": number,
        "asked": asked,
        "half": bool(title) != bool(number),
        "found": found,
        "lines": [
            (field.label.say(language), text_of(field, value, found.given, language))
            for field, value in found.shown
        ]
        if found
        else [],
    }
    response = render(request, "procedures/public/certificate.html", context)
    response.headers["X-Robots-Tag"] = "noindex"  # the address may hold a number
    return response
