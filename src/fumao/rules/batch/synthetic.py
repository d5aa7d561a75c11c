"""Invented rows for measuring: seeded, so that every run of the same rules has the same rows."""

import time
from dataclasses import dataclass

from fumao.rules.batch.run import inputs_of
from fumao.rules.batch.session import Session, literal, quoted
from fumao.rules.definitions import Input, bounds
from fumao.rules.ruleset import RuleSet
from fumao.rules.sql.query import Source, batch_query
from fumao.rules.tree import Constant, In, walk

_UNKNOWN = 50  # one value of so many is unknown
_LARGEST = 10**11  # a billion yuan in fen: bounds of ten trillion would make every firm a giant


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the rules went over invented rows."""

    rows: int
    rules: int
    inputs: int
    seconds: float

    @property
    def rate(self) -> float:
        """Return rows a second."""
        return self.rows / self.seconds


def measure(session: Session, rules: RuleSet, names: tuple[str, ...], rows: int, seed: int) -> Pace:
    """Compute the rules over invented rows and write every result; child tables stay unknown."""
    read = inputs_of(rules, names)
    inputs = {name: given for name, given in rules.library.inputs.items() if name in read}
    path = session.draft(".parquet")
    texts = _texts(rules)
    columns = ", ".join(
        f"{_value(given, number, seed, texts)} AS {quoted(name)}"
        for number, (name, given) in enumerate(inputs.items())
    )
    listed = f", {columns}" if columns else ""
    session.run(
        f"COPY (SELECT i AS _key{listed} FROM range({rows}) AS t(i))"
        f" TO {literal(path)} (FORMAT parquet)",
        "read",
    )
    source = Source(f"read_parquet({literal(path)})", "_key", frozenset(inputs), scaled=True)
    batch = batch_query(rules, source, names=names)
    target = session.draft(".parquet")
    begun = time.perf_counter()
    session.run(f"COPY ({batch.sql}) TO {literal(target)} (FORMAT parquet)", "compute")
    return Pace(rows, len(names), len(inputs), time.perf_counter() - begun)


def _texts(rules: RuleSet) -> list[str]:
    """Return the texts and codes that the rules and their lists name."""
    found: set[str] = set()
    for version in rules.library.all_versions():
        for node in walk(version.tree):
            if isinstance(node, In):
                found |= {str(item.value) for item in node.items}
            elif isinstance(node, Constant) and isinstance(node.value, str):
                found.add(node.value)
    for value in rules.parameters.values():
        if isinstance(value, tuple):
            found |= {str(item) for item in value}
    return sorted(found) or ["-"]


def _value(given: Input, number: int, seed: int, texts: list[str]) -> str:
    chance = f"hash(i, {seed}, {number})"
    kind = given.type.kind
    if kind == "bool":
        value = f"{chance} % 2 = 0"
    elif given.type.is_number:
        low, high = bounds(given)
        low, high = max(low, -_LARGEST), min(high, _LARGEST)
        value = f"CAST({chance} % {max(1, high - low + 1)} AS BIGINT) + {low}"
    elif kind in ("date", "month"):
        value = f"DATE '2005-01-01' + CAST({chance} % 6000 AS INTEGER)"
        if kind == "month":
            value = f"CAST(date_trunc('month', {value}) AS DATE)"
    else:
        listed = ", ".join(literal(text) for text in texts[:200])
        value = f"[{listed}][CAST(1 + {chance} % {min(len(texts), 200)} AS INTEGER)]"
    return f"CASE WHEN hash(i, {seed}, {number}, 1) % {_UNKNOWN} > 0 THEN {value} END"
