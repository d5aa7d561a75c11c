"""A data set as it is handed out: dimensions, indicators, observations, what is hidden and why.

A frozen record without a word of any file format. Every indicator is a code of the dimension
INDICATOR, so that a hidden figure is one observation with its own status; the frequency is told by
the periods. The key of a series is FREQ, INDICATOR and the data set's own dimensions in their
order.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from fumao.core.errors import CoreError, Words
from fumao.core.periods import Period
from fumao.statistics.sdmx import lists
from fumao.statistics.sdmx.codes import CodeList, Item, checked_name

# The components every structure has beside those of the data set.
FREQ, INDICATOR, TIME, VALUE = "FREQ", "INDICATOR", "TIME_PERIOD", "OBS_VALUE"
OBS_STATUS, CONF_STATUS = "OBS_STATUS", "CONF_STATUS"
UNIT, MULTIPLIER, DECIMALS = "UNIT_MEASURE", "UNIT_MULT", "DECIMALS"
VINTAGE, RELEASED = "VINTAGE", "RELEASE_TIME"
OWN = frozenset(
    (FREQ, INDICATOR, TIME, VALUE, OBS_STATUS, CONF_STATUS, UNIT, MULTIPLIER, DECIMALS, VINTAGE)
) | {RELEASED}
_VERSION = re.compile(r"\d+\.\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Agency:
    """Who publishes: an identifier (XM_COMMERCE) and a name."""

    id: str
    name: Words


@dataclass(frozen=True, slots=True)
class Dimension:
    """What figures are told by: an identifier (AREA), a name and the codes."""

    id: str
    name: Words
    codes: CodeList


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured: unit (a code such as CNY or PS, with its name), power of ten, decimals."""

    id: str
    name: Words
    unit: Item
    power: int = 0
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Attribute:
    """What is said besides, of an observation or of the whole data set; free text without codes."""

    id: str
    name: Words
    of: Literal["observation", "dataset"] = "observation"
    codes: CodeList | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure: codes of the dimensions in their order, and None where there is no value.

    `status` is a code of CL_OBS_STATUS, `confidentiality` one of CL_CONF_STATUS: F free, C hidden
    by a rule, D hidden so that no sum gives another back. Raises CoreError where the value and the
    two contradict each other, so that a hidden figure cannot slip out.
    """

    indicator: str
    key: tuple[str, ...]
    period: Period
    value: Decimal | None
    status: str = "A"
    confidentiality: str = lists.FREE
    attributes: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.value is None) != (self.status in lists.ABSENT):
            raise CoreError(
                "sdmx_status",
                f"{self.period} {self.indicator} 的状态 {self.status} 与有无数值不符",
                f"{self.period} {self.indicator}: the status {self.status} contradicts the value",
            )
        if (self.confidentiality != lists.FREE) != (self.status == lists.SUPPRESSED):
            raise CoreError(
                "sdmx_status",
                f"{self.period} {self.indicator} 的保密状态 {self.confidentiality} "
                f"与状态 {self.status} 不符",
                f"{self.period} {self.indicator}: the confidentiality {self.confidentiality} "
                f"contradicts the status {self.status}",
            )


def shown(indicator: str, key: tuple[str, ...], period: Period, value: Decimal) -> Observation:
    """Return a figure that is shown."""
    return Observation(indicator, key, period, value)


def unknown(indicator: str, key: tuple[str, ...], period: Period) -> Observation:
    """Return a figure that is not known, which is not zero."""
    return Observation(indicator, key, period, None, lists.NOT_KNOWN)


def hidden(indicator: str, key: tuple[str, ...], period: Period, *, primary: bool) -> Observation:
    """Return a figure that is not shown: by a rule, or so that no sum gives another back."""
    why = lists.PRIMARY if primary else lists.SECONDARY
    return Observation(indicator, key, period, None, lists.SUPPRESSED, why)


@dataclass(frozen=True, slots=True)
class DataSet:
    """What one release hands out; raises CoreError where a part does not fit the others.

    `version` is that of the structure (1.0.0), `vintage` names the release, `released` is its time
    with a zone: it stands in every file as the time of preparation, so that a file can be made
    again byte for byte.
    """

    agency: Agency
    id: str
    version: str
    name: Words
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    observations: tuple[Observation, ...]
    vintage: str
    released: datetime
    attributes: tuple[Attribute, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)  # of the attributes of the data set

    def __post_init__(self) -> None:
        ids = [one.id for one in self.dimensions] + [one.id for one in self.attributes]
        for id in (self.agency.id, self.id, *ids):
            checked_name(id)
        if not _VERSION.fullmatch(self.version) or self.released.tzinfo is None:
            raise _misfit(
                f"{self.id} 的版本应为 1.0.0 的形式，发布时间应带时区",
                f"the version of {self.id} is written 1.0.0, its time of release has a zone",
            )
        if len({*ids}) != len(ids) or not OWN.isdisjoint(ids):
            raise _misfit(
                f"{self.id} 的维度或属性标识重复，或与通用标识相同",
                f"an identifier of {self.id} is used twice or is one that every data set has",
            )
        self._check_observations()

    def _check_observations(self) -> None:
        indicators = {one.id for one in self.indicators}
        codes = [set(one.codes.by_id()) for one in self.dimensions]
        seen = set()
        for one in self.observations:
            place = (one.indicator, one.key, one.period)
            known = one.indicator in indicators and len(one.key) == len(codes)
            if not known or any(code not in of for code, of in zip(one.key, codes, strict=True)):
                raise _misfit(
                    f"{self.id} 的观测值 {place} 的指标或代码不在结构中",
                    f"{self.id} has no such indicator or code: {place}",
                )
            if place in seen:
                raise _misfit(f"{self.id} 的观测值重复：{place}", f"{self.id} has two of {place}")
            seen.add(place)

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Return the dimensions of a series' key in their order."""
        return (FREQ, INDICATOR, *(one.id for one in self.dimensions))

    def key_of(self, one: Observation) -> tuple[str, ...]:
        """Return the key of the series an observation is in."""
        return (lists.frequency(one.period), one.indicator, *one.key)


def _misfit(zh: str, en: str) -> CoreError:
    return CoreError("sdmx_dataset", zh, en)
