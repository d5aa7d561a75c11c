"""Small drawings of the case pages, as SVG from the server: they print and need no script."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.models import Outcome
from fumao.apps.procedures.queries.case_page import ClockShown
from fumao.apps.procedures.queries.catalogue import cited
from fumao.core.clock import Duration
from fumao.core.errors import Words
from fumao.core.money import Money
from fumao.procedures.definitions import After, Evidence, Procedure
from fumao.procedures.drawing import route_svg
from fumao.procedures.state import CaseState
from fumao.rules.definitions import Citation

register = template.Library()
_WIDTH = 310


@register.simple_tag
def clock_bar(clock: ClockShown) -> SafeString:
    """Draw a clock: days used, stopped (hatched) and left; {% clock_bar clock %}."""
    used, paused, left = max(0, clock.used), clock.paused, max(0, clock.left)
    whole = max(1, used + paused + left)
    first, second = used * _WIDTH // whole, paused * _WIDTH // whole
    words = _("已用 %(used)s，暂停 %(paused)s，剩余 %(left)s") % {
        "used": clock.used, "paused": paused, "left": clock.left,
    }  # fmt: skip
    return format_html(
        '<svg class="clockbar" viewBox="0 0 310 20" preserveAspectRatio="none" role="img" '
        'aria-label="{}"><defs><pattern id="hatch" width="8" height="8" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" '
        'fill="none"/><path d="M0 0v8" stroke="#b98a2c" stroke-width="3"/></pattern></defs>'
        '<rect class="used" x="0" y="0" width="{}" height="20"/>'
        '<rect class="pause" x="{}" y="0" width="{}" height="20"/>'
        '<rect class="left" x="{}" y="0" width="{}" height="20"/></svg>',
        words, first, first, second, first + second, _WIDTH - first - second,
    )  # fmt: skip


@register.filter
def term_words(term: Duration) -> str:
    """Say a term in the language of the page: 3个工作日, 3 working days."""
    return term.words().say(get_language() or "zh")


@register.filter
def said(words: Words) -> str:
    """Say words of a definition in the language of the page: {{ step.title|said }}."""
    return words.say(get_language() or "zh")


@register.filter
def yuan(amount: Decimal) -> str:
    """Say an amount of a fee with its fen: {{ one.owed|yuan }}."""
    return Money(amount, "CNY").show(get_language() or "zh", places=2)


@register.filter
def cite_words(citation: Citation) -> str:
    """Say a citation with the short title of its document: {{ check.cite|cite_words }}."""
    return cited(citation, get_language() or "zh")


@register.simple_tag
def route_drawing(procedure: Procedure, state: CaseState | None = None) -> SafeString:
    """Draw the route of a procedure; its texts are escaped by the drawing."""
    return SafeString(route_svg(procedure, get_language() or "zh", state))


@register.simple_tag
def later_papers(procedure: Procedure, later: After) -> tuple[Evidence, ...]:
    """Return what to bring to a later case with steps of its own."""
    return procedure.variant_for(later.kind).evidence if later.route else ()


@register.simple_tag
def later_cases(outcome: Outcome) -> list[tuple[str, str]]:
    """Return what the holder of an outcome may begin on it: [(kind, title)]."""
    if outcome.state not in (Outcome.State.ACTIVE, Outcome.State.SUSPENDED):
        return []
    language = get_language() or "zh"
    return [
        (one.kind, one.title.say(language))
        for one in loaded(outcome.case.procedure).procedure.after
        if one.kind in ("change", "renew", "recheck", "appeal")
    ]
