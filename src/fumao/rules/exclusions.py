"""Mutual exclusion written out as rules: of several grants one remains, the others become zero."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from fumao.core.errors import Words
from fumao.rules.definitions import Definitions, Exclusion, Keep, Rule, in_force

type Span = tuple[date | None, date | None]


def net_rules(definitions: Definitions) -> tuple[Rule, ...]:
    """Return rules `<name>_net` for every grant in an exclusion; unknown where any is unknown."""
    versions: dict[str, list[Rule]] = {}
    for rule in definitions.rules:
        versions.setdefault(rule.name, []).append(rule)
    return tuple(
        net
        for exclusion in definitions.exclusions
        if exclusion.keep != "same" and all(name in versions for name in exclusion.rules)
        for name in exclusion.rules
        for net in _nets(exclusion, versions, name)
    )


def _nets(exclusion: Exclusion, versions: dict[str, list[Rule]], name: str) -> Iterator[Rule]:
    """Yield what remains of one grant, a version for every time with the same others in force.

    A grant that has ended excludes no other.
    """
    for begin, end in _spans([rule for each in exclusion.rules for rule in versions[each]]):
        day = begin or end or date.min
        held = [n for n in exclusion.rules if _holding(versions[n], day) is not None]
        rule = _holding(versions[name], day)
        if rule is not None:
            yield replace(
                rule,
                name=f"{name}_net",
                label=Words(
                    f"{rule.label.zh}（不重复享受后）", f"{rule.label.en} (after exclusion)"
                ),
                text=_text(held, name, exclusion.keep),
                cite=exclusion.cite,
                valid_from=begin,
                valid_to=end,
                note=Words("几项不重复享受", "only one of several is paid"),
                once=False,  # the grant itself is zero for who received it
                ended=None,
                evidence=(),
                apply=None,
                spot=exclusion.spot,
                text_spot=exclusion.spot,
            )


def _spans(rules: Sequence[Rule]) -> Iterator[Span]:
    """Yield the times between the days on which any of the rules begins or ends."""
    begins = {rule.valid_from for rule in rules if rule.valid_from is not None}
    begins |= {
        rule.valid_to + timedelta(days=1)
        for rule in rules
        if rule.valid_to is not None and rule.valid_to < date.max
    }
    days: list[date | None] = [None, *sorted(begins)]
    for begin, following in zip(days, [*days[1:], None], strict=True):
        yield begin, None if following is None else following - timedelta(days=1)


def _holding(versions: list[Rule], day: date) -> Rule | None:
    return next((v for v in versions if in_force(v.valid_from, v.valid_to, day)), None)


def _text(held: list[str], name: str, keep: Keep) -> str:
    conditions = " and ".join(_beats(held, name, keep)) or "true"
    return f"case when {conditions} then {name} else 0 end"


def _beats(held: list[str], name: str, keep: Keep) -> Iterator[str]:
    """Yield what must hold for the grant to be the one that is paid; of equal ones the first."""
    place = held.index(name)
    for other_place, other in enumerate(held):
        if other_place == place:
            continue
        if keep == "first":
            if other_place < place:
                yield f"{other} = 0"
        elif other_place < place:
            yield f"{name} > {other}"
        else:
            yield f"{name} >= {other}"
