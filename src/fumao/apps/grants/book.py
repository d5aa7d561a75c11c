"""The rules of all packs with their groups, places and citations, the same for every request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path

from django.conf import settings
from structlog import get_logger

from fumao.core.errors import Words
from fumao.packs import rulebook as packs
from fumao.packs.problem import PackError
from fumao.rules.definitions import Citation, Parameter, Rule
from fumao.rules.golden import GoldenCase
from fumao.rules.library import Library, Version
from fumao.rules.problem import RuleError
from fumao.rules.ruleset import RuleSet
from fumao.rules.tree import Call, Name, walk

log = get_logger(__name__)
DAYS_KEPT = 64  # rules of so many days are kept in a process: the day is the reader's choice


@dataclass(frozen=True, slots=True)
class Group:
    """The rules of one pack; `area` is the code of the one city they hold in, None for more."""

    key: str
    title: Words
    version: str
    area: str | None
    rules: tuple[str, ...]

    @property
    def example(self) -> bool:
        """Return whether the pack only shows how rules are written, of several places at once."""
        return self.key.startswith("examples-")


class Book:
    """A library of rules with what its packs say of it."""

    def __init__(self, root: Path) -> None:
        self.library: Library = packs.rulebook(root)
        self.laws = packs.laws(root)
        self.documents = packs.documents(root)
        self.clauses = packs.clauses(root)
        self.areas = packs.areas(root)
        self.heads = packs.heads(root)
        self.cases = packs.golden_cases(root)
        self.nets: Mapping[str, str] = {
            name: f"{name}_net"
            for exclusion in self.library.definitions.exclusions
            for name in exclusion.rules
            if exclusion.keep != "same"
        }
        # What another rule says of the same money, by the name of the one that is shown for both.
        self.same_as: Mapping[str, str] = {
            name: exclusion.rules[0]
            for exclusion in self.library.definitions.exclusions
            for name in exclusion.rules[1:]
            if exclusion.keep == "same"
        }

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the names of the rules that packs write, in their order."""
        return tuple(dict.fromkeys(rule.name for rule in self.library.definitions.rules))

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Return the packs that hold rules: the nation's first, then cities', examples last."""
        rules: dict[str, list[Rule]] = {}
        for rule in self.library.definitions.rules:
            rules.setdefault(rule.spot.file.partition("/")[0], []).append(rule)
        groups = [self._group(key, held) for key, held in rules.items()]
        return tuple(sorted(groups, key=lambda one: (one.example, one.area or "", one.key)))

    def _group(self, key: str, rules: list[Rule]) -> Group:
        places = {
            self.documents[rule.cite.document].area if rule.cite.document in self.documents else ""
            for rule in rules
        }
        area = places.pop() if len(places) == 1 else ""
        head = self.heads.get(key)
        names = tuple(dict.fromkeys(rule.name for rule in rules))
        title = head.title if head else Words(key, key)
        return Group(key, title, head.version if head else "", area or None, names)

    @cached_property
    def group_of(self) -> Mapping[str, Group]:
        """Return the group of each rule."""
        return {name: group for group in self.groups for name in group.rules}

    @cached_property
    def users(self) -> Mapping[str, tuple[str, ...]]:
        """Return for each rule the rules that use it, in the packs' order."""
        found: dict[str, list[str]] = {}
        for name in self.names:
            for used in sorted(self.library.used(name)):
                found.setdefault(used, []).append(name)
        return {name: tuple(users) for name, users in found.items()}

    @cached_property
    def cases_of(self) -> Mapping[str, tuple[GoldenCase, ...]]:
        """Return the golden cases that try each rule."""
        found: dict[str, list[GoldenCase]] = {}
        for case in self.cases:
            for name in case.expect:
                found.setdefault(name, []).append(case)
        return {name: tuple(held) for name, held in found.items()}

    def version_shown(self, name: str, day: date) -> Version:
        """Return the version in force on a day, else the last that ended before, else the first."""
        versions = self.library.versions[name]
        held = self.library.in_force(name, day)
        ended = [v for v in versions if v.rule.valid_to is not None and v.rule.valid_to < day]
        return held or (ended[-1] if ended else versions[0])

    def parameters_of(self, versions: Iterable[Version]) -> tuple[Parameter, ...]:
        """Return the parameters that versions of a rule read, in the order they are met."""
        met = dict.fromkeys(
            part.name for version in versions for part in walk(version.tree)
            if isinstance(part, Name) and part.name in self.library.parameters
        )  # fmt: skip
        return tuple(self.library.parameters[name] for name in met)

    def uses_of_parameter(self, name: str) -> tuple[str, ...]:
        """Return the rules that read a parameter."""
        return tuple(
            rule for rule in self.names
            if any(one.name == name for one in self.parameters_of(self.library.versions[rule]))
        )  # fmt: skip

    @cached_property
    def listed_parameters(self) -> Mapping[str, frozenset[str]]:
        """Return the list parameters that each input is held against with in_list."""
        found: dict[str, set[str]] = {}
        for version in self.library.all_versions():
            for node in walk(version.tree):
                match node:
                    case Call(function="in_list", args=(Name(name=given), Name(name=listed))):
                        found.setdefault(given, set()).add(listed)
        return {name: frozenset(held) for name, held in found.items()}

    def law_title(self, cite: Citation) -> Words:
        """Return the title of what a citation names."""
        document = self.documents.get(cite.document)
        law = self.laws.get(cite.document)
        if document is not None:
            return document.title
        return law.title if law is not None else Words(cite.document, cite.document)

    def law_number(self, cite: Citation) -> str:
        """Return the document number of what a citation names; empty where it has none."""
        found = self.documents.get(cite.document) or self.laws.get(cite.document)
        return (found.number if found is not None else None) or ""


@cache
def _book(root: Path) -> Book:
    return Book(root)


@lru_cache(maxsize=DAYS_KEPT)
def _rules_on(root: Path, day: date) -> RuleSet:
    return _book(root).library.at(day)


def book() -> Book:
    """Return the book of the packs that this installation shows."""
    return _book(Path(settings.RULES_ROOT))


def rules_on(day: date) -> RuleSet:
    """Return the rules as they are on a day, kept for the next request."""
    return _rules_on(Path(settings.RULES_ROOT), day)


def read_ahead(day: date) -> None:
    """Read the rules before the first visitor asks for them.

    A faulty pack stops no server: the pages that need its rules fail, and the log says why.
    """
    try:
        rules_on(day).answers({})
        _ = (book().groups, book().users, book().cases_of)
    except (PackError, RuleError) as error:
        log.error("rules_not_read", problems=str(error))
