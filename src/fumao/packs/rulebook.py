"""The rules of all packs as one checked library, and what they cite, read once a process."""

from functools import cache
from pathlib import Path

from fumao.packs.load import SHIPPED, list_packs, load_laws, load_part, load_rules
from fumao.packs.model import Area, Clause, Document, Head, Law
from fumao.packs.parts_orgs import area
from fumao.packs.parts_plan import clause, document
from fumao.packs.parts_rules import golden_case
from fumao.rules.golden import GoldenCase
from fumao.rules.library import Library


@cache
def rulebook(root: Path = SHIPPED) -> Library:
    """Return the library of every rule pack below `root`; raises PackError or RuleError."""
    return Library(load_rules(root))


@cache
def laws(root: Path = SHIPPED) -> dict[str, Law]:
    """Return the laws that rules cite, by key."""
    return {item.key: item for item in load_laws(root)}


@cache
def documents(root: Path = SHIPPED) -> dict[str, Document]:
    """Return the policy documents that rules cite, by key."""
    return {item.key: item for item in load_part("documents", document, root)}


@cache
def clauses(root: Path = SHIPPED) -> dict[tuple[str, str], Clause]:
    """Return the clauses of those documents, by document and path."""
    return {(item.document, item.ref): item for item in load_part("clauses", clause, root)}


@cache
def areas(root: Path = SHIPPED) -> dict[str, Area]:
    """Return the areas of the packs by code: a document belongs to one."""
    return {item.code: item for item in load_part("areas", area, root)}


@cache
def golden_cases(root: Path = SHIPPED) -> tuple[GoldenCase, ...]:
    """Return the cases worked by hand."""
    return load_part("cases", golden_case, root)


@cache
def heads(root: Path = SHIPPED) -> dict[str, Head]:
    """Return the packs' own descriptions by key."""
    return {head.key: head for head in list_packs(root)}
