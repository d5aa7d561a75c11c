"""报告期: surveys with their marks and periods, and a new period with its roster to look at."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fumao.apps.orgs.acting import NOT_TAKEN, done, taken
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, visible_to
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of
from fumao.apps.procedures.views.request import refused_by
from fumao.apps.surveys.actions.give_marks import give_marks
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.forms import MarksForm
from fumao.apps.surveys.models import ReportingPeriod, SurveyVersion
from fumao.apps.surveys.queries import periods as queries
from fumao.apps.surveys.queries.preview import Preview, choices, preview
from fumao.core.errors import CoreError
from fumao.core.periods import Period, parse_period


@login_required
@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    """Show the surveys and their periods."""
    return render(request, "surveys/surveys.html", {"surveys": queries.surveys(actor_of(request))})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: HttpRequest, key: str) -> HttpResponse:
    """Show what opening a period comes to; a POST opens it."""
    actor = actor_of(request)
    versions = visible_to(actor, SurveyVersion.objects.filter(retired_on=None))
    version = get_object_or_404(versions, key=key)
    areas = queries.own_areas(actor)
    if not areas:
        raise PermissionDenied(REFUSALS[Action.RUN_SURVEY])
    sent = request.POST if request.method == "POST" else request.GET
    area = next((one for one in areas if one.code == sent.get("area")), areas[0])
    offered = choices(version, area, actor.today)
    found = preview(actor, version, area, _chosen(sent.get("period", ""), offered))
    errors: list[str] = []
    marks = MarksForm(request.POST if request.POST.get("do") == "marks" else None)
    if marks.is_bound:
        given = marks.cleaned_data if marks.is_valid() else {}
        if taken(marks, lambda: give_marks(actor, version, area, **given)):
            address = f"{reverse('period-open', args=[key])}?area={area.code}"
            return done(request, _("已补上法定标识。"), address)
    elif request.method == "POST":
        made: list[ReportingPeriod] = []
        errors = refused_by(lambda: made.append(_open(actor, version, area, found)))
        if made:
            words = _("已开放 %(period)s，已通知 %(n)s 家填报单位。") % {
                "period": found.period.show(get_language() or "zh"), "n": found.all,
            }  # fmt: skip
            return done(request, words, reverse("period", args=[key, made[0].pk]))
    context: dict[str, Any] = {
        "version": version, "areas": areas, "area": area, "offered": offered, "found": found,
        "errors": errors, "marks": marks,
    }  # fmt: skip
    status = NOT_TAKEN if errors or marks.errors else 200
    return render(request, "surveys/period_open.html", context, status=status)


def _chosen(code: str, offered: list[Period]) -> Period:
    """Return the period asked for; where it is none of this survey's, the first offered."""
    try:
        asked = parse_period(code) if code else None
    except CoreError:
        asked = None
    return asked if asked is not None and type(asked) is type(offered[0]) else offered[0]


def _open(actor: Actor, version: SurveyVersion, area: Area, found: Preview) -> ReportingPeriod:
    return open_period(actor, version, area, found.period)
