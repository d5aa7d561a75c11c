"""An enterprise's page and what is done there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fumao.apps.audit.service import kind_words
from fumao.apps.enterprises import forms
from fumao.apps.enterprises.actions.add_contact import (
    Person,
    add_contact,
    end_contact,
    reveal_contact,
)
from fumao.apps.enterprises.actions.close_enterprise import close_enterprise, reopen_enterprise
from fumao.apps.enterprises.actions.merge_enterprise import merge_enterprise
from fumao.apps.enterprises.actions.move_enterprise import move_enterprise
from fumao.apps.enterprises.actions.record_fact import correct_fact, record_fact
from fumao.apps.enterprises.actions.rename_enterprise import rename_enterprise
from fumao.apps.enterprises.actions.split_enterprise import split_enterprise
from fumao.apps.enterprises.models import Enterprise, Fact, Purpose
from fumao.apps.enterprises.queries.enterprise_page import enterprise_of, enterprise_page
from fumao.apps.enterprises.queries.places import managed_places
from fumao.apps.enterprises.stating import Statement
from fumao.apps.enterprises.vocabulary import shown
from fumao.apps.orgs.acting import NOT_TAKEN, done, taken
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.apps.orgs.request import actor_of

type _Act = Callable[[Actor, Enterprise, Any], object]


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to be done with an enterprise: its form, its words, who may and when."""

    name: str
    words: str | Promise
    icon: str
    form: type[Form]
    act: _Act
    action: Action = Action.MANAGE_ENTERPRISE
    ended: bool = False  # offered for an enterprise that is no more, instead


def _merge(actor: Actor, one: Enterprise, form: forms.MergeForm) -> None:
    found = form.enterprises("into", visible_to(actor, Enterprise.objects.all()))
    if len(found) == 1:
        merge_enterprise(actor, one, found[0], form.cleaned_data["on"])
    elif not form.errors:
        form.add_error("into", _("请只填一个信用代码。"))


def _split(actor: Actor, one: Enterprise, form: forms.SplitForm) -> None:
    found = form.enterprises("into", visible_to(actor, Enterprise.objects.all()))
    if not form.errors:
        given = form.cleaned_data
        split_enterprise(actor, one, found, given["on"], survives=given["survives"])


def _statement(data: dict[str, Any]) -> Statement:
    names = ("value", "source", "as_of", "period", "confidence")
    return Statement(**{name: data[name] for name in names})


OFFERS = {
    offer.name: offer
    for offer in (
        Offer(
            "fact", gettext_lazy("登记情况"), "plus", forms.FactForm,
            lambda actor, one, form: record_fact(
                actor, one, form.cleaned_data["name"], _statement(form.cleaned_data)
            ),
            Action.RECORD_FACT,
        ),
        Offer(
            "contact", gettext_lazy("登记联系人"), "user", forms.ContactForm,
            lambda actor, one, form: add_contact(actor, one, Person(**form.cleaned_data)),
            Action.RECORD_FACT,
        ),
        Offer(
            "rename", gettext_lazy("更名"), "pencil", forms.RenameForm,
            lambda actor, one, form: rename_enterprise(actor, one, **form.cleaned_data),
        ),
        Offer(
            "move", gettext_lazy("迁移"), "map-pin", forms.MoveForm,
            lambda actor, one, form: move_enterprise(actor, one, **form.cleaned_data),
        ),
        Offer("merge", gettext_lazy("合并"), "arrow-merge", forms.MergeForm, _merge),
        Offer("split", gettext_lazy("分立"), "git-compare", forms.SplitForm, _split),
        Offer(
            "close", gettext_lazy("注销"), "circle-x", forms.CloseForm,
            lambda actor, one, form: close_enterprise(actor, one, **form.cleaned_data),
        ),
        Offer(
            "reopen", gettext_lazy("恢复存续"), "arrow-back-up", forms.ReopenForm,
            lambda actor, one, form: reopen_enterprise(actor, one, **form.cleaned_data),
            ended=True,
        ),
    )
}  # fmt: skip
_ANY_TIME = frozenset({"fact", "contact"})  # of an enterprise that is no more, too


def _offers(actor: Actor, one: Enterprise) -> list[Offer]:
    ended = one.status != Enterprise.Status.ACTIVE
    return [
        offer
        for offer in OFFERS.values()
        if (offer.ended == ended or offer.name in _ANY_TIME) and may(actor, offer.action, one)
    ]


def _form(actor: Actor, offer: Offer, data: Any = None) -> Form:
    if issubclass(offer.form, forms.PlaceForm):
        return offer.form(data, places=managed_places(actor))
    return offer.form(data)


def _shown(
    request: HttpRequest,
    code: str,
    opened: Offer | None = None,
    form: Form | None = None,
    *,
    revealed: int | None = None,
    correcting: Fact | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    page = enterprise_page(actor, code, revealed)
    context = {
        "page": page,
        "one": page.enterprise,
        "offers": _offers(actor, page.enterprise),
        "has_tables": any(line.current or line.older for line in page.tables),
        "opened": opened,
        "form": form,
        "correcting": correcting
        and (correcting, shown(correcting.name, correcting.value, correcting.unit)),
        "may_record": may(actor, Action.RECORD_FACT, page.enterprise),
        "events": [(event, kind_words(event.kind)) for event in page.events],
    }
    status = NOT_TAKEN if form is not None and form.is_bound else 200
    return render(request, "enterprises/enterprise.html", context, status=status)


@login_required
@require_safe
def enterprise(request: HttpRequest, code: str) -> HttpResponse:
    """Show an enterprise, with the form that ?do= opens."""
    actor = actor_of(request)
    offer = OFFERS.get(request.GET.get("do", ""))
    if offer is None or offer not in _offers(actor, enterprise_of(actor, code)):
        return _shown(request, code)
    return _shown(request, code, offer, _form(actor, offer))


@login_required
@require_POST
def act(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Do something with an enterprise; what is refused comes back with what was typed."""
    actor = actor_of(request)
    one = enterprise_of(actor, code)
    offer = OFFERS.get(name)
    if offer is None:
        raise Http404
    form = _form(actor, offer, request.POST)
    plain: _Act = offer.act
    if taken(form, lambda: plain(actor, one, form)) and not form.errors:
        words = _("已办理：%(what)s。") % {"what": offer.words}
        return done(request, words, reverse("enterprise", args=[one.code]))
    return _shown(request, code, offer, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Correct a fact: the newer one takes its place, the wrong one stays on record."""
    actor = actor_of(request)
    one = enterprise_of(actor, code)
    rows = Fact.objects.exclude(purpose=Purpose.STATISTICS)
    wrong = get_object_or_404(visible_to(actor, rows), pk=pk, enterprise=one)
    if request.method != "POST":
        start = {n: getattr(wrong, n) for n in ("value", "source", "as_of", "period", "confidence")}
        return _shown(request, code, form=forms.CorrectForm(initial=start), correcting=wrong)
    form = forms.CorrectForm(request.POST)
    if taken(
        form,
        lambda: correct_fact(
            actor, wrong, _statement(form.cleaned_data), form.cleaned_data["reason"]
        ),
    ):
        return done(
            request, _("已更正，原值保留在历史中。"), reverse("enterprise", args=[one.code])
        )
    return _shown(request, code, form=form, correcting=wrong)


@login_required
@require_POST
def reveal(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show a contact in full this once; it is on record who looked."""
    actor = actor_of(request)
    one = enterprise_of(actor, code)
    contact = get_object_or_404(one.contacts.select_related("enterprise__area"), pk=pk)
    try:
        reveal_contact(actor, contact)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return _shown(request, code)
    return _shown(request, code, revealed=pk)


@login_required
@require_POST
def end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Put a contact out of use."""
    actor = actor_of(request)
    one = enterprise_of(actor, code)
    contact = get_object_or_404(one.contacts.all(), pk=pk)
    address = reverse("enterprise", args=[one.code])
    try:
        end_contact(actor, contact)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return _shown(request, code)
    return done(request, _("已停用，记录保留。"), address)
