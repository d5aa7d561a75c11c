"""待查项: a respondent explains a finding, a reviewer accepts or refuses the explanation."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor, Position
from fumao.apps.orgs.models import Role
from fumao.apps.orgs.policy import Action, department_for, require, seat_in, visible_to
from fumao.apps.orgs.refusals import refused
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.items import set_item, state_of_item
from fumao.apps.surveys.models import ReviewOffice, WorkItem
from fumao.core.errors import CoreError
from fumao.surveys.work_items import ItemEvent, ItemState, WorkItems

NO_SEAT = _("不能处理该事项：由轮到的审核单位的核查员办理。")


def explain_item(actor: Actor, item: int, words: str) -> WorkItem:
    """Explain a finding after filing, or again after a refusal.

    Raises WorkItem.DoesNotExist, PermissionDenied, and ValidationError where nothing is to be
    explained or the words are blank.
    """
    with transaction.atomic():
        row = _in_hand(actor, item)
        require(actor, Action.FILE_REPORT, row.filing)
        department = department_for(actor, Action.FILE_REPORT, row.filing)
        _act(
            actor, row, department,
            lambda items, state, person: items.explain(state, person, actor.today, words),
        )  # fmt: skip
    return row


def accept_item(
    actor: Actor,
    item: int,
    bounds: tuple[Decimal, Decimal] | None = None,
    until: date | None = None,
) -> WorkItem:
    """Accept an explanation, or what was to be watched; it holds later within the bounds.

    Without bounds it holds for just the figure found. Raises as refuse_item does.
    """
    with transaction.atomic():
        row = _in_hand(actor, item)
        level, seat = row.owner, _seat(actor, row)
        _act(
            actor, row, seat.department_id,
            lambda items, state, person: items.accept(
                state, level, person, actor.today, bounds, until
            ),
        )  # fmt: skip
    return row


def refuse_item(actor: Actor, item: int, words: str) -> WorkItem:
    """Send an explanation back with a reason.

    Raises WorkItem.DoesNotExist, PermissionDenied where it is not this office's turn, and
    ValidationError where there is nothing to decide, the reason is blank, or the person has
    explained it.
    """
    with transaction.atomic():
        row = _in_hand(actor, item)
        level, seat = row.owner, _seat(actor, row)
        row.answer = words.strip()
        _act(
            actor, row, seat.department_id,
            lambda items, state, person: items.refuse(state, level, person, actor.today, words),
        )  # fmt: skip
    return row


def _in_hand(actor: Actor, item: int) -> WorkItem:
    rows = WorkItem.objects.select_for_update(of=("self",)).select_related(
        "filing__period__survey", "filing__enterprise", "filing__area"
    )
    return visible_to(actor, rows).get(pk=item)


def _seat(actor: Actor, row: WorkItem) -> Position:
    filing = row.filing
    offices = ReviewOffice.objects.filter(
        period=filing.period_id, area=filing.area_id, level=row.owner
    )
    office = offices.values_list("office_id", flat=True).first()
    found = seat_in(actor, office, Role.CHECKER, None) if office is not None else None
    if found is None:
        raise PermissionDenied(NO_SEAT)
    return found


def _act(
    actor: Actor,
    row: WorkItem,
    department: int | None,
    act: Callable[[WorkItems, ItemState, int], ItemEvent],
) -> None:
    """Let one event of an item happen, and record that it did: no words, no figures."""
    items = WorkItems(loaded(row.filing.period.survey).survey.levels)
    state = state_of_item(row)
    try:
        event = act(items, state, actor.person.pk if actor.person else 0)
    except CoreError as error:
        raise refused(error) from error
    set_item(row, items.after(state, event))
    if event.acceptance is not None:
        row.accepted_on, row.until = event.on, event.acceptance.until
        row.least, row.most = event.acceptance.least, event.acceptance.most
    row.save()
    record(
        row.filing.stream, f"item_{event.kind}", actor=actor, area=row.filing.area_id,
        department=department, data={"level": event.level, "round": row.filing.round},
    )  # fmt: skip
