"""Small drawings of the case pages, as SVG from the server: they print and need no script."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fumao.apps.procedures.queries.case_page import ClockShown

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
