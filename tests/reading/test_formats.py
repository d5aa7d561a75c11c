"""Real files of every kind, built here, read to the same result."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from fumao.reading import Reading, ReadingError, read, read_bytes, read_text

TITLE = "青岚市数字服务发展实施方案"
HEAD = ["类别", "序号", "重点任务", "牵头单位", "配合单位", "完成时限"]
ROWS = [
    [
        "通关",
        "1",
        "建设智慧口岸，推广联合查验。",
        "市口岸办",
        "青岚海关、市商务局",
        "2027年6月底前",
    ],
    ["", "2", "压缩通关时间，公开作业时限。", "青岚海关", "市口岸办", "持续推进"],
    [
        "人才",
        "3",
        "编制紧缺人才目录，定期更新。",
        "市人力资源和社会保障局",
        "市教育局",
        "2027年底前启动",
    ],
]


def check(reading: Reading) -> None:
    """Hold the three tasks of ROWS against the reading."""
    assert reading.meta.title == TITLE
    assert [task.label for task in reading.tasks] == ["1", "2", "3"]
    assert [task.category for task in reading.tasks] == ["通关", "通关", "人才"]
    assert [task.lead for task in reading.tasks] == [(row[3],) for row in ROWS]
    assert reading.tasks[0].cooperating == ("青岚海关", "市商务局")
    assert [task.schedule.kind for task in reading.tasks] == ["finish_by", "continuous", "start_by"]
    for task, row in zip(reading.tasks, ROWS, strict=True):
        assert reading.text[task.start : task.end] == row[2]


def word_file(path: Path) -> None:
    """Write a Word file with a merged first column."""
    file = docx.Document()
    file.add_paragraph(TITLE)
    table = file.add_table(rows=len(ROWS) + 1, cols=len(HEAD))
    for y, row in enumerate([HEAD, *ROWS]):
        for x, words in enumerate(row):
            table.cell(y, x).text = words
    merged = table.cell(1, 0).merge(table.cell(2, 0))
    merged.text = "通关"
    file.save(str(path))


def workbook(path: Path) -> None:
    """Write a workbook with a title across all columns and a merged first column."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([TITLE])
    sheet.merge_cells("A1:F1")
    for row in [HEAD, *ROWS]:
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    sheet.merge_cells("A3:A4")
    book.save(path)


def web_page(path: Path) -> None:
    """Write a page in GBK with a menu, a script and row spans."""
    cells = "".join(
        "<tr>"
        + "".join(
            f'<td rowspan="2">{c}</td>' if c == "通关" else f"<td>{c}</td>" for c in row if c != ""
        )
        + "</tr>"
        for row in [HEAD, *ROWS]
    )
    path.write_bytes(
        f"""<html><head><meta charset="gb2312"><title>别处</title></head><body>
        <div class="nav">首页 | 市财政局 负责 一、公开</div><script>var x = "一、任务";</script>
        <h1>{TITLE}</h1><table>{cells}</table><div id="footer">主办：某办公室</div></body></html>
        """.encode("gb18030")
    )


def tab_text(path: Path) -> None:
    """Write a text with tabs."""
    lines = [TITLE, *("\t".join(row) for row in [HEAD, *ROWS])]
    path.write_text("\n".join(lines), encoding="gb18030")


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("方案.docx", word_file), ("方案.xlsx", workbook), ("方案.html", web_page),
        ("方案.txt", tab_text),
    ],
)  # fmt: skip
def test_one_table_in_every_kind_of_file(
    name: str, write: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / name
    write(path)
    reading = read(path)
    assert reading.media == path.suffix[1:]
    check(reading)


def test_word_numbers_its_own_headings(tmp_path: Path) -> None:
    file = docx.Document()
    file.add_paragraph("青岚市扩大服务出口的意见")
    for words in ("完善机制。（市商务局负责）", "拓展市场。（市贸促会负责）"):
        file.add_paragraph(words, style="List Number")
    path = tmp_path / "意见.docx"
    file.save(str(path))
    assert [task.label for task in read(path).tasks] == ["1.", "2."]
    assert read(path).tasks[1].lead == ("市贸促会",)


def pdf_bytes(pages: list[list[str]], password: str | None = None) -> bytes:
    """Print lines on pages, in Chinese."""
    stream = io.BytesIO()
    lock = StandardEncryption(password, canPrint=0) if password else None
    canvas = Canvas(stream, pagesize=A4, encrypt=lock)
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    for number, lines in enumerate(pages, start=1):
        canvas.setFont("STSong-Light", 16)
        for y, line in enumerate(lines):
            canvas.drawString(80, 780 - 28 * y, line)
        canvas.drawCentredString(300, 40, f"— {number} —")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def test_pdf_joins_names_cut_by_line_and_page_ends() -> None:
    paragraphs = [
        "一、主要行动",
        "（一）建设平台。面向中小企业开放算力，推广数据空间，发布应用场景，完善开源社区的公共服务。"
        "（牵头单位：市工业和信息化局；配合单位：市大数据局、市商务局）",
        "（二）培育主体。支持企业开展国际认证，建立梯度培育名单，完善跟踪服务。"
        "（牵头单位：市商务局；配合单位：市市场监督管理局）",
        "（三）健全统计。开展重点企业直报，按季发布数据，提高数据质量。（市统计局负责）",
    ]
    lines = [TITLE]
    for words in paragraphs:
        indented = "\u3000\u3000" + words
        lines.extend(indented[i : i + 22] for i in range(0, len(indented), 22))
    for page_end in range(3, len(lines)):
        reading = read_bytes("方案.pdf", pdf_bytes([lines[:page_end], lines[page_end:]]))
        assert [task.lead for task in reading.tasks] == [
            ("市工业和信息化局",), ("市商务局",), ("市统计局",),
        ]  # fmt: skip
        assert reading.tasks[0].cooperating == ("市大数据局", "市商务局")
        assert reading.tasks[1].cooperating == ("市市场监督管理局",)
        assert reading.meta.title == TITLE


def bomb() -> bytes:
    """Build a .docx of 60 MB of zeros whose directory claims one byte."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 60_000_000)
    data = bytearray(stream.getvalue())
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<I", 1)
    return bytes(data)


def damaged_word(tmp_path: Path) -> bytes:
    """Cut a Word file in half."""
    path = tmp_path / "x.docx"
    word_file(path)
    data = path.read_bytes()
    return data[: len(data) // 2]


BAD: list[tuple[str, str, Callable[[Path], bytes]]] = [
    ("空.txt", "empty_file", lambda _: b" \n\t\n"),
    ("程序.docx", "program_file", lambda _: b"MZ\x90\x00" + b"\0" * 400),
    ("旧.doc", "unknown_type", lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512),
    ("旧.wps", "unknown_type", lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512),
    ("版式.ofd", "unknown_type", lambda _: _zip({"OFD.xml": b"<ofd/>"})),
    ("图.png", "image_file", lambda _: b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
    ("坏.docx", "damaged_file", damaged_word),
    ("坏.xlsx", "damaged_file", lambda _: b"PK\x03\x04" + b"\0" * 64),
    ("假.pdf", "damaged_file", lambda _: "一、任务".encode()),
    ("坏.pdf", "damaged_file", lambda _: b"%PDF-1.7\n" + b"garbage" * 40),
    ("炸弹.docx", "zip_bomb", lambda _: bomb()),
    ("加密.pdf", "encrypted_file", lambda _: pdf_bytes([["一、任务"] * 9], "secret")),
    ("扫描.pdf", "scanned_pdf", lambda _: scanned()),
    ("散文.txt", "not_a_policy_document", lambda _: "今天天气很好，我们去公园散步。".encode()),
    ("数据.txt", "not_text", lambda _: bytes(range(256)) * 40),
    ("数据.txt", "not_a_policy_document", lambda _: b"a,b,c\n1,2,3\n" * 50),
]


def scanned() -> bytes:
    """Draw two pages without any text."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    for _ in range(2):
        canvas.rect(90, 90, 300, 500)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _zip(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(("name", "code", "build"), BAD, ids=[f"{b[0]}-{b[1]}" for b in BAD])
def test_bad_input_gets_one_clear_sentence(
    name: str, code: str, build: Callable[[Path], bytes], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(build(tmp_path))
    with pytest.raises(ReadingError) as caught:
        read(path)
    error = caught.value
    assert error.code == code
    for language in ("zh", "en"):
        sentence = error.message(language)
        assert name in sentence and "\n" not in sentence and len(sentence) < 160
    assert any("\u4e00" <= char <= "\u9fff" for char in error.message("zh"))


@pytest.mark.parametrize(("name", "target"), [("旧.doc", ".docx"), ("版式.ofd", ".pdf")])
def test_an_unknown_type_says_how_to_convert(name: str, target: str) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
    with pytest.raises(ReadingError) as caught:
        read_bytes(name, data if name.endswith("doc") else _zip({"OFD.xml": b"<ofd/>"}))
    assert target in caught.value.zh and target in caught.value.en


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadingError) as caught:
        read(tmp_path / "没有.txt")
    assert caught.value.code == "cannot_open"


def test_an_empty_text_is_refused() -> None:
    with pytest.raises(ReadingError) as caught:
        read_text("空.txt", "  \n")
    assert caught.value.code == "empty_file"
