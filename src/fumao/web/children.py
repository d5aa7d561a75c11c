"""Processes that live and end together, with everything they start."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from types import TracebackType
from typing import Self

STOP_SECONDS = 15.0
_PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    """Ask Linux to end this process when its parent is killed; elsewhere nothing is asked."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Children:
    """Named processes, each the head of a group of its own; on leaving, no group has a member left.

    Own sessions: Ctrl-C in the terminal reaches the parent alone, which then stops them in order.
    """

    def __init__(self, seconds: float = STOP_SECONDS) -> None:
        self._seconds = seconds
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def start(self, name: str, command: list[str]) -> None:
        """Start one of ours."""
        self._running[name] = subprocess.Popen(  # noqa: S603 - our own commands
            command,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - started before any thread
        )

    def ended(self) -> str | None:
        """Return the name of a process that has ended, with its exit code, or None."""
        for name, child in self._running.items():
            if child.poll() is not None:
                return f"{name} ({child.returncode})"
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ask every process to end, wait, and kill what is left of its group."""
        for child in self._running.values():
            if child.poll() is None:
                child.send_signal(signal.SIGINT)
        deadline = time.monotonic() + self._seconds
        for child in self._running.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGKILL)
            try:
                os.killpg(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # the whole group is gone
            finally:
                child.wait()
