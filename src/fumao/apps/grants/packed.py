"""Long columns of values as compressed JSON; whole numbers stay exact at any length."""

import json
import zlib
from collections.abc import Sequence
from typing import Any


def pack(text: str) -> bytes:
    """Return a JSON text compressed."""
    return zlib.compress(text.encode(), 6)


def pack_columns(columns: dict[str, str]) -> bytes:
    """Return columns, each a JSON list in a text, as one compressed JSON object."""
    return pack(
        "{" + ",".join(f"{json.dumps(name)}:{text}" for name, text in columns.items()) + "}"
    )


def unpack(body: bytes | memoryview) -> Any:
    """Return what was packed."""
    return json.loads(zlib.decompress(body))


def as_json(values: Sequence[object]) -> str:
    """Return values as a JSON list in a text."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
