"""Tables as they arrive in texts: cell by cell, cut by pages, between spaces, bars and tags."""

import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from fumao.reading import Reading, read_bytes, read_text

HEAD = ["序号", "重点任务", "牵头单位", "配合单位", "完成时限"]
ROWS = [
    ["1", "完善联席会议制度，健全考核机制，定期通报进展。", "市发展和改革委员会",
     "市商务局、市财政局", "2027年6月底前"],
    ["2", "推广单一窗口，压缩通关时间。", "市口岸办", "青岚海关", "持续推进"],
    ["3", "开展跨境数据培训，编印操作指南。", "市人力资源和社会保障局",
     "市教育局、各区（县）人民政府", "2027年12月底前"],
]  # fmt: skip
TITLE = "青岚市重点任务分工表\n"


def check(reading: Reading) -> None:
    """Hold ROWS against the reading."""
    assert [task.label for task in reading.tasks] == ["1", "2", "3"]
    assert ["".join(task.text.split()) for task in reading.tasks] == [row[1] for row in ROWS]
    assert ["、".join(task.lead) for task in reading.tasks] == [row[2] for row in ROWS]
    assert ["、".join(task.cooperating) for task in reading.tasks] == [row[3] for row in ROWS]
    due = ["".join((task.schedule.text or "").split()) for task in reading.tasks]
    assert due == [row[4] for row in ROWS]


def cut(words: str, width: int) -> list[str]:
    """Cut the words of a cell into lines."""
    return [words[i : i + width] for i in range(0, len(words), width)]


@pytest.mark.parametrize("width", [7, 9, 12, 30])
def test_cells_as_lines_cut_and_with_repeated_headers(width: int) -> None:
    lines = list(HEAD)
    for number, row in enumerate(ROWS, start=1):
        lines += [line for cell in row for line in cut(cell, width)]
        if number == 2:
            lines += ["", "— 1 —", "", *HEAD]
    check(read_text("a.txt", TITLE + "\n".join(lines)))


@pytest.mark.parametrize("gap", ["\t", " ", "    ", "\u3000\u3000", " | "])
def test_cells_in_one_line(gap: str) -> None:
    lines = [gap.join(row) for row in [HEAD, *ROWS]]
    if gap == " | ":
        lines = [f"| {line} |" for line in [lines[0], " | ".join(["---"] * 5), *lines[1:]]]
    check(read_text("a.txt", TITLE + "\n".join(lines)))


def test_cells_in_tags_with_a_row_span() -> None:
    rows = ["".join(f"<td>{cell}</td>" for cell in row) for row in [HEAD, *ROWS]]
    text = TITLE + "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    check(read_text("a.txt", text))


def test_word_lines_with_tabs() -> None:
    records = ["\n".join("\t" + cell for cell in row) for row in [HEAD, *ROWS]]
    check(read_text("a.txt", TITLE + "\n" + "\n\n".join(records)))


def test_a_table_in_a_pdf() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("cell", fontName="STSong-Light", fontSize=10, wordWrap="CJK", leading=14)
    cells = [[Paragraph(cell, style) for cell in row] for row in [HEAD, *ROWS]]
    stream = io.BytesIO()
    title = Paragraph(TITLE.strip(), style)
    SimpleDocTemplate(stream, pagesize=A4).build(
        [title, Table(cells, colWidths=[40, 130, 90, 90, 80])]
    )
    check(read_bytes("表.pdf", stream.getvalue()))


def test_a_row_cut_by_a_page_is_one_task() -> None:
    lines = ["\t".join(row) for row in [HEAD, *ROWS]]
    words = ROWS[1][1]
    lines[2] = lines[2].replace(words, words[:8] + "\n\n— 1 —\n\n" + words[8:])
    check(read_text("a.txt", TITLE + "\n".join(lines)))
