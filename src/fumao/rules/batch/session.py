"""One DuckDB connection for one job: bounded memory, a folder to spill to, stopped by Ctrl-C."""

import re
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from fumao.core.errors import CoreError

type Progress = Callable[[str, float | None], None]  # stage, per cent or None
_MEMORY = re.compile(r"\d{1,6}\s?[MG]i?B")
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    # An extension comes with the program or not at all: nothing is fetched while a job runs.
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}


class Session:
    """A connection and a folder for drafts; both are gone when the job ends, however it ends."""

    def __init__(self, memory: str = "2GB", progress: Progress | None = None) -> None:
        if not _MEMORY.fullmatch(memory):
            raise CoreError(
                "memory",
                f"内存上限“{memory}”应写成 2GB 或 500MB",
                f'the memory limit "{memory}" must be written as 2GB or 500MB',
            )
        self._folder = tempfile.TemporaryDirectory(prefix="fumao-")
        self.work = Path(self._folder.name)
        self._progress = progress
        self._files = 0
        self.connection = duckdb.connect(config=_CONFIG)
        for setting in (
            f"memory_limit = '{memory}'",
            f"temp_directory = {literal(self.work / 'spill')}",
            "enable_progress_bar = true",
            "enable_progress_bar_print = false",
        ):
            self.connection.execute(f"SET {setting}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.connection.close()
        self._folder.cleanup()

    def draft(self, suffix: str) -> Path:
        """Return a new path in the job's own folder."""
        self._files += 1
        return self.work / f"{self._files}{suffix}"

    def stage(self, name: str, done: float | None = None) -> None:
        """Tell the user what is going on, with per cent where they are known."""
        if self._progress is not None:
            self._progress(name, done)

    def run(self, sql: str, stage: str | None = None) -> list[tuple[Any, ...]]:
        """Execute and return the rows; Ctrl-C stops the query where it stands."""
        found: list[list[tuple[Any, ...]]] = []
        failed: list[BaseException] = []

        def work() -> None:
            try:
                found.append(self.connection.execute(sql).fetchall())
            except BaseException as error:  # noqa: BLE001 - raised again below, in the main thread
                failed.append(error)

        worker = threading.Thread(target=work, daemon=True)
        worker.start()
        try:
            while worker.is_alive():
                worker.join(0.1)
                if stage is not None and worker.is_alive():
                    done = self.connection.query_progress()
                    self.stage(stage, done if done >= 0 else None)
        except BaseException:
            self.connection.interrupt()
            worker.join()
            raise
        if failed:
            raise failed[0]
        return found[0]

    def columns(self, relation: str) -> dict[str, str]:
        """Return the columns of a relation with their types."""
        return {str(row[0]): str(row[1]) for row in self.run(f"DESCRIBE SELECT * FROM {relation}")}


def literal(value: object) -> str:
    """Return a text as SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Return a column's name as SQL."""
    return '"' + name.replace('"', '""') + '"'
