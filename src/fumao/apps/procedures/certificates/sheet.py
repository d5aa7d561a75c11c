"""A sheet of A4 with the double red rule, Chinese type and a QR code; the same in, the same bytes.

Nothing of the moment or the machine goes in: no creation time, no producer's version. Texts come
from applicants, so every one is escaped before the typesetter reads its mark-up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import qrcode
from django.conf import settings
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

VERMILION = HexColor("#b3261e")
INK, INK_2, LINE = HexColor("#18212f"), HexColor("#465265"), HexColor("#dde3ec")
WIDTH, HEIGHT = A4
_MARGIN = 24 * mm
_LABEL = 34 * mm

type Draw = Callable[[Canvas], None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a paper holds: its parts in order, what stands at the foot of the first page, a mark.

    `foot_height` is kept free for the foot, in points; `mark` is written across every page.
    """

    title: str
    parts: Sequence[Flowable]
    foot: Draw
    foot_height: float
    mark: str = ""
    marked: str = ""


@lru_cache(maxsize=4)
def typeface(path: str) -> str:
    """Return the name of the typeface: the TrueType file of the setting, embedded, or the Song
    type that readers of PDF bring along (docs/adr/0019).
    """
    if path:
        name = f"Fumao-{Path(path).stem}"
        pdfmetrics.registerFont(TTFont(name, path))
        return name
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


def face() -> str:
    """Return the name of the typeface in use."""
    return typeface(str(settings.CERTIFICATE_FONT))


def style(size: float, *, centred: bool = False, colour: HexColor = INK) -> ParagraphStyle:
    """Return a style of paragraphs; Chinese breaks between any two characters."""
    return ParagraphStyle(
        f"s{size}{centred}{colour}", fontName=face(), fontSize=size, leading=size * 1.5,
        textColor=colour, wordWrap="CJK", **({"alignment": TA_CENTER} if centred else {}),
    )  # fmt: skip


def text(words: str, how: ParagraphStyle) -> Paragraph:
    """Return a paragraph of plain text: mark-up in it is printed, not obeyed."""
    return Paragraph(escape(words).replace("\n", "<br/>"), how)


def heading(words: str, english: str) -> list[Flowable]:
    """Return the title of a paper in both languages."""
    return [
        Spacer(1, 8 * mm),
        text(words, style(24, centred=True)),
        text(english, style(10.5, centred=True, colour=INK_2)),
        Spacer(1, 8 * mm),
    ]


def facts(rows: Sequence[tuple[str, str]]) -> Table:
    """Return labels beside their values, a hairline between them."""
    label, value = style(10.5, colour=INK_2), style(11.5)
    table = Table(
        [[text(name, label), text(words, value)] for name, words in rows],
        colWidths=[_LABEL, WIDTH - 2 * _MARGIN - _LABEL],
        splitInRow=1,
    )
    table.setStyle([
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
    ])  # fmt: skip
    return table


def draw_qr(canvas: Canvas, address: str, x: float, y: float, size: float) -> None:
    """Draw a QR code of level M with its lower left corner at x, y; lengths in points."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(address)
    code.make(fit=True)
    matrix = code.get_matrix()
    step = size / len(matrix)
    canvas.setFillColor(INK)
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            if dark:
                # A hair wider than the grid: no white seams between the modules of a row.
                canvas.rect(
                    x + column * step, y + size - (row + 1) * step, step * 1.02, step * 1.02,
                    stroke=0, fill=1,
                )  # fmt: skip


def write(canvas: Canvas, words: str, x: float, y: float, size: float = 10) -> None:
    """Write one line with its beginning at x, y."""
    canvas.setFillColor(INK)
    canvas.setFont(face(), size)
    canvas.drawString(x, y, words)


def write_wrapped(canvas: Canvas, words: str, x: float, y: float, width: float) -> float:
    """Write small text from y down in as many lines as it needs; return where it ends."""
    paragraph = text(words, style(9, colour=INK_2))
    _used, height = paragraph.wrap(width, HEIGHT)
    paragraph.drawOn(canvas, x, y - height)
    return y - float(height)


def pdf_of(sheet: Sheet) -> bytes:
    """Return the paper as PDF."""
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer, pagesize=A4, invariant=1, title=sheet.title, author="", creator="Fumao",
        producer="Fumao", lang="zh-CN",
    )  # fmt: skip

    def frame(bottom: float) -> list[Frame]:
        return [Frame(_MARGIN, bottom, WIDTH - 2 * _MARGIN, HEIGHT - bottom - 20 * mm, 0, 0, 0, 0)]

    def first(canvas: Canvas, _document: BaseDocTemplate) -> None:
        _rules(canvas, sheet)
        sheet.foot(canvas)

    def later(canvas: Canvas, _document: BaseDocTemplate) -> None:
        _rules(canvas, sheet)

    document.addPageTemplates([
        PageTemplate("first", frame(24 * mm + sheet.foot_height), onPage=first),
        PageTemplate("later", frame(24 * mm), onPage=later),
    ])  # fmt: skip
    document.build([NextPageTemplate("later"), *sheet.parts])
    return buffer.getvalue()


def _rules(canvas: Canvas, sheet: Sheet) -> None:
    canvas.setStrokeColor(VERMILION)
    for inset, width in ((12 * mm, 2.4), (13.6 * mm, 0.6)):
        canvas.setLineWidth(width)
        canvas.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)
    if sheet.mark:
        canvas.saveState()
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(38)
        canvas.setFillColor(VERMILION, alpha=0.28)
        canvas.setFont(face(), 76)
        canvas.drawCentredString(0, 0, sheet.mark)
        canvas.setFont(face(), 18)
        canvas.drawCentredString(0, -34, sheet.marked)
        canvas.restoreState()
