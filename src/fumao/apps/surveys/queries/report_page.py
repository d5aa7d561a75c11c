"""A report as its page shows it: fields beside earlier figures, faults, findings, pinned cells."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from fumao.apps.formpages.inputs import Filled, FormField, form_fields
from fumao.apps.formpages.places import place_words
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.apps.surveys.about import about, earlier
from fumao.apps.surveys.beside import beside
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.compare import aligned
from fumao.apps.surveys.items import settled
from fumao.apps.surveys.models import Filing, FilingDraft
from fumao.apps.surveys.queries.figures import Compared, column_sums, compared, is_number
from fumao.apps.surveys.queries.findings import (
    Explaining,
    FindingShown,
    equated,
    explaining,
    findings_shown,
)
from fumao.apps.surveys.queries.own_reports import Owed, owed, turn_of
from fumao.core.errors import Words
from fumao.forms.fields import Field
from fumao.forms.form import Fault
from fumao.surveys.definitions import Survey
from fumao.surveys.examine import Examined, SurveyForm


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with its earlier values; a table with the sums of its columns instead.

    `total` is what a check wants the figure to be, offered as help; empty where none does.
    """

    field: FormField
    compared: Compared | None = None
    sums: tuple[str, ...] = ()
    total: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that stand together: "figures", a "table", or other "fields"."""

    kind: str
    fields: tuple[Shown, ...]


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
    several = loaded(filing.period.survey).survey.each  # the field by which it was begun
    return ({several: filing.each} if several else {}), {}, None


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
    examined = form.examine(
        data, now.period, actor.today, about(form, filing), told, beside(filing, data)
    )
    examined = settled(filing, examined, actor)
    shown = list(_shown_faults(examined, data, tried=tried)) + list(also)
    faults = {one.key: one.words.say(language) for one in shown}
    filled = Filled(data, examined.reading, now.period.end, faults)
    before = earlier(form, filing)
    return ReportPage(
        filing=filing,
        survey=form.survey,
        owed=now,
        data=data,
        sections=tuple(_sections(form, examined, filled, before, language)),
        examined=examined,
        findings=tuple(findings_shown(form, examined, now.period.end, language)),
        boxes=tuple(explaining(form.survey, filing, explained, examined, language)),
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
    form: SurveyForm,
    examined: Examined,
    filled: Filled,
    before: Mapping[str, Mapping[str, object]],
    language: str,
) -> Iterator[Section]:
    totals = equated(form, examined, filled.day)

    def figure(one: FormField) -> Shown:
        key = one.field.key
        beside = compared(one.field, filled.data.get(key), before, filled.day, language)
        return Shown(one, compared=beside, total=totals.get(key, ""))

    fields = form_fields(form.survey.form, filled, language)
    for kind, group in groupby(fields, lambda one: _kind(one.field)):
        if kind == "table":
            for one in group:
                sums = column_sums(one.field, filled, language)
                yield Section(kind, (Shown(one, sums=sums),))
        elif kind == "figures":
            yield Section(kind, tuple(figure(one) for one in group))
        else:
            yield Section(kind, tuple(Shown(one) for one in group))


def _kind(one: Field) -> str:
    if one.is_table:
        return "table"
    return "figures" if is_number(one.type) else "fields"


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
