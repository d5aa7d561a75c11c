"""Amounts of fen for the pages of funds: {% load funds %}, {{ claim.asked|yuan }}."""

from django import template
from django.utils.safestring import SafeString

from fumao.apps.funds import amounts
from fumao.apps.funds.models import State
from fumao.apps.grants.tree_html import tree_html
from fumao.rules.explain import Line

register = template.Library()


@register.filter
def yuan(fen: int | None) -> str:
    """Write fen as yuan without a unit: 1,234.50; the unit stands in the head."""
    return "" if fen is None else amounts.yuan(fen)


@register.filter
def money(fen: int | None) -> str:
    """Write fen as money with its unit: 1,234.50元, CNY 1,234.50."""
    return "" if fen is None else amounts.words(fen)


@register.filter
def wan(fen: int | None) -> str:
    """Write fen as money in 万元, in English in full: 30.00万元, CNY 300,000.00."""
    return "" if fen is None else amounts.words(fen, "wan")


@register.filter
def hundredths(value: int) -> str:
    """Write hundredths of a per cent as per cent: 2500 is 25.00."""
    return f"{value // 100}.{value % 100:02}"


STATES = {
    State.SUBMITTED: "wait", State.ASSESSED: "wait", State.APPROVED: "info",
    State.PUBLISHED: "info", State.PART_PAID: "info", State.PAID: "ok", State.CLOSED: "ok",
    State.REFUSED: "bad",
}  # fmt: skip


@register.filter
def state_kind(state: str) -> str:
    """Return the kind of status a state is shown as: {% status one.state|state_kind words %}."""
    return STATES.get(State(state), "plain")


@register.filter
def tree(blocks: object) -> SafeString:
    """Draw a kept explanation of one rule as the tree it was."""
    return tree_html([_line(blocks)])


def _line(kept: object) -> Line:
    if not isinstance(kept, dict):
        raise template.TemplateSyntaxError("an explanation is a line with its parts")
    return Line(
        kept["text"], kept["value"], kept["held"], kept["known"],
        tuple(_line(part) for part in kept["parts"]),
    )  # fmt: skip
