"""Errors a reader raises: one clear sentence each, in the user's language."""


class ReadingError(Exception):
    """A file that cannot be read; says what, where and how to mend it, in Chinese and English."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code, self.zh, self.en = code, zh, en

    def message(self, language: str) -> str:
        """Return the sentence in `language` ("zh" or "en")."""
        return self.zh if language.startswith("zh") else self.en
