"""Words of the report pages."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language

from fumao.apps.surveys.levels import LEVELS
from fumao.core.periods import Period

register = template.Library()


@register.filter
def period_words(period: Period) -> str:
    """Say a period in the language of the page: {{ owed.period|period_words }}."""
    return period.show(get_language() or "zh")


@register.filter
def level_words(level: str) -> "str | Promise":
    """Say a level of review: {{ filing.level|level_words }}."""
    return LEVELS.get(level, level)


@register.filter
def first_part(key: str) -> str:
    """Return the field that a cell belongs to: executions of executions.0.country."""
    return key.split(".", maxsplit=1)[0]
