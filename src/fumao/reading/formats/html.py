"""Web pages: the document's own paragraphs and tables, without menus, scripts and footers."""

import re
from typing import Any

import lxml.etree
import lxml.html

from fumao.reading.document import Document
from fumao.reading.errors import ReadingError
from fumao.reading.formats.parts import GridCell, Parts, assemble
from fumao.reading.formats.txt import decode

_DROP = (
    "script", "style", "noscript", "nav", "footer", "aside", "form", "iframe", "button", "select",
    "template", "svg", "object", "head", "title",
)  # fmt: skip
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|footer|foot|breadcrumb|crumb|sidebar|share|toolbar|copyright|banner|pagination|related|search)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BLOCK = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "section", "article", "ul", "ol",
    "dl", "dt", "dd", "blockquote", "center", "pre", "main", "header", "body", "figure", "hr",
    "caption", "fieldset", "address",
}  # fmt: skip
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)


def read_html(name: str, data: bytes) -> tuple[Document, str]:
    """Read a page; returns the document and the encoding. Raises ReadingError without text."""
    text, encoding = _decode(name, data)
    # a null byte or an XML declaration makes lxml refuse a string
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", ""))
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(text, parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError) as error:
        raise ReadingError(
            "damaged_file", f"“{name}”不是完整的网页，读不出正文。请另存网页后再试。",
            f"“{name}” is no complete web page; save the page again and retry.",
        ) from error  # fmt: skip
    _strip(root)
    parts = Parts()
    writer = _Writer(parts)
    writer.walk(root)
    writer.flush()
    return assemble(parts), encoding


def _decode(name: str, data: bytes) -> tuple[str, str]:
    declared = _DECLARED.search(data[:4096])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        label = declared[1].decode("ascii").lower()
        label = "gb18030" if label in ("gb2312", "gbk", "gb_2312-80") else label
        try:
            return data.decode(label), label
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(name, data)


def _strip(root: Any) -> None:
    for element in list(root.iter(*_DROP)):
        if element.tag != "title" or element.getparent() is not None:
            element.drop_tree()
    for element in list(root.iter("div", "ul", "section", "header", "p", "span", "td")):
        marks = f"{element.get('class', '')} {element.get('id', '')}"
        hidden = "display:none" in element.get("style", "").replace(" ", "").lower()
        if (hidden or _CHROME.search(marks)) and element.getparent() is not None:
            element.drop_tree()


class _Writer:
    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.words: list[str] = []

    def flush(self) -> None:
        """End the open paragraph."""
        text = re.sub(r"[ \t\r\n\f]+", " ", "".join(self.words).replace("\x0b", "\n"))
        text = re.sub(r" ?\n ?", "\n", text)
        self.words.clear()
        if text.strip():
            self.parts.paragraph(text.strip(" "))

    def walk(self, root: Any) -> None:
        """Write an element and all below it, without recursion: pages nest deeply."""
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            element, leaving = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else ""
            if leaving:
                if tag in _BLOCK:
                    self.flush()
                self.words.append(element.tail or "")
                continue
            if tag == "table" and not _is_frame(element):
                self.flush()
                self.parts.grid(_grid(element))
                self.words.append(element.tail or "")
                continue
            if tag in _BLOCK:
                self.flush()
            if tag == "br":
                self.words.append("\x0b")
            self.words.append(element.text or "")
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))


def _is_frame(table: Any) -> bool:
    """A table that only lays out the page holds another table or whole paragraphs in one cell."""
    if next(table.iterdescendants("table"), None) is not None:
        return True
    rows = [row for row in table.iter("tr")]
    return all(len([c for c in row if c.tag in ("td", "th")]) <= 1 for row in rows)


def _text(cell: Any) -> str:
    out: list[str] = []
    for node in cell.iter():
        if node is not cell and node.tag in ("br", "p", "div"):
            out.append("\n")
        out.append(re.sub(r"\s+", " ", node.text or ""))
        if node is not cell:
            out.append(re.sub(r"\s+", " ", node.tail or ""))
    return "".join(out).strip()


def _grid(table: Any) -> list[list[GridCell]]:
    """Lay the cells out with their row and column spans."""
    pending: dict[int, int] = {}  # column -> rows still covered from above
    rows: list[list[GridCell]] = []
    for row in table.iter("tr"):
        line: list[GridCell] = []
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        while cells or pending.get(len(line), 0):
            column = len(line)
            if pending.get(column, 0):
                pending[column] -= 1
                line.append(GridCell("above", covered=True))
                continue
            cell = cells.pop(0)
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for offset in range(across):
                words = _text(cell) if offset == 0 else "left"
                line.append(GridCell(words, covered=offset > 0))
                if down > 1:
                    pending[column + offset] = down - 1
        rows.append(line)
    return rows


def _span(cell: Any, name: str) -> int:
    words = re.match(r"\s*(\d{1,3})", cell.get(name, "1"))
    return min(max(int(words[1]) if words else 1, 1), 200)
