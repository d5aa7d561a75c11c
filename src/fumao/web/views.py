"""The pages of the frame: the public start page, the display settings, the sign of life."""

from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from fumao.apps.plans.models import Clause, Document, Progress, Target, Task, TaskUnit
from fumao.web.context import THEME_COOKIE, THEMES
from fumao.web.demo import visitors

YEAR = 365 * 24 * 3600


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or the system's theme in a cookie and go back."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE, theme, YEAR, secure=request.is_secure(), httponly=True, samesite="Lax"
        )
    return response


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer that the server is up; touches no database."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show what the system does, to everybody; figures and people only in the demo."""
    return render(request, "start.html", _demo() if settings.DEMO else {})


def _demo() -> dict[str, Any]:
    """Return the demo's people, its size, and how far one clause of it has come."""
    # The clause that was worked on most.
    worked = Progress.objects.values("task__clause").annotate(n=Count("pk")).order_by("-n")
    clause = Clause.objects.filter(pk__in=worked.values("task__clause")[:1]).first()
    return {
        "visitors": visitors(),
        "documents": Document.objects.filter(plan__isnull=False).count(),
        "tasks": Task.objects.exclude(state=Task.State.WITHDRAWN).count(),
        "targets": Target.objects.filter(withdrawn=False).count(),
        "clause": clause,
        "thread": _thread(clause) if clause else None,
    }


def _thread(clause: Clause) -> dict[str, int]:
    """Return how many tasks, units, reports and close-outs a clause set in motion."""
    tasks = Task.objects.filter(clause=clause)
    units = TaskUnit.objects.filter(task__clause=clause, department__isnull=False)
    return {
        "tasks": tasks.count(),
        "units": units.values("department").distinct().count(),
        "reports": Progress.objects.filter(task__clause=clause).count(),
        "closed": tasks.filter(state=Task.State.CLOSED).count(),
    }
