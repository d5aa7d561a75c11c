"""Processes that end together: none is left, not even a child's child."""

import subprocess
import sys
import time
from pathlib import Path

import psutil

from fumao.web.children import Children

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
# Starts a process of its own and ignores being asked to end.
STUBBORN = [
    sys.executable, "-c",
    "import signal, subprocess, sys, time; signal.signal(signal.SIGINT, signal.SIG_IGN);"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); time.sleep(60)",
]  # fmt: skip


def wait_for_child(pid: int) -> psutil.Process:
    """Return the first child of a process, once it is there."""
    deadline = time.monotonic() + 20
    while not (found := psutil.Process(pid).children()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found[0]


def test_an_end_is_named_with_its_code() -> None:
    with Children() as children:
        children.start("good", SLEEP)
        children.start("bad", [sys.executable, "-c", "raise SystemExit(3)"])
        deadline = time.monotonic() + 20
        while (ended := children.ended()) is None:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert ended == "bad (3)"


def test_a_child_that_does_not_end_is_killed_with_its_children() -> None:
    with Children(seconds=0.5) as children:
        children.start("stubborn", STUBBORN)
        mine = next(p for p in psutil.Process().children() if "SIG_IGN" in " ".join(p.cmdline()))
        grandchild = wait_for_child(mine.pid)
    _gone, alive = psutil.wait_procs([mine, grandchild], timeout=10)
    assert not alive


def test_a_killed_parent_leaves_nobody(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import time\nfrom fumao.web.children import Children\n"
        f"with Children() as children:\n    children.start('child', {SLEEP!r})\n"
        "    time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, str(script)])
    child = wait_for_child(parent.pid)
    while "sleep" not in " ".join(child.cmdline()):
        time.sleep(0.02)
    parent.kill()
    parent.wait()
    _gone, alive = psutil.wait_procs([child], timeout=10)
    assert not alive
