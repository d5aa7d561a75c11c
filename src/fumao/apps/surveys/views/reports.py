"""A respondent's own reports: what is due when, and each report with its form."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.request import actor_of
from fumao.apps.surveys.models import Filing


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List the reports of the actor's own units."""
    actor = actor_of(request)
    rows = visible_to(actor, Filing.objects.select_related("period__survey", "enterprise"))
    return render(request, "surveys/mine.html", {"filings": rows})


@login_required
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a report."""
    actor = actor_of(request)
    rows = visible_to(actor, Filing.objects.select_related("period__survey", "enterprise"))
    return render(request, "surveys/report.html", {"filing": get_object_or_404(rows, pk=pk)})
