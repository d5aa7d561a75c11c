"""One key enterprise: contact officer, visits, problems; what is done by forms on the page."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fumao.apps.orgs.acting import NOT_TAKEN, done, taken
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.apps.orgs.request import actor_of
from fumao.apps.surveys.actions.handle_ticket import answer_ticket, close_ticket, raise_ticket
from fumao.apps.surveys.actions.name_key_enterprise import assign_contact, end_key_enterprise
from fumao.apps.surveys.actions.record_visit import record_visit
from fumao.apps.surveys.contact import contact_light
from fumao.apps.surveys.forms import (
    AnswerForm,
    ContactForm,
    OfficeTicketForm,
    TicketForm,
    VisitForm,
)
from fumao.apps.surveys.models import KeyEnterprise, Ticket
from fumao.apps.surveys.queries.contacts import people, units
from fumao.apps.surveys.views.key_enterprises import (
    contact_of,
    office_choices,
    officer_choices,
)

_SHOWN = 100  # visits and tickets


@login_required
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a key enterprise."""
    return _page(request, _found(actor_of(request), pk), {})


def _found(actor: Actor, pk: int) -> KeyEnterprise:
    rows = KeyEnterprise.objects.select_related("enterprise__area", "office", "officer")
    return get_object_or_404(visible_to(actor, rows), pk=pk)


def _page(request: HttpRequest, row: KeyEnterprise, refused: dict[str, Form]) -> HttpResponse:
    actor = actor_of(request)
    can = {
        name: may(actor, action, row)
        for name, action in (
            ("keep", Action.KEEP_KEY_ENTERPRISE), ("visit", Action.RECORD_VISIT),
            ("raise", Action.RAISE_TICKET),
        )
    }  # fmt: skip
    tickets = visible_to(actor, row.tickets.select_related("owner", "by", "answered_by"))
    visits = visible_to(actor, row.visits.select_related("visitor"))
    offered = units(actor, row.enterprise.area) if can["keep"] or can["visit"] else []
    context: dict[str, Any] = {
        "row": row, "can": can, "refused": refused,
        "light": contact_light(row.last_visit_on, row.named_on, actor.today),
        "days": (actor.today - (row.last_visit_on or row.named_on)).days,
        "visits": visits[:_SHOWN], "lines": [_line(actor, one) for one in tickets[:_SHOWN]],
        "visit": refused.get("visit") or VisitForm(initial={"on": actor.today}),
        "raise": refused.get("raise") or _ticket_form(actor, row, offered, None),
        "contact": refused.get("assign") or _contact_form(actor, row, offered, None),
        "answer": refused.get("answer") or AnswerForm(),
        "answering": request.POST.get("ticket", "") if "answer" in refused else "",
    }  # fmt: skip
    status = NOT_TAKEN if refused else 200
    return render(request, "surveys/key_enterprise.html", context, status=status)


def _line(actor: Actor, one: Ticket) -> dict[str, Any]:
    """Return a ticket with what the actor may do about it."""
    open_ = one.state != Ticket.State.CLOSED
    return {
        "ticket": one,
        "late": one.state == Ticket.State.OPEN and one.due_on < actor.today,
        "may_answer": open_ and may(actor, Action.ANSWER_TICKET, one),
        "may_close": one.state == Ticket.State.ANSWERED and may(actor, Action.CLOSE_TICKET, one),
    }


def _ticket_form(
    actor: Actor, row: KeyEnterprise, offered: list[Department], sent: Any
) -> TicketForm:
    """Return the form of a problem: the enterprise itself names no unit."""
    if not may(actor, Action.RECORD_VISIT, row):
        return TicketForm(sent)
    first = {"owner": row.office_id}
    return OfficeTicketForm(sent, offices=office_choices(offered), initial=first)


def _contact_form(
    actor: Actor, row: KeyEnterprise, offered: list[Department], sent: Any
) -> ContactForm:
    officers = people(actor, offered) if offered else []
    return ContactForm(
        sent, offices=office_choices(offered), officers=officer_choices(officers),
        initial={"office": row.office_id, "officer": row.officer_id},
    )  # fmt: skip


@login_required
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a form on the page asks; a refusal shows the page again with what was typed."""
    actor = actor_of(request)
    row, name = _found(actor, pk), request.POST.get("do", "")
    if name not in _ACTS:
        raise Http404
    form, run = _ACTS[name](actor, row, request)
    try:
        if not taken(form, run):
            return _page(request, row, {name: form})
    except Ticket.DoesNotExist as error:
        raise Http404 from error
    return done(request, str(_WORDS[name]), reverse("key-enterprise", args=[pk]))


type _Act = tuple[Form, Callable[[], object]]


def _visit(actor: Actor, row: KeyEnterprise, request: HttpRequest) -> _Act:
    form = VisitForm(request.POST)
    return form, lambda: record_visit(actor, row, **form.cleaned_data)


def _raise(actor: Actor, row: KeyEnterprise, request: HttpRequest) -> _Act:
    form = _ticket_form(actor, row, units(actor, row.enterprise.area), request.POST)

    def run() -> Ticket:
        given = form.cleaned_data
        owner = None
        if given.get("owner"):
            owner = visible_to(actor, Department.objects.all()).get(pk=given["owner"])
        return raise_ticket(actor, row, given["title"], given["text"], owner, given.get("due"))

    return form, run


def _assign(actor: Actor, row: KeyEnterprise, request: HttpRequest) -> _Act:
    form = _contact_form(actor, row, units(actor, row.enterprise.area), request.POST)
    return form, lambda: assign_contact(actor, row, *contact_of(actor, form.cleaned_data))


def _ticket(request: HttpRequest) -> int:
    text = request.POST.get("ticket", "")
    return int(text) if text.isdecimal() else 0


def _answer(actor: Actor, _row: KeyEnterprise, request: HttpRequest) -> _Act:
    form = AnswerForm(request.POST)
    return form, lambda: answer_ticket(actor, _ticket(request), form.cleaned_data["answer"])


def _close(actor: Actor, _row: KeyEnterprise, request: HttpRequest) -> _Act:
    return Form(request.POST), lambda: close_ticket(actor, _ticket(request))


def _end(actor: Actor, row: KeyEnterprise, request: HttpRequest) -> _Act:
    return Form(request.POST), lambda: end_key_enterprise(actor, row)


_ACTS: dict[str, Callable[[Actor, KeyEnterprise, HttpRequest], _Act]] = {
    "visit": _visit, "raise": _raise, "assign": _assign, "answer": _answer, "close": _close,
    "end": _end,
}  # fmt: skip
_WORDS: dict[str, Promise] = {
    "visit": gettext_lazy("已登记走访。"),
    "raise": gettext_lazy("已提出，承办单位会收到通知。"),
    "assign": gettext_lazy("已指定联系人。"),
    "answer": gettext_lazy("已答复，企业会收到通知。"),
    "close": gettext_lazy("已办结。"),
    "end": gettext_lazy("已退出重点企业；走访和问题仍可查看。"),
}
