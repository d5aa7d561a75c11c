"""What is known of a respondent beside its form: the register's facts, earlier periods' figures."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.surveys.book import period_of
from fumao.apps.surveys.models import Filing, FilingVersion, ReportingPeriod
from fumao.core.periods import Period
from fumao.rules.facts import read_fact
from fumao.rules.types import Value
from fumao.surveys.earlier import earlier_data
from fumao.surveys.examine import SurveyForm

_YEARS_BACK = 2  # from which a respondent's usual figures are taken


def about_enterprise(form: SurveyForm, enterprise: Enterprise) -> dict[str, Value]:
    """Return what the register says of an enterprise; what nobody has told is left out.

    Beside name and place these are the administrative facts that an expression of the form names:
    what is given to the administration may serve statistics, never the other way (统计法 art. 28).
    """
    found: dict[str, Value] = {
        "respondent_code": enterprise.code,
        "respondent_area": enterprise.area.code,
        "respondent_kind": enterprise.kind or None,
        "respondent_active": enterprise.status == Enterprise.Status.ACTIVE,
    }
    return _told(form, enterprise) | {
        name: value for name, value in found.items() if value is not None
    }


def _told(form: SurveyForm, enterprise: Enterprise) -> dict[str, Value]:
    """Return the current administrative facts that the form's rules name."""
    wanted = form.asked_of_register
    current = getattr(enterprise, "current", None) if wanted else None
    told: dict[str, str] = json.loads(current.told) if current is not None else {}
    return {name: read_fact(told[name], form.library.inputs[name]) for name in wanted & set(told)}


def about(form: SurveyForm, filing: Filing) -> dict[str, Value]:
    """Return the facts of a filing that are no fields (one query where a check asks for earlier
    figures)."""
    known: dict[str, Value] = {"respondent_area": filing.area.code}
    if filing.enterprise is not None:
        known = about_enterprise(form, filing.enterprise)
    return known | form.earlier(earlier(form, filing)) if form.looks_back else known


def earlier(form: SurveyForm, filing: Filing) -> dict[str, dict[str, str]]:
    """Return the figures of earlier periods that a check or the page looks back to, by kind.

    What counts is the version filed last; what was not filed stays unknown (surveys.earlier).
    """
    filed: dict[Period, dict[str, Decimal | None]] = {}
    for starts, data in _filed(filing):
        period = form.survey.period_of(starts)
        filed[period] = {
            one.key: _number(data.get(one.key)) for one in form.survey.figures()
        }  # fmt: skip
    return earlier_data(form.survey, period_of(filing.period), filed)


def _filed(filing: Filing) -> Iterable[tuple[date, dict[str, object]]]:
    starts = filing.period.starts
    rows = FilingVersion.objects.filter(
        filing__enterprise=filing.enterprise_id,
        filing__department=filing.department_id,
        filing__each=filing.each,
        filing__period__key=filing.period.key,
        filing__period__starts__gte=date(starts.year - _YEARS_BACK, 1, 1),
        filing__period__starts__lt=starts,
    ).order_by("filing_id", "round")
    return rows.values_list("filing__period__starts", "data")  # the last round is read last


def filed_before(
    period: ReportingPeriod, firms: Sequence[int]
) -> list[tuple[int, str, date, dict[str, object]]]:
    """Return what enterprises filed in the periods before that checks look back to, in its order.

    Enterprise, number, first day of the period, data; of a filing the last round is the last.
    """
    rows = FilingVersion.objects.filter(
        filing__enterprise__in=firms,
        filing__period__key=period.key,
        filing__period__starts__gte=date(period.starts.year - _YEARS_BACK, 1, 1),
        filing__period__starts__lt=period.starts,
    ).order_by("filing_id", "round")
    return list(
        rows.values_list("filing__enterprise", "filing__each", "filing__period__starts", "data")
    )


def _number(text: object) -> Decimal | None:
    return Decimal(str(text)) if text is not None else None
