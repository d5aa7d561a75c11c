"""Which cells of a workbook are shown as per cent; the reader of values does not tell."""

import io
import re
import zipfile

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = re.compile(r"\}id$")
_PERCENT = (9, 10)  # built-in formats 0% and 0.00%
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})$")

Place = tuple[int, int]  # row and column, from 0


def percent_cells(data: bytes) -> dict[str, frozenset[Place]]:
    """Return the cells shown as per cent by the name of their sheet; none where it cannot tell."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            styles = _percent_styles(book)
            if not styles:
                return {}
            return {name: _places(book, path, styles) for name, path in _sheets(book)}
    except (KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError):
        return {}


def _percent_styles(book: zipfile.ZipFile) -> frozenset[str]:
    """Return the numbers of the cell styles whose format ends in a per cent sign."""
    root = _parse(book, "xl/styles.xml")
    formats = {
        int(one.get("numFmtId", "0"))
        for one in _all(root, "numFmt")
        if "%" in _LITERAL.sub("", one.get("formatCode", ""))
    } | set(_PERCENT)
    table = next(iter(_all(root, "cellXfs")), None)
    if table is None:
        return frozenset()
    used = enumerate(_all(table, "xf"))
    return frozenset(str(at) for at, one in used if int(one.get("numFmtId", "0")) in formats)


def _sheets(book: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return every sheet's name and the path of its part."""
    parts = {
        one.get("Id", ""): one.get("Target", "")
        for one in _parse(book, "xl/_rels/workbook.xml.rels")
        if isinstance(one.tag, str)
    }
    out = []
    for sheet in _all(_parse(book, "xl/workbook.xml"), "sheet"):
        key = next((str(v) for name, v in sheet.items() if _RELATION.search(str(name))), "")
        target = parts.get(key, "")
        if target:
            out.append(
                (sheet.get("name", ""), target.lstrip("/") if target[0] == "/" else f"xl/{target}")
            )
    return out


def _places(book: zipfile.ZipFile, path: str, styles: frozenset[str]) -> frozenset[Place]:
    out = set()
    with book.open(path) as file:
        tags = (f"{_MAIN}c", f"{_STRICT}c")
        cell: etree._Element
        for _, cell in etree.iterparse(file, tag=tags, resolve_entities=False, no_network=True):
            match = _PLACE.match(cell.get("r", "")) if cell.get("s") in styles else None
            if match:
                out.add((int(match[2]) - 1, _column(match[1])))
            cell.clear()
    return frozenset(out)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _parse(book: zipfile.ZipFile, path: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(book.read(path), parser)


def _all(root: etree._Element, name: str) -> list[etree._Element]:
    return [*root.iter(f"{_MAIN}{name}", f"{_STRICT}{name}")]
