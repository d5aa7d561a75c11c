"""Rows for generated packs: nothing known in every column now and then, values at every edge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from fumao.rules import Definitions, RuleSet
from fumao.rules.definitions import Input, Tiers, bounds
from fumao.rules.exact import in_units
from fumao.rules.types import Type, Value
from tests.rules.parity.vocabulary import DATES, MONTHS, TEXTS

type Row = dict[str, Value]


@dataclass(frozen=True)
class Case:
    """The facts of one case; `rows` are those of its child table."""

    values: Row
    rows: Sequence[Row]


def cases(
    rules: RuleSet, given: Mapping[str, Input], known: frozenset[str], count: int, seed: int
) -> list[Case]:
    """Return cases with NULL in every input of 0, 15 or 60 per cent, but in none that is known."""
    random = Random(seed)
    edges = _edges(rules.library.definitions)
    fields = rules.library.definitions.tables[0].fields
    found = []
    for _ in range(count):
        missing = random.choice((0.0, 0.15, 0.15, 0.6))
        values = {
            name: None
            if name not in known and random.random() < missing
            else value(i, edges, random)
            for name, i in given.items()
        }
        lines = [
            {
                f.name: None if random.random() < missing / 3 else value(f, edges, random)
                for f in fields
            }
            for _ in range(random.choice((0, 0, 1, 2, 5)))
        ]
        found.append(Case(values, lines))
    return found


def value(given: Input, edges: Mapping[Type, list[int]], random: Random) -> Value:
    """Return a value of an input within its bounds, most often at an edge."""
    kind = given.type.kind
    if kind == "bool":
        return random.random() < 0.5
    if kind in ("text", "code"):
        return random.choice(TEXTS)
    if kind in ("date", "month"):
        return random.choice(DATES if kind == "date" else MONTHS)
    low, high = bounds(given)
    near = [low, low + 1, 0, 1, -1, 50, -50, 49, 100, high - 1, high, *edges.get(given.type, ())]
    pick = random.random()
    if pick < 0.6:
        units = random.choice(near)
    elif pick < 0.8:
        units = random.randint(max(low, -100_000), max(low, min(high, 100_000)))
    else:
        units = random.randint(low, high)
    return of_units(min(max(units, low), high), given.type.scale)


def of_units(units: int, scale: int) -> int | Decimal:
    """Return the number that so many units of the last digit are."""
    return (
        Decimal((int(units < 0), tuple(int(d) for d in str(abs(units))), -scale))
        if scale
        else units
    )


def _edges(definitions: Definitions) -> dict[Type, list[int]]:
    """Return thresholds of the parameters with what lies just beside them, by type."""
    numbers: list[Decimal] = []
    for parameter in definitions.parameters:
        for dated in parameter.values:
            if isinstance(dated.value, Tiers):
                numbers += [tier.bound for tier in dated.value.tiers]
            elif parameter.type.is_number:
                numbers.append(Decimal(str(dated.value)))
    types = {i.type for i in definitions.inputs if i.type.is_number}
    types |= {f.type for f in definitions.tables[0].fields if f.type.is_number}
    return {
        type_: [int(n.scaleb(type_.scale)) + by for n in numbers for by in (-1, 0, 0, 1)]
        for type_ in types
    }


def stored(found: Value, given: Input, scaled: bool) -> str | None:
    """Return a value as the text that a column of its type is read from."""
    if found is None:
        return None
    if scaled and isinstance(found, int | Decimal) and not isinstance(found, bool):
        return str(in_units(found, given.type.scale))
    return f"{found:f}" if isinstance(found, Decimal) else str(found)
