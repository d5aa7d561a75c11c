"""All shipped rules in force on one day against DuckDB SQL written by hand, on the same rows.

    python benchmarks/rules_pack.py [--rows 1000000 …]

Lines `NAME RATIO figures`; a ratio is our speed ÷ that of the SQL by hand on DECIMAL(18,2), the
best of three in turns. Every value of the two is compared first.
"""

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "src")]

from benchmarks.duck import best, must_equal, opened, summed, word, written  # noqa: E402
from benchmarks.pack_rows import HAND, inputs_read, make_pack_rows, pack_rules, row_rules  # noqa: E402
from fumao.rules import RuleSet, Source, batch_query  # noqa: E402


def measure(rules: RuleSet, rows: int) -> None:
    """Compare every value, then the time of sums only and of every row written."""
    names = row_rules(rules)
    inputs = inputs_read(rules, names)
    connection = opened()
    make_pack_rows(connection, inputs, rows)
    source = Source("fen", "ent_id", frozenset(given.name for given in inputs), scaled=True)
    batch = batch_query(rules, source, names=names)
    listed = ", ".join(name for name in names if name != "cit_benefit")
    hand = HAND.format(table="yuan", names=listed)
    compared = must_equal(connection, batch.sql, hand, "ent_id", batch.types)
    sides = (batch.sql, hand)
    by_sum = best(*(lambda q=q: summed(connection, q, batch.types) for q in sides))
    by_row = best(*(lambda q=q: written(connection, q) for q in sides))
    for kind, (ours, theirs) in (("sums", by_sum), ("rows", by_row)):
        print(
            f"rules_pack_{word(rows)}_{kind}_vs_hand_sql {theirs / ours:.2f}"
            f" {rows / ours / 1e6:.2f} Mrows/s against {rows / theirs / 1e6:.2f} by hand;"
            f" {len(names)} rules, {len(inputs)} inputs, {compared:,} values equal"
        )
    connection.close()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000_000])
    rules = pack_rules()
    for rows in parser.parse_args().rows:
        measure(rules, rows)


if __name__ == "__main__":
    main()
