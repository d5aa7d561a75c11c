"""What the ways out of the house have in common: a letter goes in, an outcome comes out."""

from dataclasses import dataclass
from typing import Protocol

from fumao.apps.notices.models import Attempt


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to be sent; `key` is the same however often it is tried."""

    address: str
    subject: str
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended, and what the other side said."""

    result: Attempt.Result
    words: str = ""


class Outlet(Protocol):
    """A way out; `send` answers for every letter and raises nothing."""

    def send(self, letter: Letter) -> Outcome:
        """Try to send one letter."""

    def close(self) -> None:
        """Let go of what was opened."""
