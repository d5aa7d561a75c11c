"""Start the reading process and wait for it, within limits of memory and time."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fumao.reading import ReadingError

MEMORY = 2 * 1024**3  # bytes of address space
SECONDS = 180


def read_in_child(
    path: Path, name: str, known: Iterable[str], *, memory: int = MEMORY, seconds: float = SECONDS
) -> dict[str, Any]:
    """Return the reading of a file as JSON values; raises ReadingError with one sentence."""
    command = [sys.executable, "-m", "fumao.apps.plans.reading_child"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the name is an argument, no shell
            [*command, str(path), name, str(memory)],
            input=json.dumps(sorted(known), ensure_ascii=True).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ReadingError(
            "too_slow",
            f"读取“{name}”超过 {seconds:.0f} 秒，已停止；请拆分文件或另存为 .txt 后再试。",
            f"Reading “{name}” took more than {seconds:.0f} seconds and was stopped; split the "
            "file or save it as .txt.",
        ) from error
    if done.returncode != 0:
        raise ReadingError(
            "reader_failed",
            f"读取“{name}”时出错，文件可能过大或已损坏；请另存为 .docx 或 .txt 后再试。",
            f"Reading “{name}” failed; the file may be too large or damaged. Save it as .docx or "
            ".txt and try again.",
        )
    outcome = json.loads(done.stdout)
    if "error" in outcome:
        raise ReadingError(**outcome["error"])
    reading: dict[str, Any] = outcome["reading"]
    return reading
