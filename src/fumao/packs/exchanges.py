"""Data sets that departments exchange: one YAML file each, in the folder `exchanges` of a pack."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fumao.core.errors import Words
from fumao.packs.load import SHIPPED
from fumao.packs.one_file import read_all, read_one
from fumao.packs.parts_form import all_of
from fumao.packs.parts_rules import citation
from fumao.packs.row import Row
from fumao.rules.definitions import Confidence
from fumao.statistics.exchange import (
    Choice,
    ColumnKind,
    DataColumn,
    DataSet,
    PeriodKind,
    Provider,
    Purpose,
    Source,
)

FOLDER = "exchanges"
_MEND = ("参照已有的数据项", "take a shipped data set as a model")


@dataclass(frozen=True, slots=True)
class WrittenSet:
    """A data set with the text it was read from and the pack that holds it."""

    exchange: DataSet
    text: str
    pack: str


def read_data_set(text: str, shown: str = "exchange.yaml") -> DataSet:
    """Read one data set; raises PackError with every fault of form and its line."""
    return read_one(text, shown, _data_set, _MEND)


def load_exchanges(root: Path = SHIPPED) -> tuple[WrittenSet, ...]:
    """Read every data set of the packs below `root`; raises PackError with all their faults."""
    return tuple(WrittenSet(*found) for found in read_all(FOLDER, root, read_data_set))


@cache
def shipped_exchanges() -> dict[str, WrittenSet]:
    """Return the data sets of the shipped packs by key; raises PackError."""
    return {one.exchange.key: one for one in load_exchanges()}


def _data_set(row: Row) -> DataSet:
    purpose: Purpose = row.choice("purpose", Purpose)
    period: PeriodKind = row.choice("period", PeriodKind)
    provider: Provider = row.choice("provider", Provider)
    confidence: Confidence = row.choice("confidence", Confidence, "seen")
    made = DataSet(
        key=row.text("key"),
        version=row.text("version"),
        title=row.words("title"),
        summary=row.words("summary"),
        provider=provider,
        purpose=purpose,
        period=period,
        basis=tuple(all_of(row, "basis", citation)),
        columns=tuple(all_of(row, "columns", _column)),
        confidence=confidence,
        source=_source(row),
        file=row.place.file,
        lines={name: row.start(name)[0] for name in ("key", "provider", "basis", "source")},
    )
    row.finish()
    return made


def _source(row: Row) -> Source | None:
    part = row.part("source")
    if part is None:
        return None
    made = Source(part.text("survey"), part.text("measure"))
    part.finish()
    return made


def _column(row: Row) -> DataColumn:
    kind: ColumnKind = row.choice("kind", ColumnKind)
    unit = row.words_or_none("unit")
    return DataColumn(
        key=row.text("key"),
        label=row.words("label"),
        kind=kind,
        purpose=row.words("purpose"),
        required=row.flag("required"),
        unit=unit if unit is None else Words(*unit),
        places=row.whole_or_none("places") or 0,
        least=row.whole_or_none("least"),
        scheme=row.text_or_none("scheme") or "",
        crosswalk=row.text_or_none("crosswalk") or "",
        choices=tuple(
            all_of(row, "choices", lambda one: Choice(one.text("key"), one.words("name")))
        ),
        line=row.place.line,
    )
