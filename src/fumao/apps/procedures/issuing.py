"""What a granted case brings at once: number, verification code, validity; and what later cases do
to an outcome.
"""

import hashlib
import json
import re
import secrets
from datetime import date, timedelta
from typing import Any

from django.db.models import F
from django.urls import reverse

from fumao.apps.audit.service import record
from fumao.apps.notices.service import notify
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Role
from fumao.apps.procedures.book import Loaded
from fumao.apps.procedures.earlier import told_by
from fumao.apps.procedures.models import Case, Counter, Duty, Outcome
from fumao.core.calendar import WorkingCalendar
from fumao.core.clock import Duration, due_date
from fumao.procedures.definitions import Procedure
from fumao.procedures.events import Happened
from fumao.procedures.renewal import deemed_of
from fumao.procedures.state import CaseState

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 O 1 I
_SEQUENCE = re.compile(r"\{seq:(\d{1,2})\}")
_PLAIN = WorkingCalendar([])


def issue(case: Case, held: Loaded, state: CaseState, on: date, actor: Actor) -> str:
    """Make the outcome of a case that has come to its issue; return its number.

    A change or renewal makes a new outcome that takes the old one's place.
    """
    terms = held.procedure.outcome
    if terms is None:
        return case.number
    old = case.outcome
    number = _next_number(case, terms.number, on)
    outcome = drawn_up(case, held, number, on, renewed=state.renewed)
    outcome.save(force_insert=True)
    _record(outcome, "outcome_issued", actor, on, {"case": case.pk, "digest": outcome.digest})
    _record_silence(outcome, held.procedure, state, actor, on)
    if old is not None:
        set_state(old, Outcome.State.SUPERSEDED, actor, on, {"by": outcome.number}, outcome)
    return outcome.number


def drawn_up(case: Case, held: Loaded, number: str, on: date, *, renewed: bool = False) -> Outcome:
    """Return the outcome of a case under a number, unsaved; `renewed` where silence granted it.

    Raises ValueError where the procedure issues nothing.
    """
    terms = held.procedure.outcome
    if terms is None:
        raise ValueError(f"procedure {held.procedure.key} issues nothing")
    old = case.outcome
    start = on
    if case.variant == "renew" and old is not None and old.valid_to is not None:
        follows = old.valid_to + timedelta(days=1)
        # Renewed by silence it goes on without a gap, however late the night's task comes.
        start = follows if renewed else max(on, follows)
    data = told_by(case)
    outcome = Outcome(
        case=case,
        number=number,
        verify_code="".join(secrets.choice(_ALPHABET) for _ in range(8)),
        procedure=case.procedure.key,
        name=terms.name.zh,
        name_en=terms.name.en,
        enterprise=case.enterprise,
        area=case.area,
        office=case.owner,
        issued_on=on,
        valid_from=start,
        valid_to=_end(held.procedure, data, start),
        single_use=terms.single_use,
        public={key: data[key] for key in terms.public if key in data},
        recheck_due=_recheck(held.procedure, start),
    )
    if case.variant == "change" and old is not None:
        # What changes is what the paper says, not how long it holds or when it is checked.
        outcome.recheck_due, outcome.failures = old.recheck_due, old.failures
        if terms.months is not None:
            outcome.valid_to = old.valid_to
    outcome.digest = digest_of(outcome)
    return outcome


def _record_silence(
    outcome: Outcome, procedure: Procedure, state: CaseState, actor: Actor, on: date
) -> None:
    """Say on the outcome why it goes on though nobody decided, with the law."""
    deemed = deemed_of(procedure)
    if state.renewed and deemed is not None:
        law = {"document": deemed.cite.document, "clause": deemed.cite.clause}
        _record(outcome, "outcome_deemed_renewed", actor, on, law)


def digest_of(outcome: Outcome) -> str:
    """Return the SHA-256 of what the paper says."""
    said = {
        "number": outcome.number,
        "name": outcome.name,
        "holder": outcome.enterprise.code,
        "issued_on": outcome.issued_on.isoformat(),
        "valid_from": outcome.valid_from.isoformat(),
        "valid_to": outcome.valid_to.isoformat() if outcome.valid_to else None,
        "public": outcome.public,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _next_number(case: Case, pattern: str, on: date) -> str:
    """Return the next number of a series; the counter's row keeps two from taking the same."""
    series, text = series_of(case, pattern, on)
    Counter.objects.get_or_create(series=series)
    Counter.objects.filter(series=series).update(last=F("last") + 1)
    return numbered(text, Counter.objects.get(series=series).last)


def series_of(case: Case, pattern: str, on: date) -> tuple[str, str]:
    """Return the series a number is counted in, and the pattern with all but the count filled."""
    text = (
        pattern.replace("{area}", case.area.code)
        .replace("{code}", case.procedure.code)
        .replace("{yyyy}", str(on.year))
    )
    return f"{case.procedure.key}:{_SEQUENCE.sub('', text)}"[:96], text


def numbered(text: str, count: int) -> str:
    """Return a pattern with its count: {seq:4} and 7 make 0007."""
    return _SEQUENCE.sub(lambda m: f"{count:0{int(m[1])}d}", text)


def _end(procedure: Procedure, data: dict[str, Any], start: date) -> date | None:
    terms = procedure.outcome
    if terms is None:
        return None
    if terms.months is not None:
        end = due_date(_PLAIN, start, Duration(terms.months, "mo"), roll=False)
        return end.date - timedelta(days=1)
    if terms.until and terms.until in data:
        return date.fromisoformat(str(data[terms.until]))
    return None


def _recheck(procedure: Procedure, start: date) -> date | None:
    later = procedure.later("recheck")
    if later is None or later.every is None:
        return None
    return due_date(_PLAIN, start, Duration(later.every, "mo"), roll=False).date


def set_state(
    outcome: Outcome,
    state: str,
    actor: Actor,
    on: date,
    data: dict[str, Any] | None = None,
    successor: Outcome | None = None,
) -> None:
    """Change an outcome's state, with its event and a notice to the holder."""
    outcome.state = state
    outcome.successor = successor
    outcome.save(update_fields=["state", "successor", "failures", "recheck_due"])
    _record(outcome, _EVENTS[state], actor, on, data or {})
    if outcome.enterprise.unit_id is not None and state != Outcome.State.SUPERSEDED:
        notify(
            kind="outcome_changed",
            area=outcome.area_id,
            data={
                "name": outcome.name,
                "number": outcome.number,
                "state": str(Outcome.State(state).label),
            },
            url=reverse("outcome", args=[outcome.pk]),
            on=on,
            to_seats=[(outcome.enterprise.unit_id, Role.HANDLER)],
        )


_EVENTS: dict[str, str] = {
    Outcome.State.ACTIVE: "outcome_restored",
    Outcome.State.SUSPENDED: "outcome_suspended",
    Outcome.State.REVOKED: "outcome_revoked",
    Outcome.State.SUPERSEDED: "outcome_superseded",
    Outcome.State.SURRENDERED: "outcome_surrendered",
}


def _record(outcome: Outcome, kind: str, actor: Actor, on: date, data: dict[str, Any]) -> None:
    record(
        outcome.stream, kind, actor=actor, area=outcome.area_id, department=outcome.office_id,
        data=data, on=on,
    )  # fmt: skip


def after_close(case: Case, held: Loaded, state: CaseState, event: Happened, actor: Actor) -> None:
    """Do what the end of a case brings: duties of a promise, effects on an outcome."""
    if state.phase == "granted" and state.promised and held.procedure.promise is not None:
        Duty.objects.create(
            case=case,
            kind=Duty.Kind.VERIFY_PROMISE,
            office=case.owner,
            opened_on=event.on,
            term=str(held.procedure.promise.verify_within),
        )
    if case.outcome is not None:
        _on_outcome(case, held, case.outcome, state, event.on, actor)


def _on_outcome(
    case: Case, held: Loaded, outcome: Outcome, state: CaseState, on: date, actor: Actor
) -> None:
    data = {"case": case.pk}
    later = held.procedure.later(case.variant)
    if case.variant == "revoke" and state.phase == "granted":
        set_state(outcome, Outcome.State.REVOKED, actor, on, data)
    elif case.variant == "recheck" and later is not None and state.phase == "granted":
        outcome.failures = 0
        outcome.recheck_due = _recheck(held.procedure, on)
        set_state(outcome, Outcome.State.ACTIVE, actor, on, data)
    elif case.variant == "recheck" and later is not None and state.phase in _FAILED:
        outcome.failures += 1
        outcome.recheck_due = _recheck(held.procedure, on)
        gone = outcome.failures >= later.fails and (later.fails > 1 or later.on_fail == "revoke")
        set_state(
            outcome, Outcome.State.REVOKED if gone else Outcome.State.SUSPENDED, actor, on, data
        )


_FAILED = {"refused", "not_accepted", "lapsed"}
