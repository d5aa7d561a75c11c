"""Crosswalks between code schemes, and groups of codes whose membership changes with time."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from fumao.core.datafile import fault, read_table, read_text, text_of, words_of
from fumao.core.errors import CoreError, Words
from fumao.core.schemes import (
    CodeScheme,
    Confidence,
    confidence,
    is_valid,
    overlaps,
    validity,
)

# What the source is to the target: the same, wider, a part of it; "split" where the source is
# divided over several targets and nobody has said in what shares.
Kind = Literal["exact", "broader", "narrower", "split"]
_KINDS: dict[str, Kind] = {
    "exact": "exact",
    "broader": "broader",
    "narrower": "narrower",
    "split": "split",
}


@dataclass(frozen=True, slots=True)
class Link:
    """One correspondence of a source code to a target code."""

    source: str
    target: str
    kind: Kind
    confidence: Confidence = "seen"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a crosswalk leaves open between two schemes; all empty when it is complete."""

    unknown_sources: tuple[str, ...]  # linked, but not in the source scheme
    unknown_targets: tuple[str, ...]
    unmapped: tuple[str, ...]  # source leaves with no link of their own or above them
    unreached: tuple[str, ...]  # target leaves nothing leads to


class Crosswalk:
    """Links from one scheme to another."""

    def __init__(self, key: str, source: str, target: str, links: tuple[Link, ...]) -> None:
        self.key, self.source, self.target, self.links = key, source, target, links
        self._links: dict[str, list[Link]] = defaultdict(list)
        for link in links:
            self._links[link.source].append(link)
        for code, found in self._links.items():
            kinds = {link.kind for link in found}
            if len(found) != len({link.target for link in found}):
                raise fault(key, f"{code} 重复对应", f"{code} is linked to one target twice")
            if len(found) == 1 and kinds == {"split"}:
                raise fault(key, f"{code} 只有一个去向，不是 split", f"{code} splits into one only")
            if len(found) > 1 and kinds & {"exact", "narrower"}:
                raise fault(
                    key,
                    f"{code} 有多个去向，应为 split 或 broader",
                    f"{code} has several targets: they must be split or broader",
                )

    def targets(self, code: str) -> list[Link]:
        """List where a source code leads; empty where nothing is known, never a guess."""
        return list(self._links.get(code, []))

    def sources(self, code: str) -> list[Link]:
        """List the links that lead to a target code."""
        return [link for link in self.links if link.target == code]

    def coverage(self, source: CodeScheme, target: CodeScheme, on: date | None = None) -> Coverage:
        """Compare the links with both schemes; a link also covers what lies below its code."""
        targets = {link.target for link in self.links}
        return Coverage(
            unknown_sources=tuple(sorted(c for c in self._links if c not in source)),
            unknown_targets=tuple(sorted(c for c in targets if c not in target)),
            unmapped=_uncovered(source, set(self._links), on),
            unreached=_uncovered(target, targets, on),
        )


def _uncovered(scheme: CodeScheme, linked: set[str], on: date | None) -> tuple[str, ...]:
    found = []
    for leaf in scheme.leaves(on):
        chain = {leaf.code, *(entry.code for entry in scheme.ancestors(leaf.code, on))}
        if not chain & linked:
            found.append(leaf.code)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Membership:
    """One code's time in a group, first and last day, or None."""

    group: str
    member: str
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: Confidence = "seen"
    note: str | None = None

    def valid_on(self, day: date) -> bool:
        """Tell whether it is a member on a day."""
        return is_valid(self.valid_from, self.valid_to, day)


class Groups:
    """Groups over one scheme: country groups over ISO 3166-1, for one."""

    def __init__(
        self, key: str, scheme: str, names: dict[str, Words], rows: tuple[Membership, ...]
    ) -> None:
        self.key, self.scheme, self.names, self.rows = key, scheme, names, rows
        spans: dict[tuple[str, str], list[tuple[date | None, date | None]]] = defaultdict(list)
        for row in rows:
            if row.group not in names:
                raise fault(key, f"未定义的组 {row.group}", f"the group {row.group} has no name")
            spans[row.group, row.member].append((row.valid_from, row.valid_to))
        for (group, member), dates in spans.items():
            if overlaps(dates):
                raise fault(
                    key, f"{group} 中 {member} 的有效期重叠", f"{member} is in {group} twice"
                )

    def members(self, group: str, on: date) -> list[str]:
        """List a group's members on a day, in the file's order; raises CoreError."""
        if group not in self.names:
            raise CoreError("group_unknown", f"没有组 {group}", f"there is no group {group}")
        return [row.member for row in self.rows if row.group == group and row.valid_on(on)]

    def groups_of(self, member: str, on: date) -> list[str]:
        """List the groups a code belongs to on a day."""
        return [row.group for row in self.rows if row.member == member and row.valid_on(on)]


def load_crosswalk(path: Path) -> Crosswalk:
    """Read a crosswalk's file; raises CoreError with file and line."""
    return parse_crosswalk(read_text(path), path.name)


def parse_crosswalk(text: str, shown: str) -> Crosswalk:
    """Read a crosswalk: header `crosswalk`, `from`, `to`; columns source, target, kind,
    confidence, note.
    """
    table = read_table(text, shown)
    links = []
    for line, row in table.rows:
        place = f"{shown}:{line}"
        kind = _KINDS.get(row.get("kind", ""))
        if not row.get("source") or not row.get("target") or kind is None:
            raise fault(place, "应有 source、target 与 kind", "needs source, target and kind")
        trust = confidence(row, place, table)
        links.append(Link(row["source"], row["target"], kind, trust, row.get("note") or None))
    return Crosswalk(
        text_of(table.header, "crosswalk", shown),
        text_of(table.header, "from", shown),
        text_of(table.header, "to", shown),
        tuple(links),
    )


def load_groups(path: Path) -> Groups:
    """Read a file of groups; raises CoreError with file and line."""
    return parse_groups(read_text(path), path.name)


def parse_groups(text: str, shown: str) -> Groups:
    """Read groups: header `groups_of` (the key), `scheme`, `names`; columns group, member,
    valid_from, valid_to, confidence, note.
    """
    table = read_table(text, shown)
    names = table.header.get("names")
    if not isinstance(names, dict):
        raise fault(shown, "缺少 names", "names is missing")
    rows = []
    for line, row in table.rows:
        place = f"{shown}:{line}"
        if not row.get("group") or not row.get("member"):
            raise fault(place, "应有 group 与 member", "needs group and member")
        first, last = validity(row, place)
        trust = confidence(row, place, table)
        note = row.get("note") or None
        rows.append(Membership(row["group"], row["member"], first, last, trust, note))
    return Groups(
        text_of(table.header, "groups_of", shown),
        text_of(table.header, "scheme", shown),
        {str(key): words_of(names, key, shown) for key in names},
        tuple(rows),
    )
