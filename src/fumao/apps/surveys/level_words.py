"""The levels of review in words."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LEVELS = {
    "park": _("园区"),
    "district": _("区级"),
    "city": _("市级"),
    "province": _("省级"),
    "nation": _("国家级"),
}


def level_words(level: str) -> str:
    """Return a level of review in the language of the page."""
    return str(LEVELS[level]) if level in LEVELS else level


def review_at(level: str) -> str:
    """Return the review at a level in the language of the page."""
    return gettext("%(level)s审核") % {"level": level_words(level)}
