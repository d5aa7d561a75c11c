"""The rules of all packs as one checked library, read once a process."""

from functools import cache
from pathlib import Path

from fumao.packs.load import SHIPPED, load_laws, load_rules
from fumao.packs.model import Law
from fumao.rules.library import Library


@cache
def rulebook(root: Path = SHIPPED) -> Library:
    """Return the library of every rule pack below `root`; raises PackError or RuleError."""
    return Library(load_rules(root))


@cache
def laws(root: Path = SHIPPED) -> dict[str, Law]:
    """Return the laws that rules cite, by key."""
    return {item.key: item for item in load_laws(root)}
