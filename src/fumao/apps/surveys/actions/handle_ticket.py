"""企业问题: raised by a key enterprise or for it, answered by the unit that owns it, closed."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from fumao.apps.audit.service import record
from fumao.apps.notices.service import notify
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department, Role
from fumao.apps.orgs.policy import Action, department_for, require, visible_to
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.days import working_days
from fumao.apps.surveys.models import KeyEnterprise, Ticket

ANSWER_IN = 5  # working days, where whoever raises it names no day


def raise_ticket(
    actor: Actor,
    row: KeyEnterprise,
    title: str,
    text: str,
    owner: Department | None = None,
    due: date | None = None,
) -> Ticket:
    """Raise a problem; without an owner the unit that keeps contact answers.

    Raises PermissionDenied, and ValidationError for empty words or a day that is not ahead.
    """
    require(actor, Action.RAISE_TICKET, row)
    if actor.person is None:
        raise PermissionDenied
    if not title.strip():
        raise refusal("title", _("请用一句话写明问题。"))
    due = due or working_days().add(actor.today, ANSWER_IN)
    if due <= actor.today:
        raise refusal("due", _("答复期限应晚于今天。"))
    if row.ended_on is not None:
        raise refusal("ended", _("已不是重点企业，请刷新页面。"))
    with transaction.atomic():
        ticket = Ticket.objects.create(
            key_enterprise=row, title=title.strip(), text=text.strip(), by=actor.person,
            by_enterprise=row.enterprise.unit_id in actor.department_ids,
            raised_on=actor.today, owner=owner or row.office, due_on=due,
        )  # fmt: skip
        _record(actor, ticket, "ticket_raised", Action.RAISE_TICKET)
        notify(
            kind="ticket_raised", area=row.enterprise.area_id,
            data={"title": ticket.title, "due": due.isoformat()},
            url=reverse("key-enterprise", args=[row.pk]), on=actor.today,
            to_seats=[(ticket.owner_id, Role.HANDLER)],
            to_people=[row.officer_id] if row.officer_id else [],
        )  # fmt: skip
    return ticket


def answer_ticket(actor: Actor, pk: int, answer: str) -> Ticket:
    """Answer a problem, or answer it anew before it is closed.

    Raises Ticket.DoesNotExist, PermissionDenied and ValidationError.
    """
    if not answer.strip():
        raise refusal("answer", _("请写明答复。"))
    with transaction.atomic():
        ticket = _locked(actor, pk)
        require(actor, Action.ANSWER_TICKET, ticket)
        _require_open(ticket)
        ticket.state, ticket.answer = Ticket.State.ANSWERED, answer.strip()
        ticket.answered_by, ticket.answered_on = actor.person, actor.today
        ticket.save()
        _record(actor, ticket, "ticket_answered", Action.ANSWER_TICKET)
        unit = ticket.key_enterprise.enterprise.unit_id
        notify(
            kind="ticket_answered", area=ticket.key_enterprise.enterprise.area_id,
            data={"title": ticket.title},
            url=reverse("key-enterprise", args=[ticket.key_enterprise_id]), on=actor.today,
            to_seats=[(unit, Role.HANDLER)] if unit is not None else [],
        )  # fmt: skip
    return ticket


def close_ticket(actor: Actor, pk: int) -> Ticket:
    """Close an answered problem; raises Ticket.DoesNotExist, PermissionDenied, ValidationError."""
    with transaction.atomic():
        ticket = _locked(actor, pk)
        require(actor, Action.CLOSE_TICKET, ticket)
        _require_open(ticket)
        if ticket.state != Ticket.State.ANSWERED:
            raise refusal("answer", _("还没有答复，不能办结。"))
        ticket.state, ticket.closed_on = Ticket.State.CLOSED, actor.today
        ticket.save()
        _record(actor, ticket, "ticket_closed", Action.CLOSE_TICKET)
    return ticket


def _locked(actor: Actor, pk: int) -> Ticket:
    rows = Ticket.objects.select_for_update(of=("self",))
    return visible_to(actor, rows.select_related("key_enterprise__enterprise__area")).get(pk=pk)


def _require_open(ticket: Ticket) -> None:
    if ticket.state == Ticket.State.CLOSED:
        raise refusal("closed", _("这个问题已经办结，请刷新页面。"))


def _record(actor: Actor, ticket: Ticket, kind: str, action: Action) -> None:
    """Put it on the chain of the key enterprise; the words stay with the ticket."""
    subject = ticket.key_enterprise if action == Action.RAISE_TICKET else ticket
    record(
        ticket.key_enterprise.stream, kind, actor=actor,
        area=ticket.key_enterprise.enterprise.area_id,
        department=department_for(actor, action, subject),
        data={"ticket": ticket.pk, "owner": ticket.owner_id, "due": ticket.due_on.isoformat()},
    )  # fmt: skip
