"""kill -9 while batches are written and compiled: no half batch and no half cube is ever seen.

Five rounds (DRILL_ROUNDS): a process adds a batch, compiles and says so, over and over; it is
killed in the middle. Whatever the list then shows is whole: of every period the figures of one
batch, and no older one than was said.
"""

import os
import random
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest

from fumao.statistics.batches import Batches
from fumao.statistics.compile import DuckEngine, Wanted, compile_cube
from fumao.statistics.compiled import Compiled, open_cube
from tests.drills.compile_cube import FIRMS, SHAPE

ROUNDS = int(os.environ.get("DRILL_ROUNDS", "5"))
ROOT = Path(__file__).resolve().parents[2]
WORK = Path(__file__).with_name("compile_cube.py")


def figures(output: Path) -> dict[str, set[Decimal]]:
    """Return the different figures of each period, and see that every firm has one."""
    found: dict[str, list[Decimal]] = {}
    for period, _, _, usd, n in open_cube(output, SHAPE).cells("work-done"):
        assert isinstance(period, str) and isinstance(usd, Decimal) and n == 1
        found.setdefault(period, []).append(usd)
    assert all(len(one) == FIRMS for one in found.values())
    return {period: set(one) for period, one in found.items()}


@pytest.mark.drill
@pytest.mark.long
@pytest.mark.xdist_group("drill")
def test_no_half_batch_and_no_half_cube(tmp_path: Path) -> None:
    chance = random.Random(20220731)
    root, output = tmp_path / "batches", tmp_path / "cube"
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    said = 0
    for _round in range(ROUNDS):
        process = subprocess.Popen(
            [sys.executable, str(WORK), str(root), str(output), str(said + 1)],
            env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        wanted = said + chance.randint(1, 3)
        for told in process.stdout:
            said = int(told)
            if said >= wanted:
                break
        time.sleep(chance.uniform(0, 0.4))  # the kill falls anywhere in what follows
        process.kill()
        process.communicate()
        batches = Batches(root)
        for period in batches.periods("work-done"):
            assert all(one.sound() for one in batches.of("work-done", period))
        shown = figures(output)
        assert all(len(one) == 1 for one in shown.values())
        assert max(max(one) for one in shown.values()) >= said
    compile_cube(Wanted(Batches(root), (SHAPE,)), output, DuckEngine())
    whole = tmp_path / "whole"
    compile_cube(Wanted(Batches(root), (SHAPE,)), whole, DuckEngine())
    assert [one.read_bytes() for one in Compiled(output).files("work-done")] == [
        one.read_bytes() for one in Compiled(whole).files("work-done")
    ]
    assert not list(output.glob(".making-*")), "what was left half made is cleared away"
    print(f"{ROUNDS} rounds: {said} batches in the cube, none in half")
