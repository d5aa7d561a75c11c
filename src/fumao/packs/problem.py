"""What is wrong with a pack, where, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from fumao.packs.model import Place


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a pack: place, sentence and mend, in Chinese and English."""

    code: str
    place: Place
    zh: str
    en: str
    mend_zh: str
    mend_en: str
    level: Literal["error", "warning"] = "error"

    def sentence(self, language: str) -> str:
        """Return "file:line: what is wrong — how to mend it" in `language` ("zh" or "en")."""
        where = f"{self.place.file}:{self.place.line}"
        if language.startswith("zh"):
            return f"{where}：{self.zh}；{self.mend_zh}"
        return f"{where}: {self.en}; {self.mend_en}"


class PackError(Exception):
    """A pack that cannot be loaded; `problems` says why, each with its place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.sentence("en") for problem in self.problems))

    def message(self, language: str) -> str:
        """Return all problems, one a line, in `language` ("zh" or "en")."""
        return "\n".join(problem.sentence(language) for problem in self.problems)
