"""Surveys of the packs: one YAML file each, in the folder `surveys` of a pack."""

from dataclasses import dataclass
from pathlib import Path

from fumao.packs.load import SHIPPED
from fumao.packs.one_file import read_all, read_one
from fumao.packs.parts_survey import survey as build
from fumao.packs.procedures import vocabulary
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
    mend = ("参照已有的调查表", "take a shipped survey as a model")
    return read_one(text, shown, lambda row: build(row, vocabulary(root)), mend)


def load_surveys(root: Path = SHIPPED) -> tuple[Written, ...]:
    """Read every survey of the packs below `root`; raises PackError with all their faults."""
    read = read_all(FOLDER, root, lambda text, shown: read_survey(text, shown, root))
    return tuple(Written(*one) for one in read)
