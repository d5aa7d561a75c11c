"""One finding as work: explained by the respondent, accepted or refused by whose turn it is."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fumao.apps.orgs.acting import NOT_TAKEN, done, taken
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Role
from fumao.apps.orgs.policy import Action, may, seat_in
from fumao.apps.orgs.request import actor_of
from fumao.apps.surveys.actions.handle_item import accept_item, explain_item, refuse_item
from fumao.apps.surveys.forms import AcceptForm, ExplainForm, RefuseForm
from fumao.apps.surveys.models import WorkItem
from fumao.apps.surveys.queries import items as queries
from fumao.apps.surveys.views.items import owner_words
from fumao.surveys.work_items import BESIDE, RESPONDENT


def _item(actor: Actor, pk: int) -> WorkItem:
    row = queries.items(actor).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@login_required
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an item with what the actor can do about it now."""
    return _page(request, _item(actor_of(request), pk), {})


def _page(request: HttpRequest, row: WorkItem, bound: dict[str, forms.Form]) -> HttpResponse:
    actor = actor_of(request)
    office = queries.office_of_turn(row) if row.owner not in ("", RESPONDENT) else None
    context: dict[str, Any] = {
        "row": row, "filing": row.filing,
        "words": queries.finding_words(row).say(get_language() or "zh"),
        "owner": owner_words(row.owner),
        "may_explain": row.owner == RESPONDENT and may(actor, Action.FILE_REPORT, row.filing),
        "may_decide": office is not None
        and seat_in(actor, office, Role.CHECKER, None) is not None,
        "of_register": row.rule.startswith(BESIDE),
        "own": row.filing.unit in actor.department_ids,
        "explain": bound.get("explain") or ExplainForm(),
        "accept": bound.get("accept")
        or AcceptForm(initial={"least": _short(row), "most": _short(row)}),
        "refuse": bound.get("refuse") or RefuseForm(),
    }  # fmt: skip
    return render(request, "surveys/item.html", context, status=NOT_TAKEN if bound else 200)


def _short(row: WorkItem) -> str:
    """Return the figure found, without the zeros that the column adds."""
    return "" if row.value is None else f"{row.value.normalize():f}"


def _done(
    request: HttpRequest, pk: int, name: str, form: forms.Form, act: Callable[[], object], said: str
) -> HttpResponse:
    row = _item(actor_of(request), pk)
    if not taken(form, act):
        return _page(request, row, {name: form})
    return done(request, said, reverse("item", args=[pk]))


@login_required
@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the respondent's explanation."""
    form = ExplainForm(request.POST)
    return _done(
        request, pk, "explain", form,
        lambda: explain_item(actor_of(request), pk, form.cleaned_data["words"]),
        _("已说明，等待审核。"),
    )  # fmt: skip


@login_required
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept, within bounds and up to a day."""
    form = AcceptForm(request.POST)
    return _done(
        request, pk, "accept", form,
        lambda: accept_item(actor_of(request), pk, form.bounds(), form.cleaned_data["until"]),
        _("已接受；在范围和期限内不再要求说明。"),
    )  # fmt: skip


@login_required
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an explanation back with a reason."""
    form = RefuseForm(request.POST)
    return _done(
        request, pk, "refuse", form,
        lambda: refuse_item(actor_of(request), pk, form.cleaned_data["words"]),
        _("已退回说明，企业会看到理由。"),
    )  # fmt: skip
