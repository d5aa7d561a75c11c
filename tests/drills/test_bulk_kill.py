"""kill -9 while files of reports are handed in and stored: none acknowledged is lost, none is there
by halves.

A round (DRILL_ROUNDS): one process hands in files, the worker stores them, both are killed in the
middle. Then every file that is done has all its filings with versions, events and the row that was
left out, every other one none of them; what lost its worker is taken up again. At the end all that
was acknowledged is done, each report once.
"""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from benchmarks.running import Fumao

from tests.installations import copied

ROUNDS = int(os.environ.get("DRILL_ROUNDS", "5"))
ROOT = Path(__file__).resolve().parents[2]


def start(fumao: Fumao, *arguments: str) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    return subprocess.Popen(
        [sys.executable, "-m", "tests.drills.bulk_files", *arguments], cwd=ROOT,
        env={**fumao.environment, "PYTHONPATH": paths},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def finish(process: subprocess.Popen[str]) -> str:
    out, errors = process.communicate(timeout=500)
    assert process.returncode == 0, errors
    return out.splitlines()[-1]


@pytest.mark.drill
@pytest.mark.long
@pytest.mark.xdist_group("drill")
def test_no_file_is_lost_or_there_by_halves(shelf: Path, tmp_path: Path) -> None:
    chance = random.Random(20161130)
    with copied("empty", shelf, tmp_path / "data") as fumao:
        person = finish(start(fumao, "prepare"))
        acknowledged: set[int] = set()
        done = cut = 0
        for _round in range(ROUNDS):
            taking, working = start(fumao, "take", person), start(fumao, "work")
            acknowledged |= until_in_the_middle(taking, done, chance)
            for process in (working, taking):
                process.kill()
                process.communicate()
            told: dict[str, Any] = json.loads(finish(start(fumao, "look")))
            assert told["wrong"] == []
            assert acknowledged <= set(told["files"])
            cut += len(told["files"]) - told["done"]
            done = told["done"]
        told = json.loads(finish(start(fumao, "drain")))
        print(f"{ROUNDS} rounds: {len(acknowledged)} files acknowledged, {cut} times one cut off")
        assert told["wrong"] == []
        assert told["done"] == len(told["files"]) >= len(acknowledged)
        assert cut, "no kill fell into a file"


def until_in_the_middle(
    taking: subprocess.Popen[str], done: int, chance: random.Random
) -> set[int]:
    """Wait until a file has been stored and another acknowledged, and then a moment of chance."""
    assert taking.stdout is not None
    deadline = time.monotonic() + 240
    acknowledged = set()
    for line in taking.stdout:
        assert time.monotonic() < deadline, "nothing was stored in four minutes"
        pk, stored = json.loads(line)
        if pk is not None:
            acknowledged.add(pk)
        if stored > done:
            break
    time.sleep(chance.uniform(0, 1.5))  # the kill falls anywhere in what follows
    return acknowledged
