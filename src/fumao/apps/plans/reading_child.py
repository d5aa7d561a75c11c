"""Read one file in a process of its own: python -m fumao.apps.plans.reading_child FILE NAME BYTES.

Known names of units come as a JSON list on stdin. One JSON object goes to stdout: the reading with
exact decimals as strings, or the error with its sentence in Chinese and English. Neither Django nor
the database is there: a hostile file finds nothing to harm.
"""

import dataclasses
import json
import resource
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from fumao.reading import ReadingError, read_bytes


def plain(value: object) -> Any:
    """Return a record as JSON values: decimals and days as text, nothing rounded."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def main(path: str, name: str, memory: str) -> None:
    """Read the file within `memory` bytes of address space and print the outcome."""
    limit = int(memory)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    known = frozenset(json.load(sys.stdin))
    try:
        reading = read_bytes(name, Path(path).read_bytes(), registry=known or None)
        outcome: dict[str, Any] = {"reading": plain(reading)}
    except ReadingError as error:
        outcome = {"error": {"code": error.code, "zh": error.zh, "en": error.en}}
    sys.stdout.write(json.dumps(outcome, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:4])
