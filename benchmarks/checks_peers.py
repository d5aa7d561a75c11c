"""The twelve checks in vtlengine and in pandera, each in an environment of its own, in turns with
ours.

Called by benchmarks/checks.py --peers. Both are given the same rows from Parquet, amounts as
doubles (neither computes exact decimals quickly), read into their own frames before the clock runs.
"""

import json
import os
import subprocess
import tempfile
import time
import venv
from pathlib import Path

import duckdb

from benchmarks.checks_rows import DAYS, MONEY, TEXTS
from benchmarks.duck import kept, word

HERE = Path(__file__).resolve().parent / "peers"
_VTL = ["vtlengine==1.9.6", "pyarrow"]
# Environment, packages, script, mode, rounds: they differ a thousandfold in speed.
PEERS = (
    ("pandera", ["pandera[polars]==0.35.0", "pyarrow"], "pandera_checks.py", "polars", 5),
    ("vtlengine", _VTL, "vtl_checks.py", "duckdb", 3),
    ("vtlengine", _VTL, "vtl_checks.py", "pandas", 1),
)


def _python(folder: Path, packages: list[str]) -> Path | None:
    """Return the interpreter of a peer's environment, None where it cannot be built."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "-q", *packages]
        if subprocess.run(pip, check=False, capture_output=True).returncode:
            return None
    return python


class Peer:
    """A peer in a process of its own: runs all checks once a line it is sent."""

    def __init__(self, python: Path, script: str, data: Path, mode: str) -> None:
        self.process = subprocess.Popen(
            [str(python), str(HERE / script), str(data), mode],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.least = float("inf")
        self.found: dict[str, int] = {}

    def turn(self) -> None:
        """Let it run the checks once."""
        assert self.process.stdin is not None and self.process.stdout is not None
        print("turn", file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the peer ended")
        said = json.loads(line)
        self.least, self.found = min(self.least, said["seconds"]), said["found"]

    def end(self) -> None:
        """Let it end."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait(60)


def against_peers(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    found: dict[str, tuple[int, int]],
    rows: int,
) -> None:
    """Run each peer in turns with ours and print the ratios and whether the findings agree."""
    with tempfile.TemporaryDirectory(prefix="fumao-peer-") as name:
        folder = Path(name)
        data = folder / "rows.parquet"
        columns = [
            "contract", *(f"CAST({one} AS DOUBLE) AS {one}" for one in MONEY), *DAYS, *TEXTS,
        ]  # fmt: skip
        connection.execute(
            f"COPY (SELECT {', '.join(columns)} FROM contracts) TO '{data}' (FORMAT parquet)"
        )
        root = Path(os.environ.get("PEERS") or folder)
        for peer, packages, script, mode, rounds in PEERS:
            python = _python(root / peer, packages)
            if python is None:
                print(f"checks_vs_{peer} - not run: it could not be installed here")
                continue
            label = f"checks_{word(rows)}_vs_{peer}_on_{mode}"
            one = Peer(python, script, data, mode)
            _turns(connection, query, one, rounds, (label, found, rows))


def _turns(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    peer: Peer,
    rounds: int,
    told: tuple[str, dict[str, tuple[int, int]], int],
) -> None:
    label, found, rows = told
    least = float("inf")
    try:
        for _ in range(rounds):
            peer.turn()
            began = time.perf_counter()
            kept(connection, query)
            least = min(least, time.perf_counter() - began)
    except RuntimeError:
        print(f"{label} - not run: the peer ended (memory?)")
        return
    finally:
        peer.end()
    counts = {check: count for check, (count, _) in found.items()}
    off = {name: n for name, n in peer.found.items() if counts.get(name, 0) != n}
    said = "findings equal" if not off else f"findings differ (doubles): {off} against {counts}"
    print(
        f"{label} {peer.least / least:.1f} {rows / least / 1e6:.2f} Mrows/s against "
        f"{rows / peer.least / 1e6:.3f}; {said}"
    )
