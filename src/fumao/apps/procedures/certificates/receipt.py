"""收件回执、受理回执: what was handed in, which clocks run, who holds the case."""

from datetime import date

from django.utils.translation import override
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from fumao.apps.procedures.certificates import sheet
from fumao.apps.procedures.models import CaseClock
from fumao.apps.procedures.queries.case_page import CasePage, ClockShown, Paper
from fumao.core.calendar import Projection

_FOOT = 26 * mm


def receipt_pdf(page: CasePage, day: date) -> bytes:
    """Return the receipt of a case as it stands on a day."""
    with override("zh-hans"):
        accepted = page.case.accepted_on is not None
        title, english = (
            ("受理回执", "Notice of acceptance") if accepted else ("收件回执", "Receipt")
        )
        parts: list[Flowable] = [*sheet.heading(title, english), sheet.facts(_rows(page))]
        return sheet.pdf_of(
            sheet.Sheet(
                title=f"{title} {page.case.number}",
                parts=parts,
                foot=lambda canvas: _foot(canvas, page, day),
                foot_height=_FOOT,
                mark="演示" if page.case.synthetic else "",
                marked="企业为虚构，不是真实回执" if page.case.synthetic else "",
            )
        )


def _rows(page: CasePage) -> list[tuple[str, str]]:
    case = page.case
    rows = [
        ("办件编号", case.number),
        ("事项", page.held.procedure.title.zh),
        ("申请人", f"{case.enterprise.name}\n{case.enterprise.code}"),
        ("提交日期", case.submitted_on.isoformat()),
    ]
    if case.accepted_on is not None:
        rows.append(("受理日期", case.accepted_on.isoformat()))
    rows.append(("现在状态", str(case.get_phase_display())))
    rows.append(("材料", "\n".join(_papers(page.papers)) or "本事项不需要材料"))
    rows += [(str(CaseClock.Kind(one.account.kind).label), _clock(one)) for one in page.clocks]
    rows.append(("现在由谁办理", "\n".join(_holders(page)) or "已办结"))
    return rows


def _papers(papers: tuple[Paper, ...]) -> list[str]:
    lines = []
    for number, paper in enumerate(papers, 1):
        names = "、".join(row.attachment.name for row in paper.files if row.attachment)
        told = names or ("以承诺代替" if paper.promised else "未交")
        lines.append(f"{number}. {paper.label}：{told}")
    return lines


def _clock(one: ClockShown) -> str:
    term = one.account.clock.budget.words().zh
    if one.account.ended is not None:
        return f"{term}，{one.account.ended.isoformat()} 止，用 {one.used}"
    if one.due is None:
        return f"{term}，暂停计时，还剩 {one.left}"
    return f"{term}，至 {_by(one.due)}"


def _by(due: Projection) -> str:
    note = "（暂定：涉及尚未发布放假安排的年份）" if due.provisional else ""
    return f"{due.date.isoformat()}{note}"


def _holders(page: CasePage) -> list[str]:
    lines = []
    for took in page.holder:
        office = took.office.name if took.office else "系统"
        due = f"，限 {_by(took.due)}" if took.due else ""
        lines.append(f"{office}　{took.step.title.zh}{due}")
    if page.state.phase == "correcting":
        lines.append("申请人　补正")
    return lines


def _foot(canvas: Canvas, page: CasePage, day: date) -> None:
    canvas.setFillColor(sheet.INK)
    canvas.setFont(sheet.face(), 12)
    right = sheet.WIDTH - 24 * mm
    canvas.drawRightString(right, 38 * mm, page.case.owner.name)
    canvas.drawRightString(right, 31 * mm, f"{day.year}年{day.month}月{day.day}日")
