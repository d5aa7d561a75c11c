"""Files of surveys and registers made into records: marks, terms, windows, form and checks."""

from collections.abc import Iterator, Mapping
from typing import get_args

from fumao.core.clock import Duration
from fumao.core.errors import CoreError
from fumao.forms.fields import Option
from fumao.packs.parts_form import Vocabulary, all_of, form_field
from fumao.packs.parts_route import duration, spot, spots
from fumao.packs.parts_rules import citation, cited, parameter
from fumao.packs.row import Row
from fumao.rules.definitions import Citation, Confidence, Purpose
from fumao.surveys.definitions import (
    Bulk,
    Known,
    Level,
    Marks,
    Once,
    PeriodKind,
    RespondentKind,
    Severity,
    Survey,
    SurveyCheck,
    SurveyCube,
    SurveyKind,
)
from fumao.surveys.duty import Terms
from fumao.surveys.windows import ANY_DAY, Window, Windows


def survey(row: Row, vocabulary: Vocabulary) -> Survey:
    """Make a survey; fields with `input` take label, type and bounds from the vocabulary."""
    kind: SurveyKind = row.choice("kind", SurveyKind)
    purpose: Purpose = row.choice("purpose", Purpose)
    period: PeriodKind = row.choice("period", PeriodKind)
    confidence: Confidence = row.choice("confidence", Confidence, "seen")
    basis = tuple(all_of(row, "basis", citation))
    main = basis[0] if basis else Citation("", "")
    made = Survey(
        key=row.text("key"),
        version=row.text("version"),
        title=row.words("title"),
        summary=row.words("summary"),
        kind=kind,
        purpose=purpose,
        period=period,
        terms=_terms(row),
        basis=basis,
        form=tuple(all_of(row, "form", lambda one: form_field(one, vocabulary, purpose))),
        levels=tuple(_levels(row)),
        reasons=tuple(all_of(row, "reasons", _reason)),
        roster=row.text_or_none("roster") or "",
        respondent=row.choice("respondent", RespondentKind, "enterprise"),
        each=row.text_or_none("each") or "",
        known=tuple(all_of(row, "known", lambda one: form_field(one, vocabulary, purpose))),
        marks=_marks(row),
        windows=_windows(row),
        dated=row.text_or_none("dated") or "",
        checks=tuple(all_of(row, "checks", lambda one: _check(one, main))),
        once=tuple(all_of(row, "once", lambda one: _once(one, main))),
        cube=_cube(row),
        bulk=_bulk(row),
        parameters=tuple(all_of(row, "parameters", parameter)),
        confidence=confidence,
        note=row.words_or_none("note"),
        spot=spot(row),
        spots=spots(row, "roster", "dated", "levels", "purpose", "each"),
    )
    row.finish()
    return made


def _reason(row: Row) -> Option:
    return Option(row.text("key"), row.words("name"))


def _levels(row: Row) -> Iterator[Level]:
    known: dict[str, Level] = {level: level for level in get_args(Level)}
    return _named(row, "levels", known, ("审核层级", "level"))


def _named[T](row: Row, name: str, known: Mapping[str, T], what: tuple[str, str]) -> Iterator[T]:
    """Yield the values of a list of texts; a text that names none is a fault."""
    for text in row.texts(name):
        if text in known:
            yield known[text]
        else:
            mend = (f"改为其中之一：{'、'.join(known)}", f"write one of {', '.join(known)}")
            row.fault(name, f"没有{what[0]}“{text}”", f'there is no {what[1]} "{text}"', mend)


def _cube(row: Row) -> SurveyCube | None:
    part = row.part("cube")
    if part is None:
        return None
    known: dict[str, Known] = {one: one for one in get_args(Known)}
    made = SurveyCube(
        part.texts("dimensions"), part.texts("measures"), part.text_or_none("rows") or "",
        tuple(_named(part, "respondent", known, ("填报单位的维度", "dimension of respondents"))),
        spot(part), spots(part, "dimensions", "measures", "rows", "respondent"),
    )  # fmt: skip
    part.finish()
    return made


def _bulk(row: Row) -> Bulk | None:
    part = row.part("bulk")
    if part is None:
        return None
    totals = part.part("totals")
    names = tuple(totals.values) if totals is not None else ()
    made = Bulk(
        part.text("rows"),
        tuple((name, totals.text(name)) for name in names) if totals is not None else (),
        spot(part), spots(totals, *names) if totals is not None else {},
    )  # fmt: skip
    if totals is not None:
        totals.finish()
    part.finish()
    return made


def _terms(row: Row) -> Terms:
    part = row.part("due")
    if part is None:
        row.fault("due", "缺少报送期限 due", "`due` is missing", ("写 due: {within: 5cd}",) * 2)
        return Terms(Duration(5, "cd"))
    within = duration(part, "within") or Duration(5, "cd")
    # `exact`: a day off is no reason to be later.
    made = Terms(
        within, duration(part, "opens"), rolls=not part.flag("exact"),
        first=duration(part, "first_contract"),
    )  # fmt: skip
    part.finish()
    return made


def _marks(row: Row) -> Marks | None:
    part = row.part("marks")
    if part is None:
        return None
    made = Marks(
        part.text("table"), part.words("authority"), part.text_or_none("approval") or "",
        part.day_or_none("valid_from"), part.day_or_none("valid_to"), spot(part),
    )  # fmt: skip
    part.finish()
    return made


def _windows(row: Row) -> Windows:
    found = tuple(all_of(row, "windows", _window))
    try:
        return Windows(found)
    except CoreError as error:
        mend = ("见“录入窗口”一节", 'see "entry windows" in the guide')
        row.fault("windows", error.words.zh, error.words.en, mend)
        return ANY_DAY


def _window(row: Row) -> Window:
    return Window(
        _month_day(row, "until"), _month_day(row, "since"), row.whole_or_none("years_back") or 0
    )


def _month_day(row: Row, name: str) -> tuple[int, int]:
    text = row.text(name)
    month, _, day = text.partition("-")
    if not (month.isdecimal() and day.isdecimal()):
        row.fault(
            name,
            f"“{text}”不是月日",
            f'"{text}" is no day of a year',
            ("写成 03-31", "write 03-31"),
        )
        return 12, 31
    return int(month), int(day)


def _check(row: Row, main: Citation) -> SurveyCheck:
    severity: Severity = row.choice("severity", Severity)
    return SurveyCheck(
        key=row.text("key"),
        when=row.text("when"),
        severity=severity,
        words=row.words("words"),
        cite=cited(row, main),
        cells=row.texts("cells"),
        confidence=row.choice("confidence", Confidence, "seen"),
        spot=spot(row),
        spots=spots(row, "when", "cells"),
    )


def _once(row: Row, main: Citation) -> Once:
    cite = cited(row, main)
    return Once(row.text("key"), row.text("column"), row.words("words"), cite, spot(row))
