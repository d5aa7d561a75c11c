"""The lines of a text with what the layout needs to know of each."""

from collections import Counter
from dataclasses import dataclass

from fumao.reading.columns import column_role
from fumao.reading.passages import PAGE_LINE


@dataclass(slots=True)
class Line:
    """One line: offsets of its stripped words, and how it begins."""

    start: int
    end: int
    text: str  # matching text, stripped
    printed: str  # the same characters as printed
    indent: int  # spaces before the first word
    raw: tuple[int, int]  # the whole line without its end
    tabs: int  # tabs anywhere in the line
    tab_first: bool
    gap: bool  # an empty line or a page end stands before it

    @property
    def width(self) -> int:
        """Columns on paper: a Chinese character takes two, an indent as much as two of them."""
        return len(self.printed.encode("gbk", "replace")) + (4 if self.indent > 1 else 0)

    @property
    def count(self) -> int:
        """Characters, an indent counted as two."""
        return len(self.text) + (2 if self.indent > 1 else 0)


def split_lines(plain: str, text: str, offset: int = 0) -> list[Line]:
    """Split matching text into its non-empty lines, page numbers and running heads left out.

    A line of nothing but tabs is an empty cell and stays. `text` is the whole document as printed,
    `offset` the place in it where `plain` begins.
    """
    lines: list[Line] = []
    pages: list[int] = []
    gap = False
    for whole in plain.splitlines(keepends=True):
        raw = whole.rstrip("\r\n\f\v\x85\u2028\u2029")
        words = raw.strip(" \t\ufeff")
        if not words and "\t" not in raw:
            gap = True
        elif words and PAGE_LINE.fullmatch(words):
            pages.append(len(lines))
        else:
            lead = len(raw) - len(raw.lstrip(" \t\ufeff")) if words else len(raw)
            start = offset + lead
            lines.append(
                Line(
                    start=start,
                    end=start + len(words),
                    text=words,
                    printed=text[start : start + len(words)],
                    indent=raw[:lead].count(" "),
                    raw=(offset, offset + len(raw)),
                    tabs=raw.count("\t"),
                    tab_first=raw.lstrip(" ").startswith("\t"),
                    gap=gap,
                )
            )
            gap = False
        gap = gap or "\f" in whole
        offset += len(whole)
    return _without_running_heads(lines, pages)


def _without_running_heads(lines: list[Line], pages: list[int]) -> list[Line]:
    near = {at + step for at in pages for step in (-1, 0)} & set(range(len(lines)))
    seen = Counter(lines[i].text for i in near if len(lines[i].text) <= 40 and not lines[i].tabs)
    heads = {text for text, times in seen.items() if times >= 3 or _heads_few(text, times, pages)}
    # the first column of a table whose header stands again on every page is no running head
    heads = {text for text in heads if column_role(text) == "other" or len(text) > 6}
    drop = {i for i in near if lines[i].text in heads}
    return [line for i, line in enumerate(lines) if i not in drop] if drop else lines


def _heads_few(text: str, times: int, pages: list[int]) -> bool:
    """Tell a running head in a text of few pages: it stands on each, and is no sentence or list."""
    return 2 <= times >= len(pages) and not any(sign in text for sign in ":。;、")
