"""The ruled lines of a PDF page, and the grids of cells they draw."""

import ctypes
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
from pypdfium2 import raw

_NEAR = 3.0  # points; two strokes nearer than this are one line
_SHORTEST = 6.0
_MOST_EDGES = 200
_MOST = 3000  # strokes of one page; more are a drawing, not a table
Stroke = tuple[float, float, float]  # place across, and from where to where along
Spot = tuple[int, int]  # row and column


@dataclass(frozen=True, slots=True)
class RuledGrid:
    """A grid: column edges from the left, row edges from the top, the spots of each cell."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]  # descending
    anchors: dict[Spot, Spot]  # a spot -> the first spot of its cell

    def spot(self, x: float, y: float) -> Spot | None:
        """Return the first spot of the cell that holds a point; None outside the grid."""
        column = bisect_right(self.xs, x) - 1
        row = bisect_right([-edge for edge in self.ys], -y) - 1
        if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return self.anchors[row, column]
        return None

    def width(self, spot: Spot) -> float:
        """Return the width of the cell that begins at a spot, in points."""
        row, column = spot
        last = column
        while self.anchors.get((row, last + 1)) == spot:
            last += 1
        return self.xs[last + 1] - self.xs[column]


def find_grids(page: pdfium.PdfPage) -> list[RuledGrid]:
    """Return the grids of a page: two rows or more, or one of three columns."""
    flat, upright = _strokes(page)
    if not flat or not upright or len(flat) + len(upright) > _MOST:
        return []
    grids = (_grid(*group) for group in _groups(flat, upright))
    return [grid for grid in grids if grid is not None]


def _strokes(page: pdfium.PdfPage) -> tuple[list[Stroke], list[Stroke]]:
    flat: list[Stroke] = []
    upright: list[Stroke] = []
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,)):
        for (x1, y1), (x2, y2) in _segments(item):
            if abs(y1 - y2) <= 1 and abs(x1 - x2) >= _SHORTEST:
                flat.append(((y1 + y2) / 2, min(x1, x2), max(x1, x2)))
            elif abs(x1 - x2) <= 1 and abs(y1 - y2) >= _SHORTEST:
                upright.append(((x1 + x2) / 2, min(y1, y2), max(y1, y2)))
        if len(flat) + len(upright) > _MOST:
            break
    return flat, upright


def _segments(item: pdfium.PdfObject) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    matrix = item.get_matrix()
    out: list[tuple[tuple[float, float], tuple[float, float]]] = []
    first = last = (0.0, 0.0)
    for number in range(min(raw.FPDFPath_CountSegments(item), _MOST)):
        part = raw.FPDFPath_GetPathSegment(item, number)
        x, y = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(part, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(part)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            out.append((last, point))
        last = point
        if raw.FPDFPathSegment_GetClose(part):
            out.append((point, first))
    return out


def _groups(flat: list[Stroke], upright: list[Stroke]) -> list[tuple[list[Stroke], list[Stroke]]]:
    """Part the strokes into sets that hang together: tables stand one above the other."""
    bands = sorted((low, high) for _, low, high in upright)
    merged: list[list[float]] = []
    for low, high in bands:
        if merged and low <= merged[-1][1] + _NEAR:
            merged[-1][1] = max(merged[-1][1], high)
        else:
            merged.append([low, high])
    return [
        (
            [one for one in flat if low - _NEAR <= one[0] <= high + _NEAR],
            [one for one in upright if low - _NEAR <= one[1] <= high + _NEAR],
        )
        for low, high in merged
    ]


def _edges(places: list[float]) -> list[float]:
    out: list[list[float]] = []
    for place in sorted(places):
        if out and place - out[-1][-1] <= _NEAR:
            out[-1].append(place)
        else:
            out.append([place])
    return [sum(group) / len(group) for group in out]


def _grid(flat: list[Stroke], upright: list[Stroke]) -> RuledGrid | None:
    xs = _edges([stroke[0] for stroke in upright])
    ys = _edges([stroke[0] for stroke in flat])[::-1]
    fewest = 2 if len(xs) > 3 else 3  # the last row of a table may stand alone on its page
    if not (3 <= len(xs) <= _MOST_EDGES and fewest <= len(ys) <= _MOST_EDGES):
        return None
    walls = _Walls(xs, ys, flat, upright)
    anchors: dict[Spot, Spot] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            anchors[row, column] = (row, column)
            if column and not walls.left_of(row, column):
                anchors[row, column] = anchors[row, column - 1]
            elif row and not walls.above(row, column):
                anchors[row, column] = anchors[row - 1, column]
    return RuledGrid(tuple(xs), tuple(ys), anchors)


class _Walls:
    """Tells whether a stroke stands between two neighbouring spots of a grid."""

    def __init__(
        self, xs: list[float], ys: list[float], flat: list[Stroke], upright: list[Stroke]
    ) -> None:
        self.middles = (
            [(a + b) / 2 for a, b in pairwise(xs)],
            [(a + b) / 2 for a, b in pairwise(ys)],
        )
        self.upright = [_near(upright, x) for x in xs]
        self.flat = [_near(flat, y) for y in ys]

    def left_of(self, row: int, column: int) -> bool:
        """Tell whether a line stands on the left of a spot."""
        middle = self.middles[1][row]
        return any(low <= middle <= high for low, high in self.upright[column])

    def above(self, row: int, column: int) -> bool:
        """Tell whether a line stands above a spot."""
        middle = self.middles[0][column]
        return any(low <= middle <= high for low, high in self.flat[row])


def _near(strokes: list[Stroke], place: float) -> list[tuple[float, float]]:
    return [(low, high) for at, low, high in strokes if abs(at - place) <= _NEAR]
