"""A draft as its page shows it: every field with widget, value, source and what is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from fumao.apps.formpages.inputs import Filled, FormField, form_fields
from fumao.apps.orgs.actor import Actor
from fumao.apps.procedures.book import Loaded, loaded
from fumao.apps.procedures.filing import Filed, Sent, conditions, earlier_of, findings, read_filing
from fumao.apps.procedures.models import CasePaper, Draft
from fumao.apps.procedures.prefill import Known, known_values
from fumao.core.errors import Words
from fumao.forms.form import Found
from fumao.procedures.charging import FEES
from fumao.procedures.definitions import Condition, Evidence
from fumao.procedures.fees import Fee
from fumao.procedures.intake import NEED


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
    sources = _sources(known, draft.data, language)
    defects = {key: words for key, words in (case.course.get("defects", []) if case else [])}
    filled = Filled(draft.data, filed.reading, day, shown, sources, defects)
    labelled = {one.key: one for one in held.procedure.conditions}
    return FormPage(
        draft=draft,
        held=held,
        fields=tuple(form_fields(held.procedure.form, filled, language)),
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


def _sources(
    known: Mapping[str, Known], data: Mapping[str, object], language: str
) -> dict[str, str]:
    """Return where the values come from that are still as they were filled in."""
    return {
        key: one.source.say(language)
        for key, one in known.items()
        if str(one.value) == str(data.get(key))
    }


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
