"""The list of rules: one line a rule, as it is on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from fumao.apps.grants.book import Book
from fumao.apps.grants.cited import Cited, cited, clause_pages
from fumao.apps.grants.words import KINDS, unsure
from fumao.apps.orgs.actor import Actor
from fumao.rules.definitions import Rule, RuleKind, in_force


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rules: words in label or name, a kind, a document, and whether in force."""

    q: str = ""
    kind: str = ""
    document: str = ""
    state: str = ""  # in_force, ended or empty for both


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as it is on the day: the version in force, else the one nearest before."""

    name: str
    label: str
    rule: Rule
    kind: Promise
    in_force: bool
    versions: int
    pack: str
    unsure: Promise | None


def rule_rows(book: Book, day: date, wanted: Wanted, lang: str) -> list[RuleRow]:
    """Return the rules wanted, in the packs' order."""
    rows = []
    for group in book.groups:
        for name in group.rules:
            rule = book.version_shown(name, day).rule
            held = in_force(rule.valid_from, rule.valid_to, day)
            if _wanted(rule, held, wanted):
                rows.append(
                    RuleRow(
                        name, rule.label.say(lang), rule, KINDS[rule.kind], held,
                        len(book.library.versions[name]), group.title.say(lang),
                        unsure(rule.confidence),
                    )
                )  # fmt: skip
    return rows


def _wanted(rule: Rule, held: bool, wanted: Wanted) -> bool:
    if wanted.kind and rule.kind != wanted.kind:
        return False
    if wanted.document and rule.cite.document != wanted.document:
        return False
    if wanted.state and held != (wanted.state == "in_force"):
        return False
    words = wanted.q.lower().split()
    text = f"{rule.name} {rule.label.zh} {rule.label.en}".lower()
    return all(word in text for word in words)


def with_cites(
    actor: Actor, book: Book, rows: Sequence[RuleRow], lang: str
) -> list[tuple[RuleRow, Cited]]:
    """Return rows with their citations; one query."""
    pages = clause_pages(actor, {row.rule.cite for row in rows})
    return [(row, cited(book, row.rule.cite, pages, lang)) for row in rows]


def documents_cited(book: Book, lang: str) -> list[tuple[str, str]]:
    """Return what rules cite, key and words, by words."""
    cites = {rule.cite.document: rule.cite for rule in book.library.definitions.rules}
    named = [
        (key, f"{book.law_number(cite)} {book.law_title(cite).say(lang)}".strip())
        for key, cite in cites.items()
    ]
    return sorted(named, key=lambda one: one[1])


def kinds_used(book: Book) -> list[tuple[RuleKind, Promise]]:
    """Return the kinds of rules that the packs hold."""
    used = {rule.kind for rule in book.library.definitions.rules}
    return [(kind, words) for kind, words in KINDS.items() if kind in used]
