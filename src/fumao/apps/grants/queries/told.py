"""What an enterprise has told, as the rules take it: values, and rows of child tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.enterprises.service import Tables, facts_on, rows_on
from fumao.apps.grants.firms import ASKED_ON, Firms
from fumao.apps.orgs.actor import Actor
from fumao.rules import facts as rules_facts
from fumao.rules.facts import read_fact
from fumao.rules.library import Library
from fumao.rules.types import Value


@dataclass(frozen=True, slots=True)
class Told:
    """Facts as texts by name, and the rows of the child tables that were told."""

    facts: Mapping[str, str]
    tables: Tables

    def rows(self, library: Library) -> dict[str, list[dict[str, Value]]]:
        """Return the rows with the values the rules take; what no rule knows is left out."""
        return {
            name: rules_facts.read_rows(rows, library.tables[name].fields)
            for name, rows in self.tables.items()
            if name in library.tables
        }


def values_of(library: Library, told: Mapping[str, str], day: date) -> dict[str, Value]:
    """Return facts kept as texts as the rules take them; what no rule knows is left out.

    As in the query, who has not said when it applied is taken to apply on the day.
    """
    said = {
        name: read_fact(text, library.inputs[name])
        for name, text in told.items()
        if name in library.inputs
    }
    return {ASKED_ON: day} | said


def told_of(actor: Actor, enterprise: Enterprise, day: date) -> Told:
    """Return what an enterprise has told that holds on a day."""
    facts = {name: fact.value for name, fact in facts_on(actor, enterprise, day).items()}
    rows = {name: told.rows for name, told in rows_on(actor, enterprise, day).items()}
    return Told(facts, rows)


def told_at(firms: Firms, places: Mapping[str, int], code: str) -> Told:
    """Return what the enterprise of a code has told; nothing where it is none of these."""
    if code not in places:
        return Told({}, {})
    return Told(firms.columns.values(places[code]), firms.tables.get(code, {}))


def places_of(codes: Sequence[str]) -> dict[str, int]:
    """Return the place of each code."""
    return {code: place for place, code in enumerate(codes)}
