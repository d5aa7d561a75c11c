"""JSON with exact decimals, and what every message of SDMX-JSON begins with."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from fumao.core.errors import Words
from fumao.statistics.sdmx.components import Component

type Json = bool | int | str | Decimal | Sequence[Json] | Mapping[str, Json] | None
LANGUAGES = ("zh", "en")


def json_text(value: Json) -> str:
    """Return a value as JSON; decimals are numbers digit by digit, never floats."""
    match value:
        case Decimal():
            return f"{value:f}"
        case None | bool() | int() | str():
            return json.dumps(value, ensure_ascii=False)
        case Mapping():
            pairs = (f"{json.dumps(key)}:{json_text(one)}" for key, one in value.items())
            return "{" + ",".join(pairs) + "}"
    return "[" + ",".join(json_text(one) for one in value) + "]"


def named(words: Words, language: str) -> dict[str, Json]:
    """Return a name in the language asked for, and in every language there is."""
    return {"name": words.say(language), "names": {one: words.say(one) for one in LANGUAGES}}


def belonging(attribute: Component) -> dict[str, Json]:
    """Return what an attribute belongs to: dimensions or the observation."""
    of = attribute.dimensions()
    return {"dimensions": list(of)} if of else {"observation": {}}


def opening(kind: str, version: str, agency: str, prepared: datetime) -> dict[str, Json]:
    """Return the schema and the header of a message (kind data or structure)."""
    short = version.rpartition(".")[0]
    return {
        "$schema": f"https://json.sdmx.org/{short}/sdmx-json-{kind}-schema.json",
        "meta": {
            "id": f"{agency}-{prepared:%Y%m%d%H%M%S}",
            "test": False,
            "prepared": prepared.isoformat(timespec="seconds"),
            "contentLanguages": list(LANGUAGES),
            "sender": {"id": agency},
        },
    }
