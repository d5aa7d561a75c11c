"""Start the reading process and wait for it, within limits of memory and time."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from fumao.core.errors import CoreError

MEMORY = 2 * 1024**3  # bytes of address space
SECONDS = 120
_FAILED = CoreError(
    "reader_failed",
    "读取表格时出错，文件可能过大或已损坏；请另存后再试。",
    "Reading the table failed; the file may be too large or damaged. Save it again.",
)


def read_rows(
    path: Path, media: str, *, memory: int = MEMORY, seconds: float = SECONDS
) -> list[list[str]]:
    """Return the rows of a spreadsheet as texts; raises CoreError with one sentence."""
    rows: list[list[str]] = _read(path, media, memory, seconds)["rows"]
    return rows


def read_sheets(
    path: Path, *, memory: int = MEMORY, seconds: float = SECONDS
) -> dict[str, list[list[str]]]:
    """Return the rows of every sheet of a workbook; raises CoreError with one sentence."""
    found: dict[str, list[list[str]]] = _read(path, "sheets", memory, seconds)["sheets"]
    return found


def _read(path: Path, media: str, memory: int, seconds: float) -> dict[str, Any]:
    command = [sys.executable, "-m", "fumao.apps.enterprises.rolls.reading_child"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the path is an argument, no shell
            [*command, str(path), media, str(memory)],
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CoreError(
            "too_slow",
            f"读取超过 {seconds:.0f} 秒，已停止；请拆分文件后再试。",
            f"Reading took more than {seconds:.0f} seconds and was stopped; split the file.",
        ) from error
    if done.returncode != 0:
        raise _FAILED
    outcome: dict[str, Any] = json.loads(done.stdout)
    if "error" in outcome:
        raise CoreError("unreadable", *outcome["error"])
    return outcome
