"""开放报告期: the roster is drawn up, every area gets its reviewing offices, all are told."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from fumao.apps.audit.service import record
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.notices.service import notify
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Department, Role
from fumao.apps.orgs.policy import Action, department_for
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.service import offices
from fumao.apps.plans.days import working_days
from fumao.apps.surveys.about import about_enterprise
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.models import Filing, ReportingPeriod, ReviewOffice, SurveyVersion
from fumao.apps.surveys.refusals import refusal
from fumao.core.periods import Period
from fumao.surveys.definitions import Survey
from fumao.surveys.examine import SurveyForm

_ROWS = 500  # an INSERT
_LEVELS = {"park": "park_or_zone"}  # as offices are called


def open_period(
    actor: Actor, version: SurveyVersion, area: Area, period: Period, *, synthetic: bool = False
) -> ReportingPeriod:
    """Open a period of a survey in an area, with everybody on its roster.

    Raises PermissionDenied, and ValidationError where the form is past its validity (统计法 art.
    17), the period is open already, or an area has no office to review at some level.
    """
    office = department_for(actor, Action.RUN_SURVEY, area)
    if office is None:
        raise PermissionDenied(REFUSALS[Action.RUN_SURVEY])
    form = loaded(version)
    _require_open(version, form.survey, period)
    try:
        with transaction.atomic():
            row = _period(actor, version, form.survey, area, period, office)
            row.synthetic = synthetic
            row.save(force_insert=True)
            firms = list(on_roster(form, area, period.end))
            _put_route(row, form.survey, {firm.area for firm in firms}, actor.today)
            Filing.objects.bulk_create(
                (
                    Filing(period=row, enterprise=firm, area=firm.area, park_id=firm.park_id)
                    for firm in firms
                ),
                batch_size=_ROWS,
            )
            _record(actor, row, firms)
            if actor.today <= row.due_on:  # a past one is opened to be filled in, not announced
                _tell(actor, row, firms)
    except IntegrityError as error:
        raise refusal("period", _("%(period)s 已经开放。"), period=period.code) from error
    return row


def _require_open(version: SurveyVersion, survey: Survey, period: Period) -> None:
    if version.retired_on is not None:
        raise refusal("survey", _("该表已有新版本，请选用新版本。"))
    if not survey.opens(period) and survey.marks is not None:
        raise refusal(
            "period",
            _("%(period)s 不在该表有效期 %(first)s 至 %(last)s 内，不能开放（统计法第17条）。"),
            period=period.code,
            first=survey.marks.valid_from,
            last=survey.marks.valid_to,
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
        by=actor.person,
    )


def on_roster(form: SurveyForm, area: Area, day: date) -> Iterator[Enterprise]:
    """Yield the enterprises of an area that have to report, by what the register says."""
    firms = Enterprise.objects.filter(area__path__startswith=area.path).select_related(
        "area", "current"
    )
    for firm in firms.order_by("code"):
        if form.reports(about_enterprise(form, firm), day) is True:  # a blank is no duty
            yield firm


def _put_route(row: ReportingPeriod, survey: Survey, areas: Iterable[Area], day: date) -> None:
    missing: list[str] = []
    route: list[ReviewOffice] = []
    for area in sorted(areas, key=lambda one: one.path):
        found = offices(area, day)
        for place, level in enumerate(survey.levels):
            office: Department | None = found.get(("commerce", _LEVELS.get(level, level)))  # type: ignore[arg-type]
            if office is None:
                missing.append(f"{area.name}／{level}")
                continue
            route.append(
                ReviewOffice(period=row, area=area, place=place, level=level, office=office)
            )
    if missing:
        raise refusal(
            "route",
            _("以下地区缺少审核单位（商务职能），请先在机构名录中设置：%(areas)s"),
            areas="、".join(missing[:10]),
        )
    ReviewOffice.objects.bulk_create(route)


def _record(actor: Actor, row: ReportingPeriod, firms: list[Enterprise]) -> None:
    codes = hashlib.sha256("".join(firm.code for firm in firms).encode()).hexdigest()
    record(
        row.stream,
        "period_opened",
        actor=actor,
        area=row.area_id,
        department=row.office_id,
        data={
            "survey": row.key, "version": row.survey.version, "period": row.code,
            "opens_on": row.opens_on.isoformat(), "due_on": row.due_on.isoformat(),
            "respondents": len(firms), "codes": codes,
        },
    )  # fmt: skip


def _tell(actor: Actor, row: ReportingPeriod, firms: list[Enterprise]) -> None:
    notify(
        kind="report_open",
        area=row.area_id,
        data={"title": row.survey.title, "period": row.code, "due": row.due_on.isoformat()},
        url=reverse("my-reports"),
        on=actor.today,
        to_seats=[(firm.unit_id, Role.HANDLER) for firm in firms if firm.unit_id is not None],
    )
