"""公示: what is in publicity, and a form by which anybody may object."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fumao.apps.formpages.shown import ShownAnswer, shown_fields
from fumao.apps.orgs.acting import NOT_TAKEN, done
from fumao.apps.orgs.request import actor_of
from fumao.apps.orgs.service import spend
from fumao.apps.procedures.actions.raise_objection import raise_objection
from fumao.apps.procedures.models import Case
from fumao.apps.procedures.queries.public_publicity import (
    CLOSED,
    Publicised,
    after_publicity,
    in_publicity,
    objections_against,
    publicised,
)
from fumao.apps.procedures.views.public_request import OBJECT, asker, frame_of
from fumao.apps.procedures.views.request import refused_by


@never_cache
@require_safe
def publicity(request: HttpRequest) -> HttpResponse:
    """Show the cases in publicity and those whose publicity is over."""
    today = actor_of(request).today
    context = {
        "frame": frame_of(request),
        "open": in_publicity(today),
        "over": after_publicity(today),
        "most": CLOSED,
    }
    return render(request, "procedures/public/publicity.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def publicity_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one case in publicity; an objection comes by POST."""
    actor = actor_of(request)
    try:
        found = publicised(pk, actor.today)
    except Case.DoesNotExist as error:
        raise Http404 from error
    typed: dict[str, Any] = {}
    if request.method == "POST":
        spend(OBJECT, asker(request))
        typed = {name: request.POST.get(name, "") for name in ("name", "contact", "text")}
        errors = refused_by(lambda: raise_objection(actor, pk, **typed))
        if not errors:
            words = _("异议已收到，核查后按您留下的联系方式答复。")
            return done(request, words, reverse("publicity-case", args=[pk]))
        typed["errors"] = errors
    raised, settled = objections_against(found.case)
    context = {
        "frame": frame_of(request),
        "one": found,
        "case": found.case,
        "fields": fields_of(found),
        "typed": typed,
        "raised": raised,
        "settled": settled,
    }
    status = NOT_TAKEN if typed else 200
    return render(request, "procedures/public/publicity_case.html", context, status=status)


def fields_of(found: Publicised) -> list[ShownAnswer]:
    """Return what is public of a case."""
    fields = [field for field in found.held.procedure.form if not field.sensitive]
    language = get_language() or "zh"
    return shown_fields(fields, found.public, found.case.submitted_on, language)
