"""The nine rules in OpenFisca-core 46, in an environment of its own, in turns with ours.

Called by benchmarks/rules.py --peers. Both keep all nine results of every row in memory, OpenFisca
as float32 arrays by one thread (it has no more), we as the columns of an exact result by two.
OpenFisca knows no unknown: it is given zero.
"""

import json
import os
import subprocess
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks.duck import kept, opened, word, written
from benchmarks.nine_rows import COLUMNS, make_known, make_rows
from fumao.rules import RuleSet, Source, batch_query

SCRIPT = Path(__file__).resolve().parent / "peers" / "openfisca_nine.py"
ROUNDS = 5


def _python(folder: Path) -> Path | None:
    """Return the interpreter of the peer's environment, None where it cannot be built."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "-q", "openfisca-core==46.0.1", "duckdb"]
        if subprocess.run(pip, check=False, capture_output=True).returncode:
            return None
    return python


class Peer:
    """OpenFisca in a process of its own: computes once a line it is sent."""

    def __init__(self, python: Path, data: Path) -> None:
        self.process = subprocess.Popen(
            [str(python), str(SCRIPT), str(data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.least = float("inf")

    def turn(self) -> None:
        """Let it compute all once."""
        self.least = min(self.least, self._said("turn"))

    def end(self) -> None:
        """Let it write its results and wait for its end."""
        self._said("end")
        self.process.wait(60)

    def _said(self, word_: str) -> float:
        assert self.process.stdin is not None and self.process.stdout is not None
        print(word_, file=self.process.stdin, flush=True)
        return float(json.loads(self.process.stdout.readline())["seconds"])


def against_openfisca(rules: RuleSet, rows: int) -> None:
    """Compute the same rows in turns; print the ratios and how many of its rows are wrong."""
    with tempfile.TemporaryDirectory(prefix="fumao-peer-") as name:
        folder = Path(name)
        python = _python(Path(os.environ.get("PEERS") or folder / "env"))
        if python is None:
            print("rules_vs_openfisca - not run: OpenFisca-core could not be installed here")
            return
        connection = opened()
        make_rows(connection, rows)
        data = folder / "rows.parquet"
        connection.execute(f"COPY yuan TO '{data}' (FORMAT parquet)")
        connection.execute("DROP VIEW yuan_of; DROP TABLE yuan")
        make_known(connection)
        unknown = batch_query(rules, Source("fen", "ent_id", COLUMNS, scaled=True)).sql
        known = batch_query(
            rules, Source("known", "ent_id", COLUMNS, scaled=True, known=COLUMNS)
        ).sql
        tasks: dict[str, Callable[[], object]] = {
            "unknown": lambda: kept(connection, unknown),
            "known": lambda: kept(connection, known),
            "table": lambda: written(connection, unknown),
        }
        peer = Peer(python, data)
        least = dict.fromkeys(tasks, float("inf"))
        for _ in range(ROUNDS):
            peer.turn()
            for which, task in tasks.items():
                began = time.perf_counter()
                task()
                least[which] = min(least[which], time.perf_counter() - began)
        peer.end()
        wrong = _wrong(connection, known, folder / "openfisca.parquet")
        missed = _wrong(connection, unknown, folder / "openfisca.parquet")
    off = (
        f"OpenFisca's total or tax is off by a fen or more in {wrong / rows:.1%} of the rows;"
        f" in {missed / rows:.1%} where it counts that it takes unknown for zero"
    )
    _say(f"rules_{word(rows)}_vs_openfisca", peer.least, least["unknown"], rows, off)
    zeros = "ours given zero for unknown too, as OpenFisca is"
    _say(
        f"rules_{word(rows)}_vs_openfisca_nothing_unknown", peer.least, least["known"], rows, zeros
    )
    table = "ours written into a table of the database, OpenFisca's left in its arrays"
    _say(f"rules_{word(rows)}_written_vs_openfisca", peer.least, least["table"], rows, table)


def _say(name: str, theirs: float, ours: float, rows: int, note: str) -> None:
    speed = f"{rows / ours / 1e6:.2f} Mrows/s against {rows / theirs / 1e6:.2f}"
    print(f"{name} {theirs / ours:.2f} {speed}; {note}")


def _wrong(connection: duckdb.DuckDBPyConnection, query: str, found: Path) -> int:
    """Count the rows where its total or tax is not ours to the fen."""
    row = connection.execute(
        f"SELECT COUNT(*) FROM ({query}) AS o JOIN '{found}' AS p USING (ent_id)"
        " WHERE o.total IS NULL OR abs(CAST(o.total AS DOUBLE) / 100 - p.total) >= 0.005"
        " OR o.cit IS NULL OR abs(CAST(o.cit AS DOUBLE) / 100 - p.cit) >= 0.005"
    ).fetchone()
    assert row is not None
    return int(row[0])
