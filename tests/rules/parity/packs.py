"""Whole generated packs: several levels of rules, some once only, some exclusive, some by date."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from fumao.rules import Definitions
from fumao.rules.definitions import Exclusion, Rule
from tests.rules.nine import words
from tests.rules.parity.expressions import Writer, family_of
from tests.rules.parity.vocabulary import CITE, DAYS, FAMILIES, OTHER_KINDS, vocabularies

KINDS = (*FAMILIES, *FAMILIES, *OTHER_KINDS, "bool", "bool", "bool")
DEPTHS = (2, 3, 3, 4)


@st.composite
def packs(draw: st.DrawFn, fewest: int = 8, most: int = 14) -> Definitions:
    """Draw a pack whose rules use those before them."""
    vocabulary = draw(vocabularies())
    writer = Writer(draw, vocabulary)
    found: list[Rule] = []
    for place in range(draw(st.integers(fewest, most))):
        versions = _versions(writer, f"r{place}")
        found += versions
        writer.rules.append(versions[-1])
    return Definitions(
        vocabulary.inputs,
        vocabulary.tables,
        vocabulary.parameters,
        tuple(found),
        _exclusions(draw, writer.rules),
    )


def _versions(writer: Writer, name: str) -> list[Rule]:
    """Return one version, or two of one type with a change of day or a gap between them."""
    draw = writer.draw
    kind = draw(st.sampled_from(KINDS))
    text, type_ = writer.whole(kind, draw(st.sampled_from(DEPTHS)))
    once = type_.is_number and draw(st.integers(0, 4)) == 0
    rule = Rule(name, words(name), "check", type_, text, CITE, once=once)
    change = draw(st.integers(0, 9))
    if change == 0:
        return [replace(rule, valid_from=DAYS[0], valid_to=DAYS[1])]
    if change > 2:
        return [rule]
    begin = DAYS[2] if change == 1 else DAYS[2] + timedelta(days=100)
    later, other = writer.whole(kind, 1)
    if other.kind != type_.kind or other.scale > type_.scale:
        later = text
    return [
        replace(rule, valid_to=DAYS[1]),
        replace(rule, text=later, valid_from=begin),
    ]


def _exclusions(draw: st.DrawFn, rules: list[Rule]) -> tuple[Exclusion, ...]:
    for family in FAMILIES:
        names = [rule.name for rule in rules if family_of(rule.type) == family]
        if len(names) >= 2 and draw(st.booleans()):
            keep = draw(st.sampled_from(("greatest", "first")))
            same = {rule.type for rule in rules if rule.name in names[:3]}
            if len(same) == 1:
                return (Exclusion("x", tuple(names[:3]), keep, CITE),)  # type: ignore[arg-type]
    return ()


def days(draw: st.DrawFn) -> date:
    """Draw a day: one on which versions change, the day before, the day after."""
    return draw(st.sampled_from(DAYS)) + timedelta(days=draw(st.integers(-1, 1)))
