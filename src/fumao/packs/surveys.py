"""Surveys of the packs: one YAML file each, in the folder `surveys` of a pack."""

from dataclasses import dataclass
from pathlib import Path

from fumao.packs.load import SHIPPED, pack_folders
from fumao.packs.model import Place
from fumao.packs.parts_survey import survey as build
from fumao.packs.problem import PackError, Problem
from fumao.packs.procedures import vocabulary
from fumao.packs.source import Source
from fumao.surveys.definitions import Survey

FOLDER = "surveys"


@dataclass(frozen=True, slots=True)
class Written:
    """A survey with the text it was read from and the pack that holds it."""

    survey: Survey
    text: str
    pack: str


def read_survey(text: str, shown: str = "survey.yaml", root: Path = SHIPPED) -> Survey:
    """Read one survey; raises PackError with every fault of form and its line."""
    problems: list[Problem] = []
    row = Source(Path(shown), shown, problems).mapping_of(text)
    made = build(row, vocabulary(root)) if row.values else None
    if problems or made is None:
        raise PackError(problems or [_empty(shown)])
    return made


def load_surveys(root: Path = SHIPPED) -> tuple[Written, ...]:
    """Read every survey of the packs below `root`; raises PackError with all their faults."""
    found: list[Written] = []
    problems: list[Problem] = []
    for folder in pack_folders(root):
        for path in sorted((folder / FOLDER).glob("*.yaml")):
            try:
                text, shown = path.read_text("utf-8"), f"{folder.name}/{FOLDER}/{path.name}"
                found.append(Written(read_survey(text, shown, root), text, folder.name))
            except PackError as error:
                problems += error.problems
    if problems:
        raise PackError(problems)
    return tuple(found)


def _empty(shown: str) -> Problem:
    return Problem(
        "empty", Place(shown, 1), "文件是空的", "the file is empty",
        "参照已有的调查表", "take a shipped survey as a model",
    )  # fmt: skip
