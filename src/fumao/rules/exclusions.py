"""Mutual exclusion written out as rules: of several grants one remains, the others become zero."""

from collections.abc import Iterator

from fumao.core.errors import Words
from fumao.rules.definitions import Definitions, Exclusion, Rule


def net_rules(definitions: Definitions) -> tuple[Rule, ...]:
    """Return a rule `<name>_net` for every grant in an exclusion; unknown where any is unknown."""
    by_name = {rule.name: rule for rule in definitions.rules}
    return tuple(
        rule
        for exclusion in definitions.exclusions
        if all(name in by_name for name in exclusion.rules)
        for rule in _nets(exclusion, by_name)
    )


def _nets(exclusion: Exclusion, by_name: dict[str, Rule]) -> Iterator[Rule]:
    for place, name in enumerate(exclusion.rules):
        rule = by_name[name]
        conditions = " and ".join(_beats(exclusion, place)) or "true"
        yield Rule(
            name=f"{name}_net",
            label=Words(f"{rule.label.zh}（不重复享受后）", f"{rule.label.en} (after exclusion)"),
            kind=rule.kind,
            type=rule.type,
            text=f"case when {conditions} then {name} else 0 end",
            cite=exclusion.cite,
            note=Words("几项不重复享受", "only one of several is paid"),
            spot=exclusion.spot,
            text_spot=exclusion.spot,
        )


def _beats(exclusion: Exclusion, place: int) -> Iterator[str]:
    """Yield what must hold for the rule at `place` to be the one that is paid."""
    name = exclusion.rules[place]
    for other_place, other in enumerate(exclusion.rules):
        if other_place == place:
            continue
        if exclusion.keep == "first":
            if other_place < place:
                yield f"{other} = 0"
        elif other_place < place:
            yield f"{name} > {other}"
        else:
            yield f"{name} >= {other}"
