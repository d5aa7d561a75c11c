"""Surveys of the packs: one YAML file each, in the folder `surveys` of a pack.

A file with `like: KEY` takes from that survey every part it does not write itself: tables that
differ by a list of codes are written once.
"""

from collections.abc import Callable, Iterator, Mapping
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
    """A survey with the text it was read from and the pack that holds it.

    `models` are the texts of the surveys it is like, by key: together they say all there is.
    """

    survey: Survey
    text: str
    pack: str
    models: dict[str, str]


def read_survey(
    text: str,
    shown: str = "survey.yaml",
    root: Path = SHIPPED,
    models: Mapping[str, str] | None = None,
) -> Survey:
    """Read one survey; raises PackError with every fault of form and its line.

    With `models` the surveys it is like are read from these texts, not from the packs: what was
    published stays what it was.
    """
    mend = ("参照已有的调查表", "take a shipped survey as a model")

    def find(key: str) -> Row | None:
        if models is None:
            source = _in_packs(key, root)
            return source.mapping() if source is not None else None
        kept = Source(Path(key), f"{key}.yaml")
        return kept.mapping_of(models[key]) if key in models else None

    return read_one(text, shown, lambda row: build(_whole(row, find), vocabulary(root)), mend)


def load_surveys(root: Path = SHIPPED) -> tuple[Written, ...]:
    """Read every survey of the packs below `root`; raises PackError with all their faults."""
    read = read_all(FOLDER, root, lambda text, shown: read_survey(text, shown, root))
    return tuple(
        Written(survey, text, pack, dict(_models(text, root))) for survey, text, pack in read
    )


def _in_packs(key: str, root: Path) -> Source | None:
    found = (pack / FOLDER / f"{key}.yaml" for pack in pack_folders(root))
    file = next((path for path in found if path.is_file()), None)
    return Source(file, f"{file.parts[-3]}/{FOLDER}/{file.name}") if file is not None else None


def _models(text: str, root: Path) -> Iterator[tuple[str, str]]:
    """Yield the surveys that a text is like, and those that they are like, with their texts."""
    row = Source(Path("survey.yaml"), "survey.yaml").mapping_of(text)
    while (key := row.text_or_none("like")) is not None:
        source = _in_packs(key, root)
        if source is None:
            return
        yield key, source.path.read_text("utf-8")
        row = source.mapping()


def _whole(row: Row, find: Callable[[str], Row | None], seen: frozenset[str] = frozenset()) -> Row:
    """Return the row with the parts it leaves to the survey it is like, and that one to another."""
    key = row.text_or_none("like")
    if key is None:
        return row
    model = find(key)
    if model is None or key in seen:
        row.fault(
            "like", f"没有可以参照的调查“{key}”", f'there is no survey "{key}" to be like',
            ("写另一个文件的 key，不可绕回自身", "write another file's key, not back to itself"),
        )  # fmt: skip
        return row
    return row.over(_whole(model, find, seen | {key}))
