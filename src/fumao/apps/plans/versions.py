"""Two contents of a plan held against each other: what is new, changed, gone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import count
from typing import Any

from fumao.apps.plans.content import Content, Item
from fumao.core.text import match_key


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an item: before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ItemDiff:
    """What happened to the items of one kind, by code."""

    added: tuple[Item, ...] = ()
    removed: tuple[Item, ...] = ()
    changed: tuple[tuple[Item, tuple[Change, ...]], ...] = ()
    same: int = 0

    def __bool__(self) -> bool:
        """Return whether anything differs."""
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class ContentDiff:
    """The whole difference between two versions."""

    document: tuple[Change, ...] = ()
    tasks: ItemDiff = field(default_factory=ItemDiff)
    targets: ItemDiff = field(default_factory=ItemDiff)
    incentives: ItemDiff = field(default_factory=ItemDiff)

    def __bool__(self) -> bool:
        """Return whether anything differs."""
        return bool(self.document or self.tasks or self.targets or self.incentives)


def diff(before: Content, after: Content) -> ContentDiff:
    """Return what changes from one content to the other; tasks and targets are told by code."""
    return ContentDiff(
        document=tuple(
            Change(name, before["document"].get(name), value)
            for name, value in after["document"].items()
            if before["document"].get(name) != value
        ),
        tasks=_items(before["tasks"], after["tasks"], "code"),
        targets=_items(before["targets"], after["targets"], "code"),
        incentives=_items(_keyed(before["incentives"]), _keyed(after["incentives"]), "key"),
    )


def _keyed(incentives: list[Item]) -> list[Item]:
    """Give incentives, which have no code, the key by which they are told apart."""
    seen: dict[str, int] = {}
    keyed = []
    for one in incentives:
        base = f"{one['clause']}/{one['kind']}/{one['recipient']}"
        seen[base] = seen.get(base, 0) + 1
        keyed.append({"key": f"{base}/{seen[base]}", **one})
    return keyed


def _items(before: list[Item], after: list[Item], key: str) -> ItemDiff:
    old = {item[key]: item for item in before}
    new = {item[key]: item for item in after}
    changed = []
    for code in old.keys() & new.keys():
        changes = changes_of(old[code], new[code])
        if changes:
            changed.append((new[code], changes))
    order = {item[key]: number for number, item in enumerate(after)}
    return ItemDiff(
        added=tuple(item for code, item in new.items() if code not in old),
        removed=tuple(item for code, item in old.items() if code not in new),
        changed=tuple(sorted(changed, key=lambda pair: order[pair[0][key]])),
        same=len(old.keys() & new.keys()) - len(changed),
    )


def changes_of(before: Item, after: Item) -> tuple[Change, ...]:
    """Return the fields that differ."""
    return tuple(
        Change(name, before.get(name), value)
        for name, value in after.items()
        if before.get(name) != value
    )


def keep_added(before: Content | None, after: Content) -> Content:
    """Return a content with the tasks that were added by hand before: no document takes them away.

    What they rest on comes with them.
    """
    codes = {task["code"] for task in after["tasks"]}
    old = before or {"tasks": [], "clauses": []}
    added = [t for t in old["tasks"] if "added_on" in t and t["code"] not in codes]
    if not added:
        return after
    held = {clause["ref"] for clause in after["clauses"]}
    missing = {task["clause"] for task in added} - held
    clauses = [
        c if c["parent"] in held else {**c, "parent": None}
        for c in old["clauses"]
        if c["ref"] in missing
    ]
    return after | {
        "clauses": [*after["clauses"], *clauses],
        "tasks": [*after["tasks"], *added],
    }


def keep_codes(before: list[Item], after: list[Item], text: str, prefix: str) -> list[Item]:
    """Give items read from a new file the codes of the items they continue.

    Told by clause and words, then by words, then by clause and likeness of at least 60 %; what is
    left gets the next free number after `prefix`. `text` names the field of the words.
    """
    free = {item["code"]: item for item in before}
    codes: list[str | None] = [None] * len(after)

    def take(fits: Any) -> None:
        for number, item in enumerate(after):
            if codes[number] is None:
                found = next((c for c, old in free.items() if fits(old, item)), None)
                if found is not None:
                    codes[number] = found
                    del free[found]

    take(lambda old, new: old["clause"] == new["clause"] and old == {**new, "code": old["code"]})
    take(lambda old, new: old["clause"] == new["clause"] and old[text] == new[text])
    take(lambda old, new: old[text] == new[text])
    take(lambda old, new: old["clause"] == new["clause"] and _alike(old[text], new[text]) >= 0.6)
    numbers = _free_numbers(prefix, {item["code"] for item in before})
    return [
        {**item, "code": code or next(numbers)} for item, code in zip(after, codes, strict=True)
    ]


def _free_numbers(prefix: str, used: set[str]) -> Iterator[str]:
    for number in count(1):
        code = f"{prefix}{number:02d}"
        if code not in used:
            yield code


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, match_key(one), match_key(other), autojunk=False).ratio()
