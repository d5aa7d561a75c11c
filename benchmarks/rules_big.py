"""The nine rules over 100 million rows, from Parquet to Parquet, within 6 GB.

    python benchmarks/rules_big.py --rows 100000000

Rows are made in parts by their number, written to a temporary folder and gone afterwards. A process
of its own, so that its peak is the peak of this job.
"""

import argparse
import resource
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "src")]

from tests.rules.nine import NINE, RULES  # noqa: E402

from benchmarks.duck import opened, summed, word  # noqa: E402
from benchmarks.nine_rows import COLUMNS, HAND_FEN, fen_rows  # noqa: E402
from fumao.rules import Library, Source, batch_query  # noqa: E402

BYTES_A_ROW = 150  # of disk, input and results together, with room to spare
MEMORY = "4GB"  # what the database may keep; 6 GB is the goal for the whole process
PART = 5_000_000


def measure(folder: Path, rows: int) -> None:
    """Make the rows, compute the rules, compare their sums with SQL by hand, print the figures."""
    connection = opened(MEMORY, str(folder / "spill"))
    for first in range(0, rows, PART):
        last = min(first + PART, rows)
        connection.execute(
            f"COPY ({fen_rows(first, last)}) TO '{folder}/in{first:012}.parquet' (FORMAT parquet)"
        )
    relation = f"read_parquet('{folder}/in*.parquet')"
    batch = batch_query(
        Library(NINE).at(date(2024, 1, 1)), Source(relation, "ent_id", COLUMNS, scaled=True)
    )
    began = time.perf_counter()
    connection.execute(f"COPY ({batch.sql}) TO '{folder}/out.parquet' (FORMAT parquet)")
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    hand = HAND_FEN.format(table=relation).replace(" div ", " // ")
    types = {rule.name: rule.type for rule in RULES}
    ours = summed(connection, f"SELECT * FROM '{folder}/out.parquet'", types)
    assert ours == summed(connection, hand, types), "the sums differ"
    given = sum(path.stat().st_size for path in folder.glob("in*.parquet")) / 1e9
    print(
        f"rules_{word(rows)}_peak_gb {peak:.1f} goal=6 {rows / seconds / 1e6:.2f} Mrows/s,"
        f" {seconds:.0f} s from {given:.1f} GB of Parquet to"
        f" {(folder / 'out.parquet').stat().st_size / 1e9:.1f} GB; sums equal to SQL by hand"
    )


def main() -> None:
    """Look at the disk, then measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="fumao-big-") as name:
        free = shutil.disk_usage(name).free
        if free < rows * BYTES_A_ROW + 2 * 10**9:
            print(
                f"rules_{word(rows)}_peak_gb - not run: {free / 1e9:.0f} GB of disk are too little"
            )
            return
        measure(Path(name), rows)


if __name__ == "__main__":
    main()
