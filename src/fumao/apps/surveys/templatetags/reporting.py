"""Tags of the pages on which officers read what was reported."""

from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fumao.apps.surveys.book import period_of
from fumao.apps.surveys.level_words import level_words
from fumao.apps.surveys.models import Filing, ReportingPeriod
from fumao.apps.surveys.queries.standing import BREACHES, STANDINGS

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
def standing_mark(filing: Filing) -> dict[str, Any]:
    """Draw where a filing stands, with its level and with what was breached."""
    words, kind = STANDINGS[filing.standing]  # type: ignore[attr-defined]
    if filing.level:
        words = _("%(level)s审核中") % {"level": level_words(filing.level)}
    breach = filing.breach if filing.first_filed_on else ""  # type: ignore[attr-defined]
    return {"kind": kind, "words": words, "breach": BREACHES.get(breach, "")}
