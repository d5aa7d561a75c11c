"""What a file is, told by its first bytes, and what is refused before anything parses it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePath

from fumao.reading.errors import ReadingError

MAX_BYTES = 200 * 1024 * 1024  # of a file
MAX_INFLATED = 400 * 1024 * 1024  # really inflated, whatever the archive's directory claims
MAX_RATIO = 200  # an office file shrinks to a tenth, a bomb to a thousandth
_CHUNK = 1 << 16

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"BM", "image"),
    (b"{\\rtf", "rtf"),
)
_OLD = {
    ".doc": ("Word 97–2003", "docx"), ".wps": ("WPS", "docx"), ".xls": ("Excel 97–2003", "xlsx"),
    ".et": ("WPS", "xlsx"), ".ofd": ("OFD", "pdf"), ".rtf": ("RTF", "docx"),
    ".ceb": ("CEB", "pdf"), ".ppt": ("PowerPoint", "pdf"), ".pptx": ("PowerPoint", "pdf"),
    ".odt": ("ODT", "docx"), ".caj": ("CAJ", "pdf"),
}  # fmt: skip


def kind_of(name: str, data: bytes) -> str:
    """Return txt, docx, pdf, html or xlsx for a file's bytes.

    Raises ReadingError for an empty or oversized file and for every other kind.
    """
    if not data.strip():
        raise ReadingError(
            "empty_file", f"“{name}”是空文件，没有可读的内容。请检查是否传错了文件。",
            f"“{name}” is empty: there is nothing to read. Check that it is the right file.",
        )  # fmt: skip
    if len(data) > MAX_BYTES:
        raise ReadingError(
            "too_large", f"“{name}”超过 200 MB，请拆分后再读。",
            f"“{name}” is larger than 200 MB; split it and read the parts.",
        )  # fmt: skip
    suffix = PurePath(name).suffix.lower()
    magic = next((kind for head, kind in _MAGIC if data.startswith(head)), None)
    if magic is None and b"%PDF-" in data[:1024]:
        magic = "pdf"
    if magic in ("pdf", None):
        return magic or _text_kind(name, suffix, data)
    if magic == "zip":
        return _zip_kind(name, suffix, data)
    if magic == "image" and _is_text(data):
        return _text_kind(name, suffix, data)
    raise _refusal(name, suffix, magic or "")


def _is_text(data: bytes) -> bool:
    return b"\x00" not in data[:4096] and data[:2] == b"BM"


def _text_kind(name: str, suffix: str, data: bytes) -> str:
    if suffix in _OLD:
        raise _refusal(name, suffix, "old")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")) or suffix in (".html", ".htm", ".mht"):
        return "html"
    if suffix in (".docx", ".xlsx", ".pdf"):
        raise ReadingError(
            "damaged_file", f"“{name}”已损坏：内容不是 {suffix[1:]} 格式。请重新导出或索取原件。",
            f"“{name}” is damaged: its content is not {suffix[1:]}. Export it again or ask for it.",
        )  # fmt: skip
    return "txt"


def _zip_kind(name: str, suffix: str, data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            check_inflated(name, archive, data)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, EOFError) as error:
        raise damaged(name, "docx" if suffix != ".xlsx" else "xlsx") from error
    if "word/document.xml" in names:
        return "docx"
    if any(entry.startswith("xl/") for entry in names):
        return "xlsx"
    if suffix in (".docx", ".xlsx"):
        raise damaged(name, suffix[1:])
    raise _refusal(name, suffix, "old" if suffix in _OLD else "archive")


def check_inflated(name: str, archive: zipfile.ZipFile, data: bytes) -> None:
    """Inflate every entry, counting; raise ReadingError for a bomb or a locked archive.

    The sizes in the archive's directory are not believed: the deflate streams are run to their end.
    """
    total = 0
    for entry in archive.infolist():
        if entry.flag_bits & 0x1:
            raise ReadingError(
                "encrypted_file", f"“{name}”设有密码，无法读取。请解除密码后另存再读。",
                f"“{name}” is locked by a password; remove it, save a copy and read that.",
            )  # fmt: skip
        for size in _inflated(data, entry):
            total += size
            if total > MAX_INFLATED or total > (len(data) + _CHUNK) * MAX_RATIO:
                raise _bomb(name)


def _inflated(data: bytes, entry: zipfile.ZipInfo) -> Iterator[int]:
    """Yield the sizes of the chunks an entry really inflates to."""
    head = data[entry.header_offset : entry.header_offset + 30]
    if len(head) < 30:
        raise zipfile.BadZipFile("entry outside the file")
    at = entry.header_offset + 30 + sum(struct.unpack("<HH", head[26:30]))
    if entry.compress_type == zipfile.ZIP_STORED:
        yield entry.file_size
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile("unknown compression")
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    rest = data[at : at + _CHUNK]
    while rest and not inflater.eof:
        yield len(inflater.decompress(rest, _CHUNK))
        at += 0 if inflater.unconsumed_tail else _CHUNK
        rest = inflater.unconsumed_tail or data[at : at + _CHUNK]


def _bomb(name: str) -> ReadingError:
    return ReadingError(
        "zip_bomb", f"“{name}”解压后异常庞大，疑似压缩炸弹，已拒绝读取。",
        f"“{name}” inflates to an absurd size (a zip bomb?) and was refused.",
    )  # fmt: skip


def damaged(name: str, kind: str) -> ReadingError:
    """Return the error of a file that its format's reader cannot open."""
    return ReadingError(
        "damaged_file", f"“{name}”已损坏，无法按 {kind} 打开。请用办公软件修复后另存再读。",
        f"“{name}” is damaged and does not open as {kind}; repair it in an office program.",
    )  # fmt: skip


def _refusal(name: str, suffix: str, kind: str) -> ReadingError:
    if kind in ("old", "ole", "rtf"):
        what, into = _OLD.get(suffix, ("旧版 Office", "docx"))
        plain = _OLD.get(suffix, ("an old Office format", "docx"))[0]
        return ReadingError(
            "unknown_type",
            f"暂不能读取 {what} 文件“{name}”。请用 WPS 或 Word 打开，另存为 .{into} 后再读。",
            f"“{name}” is {plain}, which is not read; open it in WPS or Word and save as .{into}.",
        )
    if kind == "program":
        return ReadingError(
            "program_file", f"“{name}”是可执行程序，不是文档，已拒绝读取。",
            f"“{name}” is a program, not a document, and was refused.",
        )  # fmt: skip
    if kind == "image":
        return ReadingError(
            "image_file", f"“{name}”是图片，没有文字。请先用文字识别（OCR）转为 .docx 或 .txt。",
            f"“{name}” is a picture without text; run OCR on it and save as .docx or .txt.",
        )  # fmt: skip
    return ReadingError(
        "unknown_type", f"不认识“{name}”的类型。可读 .txt、.docx、.pdf、.html、.xlsx。",
        f"“{name}” is of an unknown kind; .txt, .docx, .pdf, .html and .xlsx are read.",
    )  # fmt: skip


Progress = Callable[[int, int], None]
