"""What the rules of a kept screening said of some of its enterprises, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass

from fumao.apps.grants.queries.screened_firms import Kept, State, kept_value
from fumao.rules.definitions import Rule
from fumao.rules.types import Value


@dataclass(frozen=True, slots=True)
class Said:
    """What one rule said; `value` is None where it is unknown."""

    rule: Rule
    state: State
    value: Value


def said_of(kept: Kept, rules: Sequence[Rule], places: Sequence[int]) -> dict[int, list[Said]]:
    """Return what the rules said of the enterprises at these places.

    Rules of other places are left out. A rule at a time: its column is unpacked once.
    """
    found: dict[int, list[Said]] = {place: [] for place in places}
    for rule in rules:
        values = kept.values(rule.name)
        for place in places:
            state = kept.state(rule, place)
            if state != "elsewhere":
                found[place].append(Said(rule, state, kept_value(values[place], rule.type)))
    return found
