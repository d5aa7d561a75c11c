"""A vintage as it is read, in one language: the same for page, workbook and bulletin."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from fumao.apps.procedures.queries.catalogue import cited
from fumao.apps.releases.wording import (
    KEPT,
    WHY,
    ShownCell,
    english,
    period_words,
    said,
    shown_cell,
)
from fumao.core.errors import Words
from fumao.rules.definitions import Citation
from fumao.statistics.publication import Publication

type Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ShownHeadline:
    """A figure of the strip with its growth in each currency."""

    label: str
    unit: str
    cell: ShownCell
    growth: tuple[tuple[str, ShownCell], ...]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a table; `kind` is total, row, other or group, `level` its depth from 1."""

    label: str
    kind: str
    level: int
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table with its heads, its rows, what was protected in it, and a footnote or none."""

    key: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    protection: str
    has_groups: bool
    footnote: str = ""

    def lines(self) -> Iterator[tuple[str, ...]]:
        """Yield the rows as texts, deeper ones set in."""
        for row in self.rows:
            indent = "　" * max(0, row.level - 1) if not english() else "  " * max(0, row.level - 1)
            yield (indent + row.label, *(cell.text for cell in row.cells))


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A remark on method with the clause it rests on."""

    words: str
    cite: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A figure that a correction changed."""

    place: str
    old: ShownCell
    new: ShownCell


@dataclass(frozen=True, slots=True)
class ShownVintage:
    """Everything of a vintage in words."""

    title: str
    area: str
    period: str
    summary: str
    synthetic: bool
    headlines: tuple[ShownHeadline, ...]
    tables: tuple[ShownTable, ...]
    series: tuple[ShownTable, ...]
    quality: tuple[tuple[str, ...], ...] | None
    quality_heads: tuple[str, ...]
    notes: tuple[ShownNote, ...]
    rules: str
    changes: tuple[ShownChange, ...]
    why: str


def shown_vintage(content: Content, one: Publication) -> ShownVintage:
    """Return a content in the language being written; `one` is the definition it was made by."""
    language = "en" if english() else "zh"
    least = content["rules"]["least"]
    revision = content["revision"]
    return ShownVintage(
        title=said(content["title"]),
        area=said(content["area"]),
        period=period_words(content["period"]),
        summary=one.summary.say(language),
        synthetic=content["synthetic"],
        headlines=tuple(_headline(content, item, least) for item in content["headlines"]),
        tables=tuple(_table(item, least) for item in content["tables"]),
        series=tuple(_series(item) for item in content["series"]),
        quality=_quality(content),
        quality_heads=quality_heads(),
        notes=tuple(_note(words, cite, language) for words, cite in one.notes),
        rules=rules_words(content["rules"]),
        changes=tuple(_changes(content)) if revision else (),
        why=revision["why"] if revision else "",
    )  # fmt: skip


def _headline(content: Content, item: Content, least: int | None) -> ShownHeadline:
    shows = "respondents" if item["unit"]["en"] == "enterprises" else "value"
    label = said(item["label"])
    if item["so_far"]:
        label = (
            f"{label}（{period_words(content['period'], so_far=True)}）"
            if not english()
            else (f"{label} ({period_words(content['period'], so_far=True)})")
        )
    growth = tuple(
        (one["currency"], shown_cell(one["cell"], "growth")) for one in item["growth"]
    )  # fmt: skip
    return ShownHeadline(label, said(item["unit"]), shown_cell(item["cell"], shows, least), growth)


def _table(item: Content, least: int | None) -> ShownTable:
    heads = tuple(_head(column) for column in item["columns"])
    rows = tuple(
        ShownRow(
            said(row["label"]), row["kind"], row["level"],
            tuple(
                shown_cell(cell, column["shows"], least)
                for cell, column in zip(row["cells"], item["columns"], strict=True)
            ),
        )
        for row in item["rows"]
    )  # fmt: skip
    groups = any(row.kind == "group" for row in rows)
    apart = any(cell["why"] == "incomparable" for row in item["rows"] for cell in row["cells"]
                if cell["value"] is None)  # fmt: skip
    footnote = _("“…”表示统计分类已换版，没有对照关系，该类与上年的数不可比。") if apart else ""
    return ShownTable(
        item["key"], said(item["title"]), heads, rows, _protection(item), groups, footnote
    )


def _head(column: Content) -> str:
    unit = said(column["unit"])
    label = said(column["label"])
    return f"{label} ({unit})" if english() else f"{label}（{unit}）"


def _protection(item: Content) -> str:
    """Say how many figures of a table are not published, by rule."""
    if item["withheld"]:
        return _("本表除合计外不公布：公布会使合计中的数字被推算。")
    parts = [
        _("%(why)s：%(n)s 格") % {"why": WHY[why], "n": item["hidden"][why]}
        for why in KEPT
        if item["hidden"].get(why)
    ]
    return "；".join(parts) if not english() else "; ".join(parts)


def _series(item: Content) -> ShownTable:
    unit = said(item["unit"])
    heads = [
        f"{said(line['label'])} ({unit})" if english() else f"{said(line['label'])}（{unit}）"
        for line in item["lines"]
    ]
    rows = []
    for place, code in enumerate(item["periods"]):
        cells = [shown_cell(line["cells"][place], "value") for line in item["lines"]]
        cells.append(shown_cell(item["growth"][place], "growth"))
        rows.append(ShownRow(code, "row", 1, tuple(cells)))
    title = said(item["title"])
    return ShownTable(item["key"], title, (*heads, _("合计同比（%）")), tuple(rows), "", False)


def quality_heads() -> tuple[str, ...]:
    """Return the heads of the table of the districts' reporting."""
    return (
        _("辖区"), _("应报"), _("按时"), _("迟报"), _("未报"), _("催报后仍未报"), _("退回件"),
        _("退回次数"),
    )  # fmt: skip


def quality_line(name: str, counts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a district's line of that table."""
    keys = ("due", "on_time", "late", "missing", "refused", "returned", "rounds")
    return (name, *(str(counts[key]) for key in keys))


def _quality(content: Content) -> tuple[tuple[str, ...], ...] | None:
    if content["quality"] is None:
        return None
    names = {code: (en if english() else zh) for code, _up, zh, en in
             content["inputs"]["codes"].get("area", ())}  # fmt: skip
    return tuple(
        quality_line(names.get(one["area"], one["area"]), one) for one in content["quality"]
    )


def _note(words: Words, cite: Citation, language: str) -> ShownNote:
    return ShownNote(words.say(language), cited(cite, language))


def rules_words(rules: Content) -> str:
    """Say by which rules figures are held back."""
    parts = [_("家数少于 %(n)s") % {"n": rules["least"]}]
    if rules["share"] is not None:
        parts.append(
            _("最大 %(n)s 家占比超过 %(share)s%%")
            % {"n": rules["largest"], "share": _percent(rules["share"])}
        )
    if rules["prior"] is not None:
        parts.append(_("可把最大一家推算到 %(share)s%% 以内") % {"share": _percent(rules["prior"])})
    return "；".join(parts) if not english() else "; ".join(parts)


def _percent(text: str) -> str:
    return f"{(Decimal(text) * 100).normalize():f}"


def _changes(content: Content) -> Iterator[ShownChange]:
    least = content["rules"]["least"]
    places = dict(_places(content))
    for one in content["revision"]["changes"]:
        found = places.get(tuple(one["place"]))
        if found is None or found[1] not in ("value", "respondents"):
            continue  # what follows from other figures is not listed again
        label, shows = found
        old, new = (
            shown_cell(cell, shows, least) if cell is not None else ShownCell("—")
            for cell in (one["old"], one["new"])
        )
        yield ShownChange(label, old, new)


def _places(content: Content) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    """Yield how the place of every cell is called, and what it shows."""
    for item in content["headlines"]:
        yield ("headline", item["key"], "", ""), (said(item["label"]), "value")
    for table in content["tables"]:
        for row in table["rows"]:
            for column in table["columns"]:
                words = " · ".join(
                    (said(table["title"]), said(row["label"]), said(column["label"]))
                )
                place = ("table", table["key"], row["code"], column["key"])
                yield place, (words, column["shows"])
    for item in content["series"]:
        for line in item["lines"]:
            for code in item["periods"]:
                words = " · ".join((said(item["title"]), code, said(line["label"])))
                yield ("series", item["key"], line["code"], code), (words, "value")
