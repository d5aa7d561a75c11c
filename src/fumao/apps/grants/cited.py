"""Where a rule stands written: the words of a citation, and the clause's page where there is one.

The rules' packs know documents by key; the clauses read into this installation have pages of their
own, which only those may open who see the document's area.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from fumao.apps.grants.book import Book
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.plans.models import Clause
from fumao.rules.definitions import Citation


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation in words; `clause_pk` leads to the clause's page, None where there is none."""

    title: str
    number: str
    clause: str
    clause_title: str
    clause_pk: int | None

    @property
    def document(self) -> str:
        """Return how the document is called in short: its number, else its title."""
        return self.number or self.title


def clause_pages(actor: Actor, cites: Iterable[Citation]) -> Mapping[Citation, int]:
    """Return the clauses that the actor may open, by citation; one query, none for the public."""
    wanted = set(cites)
    if actor.person is None or not wanted:
        return {}
    condition = Q(pk__in=[])
    for key in sorted({cite.document for cite in wanted}):
        refs = sorted({cite.clause for cite in wanted if cite.document == key})
        condition |= Q(document__key=key, ref__in=refs)
    rows = visible_to(actor, Clause.objects.filter(condition))
    found = {
        Citation(key, ref): pk for pk, key, ref in rows.values_list("pk", "document__key", "ref")
    }
    return {cite: found[cite] for cite in wanted if cite in found}


def cited(book: Book, cite: Citation, pages: Mapping[Citation, int], lang: str) -> Cited:
    """Return a citation in words."""
    clause = book.clauses.get((cite.document, cite.clause))
    return Cited(
        title=book.law_title(cite).say(lang),
        number=book.law_number(cite),
        clause=clause_words(cite.clause),
        clause_title=clause.title.say(lang) if clause is not None else "",
        clause_pk=pages.get(cite),
    )


def clause_words(path: str) -> str:
    """Return a clause's path as it is read: 二/（一）/3 is 二（一）3, 二/5 is 二、5."""
    words = ""
    for part in path.split("/"):
        close = not words or part.startswith(("（", "(")) or words.endswith(("）", ")"))
        words += part if close else f"、{part}"
    return words
