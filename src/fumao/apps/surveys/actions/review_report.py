"""审核: a report is approved or returned at its level; nobody edits a respondent's figure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fumao.apps.audit.service import record
from fumao.apps.notices.service import notify
from fumao.apps.orgs.actor import Actor, Position
from fumao.apps.orgs.models import Role
from fumao.apps.orgs.policy import seat_in
from fumao.apps.orgs.refusals import refusal, refused
from fumao.apps.surveys.about import about
from fumao.apps.surveys.actions.write_batches import queue_batches
from fumao.apps.surveys.beside import beside, differing
from fumao.apps.surveys.book import loaded, period_of, review_of
from fumao.apps.surveys.in_hand import locked
from fumao.apps.surveys.items import note_differing
from fumao.apps.surveys.models import Filing, ReviewOffice
from fumao.apps.surveys.stored import COLUMNS, set_columns, state_of, told_return
from fumao.core.errors import CoreError
from fumao.surveys.examine import Examined, Finding, SurveyForm
from fumao.surveys.review import FilingState, Grounds, Review, Reviewed

NO_SEAT = gettext_lazy("不能审核：由本级审核单位的核查员办理，报表应正轮到本级审核。")


def approve_report(actor: Actor, filing: int, seen: int | None = None) -> Filing:
    """Approve a report at its level; the last level accepts it.

    `seen` is the number of events when the reviewer read it. Raises Filing.DoesNotExist,
    PermissionDenied, and ValidationError where something has happened since, it is not this
    level's turn, the person has acted at another level, a day has left the entry window, or a hard
    check finds something by what has become known since it was filed.
    """
    with transaction.atomic():
        row = locked(actor, filing)
        _require_unchanged(row, seen)
        _approve(actor, row, clean=False)
    return row


def return_report(actor: Actor, filing: int, grounds: Grounds, seen: int | None = None) -> Filing:
    """Return a report with a reason, the cells and a new day; the last level also an accepted one.

    Raises as approve_report does, and ValidationError for grounds that say too little.
    """
    with transaction.atomic():
        row = locked(actor, filing)
        _require_unchanged(row, seen)
        form = loaded(row.period.survey)
        last = form.survey.levels[-1:] if row.phase == Filing.Phase.ACCEPTED else (row.level,)
        level = last[0] if last else ""
        position = _seat(actor, row, level)
        _act(
            actor, row, form, position, lambda review, now, person: review.give_back(
                now, level, person, actor.today, grounds
            )
        )  # fmt: skip
        told = {"until": grounds.due.isoformat(), "words": grounds.words.strip()}
        _tell(actor, row, "report_returned", told)
    return row


def approve_clean(actor: Actor, filings: Iterable[int]) -> tuple[int, list[tuple[int, str]]]:
    """Approve reports on which no check finds anything, each in a transaction of its own.

    Neither did one when it was filed. Return how many were approved, and (filing, why not) of the
    others.
    """
    done, left = 0, []
    for pk in filings:
        try:
            with transaction.atomic():
                _approve(actor, locked(actor, pk), clean=True)
            done += 1
        except (ValidationError, PermissionDenied) as error:
            words = error.messages[0] if isinstance(error, ValidationError) else str(error)
            left.append((pk, words))
    return done, left


def _approve(actor: Actor, row: Filing, *, clean: bool) -> None:
    """Approve a locked report at its level; with `clean` only where nothing is to be looked at."""
    form = loaded(row.period.survey)
    position = _seat(actor, row, row.level)
    examined = _examined(actor, form, row)
    _require_sound(actor, form, row, examined)
    other = differing(row, examined.reading.data)
    if clean and (other or examined.findings or (row.version and row.version.found)):
        raise refusal("found", _("有待核对的校验，须逐份审核。"))
    state = _act(
        actor, row, form, position, lambda review, now, person: review.approve(
            now, row.level, person, actor.today
        )
    )  # fmt: skip
    note_differing(actor, row, other, form.survey.levels, position.department_id)
    if state.phase == "accepted":
        queue_batches()
        _tell(actor, row, "report_accepted", {})


def _require_unchanged(row: Filing, seen: int | None) -> None:
    if seen is not None and row.seq != seen:
        raise refusal(
            "seen", _("您打开之后已有人办理了这份报表，请先看下面的经过；写好的意见没有丢失。")
        )


def _seat(actor: Actor, row: Filing, level: str) -> Position:
    office = (
        ReviewOffice.objects.filter(period=row.period_id, area=row.area_id, level=level)
        .values_list("office_id", flat=True)
        .first()
    )
    found = seat_in(actor, office, Role.CHECKER, None) if office is not None else None
    if found is None:
        raise PermissionDenied(NO_SEAT)
    return found


def _examined(actor: Actor, form: SurveyForm, row: Filing) -> Examined:
    """Return what was filed as it looks today: earlier periods and the register have gone on."""
    version = row.version
    if version is None:
        raise refusal("unfiled", _("还没有报送，不能审核。"))
    return form.examine(
        version.data, period_of(row.period), actor.today, about(form, row), version.explained,
        beside(row, version.data),
    )  # fmt: skip


def _require_sound(actor: Actor, form: SurveyForm, row: Filing, examined: Examined) -> None:
    """Refuse what the entry windows have closed since it was filed, and what is wrong by now.

    It was filed without a hard finding: one that is there now has come up since.
    """
    for fault in form.outside(examined.reading, period_of(row.period), actor.today):
        raise refused(CoreError("window", *fault.words))
    if examined.hard:
        raise refused(_come_up(examined.hard))


def _come_up(hard: Sequence[Finding]) -> CoreError:
    zh = "；".join(f"{one.check.words.zh}（{one.check.key}）" for one in hard)
    en = "; ".join(f"{one.check.words.en} ({one.check.key})" for one in hard)
    return CoreError(
        "hard",
        f"报送之后出现了硬性校验问题，不能通过，请退回更正：{zh}",
        f"a hard check fails by what has become known since it was filed, return it: {en}",
    )


def _act(
    actor: Actor,
    row: Filing,
    form: SurveyForm,
    position: Position,
    act: Callable[[Review, FilingState, int], Reviewed],
) -> FilingState:
    """Let one event of review happen to a locked filing, and record it."""
    review, before = review_of(form), state_of(row)
    person = actor.person.pk if actor.person else 0
    try:
        event = act(review, before, person)
        if position.on_behalf_of is not None:  # neither may have acted at another level
            act(review, before, position.on_behalf_of)
    except CoreError as error:
        raise refused(error) from error
    after = review.after(before, event)
    if position.on_behalf_of is not None:
        people = dict(after.people) | {position.on_behalf_of: event.level}
        after = replace(after, people=tuple(sorted(people.items())))
    set_columns(row, after)
    row.seq += 1
    if after.phase == "accepted":
        row.accepted = row.version
    row.save(update_fields=COLUMNS)
    _record(actor, row, position, event)
    return after


def _record(actor: Actor, row: Filing, position: Position, event: Reviewed) -> None:
    data: dict[str, Any] = {"level": event.level, "round": row.round}
    if event.grounds is not None:
        told = told_return(event)
        data |= {name: told[name] for name in ("reason", "words", "due", "cells", "rule")}
    if position.on_behalf_of is not None:
        data["behalf"] = position.on_behalf_of
    record(
        row.stream,
        f"report_{event.kind}",
        actor=actor,
        area=row.area_id,
        department=position.department_id,
        data=data,
    )


def _tell(actor: Actor, row: Filing, kind: str, more: dict[str, str]) -> None:
    if row.unit is None:
        return
    notify(
        kind=kind,
        area=row.area_id,
        data={"title": row.period.survey.title, "period": row.period.code} | more,
        url=reverse("report", args=[row.pk]),
        on=actor.today,
        to_seats=[(row.unit, Role.HANDLER)],
    )
