"""The enterprise a calculation is for, with what the register says of it.

What was given for statistics is not among it (统计法 art. 28): the register's service has no way
to ask for that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404

from fumao.apps.enterprises.models import Enterprise, Fact, FactRows
from fumao.apps.enterprises.service import enterprise_of, facts_on, own_enterprise, rows_on
from fumao.apps.orgs.actor import Actor

LONGEST = 18  # of a credit code


@dataclass(frozen=True, slots=True)
class Known:
    """The administrative facts and rows of an enterprise that hold on a day, by name."""

    facts: Mapping[str, Fact]
    tables: Mapping[str, FactRows]


def enterprise_in_view(actor: Actor, code: str | None) -> Enterprise | None:
    """Return the enterprise of a code, the actor's own where none is named, None for an empty one.

    Raises Http404 where the actor sees none of that code.
    """
    if actor.person is None or code == "":
        return None
    if code is None:
        return own_enterprise(actor)
    found = enterprise_of(actor, code[:LONGEST].upper())
    if found is None:
        raise Http404
    return found


def known_of(actor: Actor, enterprise: Enterprise, day: date) -> Known:
    """Return what the register says of an enterprise on a day."""
    return Known(facts_on(actor, enterprise, day), rows_on(actor, enterprise, day))
