"""The data sets that are public at a moment: one for every publication of every area."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from fumao.apps.releases.book import definition
from fumao.apps.releases.models import Vintage
from fumao.apps.releases.queries.frozen import content_of
from fumao.apps.releases.queries.gate import current_vintages
from fumao.apps.releases.standing import hour_of
from fumao.statistics.sdmx import DataSet
from fumao.statistics.vintage_dataset import Out, dataset_of


class _Read:
    """Vintages in the order they came out; the same contents at the same hours are the same."""

    def __init__(self, vintages: Iterable[Vintage]) -> None:
        self.vintages = sorted(vintages, key=lambda one: (hour_of(one), one.release.period))
        self._key = tuple((one.digest, one.number, hour_of(one)) for one in self.vintages)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Read) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


def datasets(at: datetime) -> list[DataSet]:
    """Return the data sets of what is public at a moment, of each release its current vintage."""
    groups: dict[tuple[str, str], list[Vintage]] = {}
    for one in current_vintages(at).values():
        groups.setdefault((one.release.publication, one.release.area.code), []).append(one)
    return [_dataset(_Read(vintages)) for vintages in groups.values()]


# Kept by what is in it, never by the moment: the gate has chosen the vintages.
@lru_cache(maxsize=16)
def _dataset(read: _Read) -> DataSet:
    out = [
        Out(f"{one.release.period} v{one.number}", content_of(one), hour_of(one))
        for one in read.vintages
    ]
    return dataset_of(definition(read.vintages[-1].definition), out)
