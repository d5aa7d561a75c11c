"""What an upload really is: judged by its bytes, not by its name. No Django, no database.

Allowed are documents, spreadsheets, pictures and plain text. A container is opened and its members
are really inflated, up to a limit: the sizes a zip claims are not believed. Macros and nested
archives are refused.
"""

import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from fumao.core.errors import CoreError

MAX_INFLATED = 200 * 1024 * 1024  # bytes, all members of a container together
MAX_MEMBERS = 5000
MAX_NAME = 120  # characters of a kept name
_CHUNK = 256 * 1024

# Extension → (medium, magic); an empty magic is judged by other means.
_MAGIC: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("pdf", (b"%PDF-",)),
    "png": ("png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("jpg", (b"\xff\xd8\xff",)),
    "jpeg": ("jpg", (b"\xff\xd8\xff",)),
    "docx": ("docx", (b"PK\x03\x04",)),
    "xlsx": ("xlsx", (b"PK\x03\x04",)),
    "txt": ("txt", ()),
    "csv": ("csv", ()),
    "json": ("json", ()),
    "html": ("html", ()),
    "htm": ("html", ()),
}
_CONTAINERS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_TEXTS = frozenset({"txt", "csv", "html", "json"})
# Beginnings that are never text, whatever the name says.
_PROGRAMS = (b"MZ", b"\x7fELF", b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"\xca\xfe\xba\xbe")
_CONVERT = {
    "doc": "docx",
    "wps": "docx",
    "ofd": "pdf",
    "xls": "xlsx",
    "et": "xlsx",
    "rtf": "docx",
}


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept: its clean name and its medium."""

    name: str
    media: str


def inspect(stream: IO[bytes], name: str, size: int, limit: int) -> Inspected:
    """Return what an upload is, or raise CoreError with one sentence on what is wrong with it.

    `stream` is at its beginning and is left there; `size` and `limit` are in bytes.
    """
    clean = clean_name(name)
    extension = PurePosixPath(clean).suffix.removeprefix(".").lower()
    if size == 0:
        raise CoreError(
            "empty_file", "文件是空的，请重新选择。", "The file is empty; choose again."
        )
    if size > limit:
        mb = limit // (1024 * 1024)
        raise CoreError(
            "too_large",
            f"文件超过 {mb} MB，请压缩图片或拆分后再传。",
            f"The file is larger than {mb} MB; shrink its pictures or split it.",
        )
    if extension not in _MAGIC:
        raise _unknown(extension)
    media, magic = _MAGIC[extension]
    head = stream.read(1024)
    stream.seek(0)
    if magic and not head.startswith(magic):
        raise _mismatch(extension)
    if media in _TEXTS and _is_no_text(head):
        raise _mismatch(extension)
    if media in _CONTAINERS:
        _open_container(stream, media)
        stream.seek(0)
    return Inspected(clean, media)


def clean_name(name: str) -> str:
    """Return a name without path, control and direction characters, cut to a bearable length."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in base if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    kept = "".join("_" if c in '<>:"|?*%' else c for c in kept).strip(" .")
    stem, dot, extension = kept.rpartition(".")
    if not dot:
        return kept[:MAX_NAME] or "file"
    return f"{(stem[: MAX_NAME - len(extension) - 1]) or 'file'}.{extension[:16]}"


def _is_no_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False  # UTF-16 holds zero bytes
    return b"\x00" in head or head.startswith(_PROGRAMS)


def _open_container(stream: IO[bytes], media: str) -> None:
    """Inflate every member, count the bytes; refuse bombs, macros and another medium."""
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if len(members) > MAX_MEMBERS:
                raise _bomb()
            if _CONTAINERS[media] not in names:
                raise _mismatch(media)
            if any(_is_macro(n) for n in names):
                raise CoreError(
                    "macros",
                    "文件含有宏，请另存为不含宏的格式。",
                    "The file holds macros; save it without them.",
                )
            _inflate(archive, members)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise CoreError(
            "damaged",
            "文件已损坏或加密，无法打开；请用原软件重新保存。",
            "The file is damaged or encrypted; save it again with the program it comes from.",
        ) from error


def _inflate(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    total = 0
    for member in members:
        with archive.open(member) as content:
            while chunk := content.read(_CHUNK):
                total += len(chunk)
                if total > MAX_INFLATED:
                    raise _bomb()


def _is_macro(name: str) -> bool:
    low = name.lower()
    return low.endswith(("vbaproject.bin", "vbadata.xml", ".zip", ".exe", ".dll", ".jar"))


def _bomb() -> CoreError:
    return CoreError(
        "too_much_inside",
        "文件解压后过大，不予接收；请删去多余内容后另存。",
        "The file unpacks to far too much; remove what it does not need and save it again.",
    )


def _mismatch(extension: str) -> CoreError:
    return CoreError(
        "not_what_it_says",
        f"文件内容与扩展名 .{extension} 不符；请用原软件另存后再传。",
        f"The content is not what .{extension} says; save it again with its own program.",
    )


def _unknown(extension: str) -> CoreError:
    if extension in _CONVERT:
        new = _CONVERT[extension]
        return CoreError(
            "convert_first",
            f"暂不支持 .{extension}；请另存为 .{new} 后再传。",
            f".{extension} is not supported; save the file as .{new}.",
        )
    return CoreError(
        "unknown_type",
        f"不接收 .{extension or '（无扩展名）'} 文件；"
        "可用：PDF、DOCX、XLSX、TXT、CSV、HTML、PNG、JPG。",
        f"Files of type .{extension or '(none)'} are not taken; PDF, DOCX, XLSX, TXT, CSV, HTML, "
        "PNG and JPG are.",
    )
