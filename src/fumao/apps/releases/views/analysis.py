"""The analysis page for everybody and, over filings not yet published, for the office inside."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fumao.apps.audit.service import take_away
from fumao.apps.orgs.clock import moment
from fumao.apps.orgs.request import actor_of
from fumao.apps.procedures.views.public_request import frame_of
from fumao.apps.releases.analysis.asked import Asked, asked, chosen
from fumao.apps.releases.analysis.choices import choices, suggestions
from fumao.apps.releases.analysis.data import (
    Data,
    Offer,
    inside_data,
    inside_offers,
    public_data,
    public_offers,
)
from fumao.apps.releases.analysis.drawn import drawn, tiles
from fumao.apps.releases.analysis.files import FILES, file_of, notes
from fumao.apps.releases.analysis.groups import group_versions
from fumao.apps.releases.analysis.shown import answer
from fumao.apps.releases.forms import ViewForm
from fumao.apps.releases.queries.saved_views import shown_views
from fumao.apps.releases.views.sending import NEVER_KEPT
from fumao.core.errors import CoreError


@require_safe
def analysis(request: HttpRequest) -> HttpResponse:
    """Show published figures by what the address asks."""
    return _page(request, public_offers(moment()), inside=False)


@login_required
@require_safe
def analysis_inside(request: HttpRequest) -> HttpResponse:
    """Show accepted filings by what the address asks, to the office that runs their survey."""
    return _page(request, _inside(request), inside=True)


@require_safe
def analysis_file(request: HttpRequest, name: str) -> HttpResponse:
    """Send what is asked of published figures as a file."""
    return _sent(request, name, public_offers(moment()), inside=False)


@login_required
@require_safe
def analysis_inside_file(request: HttpRequest, name: str) -> HttpResponse:
    """Send what is asked of accepted filings as a file, on record."""
    return _sent(request, name, _inside(request), inside=True)


def _inside(request: HttpRequest) -> list[Offer]:
    offers = inside_offers(actor_of(request))
    if not offers:
        raise PermissionDenied(
            _("不能查看：内部分析只供组织本调查的单位，由其统筹办公室和核查员使用。")
        )
    return offers


def _read(request: HttpRequest, offers: list[Offer], *, inside: bool) -> tuple[Data, Asked] | None:
    """Return the figures and what is asked of them; None where nothing is there yet."""
    given = {name: request.GET[name] for name in request.GET}
    offer, faults = chosen(given, offers)
    if offer is None:
        return None
    data = inside_data(offer) if inside else public_data(offer)
    return (data, asked(given, data, faults)) if data.periods else None


def _page(request: HttpRequest, offers: list[Offer], *, inside: bool) -> HttpResponse:
    context: dict[str, Any] = {
        "frame": frame_of(request),
        "inside": inside,
        "here": reverse("analysis-inside" if inside else "analysis"),
        "has_inside": bool(inside_offers(actor_of(request))) if not inside else False,
    }
    try:
        found = _read(request, offers, inside=inside)
    except CoreError as error:
        context["error"] = error.message(request.LANGUAGE_CODE)
        found = None
    if found is not None:
        context |= _figures(request, offers, *found)
    page = render(request, "releases/analysis.html", context)
    page.headers["Cache-Control"] = NEVER_KEPT
    return page


def _figures(request: HttpRequest, offers: list[Offer], data: Data, given: Asked) -> dict[str, Any]:
    actor = actor_of(request)
    told = answer(data, given)
    query = given.query()
    return {
        "data": data,
        "asked": given,
        "answer": told,
        "rows": told.page(given.page),
        "choices": choices(data, given, offers),
        "suggestions": suggestions(data, given) if not told.rows else [],
        "chart": drawn(told, given),
        "tiles": tiles(told) if given.view == "tiles" else [],
        "notes": list(notes(data, told)),
        "groups": group_versions(data, given, told),
        "query": query,
        "file": "analysis-inside-file" if data.inside else "analysis-file",
        "views": shown_views(actor, inside=data.inside) if actor.person else [],
        "view_form": ViewForm(initial={"query": query}) if actor.person else None,
    }


def _sent(request: HttpRequest, name: str, offers: list[Offer], *, inside: bool) -> HttpResponse:
    if name not in FILES:
        raise Http404
    try:
        found = _read(request, offers, inside=inside)
    except CoreError as error:
        return _told(error.message(request.LANGUAGE_CODE))
    if found is None:
        raise Http404
    data, given = found
    if given.faults:
        return _told("\n".join(given.faults))
    made = file_of(name, data, answer(data, given))
    if inside:
        take_away(actor_of(request), "analysis_exported", {"query": given.query()[:400]})
    sent = HttpResponse(made.body, content_type=made.media)
    label = _("内部") + "-" if inside else ""
    saved = f"{label}{given.offer}-{given.terms.periods[-1].code}-{name}"
    sent.headers["Content-Disposition"] = content_disposition_header(True, saved) or ""
    sent.headers["Cache-Control"] = NEVER_KEPT
    return sent


def _told(words: str) -> HttpResponse:
    answer = HttpResponse(words, content_type="text/plain; charset=utf-8", status=400)
    answer.headers["Cache-Control"] = NEVER_KEPT
    return answer
