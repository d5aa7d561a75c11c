"""Evidence as pictures: pages drawn in a child process and kept on disk by the file's hash.

The folder holds nothing that could not be drawn again, so it may be emptied at any time.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.conf import settings

from fumao.apps.files.queries import OpenedFile
from fumao.core.errors import CoreError

WIDTH = 1200  # pixels of a drawn page: sharp at the width the pages show it
MOST_PAGES = 500
MEMORY = 1024**3  # bytes of address space of the child
SECONDS = 25
MEDIA = frozenset({"pdf", "png", "jpg"})
# What the child may know of our environment: not the key, not the database.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL")
_ERRORS = {
    "damaged": (
        "文件已损坏，无法显示；可以下载后用原软件查看。",
        "The file is damaged and cannot be shown; download it and try its own program.",
    ),
    "encrypted": (
        "文件设有密码，无法显示；请退回申请人，去除密码后再交。",
        "The file is locked by a password; have the applicant hand in a copy without one.",
    ),
    "too_large": (
        "这一页过大，无法显示；可以下载后查看。",
        "This page is too large to be shown; download the file.",
    ),
    "no_such_page": ("没有这一页。", "There is no such page."),
    "failed": (
        "显示时出错，文件可能过大或已损坏；可以下载后查看。",
        "Showing it failed; the file may be too large or damaged. Download it.",
    ),
    "media": (
        "这种文件不能在此显示，请下载后查看。",
        "Files of this kind cannot be shown here; download it.",
    ),
}
# Errors of the file itself come back the same each time; the others depend on the moment.
_KEPT = frozenset({"damaged", "encrypted", "too_large"})


@dataclass(frozen=True, slots=True)
class Preview:
    """A drawn page: the PNG, its size in pixels, how many pages there are."""

    path: Path
    pages: int
    width: int
    height: int


def is_drawn(opened: OpenedFile, page: int) -> bool:
    """Tell whether a page lies ready, so that showing it costs nothing."""
    return _about(opened, page).exists()


def preview(
    opened: OpenedFile, page: int, *, memory: int = MEMORY, seconds: float = SECONDS
) -> Preview:
    """Return a page as a picture, drawing it where it is not there yet.

    Raises CoreError with one sentence: another medium, no such page, a damaged or locked file, one
    that needs more memory or time than it may have.
    """
    if opened.media not in MEDIA:
        raise _error("media")
    if not 1 <= page <= MOST_PAGES:
        raise _error("no_such_page")
    known = _known(opened, page)
    if known is None:
        known, body = _draw(opened, page, memory, seconds)
        if known.get("error", "") in {"", *_KEPT}:
            _keep(opened, page, known, body)
    if "error" in known:
        raise _error(str(known["error"]))
    pages = min(int(known["pages"]), MOST_PAGES)
    return Preview(_picture(opened, page), pages, int(known["width"]), int(known["height"]))


def _error(code: str) -> CoreError:
    return CoreError(f"preview_{code}", *_ERRORS.get(code, _ERRORS["failed"]))


def _folder(opened: OpenedFile) -> Path:
    return Path(settings.PREVIEWS_ROOT) / opened.sha256[:2]


def _about(opened: OpenedFile, page: int) -> Path:
    return _folder(opened) / f"{opened.sha256}-{page}-{WIDTH}.json"


def _picture(opened: OpenedFile, page: int) -> Path:
    return _folder(opened) / f"{opened.sha256}-{page}-{WIDTH}.png"


def _known(opened: OpenedFile, page: int) -> dict[str, Any] | None:
    try:
        known: dict[str, Any] = json.loads(_about(opened, page).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return known if "error" in known or _picture(opened, page).exists() else None


def _draw(
    opened: OpenedFile, page: int, memory: int, seconds: float
) -> tuple[dict[str, Any], bytes]:
    command = [sys.executable, "-m", "fumao.apps.files.preview_child"]
    numbers = (str(page), str(WIDTH), str(memory))
    try:
        done = subprocess.run(  # noqa: S603 - our own module; names are arguments, no shell
            [*command, str(opened.path), opened.media, *numbers],
            capture_output=True,
            timeout=seconds,
            check=False,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
    except subprocess.TimeoutExpired:
        return {"error": "failed"}, b""
    head, _line, body = done.stdout.partition(b"\n")
    if done.returncode != 0 or not head:
        return {"error": "failed"}, b""
    about: dict[str, Any] = json.loads(head)
    return about, body


def _keep(opened: OpenedFile, page: int, about: dict[str, Any], body: bytes) -> None:
    """Put the picture before what is known of it: who finds the latter finds the former."""
    _folder(opened).mkdir(parents=True, exist_ok=True, mode=0o700)
    if body:
        _write(_picture(opened, page), body)
    _write(_about(opened, page), json.dumps(about).encode())


def _write(target: Path, body: bytes) -> None:
    fresh = target.with_suffix(f".{token_hex(8)}")
    fresh.write_bytes(body)
    fresh.chmod(0o600)
    fresh.replace(target)
