"""The components of a data set's structure, and what stands in them for one observation."""

from dataclasses import dataclass
from typing import Literal

from fumao.core.errors import Words
from fumao.statistics.sdmx import lists
from fumao.statistics.sdmx.codes import CodeList, Item
from fumao.statistics.sdmx.dataset import (
    CONF_STATUS,
    DECIMALS,
    FREQ,
    INDICATOR,
    MULTIPLIER,
    OBS_STATUS,
    RELEASED,
    TIME,
    UNIT,
    VALUE,
    VINTAGE,
    DataSet,
    Observation,
)

# What an attribute is said of: the data set, an indicator (and so its series), a figure.
type Level = Literal["dataset", "indicator", "observation"]


@dataclass(frozen=True, slots=True)
class Component:
    """A dimension, the time, the measure or an attribute, with its codes or its type of data."""

    id: str
    name: Words
    role: Literal["dimension", "time", "measure", "attribute"]
    codes: CodeList | None = None
    data_type: str = "String"
    level: Level = "observation"

    def dimensions(self) -> tuple[str, ...]:
        """Return the dimensions an attribute belongs to, none for the observation.

        What is said of the data set as a whole belongs to the frequency: common readers (sdmx1,
        pysdmx) know neither the relationship to a flow nor the element Atts of SDMX-ML 3.
        """
        return {"dataset": (FREQ,), "indicator": (INDICATOR,), "observation": ()}[self.level]


def components(dataset: DataSet) -> tuple[Component, ...]:
    """Return all components: dimensions, time, measure, attributes."""
    return (
        Component(FREQ, Words("频度", "Frequency"), "dimension", lists.FREQ),
        Component(INDICATOR, Words("指标", "Indicator"), "dimension", indicator_list(dataset)),
        *(Component(one.id, one.name, "dimension", one.codes) for one in dataset.dimensions),
        Component(TIME, Words("时期", "Time period"), "time", None, "ObservationalTimePeriod"),
        Component(VALUE, Words("观测值", "Observation value"), "measure", None, "Decimal"),
        *_attributes(dataset),
    )


def _attributes(dataset: DataSet) -> tuple[Component, ...]:
    own = (
        Component(OBS_STATUS, lists.OBS_STATUS.name, "attribute", lists.OBS_STATUS),
        Component(CONF_STATUS, lists.CONF_STATUS.name, "attribute", lists.CONF_STATUS),
        Component(
            UNIT, Words("计量单位", "Unit of measure"), "attribute", unit_list(dataset),
            level="indicator",
        ),
        Component(
            MULTIPLIER, lists.UNIT_MULT.name, "attribute", lists.UNIT_MULT, level="indicator"
        ),
        Component(
            DECIMALS, Words("小数位数", "Decimals"), "attribute", None, "Integer", "indicator"
        ),
        Component(VINTAGE, Words("数据版本", "Vintage"), "attribute", level="dataset"),
        # Text to the structure: some readers refuse a type of time whose values have a zone.
        Component(RELEASED, Words("发布时间", "Time of release"), "attribute", level="dataset"),
    )  # fmt: skip
    return own + tuple(
        Component(one.id, one.name, "attribute", one.codes, level=one.of)
        for one in dataset.attributes
    )


def indicator_list(dataset: DataSet) -> CodeList:
    """Return the code list of a data set's indicators."""
    items = tuple(Item(one.id, one.name) for one in dataset.indicators)
    name = Words(f"{dataset.name.zh}：指标", f"{dataset.name.en}: indicators")
    return CodeList(f"CL_INDICATOR_{dataset.id}", name, items, dataset.version)


def unit_list(dataset: DataSet) -> CodeList:
    """Return the code list of the units of a data set's indicators."""
    items = {one.unit.id: one.unit for one in dataset.indicators}
    name = Words(f"{dataset.name.zh}：计量单位", f"{dataset.name.en}: units of measure")
    return CodeList(f"CL_UNIT_{dataset.id}", name, tuple(items.values()), dataset.version)


def cells(dataset: DataSet, one: Observation) -> dict[str, str | None]:
    """Return what stands in every component for an observation; None where there is nothing."""
    said: dict[str, str | None] = dict(zip(dataset.key_ids, dataset.key_of(one), strict=True))
    said[TIME] = lists.time_code(one.period)
    said[VALUE] = None if one.value is None else f"{one.value:f}"
    said[OBS_STATUS], said[CONF_STATUS] = one.status, one.confidentiality
    said |= indicator_cells(dataset, one.indicator)
    said |= dataset_cells(dataset)
    for attribute in dataset.attributes:
        if attribute.of == "observation":
            said[attribute.id] = one.attributes.get(attribute.id)
    return said


def indicator_cells(dataset: DataSet, indicator: str) -> dict[str, str]:
    """Return unit, power of ten and decimals of an indicator."""
    one = next(one for one in dataset.indicators if one.id == indicator)
    return {UNIT: one.unit.id, MULTIPLIER: str(one.power), DECIMALS: str(one.decimals)}


def dataset_cells(dataset: DataSet) -> dict[str, str | None]:
    """Return what is said of the data set as a whole."""
    said: dict[str, str | None] = {
        VINTAGE: dataset.vintage,
        RELEASED: dataset.released.isoformat(timespec="seconds"),
    }
    for attribute in dataset.attributes:
        if attribute.of == "dataset":
            said[attribute.id] = dataset.notes.get(attribute.id)
    return said
