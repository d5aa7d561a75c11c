"""Definitions that stand in a file each, in a folder of a pack: procedures and surveys."""

from collections.abc import Callable, Container
from pathlib import Path

from fumao.packs.load import pack_folders
from fumao.packs.model import Place
from fumao.packs.problem import PackError, Problem
from fumao.packs.row import Row
from fumao.packs.source import Source

type Said = tuple[str, str]


def read_one[T](text: str, shown: str, build: Callable[[Row], T], mend: Said) -> T:
    """Read one definition; raises PackError with every fault of form and its line.

    `mend` (zh, en) says how to begin one, where the file is empty.
    """
    problems: list[Problem] = []
    row = Source(Path(shown), shown, problems).mapping_of(text)
    made = build(row) if row.values else None
    if problems or made is None:
        empty = Problem("empty", Place(shown, 1), "文件是空的", "the file is empty", *mend)
        raise PackError(problems or [empty])
    return made


def read_all[T](
    folder: str, root: Path, read: Callable[[str, str], T], known: Container[str] = frozenset()
) -> list[tuple[T, str, str]]:
    """Read every definition of the packs below `root`, each with its text and its pack's name.

    Those with a text that is `known` are left out. Raises PackError with all their faults.
    """
    found: list[tuple[T, str, str]] = []
    problems: list[Problem] = []
    for pack in pack_folders(root):
        for path in sorted((pack / folder).glob("*.yaml")):
            text = path.read_text("utf-8")
            if text in known:
                continue
            try:
                found.append((read(text, f"{pack.name}/{folder}/{path.name}"), text, pack.name))
            except PackError as error:
                problems += error.problems
    if problems:
        raise PackError(problems)
    return found
