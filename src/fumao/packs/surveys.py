"""Surveys of the packs: one YAML file each, in the folder `surveys` of a pack.

A file with `like: KEY` takes from that survey every part it does not write itself: tables that
differ by a list of codes are written once.
"""

from dataclasses import dataclass
from pathlib import Path

from fumao.packs.load import SHIPPED, pack_folders
from fumao.packs.one_file import read_all, read_one
from fumao.packs.parts_survey import survey as build
from fumao.packs.procedures import vocabulary
from fumao.packs.row import Row
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
    mend = ("参照已有的调查表", "take a shipped survey as a model")
    return read_one(text, shown, lambda row: build(_whole(row, root), vocabulary(root)), mend)


def load_surveys(root: Path = SHIPPED) -> tuple[Written, ...]:
    """Read every survey of the packs below `root`; raises PackError with all their faults."""
    read = read_all(FOLDER, root, lambda text, shown: read_survey(text, shown, root))
    return tuple(Written(*one) for one in read)


def _whole(row: Row, root: Path, seen: frozenset[str] = frozenset()) -> Row:
    """Return the row with the parts it leaves to the survey it is like, and that one to another."""
    key = row.text_or_none("like")
    if key is None:
        return row
    found = (pack / FOLDER / f"{key}.yaml" for pack in pack_folders(root))
    file = next((path for path in found if path.is_file()), None)
    if file is None or key in seen:
        row.fault(
            "like", f"没有可以参照的调查“{key}”", f'there is no survey "{key}" to be like',
            ("写另一个文件的 key，不可绕回自身", "write another file's key, not back to itself"),
        )  # fmt: skip
        return row
    model = Source(file, f"{file.parts[-3]}/{FOLDER}/{file.name}").mapping()
    return row.over(_whole(model, root, seen | {key}))
