"""What an applicant sends, read against the register: form, papers, promises, doubles."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.procedures.about import about
from fumao.apps.procedures.book import Loaded
from fumao.apps.procedures.earlier import told_by
from fumao.apps.procedures.models import Case, Draft
from fumao.core.errors import Words
from fumao.forms.form import Fault, Found, Reading
from fumao.procedures.intake import Examined, Filing, examine
from fumao.rules.types import Value

_DEAD = ("refused", "not_accepted", "withdrawn", "lapsed", "terminated")


@dataclass(frozen=True, slots=True)
class Sent:
    """What an applicant sends: raw texts by field, the papers attached, those promised instead.

    `earlier` are the kept texts of the case whose outcome a later one is about.
    """

    raw: Mapping[str, object]
    papers: Collection[str]
    promised: Collection[str] = ()
    earlier: Mapping[str, object] = field(default_factory=dict)  # of the case it comes after


@dataclass(frozen=True, slots=True)
class Filed:
    """A filing with what the procedure says of it; a fault of a paper is named paper.<key>."""

    examined: Examined
    filing: Filing
    faults: tuple[Fault, ...]
    today: date

    @property
    def reading(self) -> Reading:
        """Return the form as it was read."""
        return self.examined.reading

    @property
    def papers(self) -> frozenset[str]:
        """Return the papers that must be attached."""
        return self.examined.required

    @property
    def day(self) -> date:
        """Return the day of submission, whose rules hold."""
        return self.filing.submitted

    @property
    def about(self) -> dict[str, Value]:
        """Return the facts that are no fields."""
        return self.filing.facts(self.today)


def read_filing(
    held: Loaded,
    enterprise: Enterprise,
    sent: Sent,
    submitted_on: date,
    today: date,
    case: Case | None = None,
) -> Filed:
    """Read a filing; `case` is the one being mended, whose own values are not doubles."""
    filing = Filing(
        sent.raw,
        submitted_on,
        frozenset(sent.papers),
        frozenset(sent.promised),
        held.form.recalled(sent.earlier) | about(enterprise, held, submitted_on, today),
    )
    examined = examine(held.form, filing, today)
    faults = [
        *_named(held, examined.faults),
        *_doubles(held, enterprise, examined.reading, case),
    ]
    return Filed(examined, filing, tuple(faults), today)


def _named(held: Loaded, faults: Collection[Fault]) -> Iterator[Fault]:
    fields = {one.key for one in held.procedure.form}
    papers = {one.key for one in held.procedure.evidence} - fields
    for fault in faults:
        yield replace(fault, key=f"paper.{fault.key}") if fault.key in papers else fault


def _doubles(
    held: Loaded, enterprise: Enterprise, reading: Reading, case: Case | None
) -> Iterator[Fault]:
    """Refuse a value that another live case of the applicant has."""
    for one in held.procedure.form:
        value = reading.data.get(one.key)
        if not one.unique or value is None or held.procedure.variant:
            continue
        others = Case.objects.filter(
            **{f"data__{one.key}": value},
            enterprise=enterprise,
            procedure__key=held.procedure.key,
            variant="",
        ).exclude(phase__in=_DEAD)
        if case is not None:
            others = others.exclude(pk=case.pk)
        first = others.select_related("procedure").only("submitted_on", "procedure__code").first()
        if first is not None:
            words = Words(
                f"“{one.label.zh}”已在 {first.number} 中申请",
                f'"{one.label.en}" is in {first.number} already',
            )
            yield Fault(one.key, words)


def findings(held: Loaded, filed: Filed) -> list[Found]:
    """Return what the checks say of a filing."""
    keys = [check.key for check in held.procedure.checks]
    return held.form.asked("finding", keys, filed.reading, filed.about, filed.day)


def conditions(held: Loaded, filed: Filed) -> list[Found]:
    """Return what the conditions of the decision say."""
    keys = [one.key for one in held.procedure.conditions]
    return held.form.asked("condition", keys, filed.reading, filed.about, filed.day)


def route_facts(filed: Filed) -> dict[str, Any]:
    """Return which steps are skipped and what the system's own steps will say."""
    return filed.examined.event_data()


def earlier_of(draft: Draft) -> Mapping[str, object]:
    """Return what the cases said whose outcome a draft is about; nothing for a first one."""
    return told_by(draft.outcome.case) if draft.outcome is not None else {}


def filed_of(held: Loaded, case: Case, today: date) -> Filed:
    """Return the filing of a case as it stands: for checks and conditions."""
    papers = {row.key for row in case.papers.all() if row.current}
    promised = case.course.get("promised", [])
    earlier = told_by(case.outcome.case) if case.variant and case.outcome is not None else {}
    filing = Filing(
        case.data,
        case.submitted_on,
        frozenset(papers),
        frozenset(promised),
        held.form.recalled(earlier) | about(case.enterprise, held, case.submitted_on, today),
    )
    examined = examine(held.form, filing, today)
    return Filed(examined, filing, examined.faults, today)
