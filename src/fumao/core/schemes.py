"""Versioned code lists: labels in two languages, a tree, and the dates a code is valid.

A list is a CSV file with a YAML header (packs/*/schemes). The same code may stand in several rows
with different dates; a question about it names the day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal

from fumao.core.datafile import Table, date_of, fault, read_table, read_text, text_of, words_of
from fumao.core.errors import CoreError, Words

# How a code relates to its parent. The parts of a code add up to it; an "of which" item, another
# cut of the same whole and a memorandum item must not be added to them.
Role = Literal["part", "of_which", "alternative", "memo"]
# Where an entry comes from: a published list that was read, recollection still to be checked
# against one, or our own inference.
Confidence = Literal["seen", "memory", "derived"]

ROLES: dict[str, Role] = {
    "": "part",
    "part": "part",
    "of_which": "of_which",
    "alternative": "alternative",
    "memo": "memo",
}
CONFIDENCES: dict[str, Confidence] = {"seen": "seen", "memory": "memory", "derived": "derived"}
_COLUMNS = frozenset(
    {"code", "parent", "zh", "en", "role", "valid_from", "valid_to", "confidence", "note"}
)


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a scheme; `valid_from` and `valid_to` are its first and last day, or None."""

    code: str
    label: Words
    parent: str | None = None
    role: Role = "part"
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: Confidence = "seen"
    note: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)  # further columns: alpha-3, kind …

    def valid_on(self, day: date) -> bool:
        """Tell whether the entry is valid on a day."""
        return is_valid(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True)
class Edition:
    """Which list it is, and the first and last day this edition of it is in use, or None."""

    key: str
    version: str
    title: Words
    valid_from: date | None = None
    valid_to: date | None = None


class CodeScheme:
    """One edition of a code list; raises CoreError where its entries contradict each other."""

    def __init__(self, edition: Edition, codes: tuple[Code, ...]) -> None:
        self.edition, self.codes = edition, codes
        self.key, self.version, self.title = edition.key, edition.version, edition.title
        self._by_code: dict[str, list[Code]] = defaultdict(list)
        self._below: dict[str | None, list[Code]] = defaultdict(list)
        for entry in codes:
            self._by_code[entry.code].append(entry)
            self._below[entry.parent].append(entry)
        self._check()

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def find(self, code: str, on: date | None = None) -> Code | None:
        """Return the entry valid on a day (the latest one where no day is given), else None."""
        entries = self._by_code.get(code, [])
        if on is not None:
            return next((entry for entry in entries if entry.valid_on(on)), None)
        return max(entries, key=lambda e: e.valid_from or date.min, default=None)

    def get(self, code: str, on: date | None = None) -> Code:
        """Return the entry as `find` does; raises CoreError where there is none."""
        entry = self.find(code, on)
        if entry is None:
            raise self._unknown(code, on)
        return entry

    def valid(self, on: date) -> list[Code]:
        """List the entries valid on a day, in the scheme's order."""
        return [entry for entry in self.codes if entry.valid_on(on)]

    def roots(self, on: date | None = None) -> list[Code]:
        """List the entries without a parent."""
        return self._at(None, on)

    def children(self, code: str, on: date | None = None, *, parts: bool = True) -> list[Code]:
        """List the entries right below a code; those that add up to it unless `parts` is False."""
        return [entry for entry in self._at(code, on) if not parts or entry.role == "part"]

    def descendants(self, code: str, on: date | None = None, *, parts: bool = True) -> list[Code]:
        """List all entries below a code, parents before children."""
        found: list[Code] = []
        for child in self.children(code, on, parts=parts):
            found.append(child)
            found.extend(self.descendants(child.code, on, parts=parts))
        return found

    def ancestors(self, code: str, on: date | None = None) -> list[Code]:
        """List the entries above a code, nearest first; raises CoreError for an unknown code."""
        found: list[Code] = []
        parent = self.get(code, on).parent
        while parent is not None:
            found.append(self.get(parent, on))
            parent = found[-1].parent
        return found

    def leaves(self, on: date | None = None) -> list[Code]:
        """List the parts that nothing is below."""
        return [
            entry
            for entry in self.codes
            if (on is None or entry.valid_on(on))
            and entry.role == "part"
            and not self.children(entry.code, on)
        ]

    def _at(self, parent: str | None, on: date | None) -> list[Code]:
        entries = self._below.get(parent, [])
        return [entry for entry in entries if on is None or entry.valid_on(on)]

    def _check(self) -> None:
        for code, entries in self._by_code.items():
            if overlaps([(entry.valid_from, entry.valid_to) for entry in entries]):
                raise self._fault(f"代码 {code} 的有效期重叠", f"the dates of {code} overlap")
        for entry in self.codes:
            if entry.parent is not None and entry.parent not in self._by_code:
                raise self._fault(
                    f"{entry.code} 的上级 {entry.parent} 不存在",
                    f"{entry.parent}, the parent of {entry.code}, does not exist",
                )
            if entry.parent is not None and self._circles(entry):
                raise self._fault(f"{entry.code} 循环隶属", f"{entry.code} is its own ancestor")

    def _circles(self, entry: Code) -> bool:
        seen = {entry.code}
        todo = [entry]
        while todo:
            parent = todo.pop().parent
            if parent in seen:
                return True
            if parent is not None:
                seen.add(parent)
                todo.extend(self._by_code[parent])
        return False

    def _fault(self, zh: str, en: str) -> CoreError:
        return fault(f"{self.key} {self.version}", zh, en)

    def _unknown(self, code: str, on: date | None) -> CoreError:
        known = code in self._by_code
        day = "" if on is None or not known else f"（{on}）"
        return CoreError(
            "code_not_valid" if known else "code_unknown",
            f"“{self.title.zh}”（{self.version}）中没有代码 {code}{day}",
            f"{self.title.en} ({self.version}) has no code {code}"
            + (f" on {on}" if known and on else ""),
        )


def edition_on(schemes: Iterable[CodeScheme], key: str, day: date) -> CodeScheme:
    """Return the edition of a list in use on a day; raises CoreError where none or two are."""
    found = [
        scheme
        for scheme in schemes
        if scheme.key == key and is_valid(scheme.edition.valid_from, scheme.edition.valid_to, day)
    ]
    if len(found) != 1:
        raise CoreError(
            "edition",
            f"{day} 时代码表 {key} 有{len(found)}个版本可用，应恰有一个",
            f"on {day} there are {len(found)} editions of {key} in use, there must be one",
        )
    return found[0]


def is_valid(first: date | None, last: date | None, day: date) -> bool:
    """Tell whether a day lies between two dates, both included, None being open."""
    return (first is None or first <= day) and (last is None or day <= last)


def overlaps(ranges: list[tuple[date | None, date | None]]) -> bool:
    """Tell whether any two of the ranges of dates share a day."""
    ordered = sorted((first or date.min, last or date.max) for first, last in ranges)
    return any(b[0] <= a[1] for a, b in pairwise(ordered))


def load_scheme(path: Path) -> CodeScheme:
    """Read a scheme's file; raises CoreError with file and line."""
    return parse_scheme(read_text(path), path.name)


def parse_scheme(text: str, shown: str) -> CodeScheme:
    """Read a scheme: header `scheme`, `version`, `title`; columns code, parent, zh, en, role,
    valid_from, valid_to, confidence, note; any other column goes to `Code.extra`.
    """
    table = read_table(text, shown)
    codes = tuple(_code(row, f"{shown}:{line}", table) for line, row in table.rows)
    first = date_of(table.header.get("valid_from"), shown)
    last = date_of(table.header.get("valid_to"), shown)
    edition = Edition(
        text_of(table.header, "scheme", shown),
        text_of(table.header, "version", shown),
        words_of(table.header, "title", shown),
        first,
        last,
    )
    return CodeScheme(edition, codes)


def _code(row: dict[str, str], place: str, table: Table) -> Code:
    for name in ("code", "zh", "en"):
        if not row.get(name):
            raise fault(place, f"缺少“{name}”", f'"{name}" is missing')
    first, last = validity(row, place)
    role = ROLES.get(row.get("role", ""))
    if role is None:
        raise fault(place, f"未知的 role：{row['role']}", f'unknown role "{row["role"]}"')
    return Code(
        code=row["code"],
        label=Words(row["zh"], row["en"]),
        parent=row.get("parent") or None,
        role=role,
        valid_from=first,
        valid_to=last,
        confidence=confidence(row, place, table),
        note=row.get("note") or None,
        extra={name: cell for name, cell in row.items() if name not in _COLUMNS and cell},
    )


def validity(row: dict[str, str], place: str) -> tuple[date | None, date | None]:
    """Read the dates of a row; raises CoreError where the last lies before the first."""
    first, last = date_of(row.get("valid_from"), place), date_of(row.get("valid_to"), place)
    if first and last and last < first:
        raise fault(place, "valid_to 早于 valid_from", "valid_to lies before valid_from")
    return first, last


def confidence(row: dict[str, str], place: str, table: Table) -> Confidence:
    """Read a row's confidence, the header's where the cell is empty."""
    value = row.get("confidence") or str(table.header.get("confidence", "seen"))
    if value not in CONFIDENCES:
        raise fault(place, f"未知的 confidence：{value}", f'unknown confidence "{value}"')
    return CONFIDENCES[value]


def scheme_files(folder: Path) -> Iterator[Path]:
    """List the scheme files of a folder, crosswalks and groups left out."""
    for path in sorted(folder.glob("*.csv")):
        if not path.name.startswith(("crosswalk-", "groups-")):
            yield path
