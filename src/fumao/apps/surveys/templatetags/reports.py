"""Words of the report pages."""

from django import template
from django.utils.translation import get_language

from fumao.apps.surveys.level_words import review_at
from fumao.core.periods import Period

register = template.Library()


@register.filter
def period_words(period: Period) -> str:
    """Say a period in the language of the page: {{ owed.period|period_words }}."""
    return period.show(get_language() or "zh")


@register.filter
def level_words(level: str) -> str:
    """Say the review at a level: {{ filing.level|level_words }}."""
    return review_at(level)


@register.filter
def first_part(key: str) -> str:
    """Return the field that a cell belongs to: executions of executions.0.country."""
    return key.split(".", maxsplit=1)[0]
