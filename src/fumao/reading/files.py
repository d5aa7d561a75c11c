"""From a file on disk, or a text, to a reading."""

import hashlib
from collections.abc import Callable, Container, Sequence
from pathlib import Path

from fumao.reading.document import Document
from fumao.reading.engine import Source, interpret
from fumao.reading.errors import ReadingError
from fumao.reading.formats.docx import read_docx
from fumao.reading.formats.guard import MAX_BYTES, Progress, kind_of
from fumao.reading.formats.html import read_html
from fumao.reading.formats.pdf import read_pdf
from fumao.reading.formats.txt import decode
from fumao.reading.formats.xlsx import read_xlsx
from fumao.reading.layout import lay_out
from fumao.reading.model import Reading

Registry = Container[str]  # of the known names of departments, as printed


def read(
    path: str | Path,
    *,
    registry: Registry | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read a policy document from a file.

    `registry` holds the known names of departments; with it a name that is not in it becomes a
    finding. `progress` is called with (done, all) while a large file is read.
    Raises ReadingError for a file that cannot be read, with one sentence in Chinese and English.
    """
    place = Path(path)
    try:
        if place.stat().st_size > MAX_BYTES:
            raise ReadingError(
                "too_large",
                f"“{place.name}”超过 200 MB，请拆分后再读。",
                f"“{place.name}” is larger than 200 MB; split it and read the parts.",
            )
        data = place.read_bytes()
    except OSError as error:
        raise ReadingError(
            "cannot_open",
            f"打不开“{place}”：请检查路径、文件名和读取权限。",
            f"Cannot open “{place}”: check the path, the name and the permission to read it.",
        ) from error
    return read_bytes(place.name, data, registry=registry, progress=progress)


def read_bytes(
    name: str,
    data: bytes,
    *,
    registry: Registry | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read a policy document from the bytes of a file called `name`; see `read`."""
    media = kind_of(name, data)
    document, encoding = _open(name, data, media, progress)
    source = Source(name, media, encoding, hashlib.sha256(data).hexdigest())
    return _checked(name, interpret(document, source, registry=registry))


def read_text(name: str, text: str, *, registry: Registry | None = None) -> Reading:
    """Read a policy document from its text; raises ReadingError when it is none."""
    data = text.encode("utf-8", errors="surrogatepass")
    if not text.strip():
        kind_of(name, b"")
    source = Source(name, "txt", "utf-8", hashlib.sha256(data).hexdigest())
    return _checked(name, interpret(lay_out(text), source, registry=registry))


def _open(
    name: str, data: bytes, media: str, progress: Progress | None
) -> tuple[Document, str | None]:
    if media == "pdf":
        return read_pdf(name, data, progress), None
    if media == "html":
        return read_html(name, data)
    if media in _OFFICE:
        return _OFFICE[media](name, data), None
    text, encoding = decode(name, data)
    return lay_out(text), encoding


_OFFICE: dict[str, Callable[[str, bytes], Document]] = {"docx": read_docx, "xlsx": read_xlsx}


def _checked(name: str, reading: Reading) -> Reading:
    """Refuse a text that has nothing of a policy document."""
    meta = reading.meta
    found: Sequence[object] = (*reading.tasks, *reading.targets, *reading.incentives)
    signs = bool(meta.title) + bool(meta.number) + bool(meta.issuer)
    structured = sum(clause.kind != "row" for clause in reading.clauses)
    if found or signs >= 2 or (signs and structured) or structured >= 5:
        return reading
    raise ReadingError(
        "not_a_policy_document",
        f"“{name}”里没有找到条款、任务、目标或发文信息，似乎不是政策文件。",
        f"“{name}” holds no clauses, tasks, targets or issuing data: no policy document?",
    )
