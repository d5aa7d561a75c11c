"""Words of an expression: names, numbers, texts and signs, each with its place.

Everything that is not listed here is refused, so `;`, comments, quoted names and other SQL never
reach an evaluator.
"""

import re
from dataclasses import dataclass
from typing import Literal

from fumao.core.errors import Words

TokenKind = Literal["name", "number", "text", "sign", "end"]

# Control characters, the backslash (Spark reads it as an escape) and halves of characters.
UNSAFE = r"\x00-\x1f\x7f\\\ud800-\udfff"
LONGEST = 20_000  # characters; the longest shipped rule has under 1,000
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<name>[a-z][a-z0-9_]{0,62})(?![A-Za-z0-9_])"
    r"|(?P<number>[0-9]{1,18}(?:\.[0-9]{1,12})?)(?![\w.])"
    rf"|'(?P<text>(?:(?!['{UNSAFE}])[^']|''){{0,200}})'"
    r"|(?P<sign><=|>=|<>|-(?!-)|[+*=<>(),.])"  # "--" begins a comment in SQL
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of an expression."""

    kind: TokenKind
    text: str
    start: int
    end: int


class TokenError(ValueError):
    """A character that no expression may hold, at `offset`."""

    def __init__(self, offset: int, said: Words) -> None:
        super().__init__(said.en)
        self.offset, self.said = offset, said


def tokens_of(text: str) -> list[Token]:
    """Return the words of an expression, an "end" last; raises TokenError."""
    if len(text) > LONGEST:
        raise TokenError(LONGEST, Words("表达式太长", "the expression is too long"))
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise TokenError(place, _unknown(text[place : place + 12].split("\n", maxsplit=1)[0]))
        kind = match.lastgroup
        if kind == "text":
            found.append(Token("text", match["text"].replace("''", "'"), place, match.end()))
        elif kind == "name":
            found.append(Token("name", match[0], place, match.end()))
        elif kind == "number":
            found.append(Token("number", match[0], place, match.end()))
        elif kind == "sign":
            found.append(Token("sign", match[0], place, match.end()))
        place = match.end()
    found.append(Token("end", "", len(text), len(text)))
    return found


def _unknown(seen: str) -> Words:
    return Words(f"“{seen}”不是表达式的写法", f'"{seen}" is nothing an expression may hold')
