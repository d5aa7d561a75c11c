"""Tags of the pages on which officers read what was reported."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fumao.apps.surveys.book import period_of
from fumao.apps.surveys.level_words import level_words
from fumao.apps.surveys.models import ReportingPeriod
from fumao.apps.surveys.queries.standing import BREACHES, STANDINGS
from fumao.core.periods import Period

register = template.Library()


@register.filter
def period_words(row: ReportingPeriod) -> str:
    """Say a period: {{ period|period_words }}, 2016年9月."""
    return period_of(row).show(get_language() or "zh")


@register.filter
def level_name(level: str) -> str:
    """Say a level of review: {{ filing.level|level_name }}, 区级."""
    return level_words(level)


@register.filter
def standing_words(standing: str) -> str:
    """Say a standing: {{ "overdue"|standing_words }}, 逾期未报."""
    return str(STANDINGS[standing][0])


@register.inclusion_tag("surveys/parts/standing.html")
def standing_mark(filing: Any) -> dict[str, Any]:
    """Draw where a filing stands, with its level and with what was breached.

    The filing comes with what `queries.standing.with_standing` says of it.
    """
    said, kind = STANDINGS[filing.standing]
    words = str(said)
    if filing.level:
        words = _("%(level)s审核中") % {"level": level_words(filing.level)}
    breach = filing.breach if filing.first_filed_on else ""
    return {"kind": kind, "words": words, "breach": BREACHES.get(breach, "")}


@register.filter
def shown_period(period: Period) -> str:
    """Say a period that is a value: {{ found.period|shown_period }}."""
    return period.show(get_language() or "zh")


@register.filter
def absolute(value: Decimal) -> Decimal:
    """Return a figure without its sign: the arrow beside it says it."""
    return abs(value)
