"""Where the source documents lie, and a short way to score a reading against an annotation."""

import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).resolve()
SHARED = Path(os.environ.get("FUMAO_SHARED", HERE.parents[2] / "../shared"))
SEEDS = {
    "000_86ca93ce054259c6.txt": "seed_000_xiamen2016.json",
    "001_0b1b6885711b46b3.txt": "seed_001_xiamen88.json",
    "002_5712e3620262e150.txt": "seed_002_wuhan.json",
    "003_593d9452e08e20ac.txt": "seed_003_wenzhou.json",
    "004_c4da3a9c74431343.txt": "seed_004_tianjin.json",
}


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of source documents beside the checkout."""
    if not (SHARED / "seeds").is_dir():
        pytest.skip("the source documents (../shared) are not here")
    return SHARED


@pytest.fixture(scope="session")
def score_tool(shared: Path) -> ModuleType:
    """The score tool as a module."""
    spec = importlib.util.spec_from_file_location("score", shared / "tools/score_reading.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scores(tool: ModuleType, gold: dict[str, Any], got: dict[str, Any]) -> dict[str, float]:
    """Return F1 by column for one document."""
    gold_tasks = [(tool.gold_key(t), t) for t in gold.get("tasks", [])]
    keys = {key for key, _ in gold_tasks}
    got_tasks = [(tool.got_key(t, keys), t) for t in got.get("tasks", [])]
    a, b = tool.bags(gold, gold_tasks), tool.bags(got, got_tasks)
    return {column: tool.f1(*tool.prf(a[column], b[column])) for column in tool.COLUMNS}


def load(path: Path) -> dict[str, Any]:
    """Read a JSON file."""
    value = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(value, dict)
    return value
