"""The data sets that are public at a moment: one for every publication of every area."""

from datetime import datetime

from fumao.apps.releases.book import definition
from fumao.apps.releases.models import Vintage
from fumao.apps.releases.queries.frozen import content_of
from fumao.apps.releases.queries.gate import open_vintage, open_vintages
from fumao.apps.releases.standing import hour_of
from fumao.statistics.sdmx import DataSet
from fumao.statistics.vintage_dataset import Out, dataset_of


def datasets(at: datetime) -> list[DataSet]:
    """Return the data sets of what is public at a moment, of each release its current vintage."""
    groups: dict[tuple[str, str], list[Vintage]] = {}
    releases = {one.release_id: one.release for one in open_vintages(at)}
    for release in releases.values():
        current = open_vintage(release, at)
        if current is not None:
            groups.setdefault((release.publication, release.area.code), []).append(current)
    return [_dataset(vintages) for vintages in groups.values()]


def _dataset(vintages: list[Vintage]) -> DataSet:
    ordered = sorted(vintages, key=lambda one: (hour_of(one), one.release.period))
    out = [
        Out(f"{one.release.period} v{one.number}", content_of(one), hour_of(one)) for one in ordered
    ]
    return dataset_of(definition(ordered[-1].definition), out)
