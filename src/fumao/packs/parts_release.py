"""Files of publications made into records: dimensions, units, tables, protection, calendar."""

from datetime import time
from decimal import Decimal

from fumao.core.errors import Words
from fumao.forms.fields import Option
from fumao.packs.parts_form import all_of
from fumao.packs.parts_route import spot
from fumao.packs.parts_rules import citation, cited
from fumao.packs.row import Row
from fumao.rules.definitions import Citation, Confidence
from fumao.statistics.disclosure import Rules
from fumao.statistics.publication import (
    CalendarRule,
    Column,
    Dimension,
    Headline,
    Measure,
    PeriodKind,
    Publication,
    SeriesTerms,
    Shows,
    TableTerms,
    Unit,
)


def publication(row: Row) -> Publication:
    """Make a publication."""
    period: PeriodKind = row.choice("period", PeriodKind)
    confidence: Confidence = row.choice("confidence", Confidence, "seen")
    basis = tuple(all_of(row, "basis", citation))
    main = basis[0] if basis else Citation("", "")
    made = Publication(
        key=row.text("key"),
        version=row.text("version"),
        title=row.words("title"),
        summary=row.words("summary"),
        period=period,
        form=row.text("form"),
        dimensions=tuple(all_of(row, "dimensions", _dimension)),
        split=row.text("split"),
        measures=tuple(all_of(row, "measures", _measure)),
        headlines=tuple(all_of(row, "headlines", _headline)),
        tables=tuple(all_of(row, "tables", _table)),
        series=tuple(all_of(row, "series", _series)),
        rules=_rules(row),
        calendar=_calendar(row),
        team=row.texts("team"),
        notes=tuple(all_of(row, "notes", lambda one: _note(one, main))),
        basis=basis,
        confidence=confidence,
        spot=spot(row),
    )
    row.finish()
    return made


def _dimension(row: Row) -> Dimension:
    return Dimension(
        row.text("name"), row.words("label"), row.text_or_none("scheme") or "",
        tuple(all_of(row, "codes", _code)), spot(row),
    )  # fmt: skip


def _code(row: Row) -> Option:
    return Option(row.text("key"), row.words("name"))


def _measure(row: Row) -> Measure:
    unit = Unit(
        row.words("unit"), row.whole_or_none("scale") or 0, row.whole_or_none("places") or 0,
        row.text_or_none("currency") or "",
    )  # fmt: skip
    return Measure(row.text("key"), row.text("column"), row.words("label"), unit, spot(row))


def _headline(row: Row) -> Headline:
    shows: Shows = row.choice("shows", Shows, "value")
    return Headline(
        row.text("key"), row.words("label"), shows, row.text("measure"),
        row.text_or_none("at") or "", row.flag("so_far"), spot(row),
    )  # fmt: skip


def _table(row: Row) -> TableTerms:
    return TableTerms(
        key=row.text("key"),
        title=row.words("title"),
        rows=row.text("rows"),
        measure=row.text("measure"),
        columns=tuple(all_of(row, "columns", _column)),
        depth=row.whole_or_none("depth") or 0,
        most=row.whole_or_none("most") or 0,
        only=row.text_or_none("only") or "",
        groups=row.texts("groups"),
        spot=spot(row),
    )


def _column(row: Row) -> Column:
    shows: Shows = row.choice("shows", Shows)
    return Column(
        row.text("key"), row.words("label"), shows, row.text_or_none("measure") or "",
        row.text_or_none("at") or "", spot(row),
    )  # fmt: skip


def _series(row: Row) -> SeriesTerms:
    return SeriesTerms(
        row.text("key"), row.words("title"), row.text("measure"), row.texts("codes"),
        row.whole_or_none("length") or 12, spot(row),
    )  # fmt: skip


def _rules(row: Row) -> Rules:
    part = row.part("protection")
    if part is None:
        row.fault(
            "protection", "缺少保护规则 protection", "`protection` is missing",
            ("写 protection: {least: 3, share: 0.70, prior: 0.10}",) * 2,
        )  # fmt: skip
        return Rules()
    made = Rules(
        least=part.whole_or_none("least"),
        largest=part.whole_or_none("largest") or 1,
        share=part.number_or_none("share"),
        prior=part.number_or_none("prior"),
        margin=part.number_or_none("margin") or Decimal("0.10"),
    )
    part.finish()
    return made


def _calendar(row: Row) -> CalendarRule:
    part = row.part("calendar")
    if part is None:
        mend = ('写 calendar: {after: 14, at: "09:00"}',) * 2
        row.fault("calendar", "缺少发布日历 calendar", "`calendar` is missing", mend)
        return CalendarRule(1, time(9))
    made = CalendarRule(part.whole_or_none("after") or 1, _hour(part))
    part.finish()
    return made


def _hour(row: Row) -> time:
    text = row.text("at")
    try:
        return time.fromisoformat(text)
    except ValueError:
        mend = ('写成 "09:00"', 'write "09:00"')
        row.fault("at", f"“{text}”不是时刻", f'"{text}" is no hour of a day', mend)
        return time(9)


def _note(row: Row, main: Citation) -> tuple[Words, Citation]:
    return row.words("words"), cited(row, main)
