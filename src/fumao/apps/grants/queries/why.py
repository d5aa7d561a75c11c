"""Why a rule answers as it does, with the rules it uses: lines, what failed, what was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from fumao.apps.grants.book import Book
from fumao.apps.grants.codes import code_words
from fumao.apps.grants.tree_html import tree_html
from fumao.rules.explain import Explanation, Line, Used, explain
from fumao.rules.ruleset import Answer, RuleSet

MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Block:
    """One rule of an explanation: its label and its lines as a tree."""

    name: str
    label: str
    tree: SafeString


class Reasons:
    """The explanations of one calculation, each worked out once."""

    def __init__(
        self, book: Book, rules: RuleSet, answers: Mapping[str, Answer], lang: str
    ) -> None:
        self.book, self.rules, self.answers, self.lang = book, rules, answers, lang
        self._explained: dict[str, Explanation] = {}
        self._trees: dict[str, SafeString] = {}

    def of(self, name: str) -> Explanation:
        """Return the explanation of a rule."""
        if name not in self._explained:
            codes = code_words(self.rules.day, self.lang)
            self._explained[name] = explain(self.answers[name], self.rules, self.lang, codes)
        return self._explained[name]

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {name: answer.rule.label.say(self.lang) for name, answer in self.answers.items()}

    def with_used(self, name: str) -> tuple[str, ...]:
        """Return the rule and all whose answers it read, from above."""
        found = [name]
        for one in found:
            found += [used for used in self.of(one).rules if used not in found]
        return tuple(found)

    def blocks(self, name: str) -> list[Block]:
        """Return the trees of a rule and of those it used."""
        return [
            Block(one, self._labels[one], self._tree(one, line))
            for one in self.with_used(name)
            if (line := self.of(one).line) is not None
        ]

    def _tree(self, name: str, line: Line) -> SafeString:
        if name not in self._trees:
            self._trees[name] = tree_html([line])
        return self._trees[name]

    def used(self, name: str) -> list[Used]:
        """Return the parameters that the rule and those it used have read."""
        found = {
            item.name: item for one in self.with_used(name) for item in self.of(one).parameters
        }
        return list(found.values())

    def failed(self, name: str) -> list[str]:
        """Return the conditions that decided against: the innermost ones that do not hold."""
        return list(dict.fromkeys(self._failed_in(name, frozenset())))[:MOST_REASONS]

    def _failed_in(self, name: str, above: frozenset[str]) -> list[str]:
        explanation = self.of(name)
        used = {self._labels[one]: one for one in explanation.rules if one not in above}
        found: list[str] = []
        if explanation.line is not None:
            self._collect(explanation.line, used, above | {name}, found)
        return found

    def _collect(
        self, line: Line, used: Mapping[str, str], above: frozenset[str], found: list[str]
    ) -> None:
        if line.held is True:
            return
        before = len(found)
        for part in line.parts:
            self._collect(part, used, above, found)
        if line.held is False and len(found) == before:
            below = self._failed_in(used[line.text], above) if line.text in used else []
            found += below or [line.text]
