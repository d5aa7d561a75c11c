"""A simulation as a memo (DOCX): the figures, and everything they rest on."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from fumao.apps.grants.models import Simulation
from fumao.apps.grants.queries.simulated import Moved, Rule, rules_of
from fumao.apps.grants.screening_export import shown

LISTED = 50  # changed enterprises of a rule that the memo prints


def memo_docx(simulation: Simulation, lang: str) -> bytes:
    """Return the memo; the same record gives the same memo."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "FangSong", Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    document.add_heading(_("政策模拟：%(title)s") % {"title": _clean(simulation.title)}, level=1)
    document.add_paragraph(
        _("本模拟只作比较，现行规则没有改动。金额按两边都能算出的企业合计，资料不全的企业另计。")
    )
    for rule in rules_of(simulation.result, lang):
        _rule(document, rule, lang)
    document.add_heading(_("草案"), level=2)
    text = document.add_paragraph().add_run(_clean(simulation.draft, "\n"))
    text.font.name, text.font.size = "Consolas", Pt(9)
    document.add_heading(_("复算依据"), level=2)
    _table(document, (_("项目"), _("内容")), _basis(simulation))
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _rule(document: Docx, rule: Rule, lang: str) -> None:
    document.add_heading(_clean(rule.label), level=2)
    if rule.total is None:
        document.add_paragraph(_("没有企业可比较。"))
        return
    heads = (
        "", _("现行"), _("草案"), _("差额"), _("增加"), _("减少"), _("不变"), _("缺资料"),
    )  # fmt: skip
    _table(document, heads, [_moved(rule.total)])
    for _key, title, lines in rule.groups:
        document.add_paragraph(title)
        _table(document, heads, [_moved(line) for line in lines])
    if rule.changed:
        document.add_paragraph(_("有变化的企业（按差额从大到小，最多 %(n)s 家）") % {"n": LISTED})
        rows = [
            (one.name, one.code, shown(one.before), shown(one.after))
            for one in rule.lines(slice(0, LISTED), lang)
        ]
        _table(document, (_("企业"), _("统一社会信用代码"), _("现行"), _("草案")), rows)


def _moved(line: Moved) -> tuple[str, ...]:
    counts = (line.more, line.less, line.same, line.unknown)
    return (
        line.label, shown(line.before), shown(line.after), shown(line.difference),
        *(str(n) for n in counts),
    )  # fmt: skip


def _basis(simulation: Simulation) -> list[tuple[str, str]]:
    packs = "、".join(f"{key} {version}" for key, version in sorted(simulation.versions.items()))
    return [
        (_("编号"), simulation.stream),
        (_("范围"), simulation.area.name),
        (_("规定和资料日期"), simulation.day.isoformat()),
        (_("办理日期"), simulation.on.isoformat()),
        (_("办理人"), simulation.by.name if simulation.by else ""),
        (_("企业数"), str(simulation.enterprises)),
        (_("规则包版本"), packs),
        (_("规则摘要（SHA-256）"), simulation.rules_digest),
        (_("资料摘要（SHA-256）"), simulation.digest),
    ]


def _table(document: Docx, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    for cells, texts in [(table.rows[0].cells, heads)]:
        for cell, text in zip(cells, texts, strict=True):
            cell.text = text
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _clean(text)


def _clean(text: str, keep: str = "") -> str:
    """Leave out what a document cannot hold: control characters."""
    return "".join(char for char in text if char.isprintable() or char in keep)
