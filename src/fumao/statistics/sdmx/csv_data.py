"""Observations as SDMX-CSV 2.1 or 2.0: one line each, every component a column."""

import csv
import io
from collections.abc import Mapping

from fumao.statistics.sdmx.components import Component, cells, components
from fumao.statistics.sdmx.dataset import TIME, VALUE, DataSet, Observation
from fumao.statistics.sdmx.media import Format
from fumao.statistics.sdmx.select import Selection

# Spreadsheets take a text that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# "Information": figures to be read. The deprecated letter is the one every reader knows.
_ACTION = "I"


def data_csv(selection: Selection, format: Format, language: str) -> str:
    """Return the lines of a data set, with labels and keys as the format says.

    An absent figure is an empty field. Free text that a spreadsheet would take for a formula is
    led by an apostrophe.
    """
    dataset = selection.dataset
    shown = [
        one
        for one in components(dataset)
        if one.role in ("dimension", "time") or one.id in selection.shown
    ]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(_header(shown, format, language))
    names = {
        one.id: {item.id: item.name.say(language) for item in one.codes.items}
        for one in shown
        if one.codes is not None
    }
    for one in selection.observations:
        row = cells(dataset, one)
        line = _start(dataset, one, row, format, language)
        for component in shown:
            label = names.get(component.id, {}).get(row[component.id] or "", "")
            if component.id == TIME:
                label = one.period.show(language)
            line += _fields(component, row[component.id], label, format.labels)
        writer.writerow(line)
    return file.getvalue()


def _header(shown: list[Component], format: Format, language: str) -> list[str]:
    columns = ["STRUCTURE", "STRUCTURE_ID"]
    columns += ["STRUCTURE_NAME"] if format.labels == "name" else []
    columns.append("ACTION")
    columns += ["SERIES_KEY"] if format.keys in ("series", "both") else []
    columns += ["OBS_KEY"] if format.keys in ("obs", "both") else []
    for one in shown:
        name = one.name.say(language)
        columns.append(f"{one.id}: {name}" if format.labels == "both" else one.id)
        columns += [name] if format.labels == "name" else []
    return columns


def _start(
    dataset: DataSet,
    one: Observation,
    row: Mapping[str, str | None],
    format: Format,
    language: str,
) -> list[str]:
    """Return the fields before the components: the flow, the action and the keys."""
    flow, name = f"{dataset.agency.id}:{dataset.id}({dataset.version})", dataset.name.say(language)
    fields = ["dataflow", f"{flow}: {name}" if format.labels == "both" else flow]
    fields += [name] if format.labels == "name" else []
    fields.append(_ACTION)
    key = ".".join(dataset.key_of(one))
    fields += [key] if format.keys in ("series", "both") else []
    fields += [f"{key}.{row[TIME]}"] if format.keys in ("obs", "both") else []
    return fields


def _fields(component: Component, value: str | None, label: str, labels: str) -> list[str]:
    """Return a value with its label as the format asks: beside it, behind it or not at all."""
    if value is None:
        return ["", ""] if labels == "name" else [""]
    if component.codes is None and component.id != VALUE and value.startswith(_FORMULA):
        value = f"'{value}"
    if labels == "name":
        return [value, label]
    return [f"{value}: {label}" if labels == "both" and component.codes is not None else value]
