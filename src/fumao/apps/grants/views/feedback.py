"""How policy reaches enterprises, clause by clause."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fumao.apps.grants.book import book
from fumao.apps.grants.outcomes import outcomes
from fumao.apps.grants.queries.feedback import clause_lines, given_rules
from fumao.apps.grants.queries.screening import rule_lines, screenings
from fumao.apps.grants.views.opened import reader_of
from fumao.apps.grants.words import language


@login_required
@require_safe
def feedback(request: HttpRequest) -> HttpResponse:
    """Show the eligible by the newest screening, and what became of who applied."""
    actor = reader_of(request)
    one = screenings(actor).first()
    lines = []
    if one is not None:
        found = rule_lines(actor, book(), one, language())
        lines = clause_lines(found, outcomes(actor, one.area, given_rules(found)))
    return render(request, "grants/feedback.html", {"one": one, "lines": lines})
