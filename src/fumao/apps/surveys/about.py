"""What is known of a respondent beside its form: the register's facts, earlier periods' figures."""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.surveys.book import period_of
from fumao.apps.surveys.models import Filing, FilingVersion
from fumao.core.periods import Period
from fumao.rules.facts import read_fact
from fumao.rules.types import Value
from fumao.surveys.examine import SurveyForm


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
    """Return the facts of a filing that are no fields (one query for earlier periods)."""
    known: dict[str, Value] = {"respondent_area": filing.area.code}
    if filing.enterprise is not None:
        known = about_enterprise(form, filing.enterprise)
    return known | form.earlier(earlier(form, filing))


def earlier(form: SurveyForm, filing: Filing) -> dict[str, dict[str, object]]:
    """Return what was filed for the periods a check or the page looks back to, by
    expressions.EARLIER.

    What counts is the version filed last; a period not filed is left out: unknown, not zero.
    """
    period = period_of(filing.period)
    filed = {code: data for code, data in _filed(filing, period)}
    found: dict[str, dict[str, object]] = {}
    for name, one in (("previous", period.previous()), ("year_ago", period.last_year())):
        if one.code in filed:
            found[name] = filed[one.code]
    first = type(period).of(date(period.year, 1, 1))
    before = [one.code for one in first.until(period)][:-1]  # none ahead of the first: zero
    if all(code in filed for code in before):
        found["so_far"] = _sums(form, [filed[code] for code in before])
    return found


def _filed(filing: Filing, period: Period) -> Iterable[tuple[str, dict[str, object]]]:
    since = period.last_year().start
    rows = FilingVersion.objects.filter(
        filing__enterprise=filing.enterprise_id,
        filing__department=filing.department_id,
        filing__period__key=filing.period.key,
        filing__period__starts__gte=since,
        filing__period__starts__lt=period.start,
    ).order_by("filing_id", "round")
    return rows.values_list("filing__period__code", "data")  # the last round is read last


def _sums(form: SurveyForm, filed: list[dict[str, object]]) -> dict[str, object]:
    """Return the exact sums of the form's figures; one that was left blank makes it unknown."""
    found: dict[str, object] = {}
    for one in form.survey.figures():
        told = [data.get(one.key) for data in filed]
        if all(text is not None for text in told):
            found[one.key] = str(sum((Decimal(str(text)) for text in told), Decimal(0)))
    return found
