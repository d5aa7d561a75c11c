"""Procedures of the packs: one YAML file each, in the folder `procedures` of a pack."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fumao.packs.load import SHIPPED, load_rules
from fumao.packs.one_file import read_all, read_one
from fumao.packs.parts_procedure import procedure as build
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
    mend = ("用 fumao procedures new 生成一个", "make one with fumao procedures new")
    return read_one(text, shown, lambda row: build(row, vocabulary(root)), mend)


def load_procedures(
    root: Path = SHIPPED, *, known: Container[str] = frozenset()
) -> tuple[Written, ...]:
    """Read every procedure of the packs below `root` but those with a text that is `known`.

    Raises PackError with all their faults.
    """
    read = read_all(FOLDER, root, lambda text, shown: read_procedure(text, shown, root), known)
    return tuple(Written(*one) for one in read)
