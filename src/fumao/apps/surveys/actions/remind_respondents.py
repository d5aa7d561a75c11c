"""催报: who has not filed by the due day is reminded, on record (统计法 art. 44)."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fumao.apps.audit.service import Draft, record_batch
from fumao.apps.notices.service import notify
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Role
from fumao.apps.orgs.policy import Action, department_for, require
from fumao.apps.orgs.refusals import refusal
from fumao.apps.surveys.models import Filing, Reminder, ReportingPeriod


def remind_respondents(
    actor: Actor, period: ReportingPeriod, until: date, only: Iterable[int] | None = None
) -> int:
    """Remind all, or some, of those who have not filed; return how many.

    Raises PermissionDenied, and ValidationError before the due day is over (nothing is owed yet)
    and for a day that does not lie ahead.
    """
    require(actor, Action.RUN_SURVEY, period)
    if actor.today <= period.due_on:
        raise refusal("early", _("报送期限 %(day)s 还没有过，不能催报。"), day=period.due_on)
    if until <= actor.today:
        raise refusal("until", _("催报期限应晚于今天。"))
    with transaction.atomic():
        rows = Filing.objects.select_for_update(of=("self",)).select_related("enterprise")
        rows = rows.filter(period=period, phase=Filing.Phase.DRAFT)
        if only is not None:
            rows = rows.filter(pk__in=list(only))
        late = list(rows)
        _remind(actor, period, until, late)
    return len(late)


def _remind(actor: Actor, period: ReportingPeriod, until: date, late: list[Filing]) -> None:
    Reminder.objects.bulk_create(
        Reminder(filing=row, on=actor.today, until=until, by=actor.person) for row in late
    )
    Filing.objects.filter(pk__in=[row.pk for row in late]).update(reminded_until=until)
    office = department_for(actor, Action.RUN_SURVEY, period)
    record_batch(
        Draft(
            stream=row.stream, kind="report_reminded", at=timezone.now(), on=actor.today,
            area=row.area_id, actor=actor.person.pk if actor.person else None, department=office,
            data={"until": until.isoformat()},
        )
        for row in late
    )  # fmt: skip
    notify(
        kind="report_reminded",
        area=period.area_id,
        data={
            "title": period.survey.title, "period": period.code,
            "due": period.due_on.isoformat(), "until": until.isoformat(),
        },
        url=reverse("my-reports"),
        on=actor.today,
        to_seats=[(row.unit, Role.HANDLER) for row in late if row.unit is not None],
    )  # fmt: skip
