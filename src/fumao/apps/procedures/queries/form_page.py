"""A draft as its page shows it: every field with widget, value, source and what is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from fumao.apps.orgs.actor import Actor
from fumao.apps.procedures.book import Loaded, loaded
from fumao.apps.procedures.filing import Filed, Sent, conditions, earlier_of, findings, read_filing
from fumao.apps.procedures.models import CasePaper, Draft
from fumao.apps.procedures.prefill import Known, known_values
from fumao.core.errors import CoreError, Words
from fumao.forms.fields import ALWAYS, Field
from fumao.forms.form import Found, Reading
from fumao.packs import codes
from fumao.procedures.charging import FEES
from fumao.procedures.definitions import Condition, Evidence
from fumao.procedures.fees import Fee
from fumao.procedures.intake import NEED

_LISTED = 80  # codes of a scheme that fit a menu
_BLANK = 3  # blank rows of a table
_YES = (("true", Words("是", "Yes")), ("false", Words("否", "No")))
_UNITS = {"CNY": Words("元", "yuan"), "USD": Words("美元", "US dollars")}


@dataclass(frozen=True, slots=True)
class Cell:
    """One input: its name in the form, widget, value, choices, and what is wrong with it."""

    name: str
    label: str
    widget: str
    value: str
    choices: tuple[tuple[str, str], ...]
    unit: str
    fault: str
    required: bool


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form; a table has heads and rows of cells instead of one cell."""

    field: Field
    cell: Cell
    visible: bool
    hint: str
    source: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    fault: str


@dataclass(frozen=True, slots=True)
class PaperBox:
    """A paper to attach: whether it is needed, the files so far, the defect or fault."""

    paper: Evidence
    required: bool
    may_promise: bool
    promised: bool
    files: tuple[CasePaper, ...]
    kept: tuple[CasePaper, ...]
    fault: str
    defect: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """Everything the page of a draft shows."""

    draft: Draft
    held: Loaded
    fields: tuple[FormField, ...]
    papers: tuple[PaperBox, ...]
    filed: Filed
    found: tuple[Found, ...]
    conditions: tuple[tuple[Condition, Found], ...]
    other_faults: tuple[Words, ...]
    fees: tuple[tuple[Fee, Decimal], ...]

    @property
    def visible(self) -> str:
        """Return the keys of the fields that show, for the script that hides the others."""
        return " ".join(sorted(self.filed.reading.visible))


def form_page(actor: Actor, draft: Draft, language: str, *, tried: bool = False) -> FormPage:
    """Return the page of a draft; with `tried` blanks are said to be missing, else only errors."""
    held = loaded(draft.procedure, draft.variant)
    case = draft.case
    kept = list(case.papers.filter(current=True).select_related("attachment__file")) if case else []
    own = list(draft.papers.filter(current=True).select_related("attachment__file"))
    day = case.submitted_on if case else actor.today
    sent = Sent(draft.data, {row.key for row in (*own, *kept)}, draft.promised, earlier_of(draft))
    filed = read_filing(held, draft.enterprise, sent, day, actor.today, case)
    faults = {one.key: one.words.say(language) for one in filed.faults}
    shown = faults if tried else _not_blank(faults, draft.data)
    known = known_values(actor, held, draft.enterprise, draft.outcome)
    defects = {key: words for key, words in (case.course.get("defects", []) if case else [])}
    labelled = {one.key: one for one in held.procedure.conditions}
    return FormPage(
        draft=draft,
        held=held,
        fields=tuple(
            fields_of(held, draft.data, filed.reading, day, shown, known, defects, language)
        ),
        papers=tuple(_papers(held, draft, filed, own, kept, shown, defects)),
        filed=filed,
        found=tuple(one for one in findings(held, filed) if one.held),
        conditions=tuple((labelled[one.key], one) for one in conditions(held, filed)),
        other_faults=tuple(one.words for one in filed.faults if one.key in (NEED, FEES)),
        fees=tuple(
            (held.procedure.fee(key), Decimal(amount))
            for key, amount in (filed.examined.fees or {}).items()
        ),
    )


def _not_blank(faults: Mapping[str, str], data: Mapping[str, object]) -> dict[str, str]:
    """Return the faults of what was filled in: a blank is not wrong before it is sent."""
    return {
        key: words
        for key, words in faults.items()
        if not key.startswith("paper.") and (data.get(key.split(".")[0]) or key == NEED)
    }


def fields_of(  # noqa: PLR0913, PLR0917
    held: Loaded,
    data: Mapping[str, object],
    reading: Reading,
    day: date,
    faults: Mapping[str, str],
    known: Mapping[str, Known],
    defects: Mapping[str, str],
    language: str,
) -> Iterator[FormField]:
    """Yield the fields of a form that was read on a day, with what is wrong and known."""
    for field in held.procedure.form:
        value = data.get(field.key)
        source = ""
        if field.key in known and str(known[field.key].value) == str(value):
            source = known[field.key].source.say(language)
        yield FormField(
            field,
            _cell(field, field.key, value, faults, day, language,
                  required=field.key in reading.required),
            field.key in reading.visible,
            field.hint.say(language) if field.hint else "",
            source,
            tuple(column.label.say(language) for column in field.columns),
            tuple(_rows(field, value, faults, day, language)) if field.is_table else (),
            defects.get(field.key, "") or (faults.get(field.key, "") if field.is_table else ""),
        )  # fmt: skip


def _rows(
    field: Field, value: object, faults: Mapping[str, str], day: date, language: str
) -> Iterator[tuple[Cell, ...]]:
    lines = list(value) if isinstance(value, list) else []
    for place, line in enumerate([*lines, *([{}] * _BLANK)]):
        yield tuple(
            _cell(column, f"{field.key}.{place}.{column.key}", line.get(column.key), faults, day,
                  language)
            for column in field.columns
        )  # fmt: skip


def _cell(  # noqa: PLR0913
    field: Field,
    name: str,
    value: object,
    faults: Mapping[str, str],
    day: date,
    language: str,
    *,
    required: bool | None = None,
) -> Cell:
    widget, choices = _widget(field, day, language)
    unit = ""
    if field.type is not None and field.type.kind == "money":
        unit = _UNITS.get(field.type.of or "", Words(field.type.of or "", field.type.of or "")).say(
            language
        )
    return Cell(
        name,
        field.label.say(language),
        widget,
        "" if value is None or isinstance(value, list) else str(value),
        choices,
        unit,
        faults.get(name, ""),
        field.required == ALWAYS if required is None else required,
    )


def _widget(field: Field, day: date, language: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the widget of a field and what its menu lists."""
    if field.type is None:
        return "table", ()
    if field.options:
        return "menu", tuple((one.key, one.name.say(language)) for one in field.options)
    kind = field.type.kind
    if kind == "bool":
        return "menu", tuple((key, words.say(language)) for key, words in _YES)
    if kind == "code":
        listed = _codes(field.type.of or "", day, language)
        return ("menu" if len(listed) <= _LISTED else "listed"), listed
    plain = {"date": "date", "month": "month", "text": "long" if field.long else "text"}
    return plain.get(kind, "number"), ()


@lru_cache(maxsize=256)
def _codes(scheme: str, day: date, language: str) -> tuple[tuple[str, str], ...]:
    try:
        found = codes.scheme(scheme, day)
    except CoreError:
        return ()
    return tuple((one.code, one.label.say(language)) for one in found.valid(day))


def _papers(  # noqa: PLR0913, PLR0917
    held: Loaded,
    draft: Draft,
    filed: Filed,
    own: list[CasePaper],
    kept: list[CasePaper],
    faults: Mapping[str, str],
    defects: Mapping[str, str],
) -> Iterator[PaperBox]:
    for paper in held.procedure.evidence:
        yield PaperBox(
            paper,
            paper.key in filed.papers,
            paper.promise and held.procedure.promise is not None,
            paper.key in draft.promised,
            tuple(row for row in own if row.key == paper.key),
            tuple(row for row in kept if row.key == paper.key and row.attachment_id),
            faults.get(f"paper.{paper.key}", ""),
            defects.get(paper.key, ""),
        )
