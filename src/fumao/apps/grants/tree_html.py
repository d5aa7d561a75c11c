"""An explanation drawn as a tree: ✓ holds, ✗ does not hold, ? unknown.

Written by Python and not by a template that includes itself: a page draws some hundreds of lines.
"""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fumao.rules.explain import Line


def tree_html(lines: Iterable[Line]) -> SafeString:
    """Return the lines as nested lists; every text in them is escaped."""
    return format_html('<ul class="lines">{}</ul>', _items(lines))


def _items(lines: Iterable[Line]) -> SafeString:
    return format_html_join("", "{}", ((_item(line),) for line in lines))


def _item(line: Line) -> SafeString:
    kind, mark = _mark(line)
    shown = (
        format_html('<span class="val">{}</span>', line.value)
        if line.value and line.value != line.text
        else ""
    )
    below = format_html("<ul>{}</ul>", _items(line.parts)) if line.parts else ""
    return format_html(
        '<li class="{}"><span class="mk" aria-hidden="true">{}</span>'
        '<span class="say">{}</span>{}{}</li>',
        kind, mark, line.text, shown, below,
    )  # fmt: skip


def _mark(line: Line) -> tuple[str, str]:
    if not line.known:
        return "unk", "?"
    if line.held is None:
        return "sum", "="
    return ("yes", "✓") if line.held else ("no", "✗")
