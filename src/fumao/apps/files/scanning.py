"""Malware scanners through an adapter that the installation names: SCANNER is its dotted path.

None is configured by default, and then files are kept without a word about scanning.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import structlog
from django.conf import settings
from django.core.files.base import File
from django.utils.module_loading import import_string

from fumao.core.errors import CoreError

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scanner says of a file; `name` is that of the malware, or why there is no answer."""

    state: Literal["clean", "infected", "unavailable"]
    name: str = ""


CLEAN = Verdict("clean")


class Scanner(Protocol):
    """What an adapter to a scanner has to offer; it is made without arguments, once an upload."""

    def scan(self, path: Path) -> Verdict:
        """Return the verdict on a file; a scanner that cannot be reached is `unavailable`."""


def scan_upload(file: File[Any]) -> str:
    """Scan an upload before it is kept; return how it is marked ("", "clean" or "unscanned").

    Raises CoreError with one sentence for an infected file, and where the scanner does not answer
    but must. The file is left at its beginning.
    """
    if not settings.SCANNER:
        return ""
    with _on_disk(file) as path:
        return judged(scan_path(path))


def judged(verdict: Verdict) -> str:
    """Return how a file with this verdict is marked; raises CoreError where it is refused."""
    if verdict.state == "infected":
        log.warning("upload_infected", malware=verdict.name)
        raise CoreError(
            "infected",
            f"文件含有恶意程序（{verdict.name}），不予接收；请用杀毒软件清理本机后，重新制作文件再传。",
            f"The file holds malware ({verdict.name}) and is refused; clean your computer and make "
            "the file anew.",
        )
    if verdict.state == "clean":
        return "clean"
    log.warning("scanner_unavailable", why=verdict.name)
    if settings.SCANNER_REQUIRED:
        raise CoreError(
            "not_scanned",
            "病毒检查服务暂时没有答复，不能接收文件；请过几分钟再传，其他内容都已保存。",
            "The malware scanner does not answer, so no files are taken; try again in a few "
            "minutes, all else is saved.",
        )
    return "unscanned"


def scan_path(path: Path) -> Verdict:
    """Return the configured scanner's verdict; a broken adapter counts as unavailable."""
    try:
        scanner: Scanner = import_string(settings.SCANNER)()
        return scanner.scan(path)
    except Exception as error:  # noqa: BLE001 - whatever an adapter raises, uploads go on
        return Verdict("unavailable", f"{type(error).__name__}: {error}"[:200])


@contextmanager
def _on_disk(file: File[Any]) -> Iterator[Path]:
    """Yield where the upload lies: large ones are on disk already, small ones are written."""
    known = getattr(file, "temporary_file_path", None)
    if known is not None:
        yield Path(known())
        return
    with tempfile.NamedTemporaryFile(prefix="fumao-scan-") as copy:
        file.seek(0)
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        file.seek(0)
        yield Path(copy.name)
