"""An application as it is handed in: what is wrong with it, what is found, what the route makes of
it.

The same for the pages, the golden cases and the demo; who holds the offices is asked elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fumao.core.errors import Words
from fumao.forms.form import Fault, Raw, Reading
from fumao.procedures.charging import charged
from fumao.procedures.definitions import Check, Procedure, Step
from fumao.procedures.form import Form
from fumao.rules.types import Value

# The key of the fault that says who may not apply.
NEED = "need"


@dataclass(frozen=True, slots=True)
class Filing:
    """What an applicant hands in: texts of the form, papers attached, papers promised.

    `about` are the facts that are no fields; `submitted_on` and `today` are set from the days.
    Rules and parameters are those of the day of submission, also after a correction.
    """

    raw: Raw
    submitted: date
    papers: frozenset[str] = frozenset()
    promised: frozenset[str] = frozenset()
    about: Mapping[str, Value] = field(default_factory=dict)

    def facts(self, today: date) -> dict[str, Value]:
        """Return the facts that are no fields on a day."""
        return {**self.about, "submitted_on": self.submitted, "today": today}


@dataclass(frozen=True, slots=True)
class Examined:
    """A filing with everything the procedure says of it.

    `faults` keep it from being handed in. `findings` are the checks that hold; `unsure` those that
    cannot be told yet. `skipped`, `auto` and `fees` go into the event; `fees` are amounts in
    yuan, None where the procedure charges nothing.
    """

    reading: Reading
    faults: tuple[Fault, ...]
    required: frozenset[str]
    findings: tuple[str, ...]
    unsure: tuple[str, ...]
    conditions: Mapping[str, bool | None]
    promise_closed: bool
    skipped: tuple[str, ...]
    auto: dict[str, str]
    fees: dict[str, str] | None = None

    def event_data(self, promised: frozenset[str] = frozenset()) -> dict[str, Any]:
        """Return what a submission or a correction carries into the fold."""
        data: dict[str, Any] = {"skipped": list(self.skipped), "auto": dict(self.auto)}
        if self.fees is not None:
            data["fees"] = dict(self.fees)
        if promised:
            data["promised"] = sorted(promised)
        return data


def examine(form: Form, filing: Filing, today: date) -> Examined:
    """Read a filing and ask every expression of the procedure about it."""
    procedure, day = form.procedure, filing.submitted
    about = filing.facts(today)
    reading = form.read(filing.raw, about, day)
    asked = {
        kind: {one.key: one.held for one in form.asked(kind, keys, reading, about, day)}
        for kind, keys in _questions(procedure).items()
    }
    required = form.evidence_required(reading, about, day)
    # A promise is closed to those of whom the ground is known, as a fault of the need is.
    closed = bool(asked["forbid"].get("promise"))
    fees, unknown = charged(form, reading, about, day)
    faults = (
        *_need(procedure, asked["need"]),
        *reading.faults,
        *unknown,
        *_papers(procedure, filing, required, closed),
    )
    findings = asked["finding"]
    return Examined(
        reading=reading,
        faults=faults,
        required=required,
        findings=tuple(key for key, held in findings.items() if held),
        unsure=tuple(key for key, held in findings.items() if held is None),
        conditions=asked["condition"],
        promise_closed=closed,
        skipped=tuple(key for key, held in asked["when"].items() if held is False),
        auto=dict(_auto(procedure, findings, asked["condition"])),
        fees=fees if procedure.fees else None,
    )


def amount_of(form: Form, filing: Filing, today: date) -> Value:
    """Return what the procedure's money rule gives for a filing, None while it is unknown."""
    money = form.procedure.money
    if money is None:
        return None
    about = filing.facts(today)
    reading = form.read(filing.raw, about, filing.submitted)
    rows: dict[str, Sequence[Mapping[str, Value]] | None] = dict(reading.rows)
    answers = form.on(filing.submitted).answers({**about, **reading.values}, rows, [money.rule])
    return answers[money.rule].value


def _questions(procedure: Procedure) -> dict[str, list[str]]:
    promise = procedure.promise
    return {
        "need": ["applicant"] if procedure.need else [],
        "finding": [one.key for one in procedure.checks],
        "condition": [one.key for one in procedure.conditions],
        "when": [one.key for one in procedure.route if one.when],
        "forbid": ["promise"] if promise is not None and promise.forbid else [],
    }


def _need(procedure: Procedure, asked: Mapping[str, bool | None]) -> list[Fault]:
    """Turn away who is known not to qualify; what the register does not know is no fault."""
    if asked.get("applicant") is not False:
        return []
    words = procedure.need_words or Words("申请人不符合申请条件", "the applicant may not apply")
    return [Fault(NEED, words)]


def _papers(
    procedure: Procedure, filing: Filing, required: frozenset[str], closed: bool
) -> list[Fault]:
    faults = []
    for paper in procedure.evidence:
        promised = paper.key in filing.promised and paper.key not in filing.papers
        if promised and (closed or not paper.promise or procedure.promise is None):
            words = Words(
                f"“{paper.label.zh}”不能以承诺代替，请上传",
                f'no promise can replace "{paper.label.en}": attach it',
            )
        elif paper.key in required and paper.later is None and not promised:
            if paper.key in filing.papers:
                continue
            words = Words(f"请上传“{paper.label.zh}”", f'attach "{paper.label.en}"')
        else:
            continue
        faults.append(Fault(paper.key, words))
    return faults


def _auto(
    procedure: Procedure,
    findings: Mapping[str, bool | None],
    conditions: Mapping[str, bool | None],
) -> list[tuple[str, str]]:
    """Return what each step of the system says: it passes what is known to be in order only."""
    return [
        (step.key, system_verdict(step, procedure.checks, findings, conditions))
        for step in procedure.route
        if step.is_system and step.do not in ("publicise", "issue")
    ]


def system_verdict(
    step: Step,
    checks: Sequence[Check],
    findings: Mapping[str, bool | None],
    conditions: Mapping[str, bool | None],
) -> str:
    """Return passed, held or refused: a check that refuses refuses, what is unknown is held.

    A condition that fails refuses where the step decides, and is held for an officer elsewhere.
    """
    said = {one.then: False for one in checks}
    unsure = False
    for one in checks:
        held = findings.get(one.key)
        said[one.then] = said[one.then] or bool(held)
        unsure = unsure or (held is None and one.then != "warn")
    failed = any(held is False for held in conditions.values())
    unsure = unsure or any(held is None for held in conditions.values())
    if said.get("refuse") or (failed and step.do == "decide"):
        return "refused"
    return "held" if said.get("hold") or failed or unsure else "passed"
