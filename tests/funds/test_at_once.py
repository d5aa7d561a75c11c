"""Sixteen connections at once, on a database of the kind the suite runs on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.installations import copied

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_sixteen_at_once_never_exceed_the_budget(shelf: Path, tmp_path: Path) -> None:
    with copied("empty", shelf, tmp_path / "data") as fumao:
        paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
        found = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("at_once.py")), "16", "32"],
            env={**fumao.environment, "PYTHONPATH": paths}, check=False, capture_output=True,
            text=True,
        )  # fmt: skip
    assert found.returncode == 0, found.stderr
    told = json.loads(found.stdout)
    # 1,000.00 hold ten claims of 100.00; the other 22 are refused in words.
    assert told["approvals"] == {"passed": 10, "limit": 22}
    assert told["year"] == [100_000, 100_000, 100_000]
    assert told["sums"] == [100_000, 100_000]
    # One invoice line in sixteen claims: one holds it.
    assert told["submissions"] == {"passed": 1, "lines": 15}
    # The same claims in sixteen batches: one has them. One file imported sixteen times: paid once.
    assert told["batches"]["passed"] == 1
    assert told["imports"] == {"passed": 16}
    assert told["payments"] == 10
    assert told["broken"] == {}
