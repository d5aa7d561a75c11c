"""批量通过: filings on which no check found anything are approved together, each told apart."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from fumao.apps.orgs.request import actor_of
from fumao.apps.surveys.actions.review_report import approve_clean
from fumao.apps.surveys.queries.reviews import queue

_MOST = 200


@login_required
@require_POST
def approve_together(request: HttpRequest) -> HttpResponse:
    """Approve the ticked filings, or with `all` every clean one, and show what came of each."""
    actor = actor_of(request)
    waiting = {one.filing.pk: one for one in queue(actor)}
    ticked = [int(pk) for pk in request.POST.getlist("filing") if pk.isdecimal()]
    if "all" in request.POST:
        ticked = [pk for pk, one in waiting.items() if one.mark == "clean"]
    chosen = [pk for pk in ticked if pk in waiting][:_MOST]
    _done, left = approve_clean(actor, chosen)
    why = dict(left)
    results = [(waiting[pk], why.get(pk, "")) for pk in chosen]
    context = {
        "results": sorted(results, key=lambda one: not one[1]),
        "done": len(chosen) - len(left), "left": len(left),
        "gone": len(ticked) - len(chosen),
    }  # fmt: skip
    return render(request, "surveys/bulk_result.html", context)
