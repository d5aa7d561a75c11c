"""/api/v1/reports: what is owed and where it stands, one report, its form."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from ninja import Field, Path, Query, Router, Schema

from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.policy.surveys import is_own
from fumao.apps.orgs.request import actor_of
from fumao.apps.rest.errors import error_responses
from fumao.apps.rest.fields import Key
from fumao.apps.rest.paging import Paging, page_of
from fumao.apps.surveys.about import earlier
from fumao.apps.surveys.api.schemas import (
    FormOut,
    Number,
    Phase,
    ReportDetail,
    ReportPage,
    field_out,
)
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.models import Filing
from fumao.apps.surveys.stored import state_of
from fumao.core.errors import CoreError
from fumao.packs.codes import scheme
from fumao.surveys.duty import Reminder, standing
from fumao.surveys.examine import SurveyForm

router = Router()


class ReportFilter(Schema):
    """Which reports."""

    survey: Key | None = Field(None, description="key of the survey")
    period: Annotated[str, Field(max_length=8)] | None = Field(None, description="2016-09, 2016-Q3")
    phase: Phase | None = None
    area: Key | None = Field(None, description="code of the respondents' area")


def reports(request: HttpRequest) -> QuerySet[Filing]:
    """Return the reports the actor sees: the own ones, those of the periods it runs or reviews."""
    rows = Filing.objects.select_related(
        "period__survey", "enterprise", "department", "area", "version"
    ).defer("period__survey__text", "period__survey__model_texts")
    return visible_to(actor_of(request), rows).prefetch_related("reminders")


def report_of(request: HttpRequest, number: int) -> Filing:
    """Return one of them; raises Http404."""
    try:
        return reports(request).get(pk=number)
    except Filing.DoesNotExist as error:
        raise Http404 from error


def language() -> str:
    """Return the language that words are told in."""
    return get_language() or "zh"


def shown(row: Filing, today: date) -> dict[str, Any]:
    """Return a report as the API tells it in a list."""
    period, version = row.period, row.period.survey
    reminders = [Reminder(one.on, one.until) for one in row.reminders.all()]
    owed = standing(period.opens_on, period.due_on, state_of(row), reminders, today)
    one = row.enterprise or row.department
    assert one is not None  # noqa: S101 - the database has one respondent a filing
    return {
        "id": row.pk, "survey": version.key, "version": version.version,
        "title": version.title if language().startswith("zh") else version.title_en,
        "period": period.code,
        "respondent": row.enterprise.code if row.enterprise else row.department.key,  # type: ignore[union-attr]
        "name": one.name, "area": row.area.code, "phase": row.phase, "level": row.level,
        "each": row.each, "round": row.round, "status": owed.status, "breach": owed.breach,
        "opens_on": period.opens_on, "due_on": period.due_on, "counts_now": owed.due,
        "filed_on": row.filed_on, "accepted_on": row.accepted_on,
    }  # fmt: skip


@router.get("/reports", response={200: ReportPage, **error_responses()}, summary="Reports")
def list_reports(request: HttpRequest, paging: Query[Paging], filters: Query[ReportFilter]) -> Any:
    """Return the own reports, or those of the periods an office runs or reviews, newest first."""
    rows = reports(request).order_by("-period__starts", "pk")
    wanted = {
        "period__key": filters.survey, "period__code": filters.period, "phase": filters.phase,
        "area__code": filters.area,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    page = page_of(request, rows, paging)
    page["results"] = [shown(row, actor_of(request).today) for row in page["results"]]
    return page


@router.get(
    "/reports/{number}",
    response={200: ReportDetail, **error_responses(404)},
    summary="One report",
)
def get_report(request: HttpRequest, number: Path[Number]) -> Any:
    """Return a report with what was filed, the own draft, and figures of earlier periods."""
    actor, row = actor_of(request), report_of(request, number)
    draft = getattr(row, "draft", None) if is_own(actor, row) else None
    return shown(row, actor.today) | {
        "filed": row.version, "draft": draft, "returned": row.returned,
        "earlier": earlier(loaded(row.period.survey), row),
    }  # fmt: skip


@router.get(
    "/reports/{number}/form",
    response={200: FormOut, **error_responses(404)},
    summary="The form of a report",
)
def get_report_form(request: HttpRequest, number: Path[Number]) -> Any:
    """Return fields, code lists and checks of the survey's version the period was opened with."""
    row, said = report_of(request, number), language()
    form = loaded(row.period.survey)
    survey, marks = form.survey, row.period.marks
    return {
        "survey": survey.key, "version": survey.version, "title": survey.title.say(said),
        "kind": survey.kind,
        "marks": None if marks is None else marks | {"authority": _authority(marks, said)},
        "fields": [field_out(one, said) for one in survey.form],
        "codes": dict(_codes(form, row.period.ends, said)),
        "checks": [
            {
                "key": one.key, "severity": one.severity, "when": one.when,
                "words": one.words.say(said), "cells": list(one.cells),
                "document": one.cite.document, "clause": one.cite.clause,
            }
            for one in survey.checks
        ],
        "once": [one.column for one in survey.once],
        "levels": list(survey.levels),
        "reasons": [{"key": one.key, "label": one.name.say(said)} for one in survey.reasons],
    }  # fmt: skip


def _authority(marks: dict[str, str], said: str) -> str:
    return marks["authority"] if said.startswith("zh") else marks["authority_en"]


def _codes(form: SurveyForm, day: date, said: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Yield the code lists of a form as they are at the period's end, as the form is checked."""
    types = {
        one.type for field in form.fields for one in (field, *field.columns)
        if one.type is not None and one.type.kind == "code" and one.type.of
    }  # fmt: skip
    for type_ in sorted(types, key=lambda one: one.of or ""):
        assert type_.of is not None  # noqa: S101 - asked above
        try:
            codes = scheme(type_.of, day).valid(day)
        except CoreError:
            codes = []  # the list is not shipped for that day
        yield type_.of, [{"key": one.code, "label": one.label.say(said)} for one in codes]
