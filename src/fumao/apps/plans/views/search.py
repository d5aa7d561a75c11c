"""The results of a search over documents, clauses, tasks, targets and parks."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fumao.apps.orgs.request import actor_of
from fumao.apps.plans.queries.search import search

LONGEST = 100  # characters of a question


@login_required
@require_safe
def search_view(request: HttpRequest) -> HttpResponse:
    """Show what holds the words of ?q=."""
    q = request.GET.get("q", "").strip()[:LONGEST]
    result = search(actor_of(request), q)
    return render(request, "plans/search.html", {"result": result, "q": q, "digits": None})
