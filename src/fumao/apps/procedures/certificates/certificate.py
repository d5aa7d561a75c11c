"""The certificate of an outcome: what was granted, to whom, by whom, and how to verify it."""

from datetime import date

from django.conf import settings
from django.utils.http import urlencode
from django.utils.translation import override
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from fumao.apps.formpages.shown import ShownAnswer
from fumao.apps.orgs.service import name_on, valid_on
from fumao.apps.procedures.certificates import sheet
from fumao.apps.procedures.models import Outcome
from fumao.apps.procedures.queries.public_outcomes import COMING, standing
from fumao.apps.procedures.views.public_words import public_fields, standing_shown

_FOOT = 62 * mm
_QR = 34 * mm
_LEFT = 24 * mm


def certificate_pdf(outcome: Outcome, day: date) -> bytes:
    """Return the certificate; it is Chinese whatever the page's language, with English titles.

    One outcome gives the same bytes on any day while it holds. One that no longer holds bears its
    state across the sheet, one of a made-up enterprise says so.
    """
    with override("zh-hans"):
        now = standing(outcome, day)
        mark, marked = _mark(outcome, now)
        return sheet.pdf_of(
            sheet.Sheet(
                title=f"{outcome.name} {outcome.number}",
                parts=[
                    *sheet.heading(outcome.name, outcome.name_en),
                    sheet.facts(_rows(outcome)),
                ],
                foot=lambda canvas: _foot(canvas, outcome),
                foot_height=_FOOT,
                mark=mark,
                marked=marked,
            )
        )


def _mark(outcome: Outcome, now: str) -> tuple[str, str]:
    """Return what is written across the sheet, in large and in small type."""
    if now not in (Outcome.State.ACTIVE, COMING):
        return str(standing_shown(now).words), "不能再凭此办理业务"
    if outcome.enterprise.synthetic:
        return "演示", "企业为虚构，不是真实证书"
    return "", ""


def verify_address(outcome: Outcome) -> str:
    """Return where the QR code leads: the verification page with number and code filled in."""
    query = urlencode({"n": outcome.number, "c": outcome.verify_code})
    return f"{settings.SITE_URL}/verify/?{query}"


def holder_of(outcome: Outcome) -> str:
    """Return the name the holder bore on the day of issue: renaming changes no paper."""
    names = outcome.enterprise.names.filter(valid_on(outcome.issued_on))
    name = names.order_by("-id").values_list("name", flat=True).first()
    return name or outcome.enterprise.name


def _rows(outcome: Outcome) -> list[tuple[str, str]]:
    end = outcome.valid_to.isoformat() if outcome.valid_to else "长期"
    rows = [
        ("编号", outcome.number),
        ("持有人", holder_of(outcome)),
        ("统一社会信用代码", outcome.enterprise.code),
        ("有效期", f"{outcome.valid_from.isoformat()} 至 {end}"),
    ]
    return rows + [(one.label, _plain(one)) for one in public_fields(outcome, "zh-hans")]


def _plain(one: ShownAnswer) -> str:
    if one.heads:
        return "\n".join("　".join(cell or "—" for cell in row) for row in one.rows) or "空白"
    return one.text or "空白"


def _foot(canvas: Canvas, outcome: Outcome) -> None:
    """Draw the QR code with what to do at the left, the issuing office and the day at the right."""
    base = 26 * mm
    sheet.draw_qr(canvas, verify_address(outcome), _LEFT, base, _QR)
    beside = _LEFT + _QR + 6 * mm
    sheet.write(canvas, f"查验码　{outcome.verify_code}", beside, base + _QR - 10, 12)
    sheet.write_wrapped(
        canvas,
        f"扫码，或在 {settings.SITE_URL}/verify/ 输入编号和查验码核验。是否有效以核验结果为准。\n"
        f"内容摘要 {outcome.digest}",
        beside,
        base + _QR - 18,
        78 * mm,
    )
    canvas.setFont(sheet.face(), 13)
    day = outcome.issued_on
    right = sheet.WIDTH - _LEFT
    canvas.drawRightString(right, base + _QR + 16 * mm, name_on(outcome.office, day))
    canvas.drawRightString(right, base + _QR + 8 * mm, f"{day.year}年{day.month}月{day.day}日")
