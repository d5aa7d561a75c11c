"""Procedures of the packs: one YAML file each, in the folder `procedures` of a pack."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fumao.packs.load import SHIPPED, load_rules, pack_folders
from fumao.packs.model import Place
from fumao.packs.parts_procedure import procedure as build
from fumao.packs.problem import PackError, Problem
from fumao.packs.source import Source
from fumao.procedures.definitions import Procedure
from fumao.rules.definitions import Definitions, Input

FOLDER = "procedures"


@dataclass(frozen=True, slots=True)
class Written:
    """A procedure with the text it was read from and the pack that holds it."""

    procedure: Procedure
    text: str
    pack: str


@cache
def pack_rules(root: Path = SHIPPED) -> Definitions:
    """Return the rules that procedures may use."""
    return load_rules(root)


@cache
def vocabulary(root: Path = SHIPPED) -> Mapping[str, Input]:
    """Return the inputs that a field may take its label and type from."""
    return {one.name: one for one in pack_rules(root).inputs}


def read_procedure(text: str, shown: str = "procedure.yaml", root: Path = SHIPPED) -> Procedure:
    """Read one procedure; raises PackError with every fault of form and its line."""
    problems: list[Problem] = []
    row = Source(Path(shown), shown, problems).mapping_of(text)
    made = build(row, vocabulary(root)) if row.values else None
    if problems or made is None:
        raise PackError(problems or [_empty(shown)])
    return made


def load_procedures(
    root: Path = SHIPPED, *, known: Container[str] = frozenset()
) -> tuple[Written, ...]:
    """Read every procedure of the packs below `root` but those with a text that is `known`.

    Raises PackError with all their faults.
    """
    found: list[Written] = []
    problems: list[Problem] = []
    for folder in pack_folders(root):
        for path in sorted((folder / FOLDER).glob("*.yaml")):
            text = path.read_text("utf-8")
            if text in known:
                continue
            try:
                made = read_procedure(text, f"{folder.name}/{FOLDER}/{path.name}", root)
            except PackError as error:
                problems += error.problems
                continue
            found.append(Written(made, text, folder.name))
    if problems:
        raise PackError(problems)
    return tuple(found)


def _empty(shown: str) -> Problem:
    return Problem(
        "empty", Place(shown, 1), "文件是空的", "the file is empty",
        "用 fumao procedures new 生成一个", "make one with fumao procedures new",
    )  # fmt: skip
