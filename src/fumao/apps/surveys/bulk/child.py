"""Start the process that reads a file, hear how far it is, and wait within limits."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fumao.core.errors import CoreError

MEMORY = 2 * 1024**3  # bytes of address space
SECONDS = 300
_FAILED = CoreError(
    "reader_failed",
    "读取文件时出错，文件可能过大或已损坏：请用原软件另存为 XLSX 或 CSV 后再传。",
    "Reading failed; the file may be too large or damaged: save it again as XLSX or CSV.",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows as CSV (number and `width` cells each), and the first ones with their numbers."""

    path: Path
    rows: int
    width: int
    top: tuple[tuple[int, list[str]], ...]


def read_sheet(
    path: Path, media: str, out: Path, heard: Callable[[int], None], *, memory: int = MEMORY,
    seconds: float = SECONDS,
) -> Sheet:  # fmt: skip
    """Write the rows of a file to `out`; `heard` is told how many are read.

    Raises CoreError with one sentence.
    """
    command = [sys.executable, "-m", "fumao.apps.surveys.bulk.reading_child"]
    last: dict[str, Any] = {}
    slow = threading.Event()
    with subprocess.Popen(  # noqa: S603 - our own module; paths are arguments, no shell
        [*command, str(path), media, str(out), str(memory)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as child:  # fmt: skip

        def stop() -> None:
            slow.set()
            child.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            for line in child.stdout or ():
                last = json.loads(line)
                if "read" in last:
                    heard(int(last["read"]))
        finally:
            timer.cancel()
            child.kill()
    if slow.is_set():
        raise CoreError(
            "too_slow",
            f"读取超过 {seconds:.0f} 秒，已停止：请拆分文件后再传。",
            f"Reading took more than {seconds:.0f} seconds and was stopped: split the file.",
        )
    if "error" in last:
        raise CoreError("unreadable", *last["error"])
    if "rows" not in last:
        raise _FAILED
    top = tuple((number, list(cells)) for number, cells in last["top"])
    return Sheet(out, last["rows"], last["width"], top)
