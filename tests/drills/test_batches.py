"""kill -9 while a batch's results are imported: no order is paid twice, none acknowledged is lost.

Five rounds (DRILL_ROUNDS): a process imports a batch's file over and over, one order more each
time, and says which imports it has committed; it is killed in the middle. The next round imports
the same rows again. At the end the payments are held against the orders.
"""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from benchmarks.running import Fumao

from tests.installations import copied

ROUNDS = int(os.environ.get("DRILL_ROUNDS", "5"))
ROOT = Path(__file__).resolve().parents[2]
WORK = Path(__file__).with_name("import_batches.py")


def start(fumao: Fumao, *arguments: str) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    return subprocess.Popen(
        [sys.executable, str(WORK), *arguments], env={**fumao.environment, "PYTHONPATH": paths},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def finish(process: subprocess.Popen[str]) -> str:
    out, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    return out


@pytest.mark.drill
@pytest.mark.slow
def test_no_payment_twice(shelf: Path, tmp_path: Path) -> None:
    chance = random.Random(20220624)
    with copied("empty", shelf, tmp_path / "data") as fumao:
        finish(start(fumao, "prepare"))
        acknowledged = 0
        for _round in range(ROUNDS):
            process = start(fumao, "import")
            assert process.stdout is not None
            wanted = acknowledged + chance.randint(1, 5)
            for told in process.stdout:
                acknowledged = max(acknowledged, int(told))
                if acknowledged >= wanted:
                    break
            time.sleep(chance.uniform(0, 0.05))  # the kill falls anywhere in what follows
            process.kill()
            process.communicate()
        kept = json.loads(finish(start(fumao, "inspect")))
        print(f"{ROUNDS} rounds: {acknowledged} orders acknowledged, {kept['payments']} paid")
        assert kept["payments"] >= acknowledged > ROUNDS
        assert kept["twice"] == []
        assert kept["paid"] == kept["sum"] == kept["year"]
        assert kept["without_event"] == []
        assert kept["broken"] == {}
