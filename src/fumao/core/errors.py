"""The two languages every message to a user has, and the error that carries one."""

from typing import NamedTuple


class Words(NamedTuple):
    """One statement in Chinese and in English."""

    zh: str
    en: str

    def say(self, language: str) -> str:
        """Return the statement in `language`: Chinese for "zh…", English for all else."""
        return self.zh if language.startswith("zh") else self.en


class CoreError(ValueError):
    """A value that cannot be what it should be; says what, where and how to mend it."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code, self.words = code, Words(zh, en)

    def message(self, language: str) -> str:
        """Return the sentence in `language` ("zh" or "en")."""
        return self.words.say(language)
