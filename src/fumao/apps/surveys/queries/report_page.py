"""A report as its page shows it: fields beside earlier figures, faults, findings, pinned cells."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import groupby

from fumao.apps.formpages.inputs import Filled, FormField, form_fields
from fumao.apps.formpages.places import place_words
from fumao.apps.formpages.shown import text_of
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.apps.procedures.queries.catalogue import cited
from fumao.apps.surveys.about import about, earlier
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.compare import aligned, per_cent
from fumao.apps.surveys.models import Filing, FilingDraft
from fumao.apps.surveys.queries.explanations import Earlier, accepted_before
from fumao.apps.surveys.queries.own_reports import Owed, owed, turn_of
from fumao.core.errors import Words
from fumao.forms.fields import Field
from fumao.forms.form import Fault
from fumao.rules.explain import Line, explain
from fumao.rules.types import Type
from fumao.surveys.definitions import Survey, SurveyCheck
from fumao.surveys.examine import Examined, Finding, SurveyForm

_NUMBERS = ("int", "dec", "money")
_GRAVE = {"hard": 0, "soft": 1, "watch": 2}


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure's earlier values in words, and the change against each (empty where unknown)."""

    previous: str
    year_ago: str
    change: str
    year_change: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with its earlier values; a table with the sums of its columns instead."""

    field: FormField
    compared: Compared | None
    sums: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that stand together: "figures", a "table", or other "fields"."""

    kind: str
    fields: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class FindingShown:
    """What a check found, how it came to it, and where to look: (key, words)."""

    key: str
    severity: str
    words: str
    cite: str
    confidence: str
    lines: tuple[Line, ...]
    places: tuple[tuple[str, str], ...]
    explained: bool


@dataclass(frozen=True, slots=True)
class Explaining:
    """The box for the explanation of a soft check, with what was accepted before."""

    key: str
    words: str
    text: str
    asked: bool
    earlier: Earlier | None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything the form of a report shows; `pins` are the cells that the return points at."""

    filing: Filing
    survey: Survey
    owed: Owed
    data: Mapping[str, object]
    sections: tuple[Section, ...]
    examined: Examined
    findings: tuple[FindingShown, ...]
    boxes: tuple[Explaining, ...]
    faults: tuple[tuple[str, str, str], ...]  # cell, where in words, what
    pins: frozenset[str]
    saved: FilingDraft | None
    may_file: bool

    @property
    def visible(self) -> str:
        """Return the keys of the fields that show."""
        return " ".join(sorted(self.examined.reading.visible))

    @property
    def asked(self) -> str:
        """Return the keys of the soft checks that want an explanation."""
        return " ".join(box.key for box in self.boxes if box.asked)

    @property
    def stands(self) -> int:
        """Return how many things keep it from being filed."""
        hard = sum(one.severity == "hard" for one in self.findings)
        return len(self.examined.faults) + len(self.examined.unexplained) + hard


def filled_in(
    actor: Actor, filing: Filing
) -> tuple[Mapping[str, object], Mapping[str, str], FilingDraft | None]:
    """Return data and explanations as they stand: the draft, which is the respondent's own, else
    what was filed last.
    """
    draft = visible_to(actor, FilingDraft.objects.filter(filing=filing)).first()
    if draft is not None:
        return draft.data, draft.explained, draft
    if filing.version is not None:
        return filing.version.data, filing.version.explained, None
    return {}, {}, None


def report_page(
    actor: Actor, filing: Filing, language: str, *, tried: bool = False, also: Iterable[Fault] = ()
) -> ReportPage:
    """Return the form of a report; with `tried` blanks are said to be missing, else only errors.

    `also` are faults that only filing finds: a receipt that was used elsewhere.
    """
    form = loaded(filing.period.survey)
    data, explained, draft = filled_in(actor, filing)
    now = owed(actor.today, filing, turn_of(filing))
    told = {check for check, words in explained.items() if words.strip()}
    examined = form.examine(data, now.period, actor.today, about(form, filing), told)
    shown = list(_shown_faults(examined, data, tried=tried)) + list(also)
    faults = {one.key: one.words.say(language) for one in shown}
    filled = Filled(data, examined.reading, now.period.end, faults)
    before = earlier(form, filing)
    return ReportPage(
        filing=filing,
        survey=form.survey,
        owed=now,
        data=data,
        sections=tuple(_sections(form.survey, filled, before, language)),
        examined=examined,
        findings=tuple(findings_shown(form, examined, now.period.end, language)),
        boxes=tuple(_boxes(form.survey, filing, explained, examined, language)),
        faults=tuple(
            (key, place_words(form.survey.form, key, language), words)
            for key, words in faults.items()
        ),
        pins=pins_of(filing, data),
        saved=draft,
        may_file=may(actor, Action.FILE_REPORT, filing),
    )


def _shown_faults(
    examined: Examined, data: Mapping[str, object], *, tried: bool
) -> Iterator[Fault]:
    """Yield the faults to be shown: a blank field is not wrong before the report is sent."""
    for one in examined.faults:
        if tried or data.get(one.key.split(".")[0]) or one.key == "period":
            yield one


def pins_of(filing: Filing, data: Mapping[str, object]) -> frozenset[str]:
    """Return the cells that a return points at, as the rows stand now."""
    if filing.phase != Filing.Phase.RETURNED or not filing.returned or filing.version is None:
        return frozenset()
    filed = filing.version.data
    return frozenset(_moved(key, filed, data) for key in filing.returned["cells"])


def _moved(key: str, filed: Mapping[str, object], data: Mapping[str, object]) -> str:
    """Return where a cell is now: rows may have been added or taken out above it."""
    table, _dot, rest = key.partition(".")
    row, _dot, column = rest.partition(".")
    old, new = filed.get(table), data.get(table)
    if not (row.isdecimal() and isinstance(old, list) and isinstance(new, list)):
        return key
    now = dict(aligned(old, new)).get(int(row))
    return key if now is None else f"{table}.{now}.{column}"


def _sections(
    survey: Survey,
    filled: Filled,
    before: Mapping[str, Mapping[str, object]],
    language: str,
) -> Iterator[Section]:
    fields = form_fields(survey.form, filled, language)
    for kind, group in groupby(fields, lambda one: _kind(one.field)):
        if kind == "table":
            for one in group:
                yield Section(kind, (Shown(one, None, column_sums(one.field, filled, language)),))
            continue
        yield Section(
            kind,
            tuple(
                Shown(one, compared(one.field, filled.data.get(one.field.key), before,
                                    filled.day, language) if kind == "figures" else None, ())
                for one in group
            ),
        )  # fmt: skip


def _kind(one: Field) -> str:
    if one.is_table:
        return "table"
    return "figures" if is_number(one.type) else "fields"


def is_number(kind: Type | None) -> bool:
    """Tell whether values of a type can be added up and compared over time."""
    return kind is not None and kind.kind in _NUMBERS


def compared(
    one: Field, now: object, before: Mapping[str, Mapping[str, object]], day: date, language: str
) -> Compared:
    """Return a figure beside those of the period before and of the same period last year."""
    texts = {name: before.get(name, {}).get(one.key) for name in ("previous", "year_ago")}
    return Compared(
        text_of(one, texts["previous"], day, language),
        text_of(one, texts["year_ago"], day, language),
        _change(now, texts["previous"]),
        _change(now, texts["year_ago"]),
    )


def _change(now: object, before: object) -> str:
    found = per_cent(str(now).replace(",", "") if now else None, before)
    return "" if found is None else f"{found:+,}%".replace("-", "−")


def column_sums(table: Field, filled: Filled, language: str) -> tuple[str, ...]:
    """Return the sum of each column that holds numbers, empty for the others."""
    rows = filled.reading.rows.get(table.key, [])
    return tuple(
        text_of(column, str(_sum(row.get(column.key) for row in rows)), filled.day, language)
        if is_number(column.type) else ""
        for column in table.columns
    )  # fmt: skip


def _sum(values: Iterable[object]) -> Decimal:
    total = Decimal(0)
    for value in values:
        try:
            total += Decimal(str(value)) if value is not None else 0
        except InvalidOperation:
            continue
    return total


def findings_shown(
    form: SurveyForm, examined: Examined, day: date, language: str
) -> list[FindingShown]:
    """Return what the checks found, the gravest first, each with how it came to it."""
    found = sorted(examined.findings, key=lambda one: _GRAVE[one.severity])
    open_ = set(examined.unexplained)
    return [_finding(form, one, day, language, explained=one.check.key not in open_)
            for one in found]  # fmt: skip


def _finding(
    form: SurveyForm, one: Finding, day: date, language: str, *, explained: bool
) -> FindingShown:
    check = one.check
    line = explain(one.found.answer, form.on(day), language).line
    return FindingShown(
        check.key,
        check.severity,
        check.words.say(language),
        cited(check.cite, language),
        check.confidence,
        (line.parts or (line,)) if line is not None else (),
        tuple(_places(form.survey, check, language)),
        explained and check.severity == "soft",
    )


def _places(survey: Survey, check: SurveyCheck, language: str) -> Iterator[tuple[str, str]]:
    fields = {one.key: one for one in survey.form}
    for cell in check.cells:
        key, _dot, column = cell.partition(".")
        if (field := fields.get(key)) is not None:
            heads = [one.label.say(language) for one in field.columns if one.key == column]
            yield key, " · ".join([field.label.say(language), *heads])


def _boxes(
    survey: Survey,
    filing: Filing,
    explained: Mapping[str, str],
    examined: Examined,
    language: str,
) -> Sequence[Explaining]:
    soft = [one for one in survey.checks if one.severity == "soft"]
    before = accepted_before(filing, language) if soft else {}
    found = {one.check.key for one in examined.findings}
    return [
        Explaining(one.key, one.words.say(language), explained.get(one.key, ""),
                   one.key in found, before.get(one.key))
        for one in soft
    ]  # fmt: skip


def pinned_places(filing: Filing, survey: Survey, language: str) -> list[str]:
    """Return in words where a return asks to look, by the rows of what was filed."""
    cells: Iterable[str] = (filing.returned or {}).get("cells", ())
    return [place_words(survey.form, key, language) for key in cells]


def reason_words(filing: Filing, survey: Survey) -> tuple[Words | None, Words | None]:
    """Return the reason of the last return, and the check it rests on."""
    told = filing.returned or {}
    reason = next((one.name for one in survey.reasons if one.key == told.get("reason")), None)
    check = next((one.words for one in survey.checks if one.key == told.get("rule")), None)
    return reason, check
