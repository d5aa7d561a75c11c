"""What a query of the read interface asks for, as plain records."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fumao.statistics.sdmx.dataset import DataSet
from fumao.statistics.sdmx.media import Format
from fumao.statistics.sdmx.versions import Pattern

type Operator = Literal["eq", "ne", "lt", "le", "gt", "ge", "co", "nc", "sw", "ew"]
# For every dimension of the key the codes taken, empty for all; a key may be shorter than the key.
type KeyPattern = tuple[frozenset[str], ...]
ALL = "*"


@dataclass(frozen=True, slots=True)
class Reference:
    """Which artefacts are meant: agencies, identifiers and versions, `*` standing for all."""

    agencies: tuple[str, ...] = (ALL,)
    ids: tuple[str, ...] = (ALL,)
    versions: tuple[str, ...] = (ALL,)

    def names(self, agency: str, id: str) -> bool:
        """Tell whether agency and identifier are among those meant, whatever the version."""
        return _among(agency, self.agencies) and _among(id, self.ids)

    def versions_of(self, there: Iterable[str]) -> frozenset[str]:
        """Return those of the versions there are that are meant."""
        known = tuple(there)
        found: set[str] = set()
        for text in self.versions:
            pattern = Pattern.read(text)
            found |= frozenset() if pattern is None else pattern.chosen(known)
        return frozenset(found)

    def flows(self, datasets: Iterable[DataSet]) -> tuple[DataSet, ...]:
        """Return the data sets whose flow is meant."""
        named = [one for one in datasets if self.names(one.agency.id, one.id)]
        return tuple(
            one
            for one in named
            if one.version in self.versions_of(
                other.version
                for other in named
                if (other.agency.id, other.id) == (one.agency.id, one.id)
            )
        )  # fmt: skip


def _among(one: str, some: tuple[str, ...]) -> bool:
    return ALL in some or one in some


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison with a value as it was written."""

    operator: Operator
    value: str


@dataclass(frozen=True, slots=True)
class Condition:
    """What a component must be: one of the alternatives, each a list of tests that all hold."""

    component: str
    alternatives: tuple[tuple[Test, ...], ...]


@dataclass(frozen=True, slots=True)
class DataQuery:
    """Observations asked for, and how they are to be laid out.

    `attributes` and `measures` hold the keywords of the standard (dsd, all, none, dataset, series,
    obs) or identifiers. `as_of` asks for what was published at a time, `language` is what the
    address says and None where the header does.
    """

    flow: Reference
    format: Format
    keys: tuple[KeyPattern, ...] = ()
    conditions: tuple[Condition, ...] = ()
    dimension_at_observation: str = "TIME_PERIOD"
    attributes: tuple[str, ...] = ("dsd",)
    measures: tuple[str, ...] = ("all",)
    first: int | None = None
    last: int | None = None
    offset: int = 0
    limit: int | None = None
    updated_after: datetime | None = None
    as_of: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class AvailabilityQuery:
    """Which codes of the dimensions there are data for; `components` empty for every dimension."""

    flow: Reference
    format: Format
    keys: tuple[KeyPattern, ...] = ()
    conditions: tuple[Condition, ...] = ()
    components: tuple[str, ...] = ()
    updated_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class StructureQuery:
    """Structures asked for: a kind (`*` for all), items of it, and what goes with them."""

    kind: str
    artefact: Reference
    format: Format
    items: tuple[str, ...] = (ALL,)
    detail: str = "full"
    references: tuple[str, ...] = ("none",)
    as_of: datetime | None = None
    language: str | None = None


type Query = DataQuery | AvailabilityQuery | StructureQuery
