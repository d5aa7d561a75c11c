"""开放报告期: the roster is drawn up, every area gets its reviewing offices, all are told."""

import hashlib
from collections.abc import Container

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from fumao.apps.audit.service import record
from fumao.apps.notices.service import notify
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Role
from fumao.apps.orgs.policy import Action, department_for
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.refusals import refusal
from fumao.apps.orgs.service import subtree
from fumao.apps.plans.days import working_days
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.marks import marked, told_marks
from fumao.apps.surveys.models import Filing, ReportingPeriod, SurveyVersion
from fumao.apps.surveys.roster import Respondent, roster
from fumao.apps.surveys.route import put_route
from fumao.core.periods import Period
from fumao.surveys.definitions import Survey

_ROWS = 500  # an INSERT
_PLACES = (Area.Kind.CITY, Area.Kind.DISTRICT, Area.Kind.ZONE)  # where an enterprise may be


def open_period(
    actor: Actor,
    version: SurveyVersion,
    area: Area,
    period: Period,
    *,
    synthetic: bool = False,
    among: Container[str] | None = None,
) -> ReportingPeriod:
    """Open a period of a survey in an area, with everybody on its roster.

    For a trial (试报) `among` are the codes of those on the roster who take part.

    Raises PermissionDenied, and ValidationError where the form is past its validity (统计法 art.
    17), the period is open already, or an area has no office to review at some level.
    """
    office = department_for(actor, Action.RUN_SURVEY, area)
    if office is None:
        raise PermissionDenied(REFUSALS[Action.RUN_SURVEY])
    return begin_period(actor, version, area, period, office, synthetic=synthetic, among=among)


def begin_period(  # noqa: PLR0913 - a trial opens like any other period
    actor: Actor,
    version: SurveyVersion,
    area: Area,
    period: Period,
    office: int,
    *,
    synthetic: bool = False,
    among: Container[str] | None = None,
) -> ReportingPeriod:
    """Open a period in an office's name, without asking policy: for the clock's own opening.

    Raises ValidationError as open_period does.
    """
    form = loaded(version)
    survey = marked(form.survey, area)
    require_open(version, survey, period)
    try:
        with transaction.atomic():
            row = _period(actor, version, survey, area, period, office)
            row.synthetic = synthetic
            row.save(force_insert=True)
            owing = [
                one for one in roster(form, area, period.end) if among is None or one.code in among
            ]
            places = {one.area for one in owing}
            if survey.each:  # filings come as they arise, from anywhere in the area
                places = set(subtree(area).filter(kind__in=_PLACES))
            put_route(row, survey, places, actor.today)
            Filing.objects.bulk_create((_filing(row, one) for one in owing), batch_size=_ROWS)
            _record(actor, row, owing)
            if actor.today <= row.due_on:  # a past one is opened to be filled in, not announced
                tell_open(actor, row, owing)
    except IntegrityError as error:
        raise refusal("period", _("%(period)s 已经开放。"), period=period.code) from error
    return row


def require_open(version: SurveyVersion, survey: Survey, period: Period) -> None:
    """Raise ValidationError where a form may not open a period: replaced, unmarked, or past its
    validity."""
    if version.retired_on is not None:
        raise refusal("survey", _("该表已有新版本，请选用新版本。"))
    marks = survey.marks
    if marks is not None and marks.missing:
        raise refusal(
            "marks", _("该表缺少批准文号或有效期，不能开放（统计法第17条）：请先补上法定标识。")
        )
    if not survey.opens(period) and marks is not None:
        raise refusal(
            "period",
            _("%(period)s 不在该表有效期 %(first)s 至 %(last)s 内，不能开放（统计法第17条）。"),
            period=period.code,
            first=marks.valid_from,
            last=marks.valid_to,
        )


def _period(
    actor: Actor,
    version: SurveyVersion,
    survey: Survey,
    area: Area,
    period: Period,
    office: int,
) -> ReportingPeriod:
    due = survey.terms.due_on(period, working_days().calendar)
    return ReportingPeriod(
        survey=version,
        key=version.key,
        area=area,
        office_id=office,
        code=period.code,
        starts=period.start,
        ends=period.end,
        opens_on=survey.terms.opens_on(period),
        due_on=due.date,
        estimated=list(due.reason) if due.reason else None,
        marks=told_marks(survey.marks),
        by=actor.person,
    )


def _filing(row: ReportingPeriod, one: Respondent) -> Filing:
    firm = one.enterprise
    return Filing(
        period=row,
        enterprise=firm,
        department=one.department,
        area=one.area,
        park_id=firm.park_id if firm is not None else None,
    )


def _record(actor: Actor, row: ReportingPeriod, owing: list[Respondent]) -> None:
    codes = hashlib.sha256("".join(one.code for one in owing).encode()).hexdigest()
    record(
        row.stream,
        "period_opened",
        actor=actor,
        area=row.area_id,
        department=row.office_id,
        data={
            "survey": row.key, "version": row.survey.version, "period": row.code,
            "opens_on": row.opens_on.isoformat(), "due_on": row.due_on.isoformat(),
            "respondents": len(owing), "codes": codes,
        },
    )  # fmt: skip


def tell_open(actor: Actor, row: ReportingPeriod, owing: list[Respondent]) -> None:
    """Tell the handlers of respondents that their report is open."""
    notify(
        kind="report_open",
        area=row.area_id,
        data={"title": row.survey.title, "period": row.code, "due": row.due_on.isoformat()},
        url=reverse("my-reports"),
        on=actor.today,
        to_seats=[(one.unit, Role.HANDLER) for one in owing if one.unit is not None],
    )
