"""Publications of the packs: one YAML file each, in the folder `releases` of a pack."""

from dataclasses import dataclass
from pathlib import Path

from fumao.packs.load import SHIPPED
from fumao.packs.one_file import read_all, read_one
from fumao.packs.parts_release import publication as build
from fumao.statistics.publication import Publication

FOLDER = "releases"


@dataclass(frozen=True, slots=True)
class Written:
    """A publication with the text it was read from and the pack that holds it."""

    publication: Publication
    text: str
    pack: str


def read_publication(text: str, shown: str = "publication.yaml") -> Publication:
    """Read one publication; raises PackError with every fault of form and its line."""
    mend = ("参照已有的发布物", "take a shipped publication as a model")
    return read_one(text, shown, build, mend)


def load_publications(root: Path = SHIPPED) -> tuple[Written, ...]:
    """Read every publication of the packs below `root`; raises PackError with all their faults."""
    return tuple(Written(*one) for one in read_all(FOLDER, root, read_publication))
