"""The bulletin as PDF, in the typeface of the certificates; a vintage gives the same bytes."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Spacer, Table

from fumao.apps.procedures.certificates import sheet
from fumao.apps.releases.outputs.parts import Grid, Heading, Sentence, parts_of
from fumao.apps.releases.queries.shown import ShownVintage

_WIDTH = sheet.WIDTH - 48 * mm
_FIRST = 0.28  # of the width: the column of labels


def paper(shown: ShownVintage, fingerprint: str) -> bytes:
    """Return the bulletin; the digest of its vintage stands at the foot of the first page."""

    def foot(canvas: Canvas) -> None:
        words = _("内容摘要 %(digest)s") % {"digest": fingerprint}
        sheet.write_wrapped(canvas, words, 24 * mm, 26 * mm, _WIDTH)

    return sheet.pdf_of(
        sheet.Sheet(
            title=f"{shown.area} {shown.title} {shown.period}",
            parts=list(_parts(shown)),
            foot=foot,
            foot_height=8 * mm,
            mark=_("演示") if shown.synthetic else "",
            marked=_("数据为虚构") if shown.synthetic else "",
        )
    )


def _parts(shown: ShownVintage) -> Iterator[Flowable]:
    yield from sheet.heading(f"{shown.area}{shown.title}", shown.period)
    body, small = sheet.style(11), sheet.style(9, colour=sheet.INK_2)
    for part in parts_of(shown):
        match part:
            case Heading(words):
                yield Spacer(1, 4 * mm)
                yield sheet.text(words, sheet.style(14))
                yield Spacer(1, 2 * mm)
            case Sentence(words, is_small):
                yield sheet.text(words, small if is_small else body)
            case Grid():
                yield Spacer(1, 4 * mm)
                yield sheet.text(part.title, sheet.style(11.5))
                yield Spacer(1, 1.5 * mm)
                yield _table(part)


def _table(grid: Grid) -> Table:
    small = sheet.style(8.5)
    columns = len(grid.heads)
    rest = _WIDTH * (1 - _FIRST) / max(1, columns - 1)
    rows = [[sheet.text(words, small) for words in line] for line in (grid.heads, *grid.rows)]
    table = Table(rows, colWidths=[_WIDTH * _FIRST, *[rest] * (columns - 1)], repeatRows=1)
    table.setStyle([
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, sheet.LINE),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, sheet.INK_2),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ])  # fmt: skip
    return table
