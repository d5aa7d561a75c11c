"""What the drill of compiling does in its own process: add batches and compile, over and over.

    compile_cube.py BATCHES OUTPUT FIRST

Says the number of every batch whose figures are in the cube.
"""

import sys
from decimal import Decimal
from itertools import count
from pathlib import Path

from fumao.statistics.batches import Batches, Columns
from fumao.statistics.compile import DuckEngine, Wanted, compile_cube
from fumao.statistics.cube import Shape

COLUMNS = Columns({"area": "TEXT", "usd": "DECIMAL(18,2)"})
SHAPE = Shape("work-done", ("area",), ("usd",))
FIRMS = 3000


def rows(number: int) -> list[dict[str, str | Decimal]]:
    """Every firm files anew, each time as many dollars as the number of the batch."""
    return [
        {"respondent": f"f{firm}", "area": f"a{firm % 7}", "usd": Decimal(number)}
        for firm in range(FIRMS)
    ]


def main(root: str, output: str, first: str) -> None:
    """Go on until killed; a batch that is there already is written again, which changes nothing."""
    batches = Batches(Path(root))
    for number in count(int(first)):
        batches.add("work-done", f"2022-{number % 2 + 1:02d}", number, COLUMNS, rows(number))
        compile_cube(Wanted(batches, (SHAPE,)), Path(output), DuckEngine())
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
