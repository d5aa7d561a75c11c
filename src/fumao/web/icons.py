"""The icons of the site, cut out of @tabler/icons into one sprite."""

import re
from pathlib import Path

# A template may use an icon only if it stands here: the sprite holds these and no others.
ICONS = frozenset(
    {
        "adjustments",
        "alert-octagon",
        "alert-triangle",
        "arrow-back-up",
        "arrow-merge",
        "arrow-right",
        "arrows-sort",
        "bell",
        "bookmark",
        "books",
        "building",
        "building-community",
        "bulb",
        "calculator",
        "calendar",
        "calendar-due",
        "certificate",
        "chart-bar",
        "chart-line",
        "chart-treemap",
        "check",
        "chevron-down",
        "chevron-left",
        "chevron-right",
        "circle-check",
        "circle-dashed",
        "circle-dot",
        "circle-x",
        "clipboard",
        "clipboard-check",
        "clock",
        "cloud-off",
        "coin",
        "columns-3",
        "database-off",
        "device-floppy",
        "dots",
        "download",
        "external-link",
        "eye",
        "file-import",
        "file-spreadsheet",
        "file-text",
        "file-type-docx",
        "filter",
        "flag",
        "folder",
        "gavel",
        "git-compare",
        "help-circle",
        "history",
        "home",
        "id-badge-2",
        "inbox",
        "info-circle",
        "key",
        "keyboard",
        "language",
        "layout-grid",
        "link",
        "list-check",
        "list-details",
        "list-numbers",
        "lock",
        "login",
        "logout",
        "mail",
        "map-pin",
        "menu-2",
        "message",
        "messages",
        "moon",
        "paperclip",
        "pencil",
        "player-pause",
        "player-play",
        "plug",
        "plus",
        "printer",
        "quote",
        "refresh",
        "replace",
        "route",
        "rubber-stamp",
        "scale",
        "school",
        "search",
        "send",
        "settings",
        "shield-check",
        "sort-ascending",
        "sort-descending",
        "speakerphone",
        "sun",
        "table",
        "target",
        "transfer",
        "trash",
        "upload",
        "user",
        "user-check",
        "user-plus",
        "users",
        "x",
    }
)

_PATHS = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_EMPTY = re.compile(r'\s*<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')
_SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round">{paths}</symbol>'
)


def sprite(outlines: Path) -> str:
    """Return the SVG sprite of `ICONS` from a folder of outline icons.

    Raises FileNotFoundError with the icon's name when the package has no such icon.
    """
    return (
        '<svg xmlns="http://www.w3.org/2000/svg">\n'
        + "\n".join(_symbol(name, outlines / f"{name}.svg") for name in sorted(ICONS))
        + "\n</svg>\n"
    )


def _symbol(name: str, source: Path) -> str:
    found = _PATHS.search(_EMPTY.sub("", source.read_text(encoding="utf-8")))
    if found is None:
        raise ValueError(f"{source} holds no svg element")
    return _SYMBOL.format(name=name, paths=" ".join(found.group(1).split()))
