"""Several connections file at once, on a database of the kind the suite runs on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.installations import copied

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_eight_at_once_file_each_report_once(shelf: Path, tmp_path: Path) -> None:
    with copied("empty", shelf, tmp_path / "data") as fumao:
        paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
        found = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("at_once.py")), "8"],
            env={**fumao.environment, "PYTHONPATH": paths}, check=False, capture_output=True,
            text=True,
        )  # fmt: skip
    assert found.returncode == 0, found.stderr
    told = json.loads(found.stdout)
    # One report sent with eight keys: one is filed, seven hear that it is.
    assert told["many_keys"] == {"passed": 1, "filing_closed": 7}
    # Two reports of one receipt, four times each with one key: one has it, each time the same.
    assert told["one_receipt"] == {"passed": 4, "found": 4}
    assert (told["versions"], told["events"], told["used"]) == (2, 2, ["A", "B"])
    assert told["broken"] == {}
