"""Which rules the bureau screens and simulates, where each holds, and what their text was."""

import hashlib
from functools import lru_cache

from fumao.apps.grants.book import Book
from fumao.apps.grants.queries.calculation import shown_rules
from fumao.rules.library import direct_inputs
from fumao.rules.ruleset import RuleSet


def screened_rules(book: Book, *, examples: bool) -> list[str]:
    """Return the rules that are results for an enterprise, examples of other places if asked."""
    groups = [group.key for group in book.groups if examples or not group.example]
    return shown_rules(book, groups)


def holds_below(book: Book, name: str) -> str:
    """Return the code of the area whose enterprises a rule is for; empty where it is for all."""
    return book.group_of[name].area or ""


def versions_of(book: Book) -> dict[str, str]:
    """Return the versions of the packs that hold rules."""
    return {group.key: group.version for group in book.groups}


@lru_cache(maxsize=4)
def rules_digest(book: Book) -> str:
    """Return the SHA-256 over every definition of the packs."""
    return hashlib.sha256(repr(book.library.definitions).encode()).hexdigest()


def read_by(rules: RuleSet, name: str) -> frozenset[str]:
    """Return the inputs that a rule and those it uses read on the day; a child table by its name.

    The rules in force count, not versions of other days.
    """
    found: set[str] = set()
    for one in rules.needed([name]):
        version = rules.versions.get(one)
        if version is not None:
            found |= direct_inputs(rules.library, version)
    return frozenset(item.partition(".")[0] for item in found)
