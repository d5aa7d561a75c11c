"""An outcome for its holder and the offices: the page, the certificate, the receipt of a case."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fumao.apps.audit.service import kind_words
from fumao.apps.orgs.acting import NOT_TAKEN, done
from fumao.apps.orgs.request import actor_of
from fumao.apps.procedures.actions.begin_later_case import begin_by_office
from fumao.apps.procedures.certificates.certificate import certificate_pdf
from fumao.apps.procedures.certificates.receipt import receipt_pdf
from fumao.apps.procedures.models import Case, Outcome
from fumao.apps.procedures.queries.case_page import case_page
from fumao.apps.procedures.queries.outcome_page import outcome_page, own_outcome
from fumao.apps.procedures.views.public_request import sent_file
from fumao.apps.procedures.views.public_words import public_fields, standing_shown
from fumao.apps.procedures.views.request import refused_by

_PDF = "application/pdf"


@login_required
@require_safe
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an outcome."""
    return _page(request, pk, {})


def _page(request: HttpRequest, pk: int, typed: dict[str, Any]) -> HttpResponse:
    try:
        page = outcome_page(actor_of(request), pk)
    except Outcome.DoesNotExist as error:
        raise Http404 from error
    context = {
        "page": page,
        "outcome": page.outcome,
        "standing": standing_shown(page.standing),
        "fields": public_fields(page.outcome),
        "lines": [(kind_words(event.kind), event) for event in page.story],
        "predecessor": getattr(page.outcome, "predecessor", None),
        "typed": typed,
    }
    status = NOT_TAKEN if typed else 200
    return render(request, "procedures/outcome.html", context, status=status)


@login_required
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a revocation or a re-check, then go to its case; raises PermissionDenied."""
    actor = actor_of(request)
    kind, ground = request.POST.get("kind", ""), request.POST.get("ground", "")
    why = request.POST.get("why", "")[:2000]
    made: list[Case] = []
    try:
        found = own_outcome(actor, pk)
    except Outcome.DoesNotExist as error:
        raise Http404 from error
    errors = refused_by(lambda: made.append(begin_by_office(actor, found, kind, ground, why)))
    if errors:
        return _page(request, pk, {"errors": errors, "kind": kind, "ground": ground, "why": why})
    return done(request, _("已发起。"), reverse("case", args=[made[0].pk]))


@login_required
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the certificate as PDF."""
    actor = actor_of(request)
    try:
        found = own_outcome(actor, pk)
    except Outcome.DoesNotExist as error:
        raise Http404 from error
    body = certificate_pdf(found, actor.today)
    return sent_file(body, f"{found.number}.pdf", _PDF, inline=True)


@login_required
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the receipt of a case as PDF."""
    actor = actor_of(request)
    try:
        page = case_page(actor, pk)
    except Case.DoesNotExist as error:
        raise Http404 from error
    body = receipt_pdf(page, actor.today)
    return sent_file(body, f"{page.case.number}.pdf", _PDF, inline=True)
