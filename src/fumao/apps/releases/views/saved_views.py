"""Saved views of the analysis page: kept, listed, renamed, shown to the unit, deleted, restored."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fumao.apps.orgs.acting import NOT_TAKEN, done, taken
from fumao.apps.orgs.request import actor_of
from fumao.apps.releases.actions.keep_view import (
    change_view,
    delete_view,
    restore_view,
    save_view,
)
from fumao.apps.releases.forms import ViewForm
from fumao.apps.releases.models import SavedView
from fumao.apps.releases.queries.saved_views import saved_view, saved_views
from fumao.apps.releases.views.sending import NEVER_KEPT


@login_required
@require_safe
def views(request: HttpRequest) -> HttpResponse:
    """List the actor's views, those of its unit, and deleted ones to take back."""
    return _shown(request)


def _shown(request: HttpRequest, form: Form | None = None, pk: int | None = None) -> HttpResponse:
    found = saved_views(actor_of(request))
    context = {"found": found, "form": form, "opened": pk}
    if form is None and (edit := request.GET.get("edit", "")).isdecimal():
        one = next((view for view in found.own if view.pk == int(edit)), None)
        if one is not None:
            initial = {"name": one.name, "shared": one.shared}
            context |= {"form": ViewForm(initial=initial), "opened": one.pk}
    status = NOT_TAKEN if form is not None else 200
    page = render(request, "releases/saved_views.html", context, status=status)
    page.headers["Cache-Control"] = NEVER_KEPT
    return page


@login_required
@require_POST
def view_new(request: HttpRequest) -> HttpResponse:
    """Keep what the page shows under a name."""
    form, actor = ViewForm(request.POST), actor_of(request)
    inside = request.POST.get("inside") == "True"
    here = reverse("analysis-inside" if inside else "analysis")

    def act() -> object:
        given = form.cleaned_data
        return save_view(
            actor, given["name"], given["query"], inside=inside, shared=given["shared"]
        )

    if taken(form, act):
        return done(request, _("视图已保存。"), f"{here}?{form.cleaned_data['query']}")
    return _shown(request, form)


def _view(request: HttpRequest, pk: int) -> SavedView:
    try:
        return saved_view(actor_of(request), pk)
    except SavedView.DoesNotExist as error:
        raise Http404 from error


@login_required
@require_POST
def view_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a view, show it to the unit or no longer."""
    view, form, actor = _view(request, pk), ViewForm(request.POST), actor_of(request)

    def act() -> object:
        return change_view(
            actor, view, form.cleaned_data["name"], shared=form.cleaned_data["shared"]
        )

    if taken(form, act):
        return done(request, _("视图已更改。"), reverse("analysis-views"))
    return _shown(request, form, pk)


@login_required
@require_POST
def view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a view off the list."""
    words = _("视图已删除，可在本页恢复。")
    return _done(request, pk, delete_view, words)


@login_required
@require_POST
def view_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a deletion back."""
    return _done(request, pk, restore_view, _("视图已恢复。"))


def _done(request: HttpRequest, pk: int, act: Callable[..., object], words: str) -> HttpResponse:
    view, form, actor = _view(request, pk), Form(request.POST), actor_of(request)
    if taken(form, lambda: act(actor, view)):
        return done(request, words, reverse("analysis-views"))
    return _shown(request, form)
