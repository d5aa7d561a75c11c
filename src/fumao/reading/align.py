"""Rows of a table onto the columns of its header, where spans made them ragged."""

import re

from fumao.reading.columns import Role, header_roles
from fumao.reading.document import Cell

_INTEGER = re.compile(r"\d{1,4}[.、]?$")
_FIGURE = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?%?$|[-—]$")
_DUE = re.compile(r"\d{4}年|季度|月底|年底|半年|长期|持续|每年|全年|启动|完成")
_UNITS = re.compile(
    r"(?:局|委|办|厅|部|署|院|行|会|政府|海关|单位|部门|中心|公司)(?:[、,;]|等|牵头|配合|$)"
)
_SKIP_COLUMN = -0.012  # of two equal layouts the one that fills the first columns
EMPTY = Cell("", (), 0)


def fit(header: tuple[str, ...], row: list[Cell]) -> tuple[Cell, ...]:
    """Lay `row` out over the columns of `header`; a missing cell becomes an empty one.

    A row longer than the header keeps its length: the reader of figures sees all its cells.
    """
    if len(row) == len(header) or len(row) == 1 or not header:
        return tuple(row)
    roles = header_roles(header)
    if len(row) > len(roles):
        return tuple(row) if any(c.text for c in row[len(roles) :]) else tuple(row[: len(roles)])
    return tuple(_spread(row, roles))


def _spread(row: list[Cell], roles: tuple[Role, ...]) -> list[Cell]:
    # the best order-preserving assignment of cells to columns, by dynamic programming
    best: dict[tuple[int, int], tuple[float, list[int]]] = {(0, 0): (0.0, [])}
    for column in range(len(roles)):
        step: dict[tuple[int, int], tuple[float, list[int]]] = {}
        for (_, used), (score, picks) in best.items():
            options = [(used, score + _SKIP_COLUMN, picks)]
            if used < len(row):
                gain = _affinity(row[used].text, roles[column])
                options.append((used + 1, score + gain, [*picks, column]))
            for now, value, chosen in options:
                key = (column + 1, now)
                if key not in step or step[key][0] < value:
                    step[key] = (value, chosen)
        best = step
    _, columns = best[(len(roles), len(row))]
    place = dict(zip(columns, row, strict=True))
    return [place.get(column, EMPTY) for column in range(len(roles))]


def _affinity(text: str, role: Role) -> float:
    if not text:
        return 0.1
    integer, units = bool(_INTEGER.match(text)), bool(_UNITS.search(text))
    due = bool(_DUE.search(text)) and len(text) <= 30
    if role == "task":
        plain = not integer and not _UNITS.search(text[-4:]) and not (due and len(text) < 14)
        return (2.5 if len(text) >= 14 else 1.5) if plain else -1.0
    checks: dict[Role, bool] = {
        "number": integer,
        "schedule": due,
        "lead": units,
        "cooperating": units,
        "upper": units or text == "-",
        "category": not integer and len(text) <= 30,
        "other": bool(_FIGURE.match(text)) or len(text) < 40,
    }
    if role in ("remark", "scope"):
        return 0.2
    return 2.0 if checks.get(role, False) else -1.0
