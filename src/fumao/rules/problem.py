"""What is wrong with a rule: where it stands to the column, what it is, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass

from fumao.core.errors import Words


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file: line and column counted from 1."""

    file: str = "<text>"
    line: int = 1
    column: int = 1

    def plus(self, text: str, offset: int) -> "Spot":
        """Return the spot `offset` characters into `text`, which begins here."""
        before = text[:offset]
        lines = before.count("\n")
        if lines == 0:
            return Spot(self.file, self.line, self.column + offset)
        # A block of text keeps the column of its first line: YAML takes the indentation away.
        return Spot(self.file, self.line + lines, self.column + offset - before.rindex("\n") - 1)


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """One fault of a rule or of what it uses."""

    code: str
    spot: Spot
    said: Words
    mend: Words

    def sentence(self, language: str) -> str:
        """Return "file:line:column: what is wrong; how to mend it" in `language`."""
        where = f"{self.spot.file}:{self.spot.line}:{self.spot.column}"
        if language.startswith("zh"):
            return f"{where}：{self.said.zh}；{self.mend.zh}"
        return f"{where}: {self.said.en}; {self.mend.en}"


class RuleError(ValueError):
    """Rules that cannot be used; `problems` says why, each with its place."""

    def __init__(self, problems: Iterable[RuleProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.sentence("en") for problem in self.problems))

    def message(self, language: str) -> str:
        """Return all problems, one a line, in `language` ("zh" or "en")."""
        return "\n".join(problem.sentence(language) for problem in self.problems)
