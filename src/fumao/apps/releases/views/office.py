"""Pages of the release team: plan, compile, preview, approve, withdraw."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fumao.apps.orgs.acting import NOT_TAKEN, done, taken
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import moment
from fumao.apps.orgs.policy import Action, may, offers
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of, is_htmx
from fumao.apps.releases import forms
from fumao.apps.releases.actions.approve_vintage import approve_vintage
from fumao.apps.releases.actions.ask_compile import ask_compile, is_correction
from fumao.apps.releases.actions.move_release import move_release
from fumao.apps.releases.actions.plan_release import plan_release
from fumao.apps.releases.actions.withdraw_vintage import withdraw_vintage
from fumao.apps.releases.analysis.data import inside_offers
from fumao.apps.releases.models import Release, Vintage
from fumao.apps.releases.queries.office import (
    OfficePage,
    may_plan,
    next_period,
    office_list,
    office_page,
    team_vintage,
)
from fumao.apps.releases.queries.quality import quality_lines
from fumao.apps.releases.queries.shown import quality_heads
from fumao.apps.releases.standing import stage_of, standing_of
from fumao.apps.releases.views.public import figures_of
from fumao.apps.releases.views.sending import NEVER_KEPT, sent_file


@login_required
@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """Show the releases whose team the actor is in."""
    actor = actor_of(request)
    lines = office_list(actor, moment())
    if not lines and not offers(actor, Action.READ_RELEASE):
        raise PermissionDenied(REFUSALS[Action.READ_RELEASE])
    context = {
        "lines": lines, "may_plan": bool(may_plan(actor)),
        "may_analyse": bool(inside_offers(actor)),
    }  # fmt: skip
    return _private(render(request, "releases/office.html", context))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def release_new(request: HttpRequest) -> HttpResponse:
    """Plan a release."""
    actor = actor_of(request)
    offered = {f"{one.key} {area.code}": (one, area) for one, area in may_plan(actor)}
    if not offered:
        raise PermissionDenied(REFUSALS[Action.PREPARE_RELEASE])
    language = "en" if request.LANGUAGE_CODE == "en" else "zh"
    choices = [
        (key, f"{area.name_en if language == 'en' else area.name} {one.title.say(language)}")
        for key, (one, area) in offered.items()
    ]
    first = next(iter(offered.values()))
    data = request.POST if request.method == "POST" else None
    form = forms.PlanForm(
        data, choices=choices, initial={"period": next_period(*first, actor).code}
    )

    def act() -> None:
        one, area = offered[form.cleaned_data["what"]]
        given = form.cleaned_data
        plan_release(actor, one, area, given["period"], given["embargo"])

    if form.is_bound and taken(form, act):
        return done(request, _("已列入发布日历。"), reverse("releases"))
    status = NOT_TAKEN if form.is_bound else 200
    return render(request, "releases/new.html", {"form": form}, status=status)


def _page(actor: Actor, pk: int) -> OfficePage:
    try:
        return office_page(actor, pk, moment())
    except Release.DoesNotExist as error:
        raise Http404 from error


@login_required
@require_safe
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a release to its team, with the form that ?do= opens; polled while it is compiled."""
    page = _page(actor_of(request), pk)
    polled = is_htmx(request) and request.GET.get("poll")
    if polled and (page.job is None or not page.job.open):
        return HttpResponse(headers={"HX-Refresh": "true"})
    if polled:
        return render(request, "releases/parts/job.html", {"job": page.job})
    opened = request.GET.get("do", "")
    return _shown(request, page, opened, _FORMS[opened]() if opened in _FORMS else None)


_FORMS: dict[str, Callable[..., Form]] = {
    "move": forms.MoveForm,
    "compile": forms.CompileForm,
    "withdraw": forms.WithdrawForm,
}


def _shown(
    request: HttpRequest, page: OfficePage, opened: str = "", form: Form | None = None
) -> HttpResponse:
    actor = actor_of(request)
    prepares = may(actor, Action.PREPARE_RELEASE, page.release)
    newest = page.vintages[0].vintage if page.vintages else None
    context = {
        "page": page,
        "release": page.release,
        "may_prepare": prepares,
        "may_move": prepares and page.release.embargo > moment(),
        "may_withdraw": newest is not None
        and not hasattr(newest, "withdrawal")
        and may(actor, Action.WITHDRAW_RELEASE, page.release),
        "correction": is_correction(page.release),
        "opened": opened if form is not None else "",
        "quality": quality_lines(page.release, actor.today) if opened == "compile" else (),
        "quality_heads": quality_heads(),
        "form": form,
        "newest": newest,
    }
    status = NOT_TAKEN if form is not None and form.is_bound else 200
    return _private(render(request, "releases/office_one.html", context, status=status))


def _act(
    request: HttpRequest, pk: int, opened: str, act: Callable[[OfficePage, Any], object], words: str
) -> HttpResponse:
    page = _page(actor_of(request), pk)
    form = _FORMS[opened](request.POST)
    if taken(form, lambda: act(page, form.cleaned_data)):
        return done(request, words, reverse("release-office", args=[pk]))
    return _shown(request, page, opened, form)


@login_required
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a release another hour."""
    actor = actor_of(request)

    def act(page: OfficePage, given: Any) -> object:
        return move_release(actor, page.release, given["embargo"], given["reason"])

    return _act(request, pk, "move", act, _("发布时间已调整，日历上公开说明。"))


@login_required
@require_POST
def compile_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Order the next vintage."""
    actor = actor_of(request)

    def act(page: OfficePage, given: Any) -> object:
        return ask_compile(
            actor, page.release, given["reason"], given["opens_at"], tell_quality=given["quality"]
        )

    return _act(request, pk, "compile", act, _("已提交编制，完成后在本页预览。"))


def _vintage(actor: Actor, pk: int, number: int) -> Vintage:
    """Return a vintage for its team; who is not in it learns not even that it is there."""
    page = _page(actor, pk)
    try:
        found = team_vintage(actor, pk, number)
    except Vintage.DoesNotExist as error:
        raise Http404 from error
    found.release = page.release
    return found


@login_required
@require_safe
def preview(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show a vintage to its team as the public will see it."""
    actor = actor_of(request)
    vintage = _vintage(actor, pk, number)
    newest = standing_of(vintage.release, moment()).vintage
    approvals = list(vintage.approvals.select_related("by"))
    given = any(one.by_id == (actor.person.pk if actor.person else None) for one in approvals)
    context = figures_of(actor, vintage) | {
        "release": vintage.release,
        "stage": stage_of(vintage, moment()),
        "approvals": approvals,
        "may_approve": newest is not None
        and newest.pk == vintage.pk
        and not given
        and len(approvals) < 2
        and not hasattr(vintage, "withdrawal")
        and may(actor, Action.APPROVE_RELEASE, vintage),
    }
    return _private(render(request, "releases/preview.html", context))


@login_required
@require_safe
def preview_file(request: HttpRequest, pk: int, number: int, name: str) -> HttpResponseBase:
    """Send a file of a vintage to its team."""
    return sent_file(request, _vintage(actor_of(request), pk, number), name)


@login_required
@require_POST
def approve(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Approve what was looked at."""
    actor = actor_of(request)
    vintage = _vintage(actor, pk, number)
    form = Form(request.POST)
    digest = request.POST.get("digest", "")
    if taken(form, lambda: approve_vintage(actor, vintage, digest)):
        return done(request, _("已批准。"), reverse("release-office", args=[pk]))
    stage = stage_of(vintage, moment())
    context = figures_of(actor, vintage) | {
        "release": vintage.release, "form": form, "stage": stage,
    }  # fmt: skip
    return _private(render(request, "releases/preview.html", context, status=NOT_TAKEN))


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Withdraw a vintage."""
    actor = actor_of(request)
    vintage = _vintage(actor, pk, number)

    def act(_page: OfficePage, given: Any) -> object:
        return withdraw_vintage(actor, vintage, given["reason"])

    return _act(request, pk, "withdraw", act, _("已撤回。"))


def _private(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = NEVER_KEPT
    return answer
