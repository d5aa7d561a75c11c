"""Procedures written for tests, and a file to attach."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

_FOLDER = Path(__file__).parent / "procedures"
# Acceptance, review, decision, certificate; with changes, re-checks and revocation after it.
PLAIN = (_FOLDER / "plain.yaml").read_text("utf-8")
# The same with two offices in parallel, a panel and publicity.
PARALLEL = (_FOLDER / "parallel.yaml").read_text("utf-8")
# PLAIN with two fees: 200 a case where it is abroad, due at the decision; a thousandth, to issue.
CHARGED = PLAIN.replace(
    "clock: {",
    """\
parameters:
  - name: try_case
    label_zh: 登记费标准
    label_en: Rate of a case
    type: money(CNY)
    values: [{value: 200, from: 2020-01-01, document: xiamen-2016, clause: "1", confidence: low}]
  - name: try_share
    label_zh: 检验费比例
    label_en: Share of the value
    type: dec(3)
    values: [{value: 0.001, from: 2020-01-01, document: xiamen-2016, clause: "1", confidence: low}]
fees:
  - {key: case, title_zh: 登记费, title_en: Registration fee, when: abroad, amount: try_case,
     words_zh: 境外项目每件一个标准, words_en: One rate for each case abroad,
     due: decide, document: xiamen-2016, clause: "1"}
  - {key: test, title_zh: 检验费, title_en: Inspection fee, amount: round2(amount * try_share),
     words_zh: 金额的千分之一, words_en: A thousandth of the value,
     due: issue, document: xiamen-2016, clause: "1"}
clock: {""",
    1,
)
# The smallest PDF that is one: a header, an empty catalogue, a trailer.
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def a_paper() -> SimpleUploadedFile:
    """A paper as it is uploaded."""
    return SimpleUploadedFile("材料.pdf", PDF, "application/pdf")
