"""Versions X.Y.Z and the patterns of the standard that ask for the latest or all of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

_PART = re.compile(r"([0-9]{0,9})([+~*]?)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A version asked for: exact parts, the place from which it is open, and how (+ ~ *)."""

    parts: tuple[int, ...]
    open_from: int | None = None
    mark: str = ""

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read 1.0.0, *, ~, +, 1.2+.0, 1.*.0 and the like; None where it is no such pattern."""
        if text in ("+", "~", "*"):
            return cls((1 if text == "+" else 0, 0, 0), 0, text)
        parts: list[int] = []
        marks: list[tuple[int, str]] = []
        for place, piece in enumerate(text.split(".")):
            match = _PART.fullmatch(piece)
            if match is None or not piece or place > 2:
                return None
            if match[2]:
                marks.append((place, match[2]))
            parts.append(int(match[1] or 0))
        if len(marks) > 1 or (not marks and len(parts) > 3):
            return None
        open_from, mark = marks[0] if marks else (None, "")
        parts += [0] * (3 - len(parts))
        return cls(tuple(parts), open_from, mark)

    def fits(self, version: str) -> bool:
        """Tell whether a version X.Y.Z is among those asked for."""
        there = _number(version)
        if self.open_from is None:
            return there == self.parts
        fixed = self.open_from
        if self.mark == "+" and there[0] == 0:
            return False
        return there[:fixed] == self.parts[:fixed] and there[fixed:] >= self.parts[fixed:]

    def chosen(self, versions: Iterable[str]) -> frozenset[str]:
        """Return the versions asked for: all that fit, or the latest alone."""
        fitting = [one for one in versions if self.fits(one)]
        if fitting and self.mark in ("+", "~"):
            return frozenset((max(fitting, key=_number),))
        return frozenset(fitting)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
