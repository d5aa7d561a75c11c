"""Reading what an applicant sends: form, papers, promises; and what follows for the route."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.procedures.about import about
from fumao.apps.procedures.book import Loaded
from fumao.apps.procedures.models import Case
from fumao.core.errors import Words
from fumao.procedures.definitions import ALWAYS
from fumao.procedures.form import Fault, Found, Reading
from fumao.rules.types import Value


@dataclass(frozen=True, slots=True)
class Filed:
    """A form as read on a day, with the facts of the applicant and every fault."""

    reading: Reading
    about: Mapping[str, Value]
    faults: tuple[Fault, ...]
    papers: frozenset[str]
    day: date


@dataclass(frozen=True, slots=True)
class Sent:
    """What an applicant sends: raw texts by field, the papers attached, those promised instead."""

    raw: Mapping[str, object]
    papers: Collection[str]
    promised: Collection[str] = ()


def read_filing(
    held: Loaded, enterprise: Enterprise, sent: Sent, submitted_on: date, today: date,
    case: Case | None = None,
) -> Filed:  # fmt: skip
    """Read a filing; `case` is the one being mended, whose own values are not doubles."""
    known = about(enterprise, held.procedure.key, submitted_on, today)
    reading = held.form.read(sent.raw, known, submitted_on)
    required = held.form.evidence_required(reading, known, submitted_on)
    faults = [
        *reading.faults,
        *_need(held, reading, known, submitted_on),
        *_papers(held, required, sent),
        *_promises(held, reading, known, sent, submitted_on),
        *_doubles(held, enterprise, reading, case),
    ]
    return Filed(reading, known, tuple(faults), required, submitted_on)


def _need(held: Loaded, reading: Reading, known: Mapping[str, Value], day: date) -> Iterator[Fault]:
    if not held.procedure.need:
        return
    found = held.form.asked("need", ["applicant"], reading, known, day)[0]
    if found.held is not True:
        words = held.procedure.need_words or Words(
            "不符合申请人条件", "the applicant does not qualify"
        )
        yield Fault("applicant", words)


def _papers(held: Loaded, required: frozenset[str], sent: Sent) -> Iterator[Fault]:
    for paper in held.procedure.evidence:
        if paper.key not in required or paper.later is not None:
            continue
        if paper.key in sent.papers or (paper.promise and paper.key in sent.promised):
            continue
        yield Fault(
            f"paper.{paper.key}",
            Words(f"请上传“{paper.label.zh}”", f'attach "{paper.label.en}"'),
        )


def _promises(
    held: Loaded, reading: Reading, known: Mapping[str, Value], sent: Sent, day: date
) -> Iterator[Fault]:
    if not sent.promised:
        return
    promise = held.procedure.promise
    allowed = {paper.key for paper in held.procedure.evidence if paper.promise}
    forbidden = False
    if promise is not None and promise.forbid:
        forbidden = held.form.asked("forbid", ["promise"], reading, known, day)[0].held is True
    for key in sent.promised:
        if promise is None or key not in allowed or forbidden:
            yield Fault(
                f"paper.{key}",
                Words("不能以承诺代替，请上传材料", "a promise will not do here: attach the paper"),
            )


_DEAD = ("refused", "not_accepted", "withdrawn", "lapsed", "terminated")


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
        first = others.select_related("procedure").first()
        if first is not None:
            yield Fault(
                one.key,
                Words(
                    f"“{one.label.zh}”已在 {first.number} 中申请",
                    f'"{one.label.en}" is in {first.number} already',
                ),
            )


def findings(held: Loaded, filed: Filed) -> list[Found]:
    """Return what the checks say of a filing."""
    keys = [check.key for check in held.procedure.checks]
    return held.form.asked("finding", keys, filed.reading, filed.about, filed.day)


def conditions(held: Loaded, filed: Filed) -> list[Found]:
    """Return what the conditions of the decision say."""
    keys = [one.key for one in held.procedure.conditions]
    return held.form.asked("condition", keys, filed.reading, filed.about, filed.day)


def route_facts(held: Loaded, filed: Filed) -> dict[str, Any]:
    """Return which steps are skipped and what the system's own steps will say.

    An unknown condition of a step does not skip it.
    """
    steps = [step for step in held.procedure.route if step.when and step.when != ALWAYS]
    asked = held.form.asked(
        "when", [step.key for step in steps], filed.reading, filed.about, filed.day
    )
    skipped = [one.key for one in asked if one.held is False]
    auto: dict[str, str] = {}
    systems = [
        s for s in held.procedure.route if s.is_system and s.do not in ("publicise", "issue")
    ]
    if systems:
        said = {one.key for one in findings(held, filed) if one.held}
        thens = {check.then for check in held.procedure.checks if check.key in said}
        verdict = "refused" if "refuse" in thens else "held" if "hold" in thens else "passed"
        auto = {step.key: verdict for step in systems}
    return {"skipped": skipped, "auto": auto}


def filed_of(held: Loaded, case: Case, today: date) -> Filed:
    """Return the filing of a case as it stands in the register: for checks and conditions."""
    known = about(case.enterprise, held.procedure.key, case.submitted_on, today)
    reading = held.form.read(case.data, known, case.submitted_on)
    required = held.form.evidence_required(reading, known, case.submitted_on)
    return Filed(reading, known, reading.faults, required, case.submitted_on)
