"""What shares something dear is run by one worker of the pytest-xdist that is installed."""

import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from tests.scheduling import LONGEST, TOGETHER, begins, part_of

ROOT = Path(__file__).resolve().parents[1]
CONFTEST = """
from tests.scheduling import PartScheduling

def pytest_xdist_make_scheduler(config, log):
    return PartScheduling(config, log)
"""


def test_a_part_is_what_is_shared_or_a_file() -> None:
    assert part_of("tests/browser/test_home.py::test_axe[390]") == "site"
    assert part_of("tests/browser/test_funds.py::test_a[tests/x::y]") == "site"
    assert part_of("tests/ops/test_up.py::test_a") == "tests/ops/test_up.py"
    assert part_of("tests/rules/test_sql.py::TestX::test_b[x::y]") == "tests/rules/test_sql.py"


def test_every_part_named_is_there() -> None:
    paths = [*TOGETHER, *(part for part in LONGEST if part not in TOGETHER.values())]
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_longest_part_begins_first() -> None:
    names = [f"tests/{name}::test_a" for name in ("core/test_money.py", "browser/test_home.py")]
    assert sorted(names, key=begins) == names[::-1]


def test_two_workers_keep_a_part_together(tmp_path: Path) -> None:
    made = {"browser/test_a.py", "browser/test_b.py", "browser/test_c.py", "core/test_d.py"}
    for name in made:
        path = tmp_path / "tests" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"def test_{n}(): pass\n" for n in range(5)))
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    outside = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    alone = {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "xdist", "-n", "2"], cwd=tmp_path,
        env=outside | alone, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    workers = defaultdict(set)
    for worker, path in re.findall(r"\[(gw\d)\] .* PASSED tests/(\S+)::", told.stdout):
        workers[path].add(worker)
    assert workers.keys() == made
    browser = set().union(*(workers[path] for path in made if path.startswith("browser")))
    assert len(browser) == 1
    assert workers["core/test_d.py"].isdisjoint(browser)
