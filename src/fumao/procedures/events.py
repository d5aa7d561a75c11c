"""What can happen to a case; the event is all that is kept, the rest follows from it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

EventKind = Literal[
    "submitted", "claimed", "released", "finished", "transferred", "signer_added", "experts_named",
    "recalled", "corrected", "withdrawn", "terminated", "extended", "stopped", "resumed",
    "deemed_accepted", "correction_lapsed", "silence", "publicity_ended", "objection_raised",
    "objection_settled", "issued", "fee_received", "fee_waived", "fee_refunded", "deemed_renewed",
    "calendar_loaded",
]  # fmt: skip
# By time itself, not by a person.
TIMED: frozenset[str] = frozenset(
    {"deemed_accepted", "deemed_renewed", "correction_lapsed", "silence", "publicity_ended"}
)


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a case; `data` holds plain JSON values.

    submitted: offices {step: [department]}, skipped [step], auto {step: verdict}, promised [key],
    fees {fee: amount}. renews: the day on which the outcome ends, of a renewal that may count as
    granted.
    claimed, released, recalled, transferred (to): step, branch, round.
    finished: those three, verdict, opinion, scores {criterion: text}, defects [[key, words]].
    signer_added: step, office, role. experts_named: step, people [person].
    corrected: skipped, auto, changed [key], promised where it changed, fees. extended: days.
    stopped: reason.
    silence: step, branch, round. objection_raised: number. objection_settled: number, upheld.
    calendar_loaded: years, moved [[kind of clock, day before, day now]].
    issued: number. fee_received, fee_refunded: fee, amount, receipt, paid_on. fee_waived: fee,
    amount, reason. Amounts are texts in yuan. deemed_renewed: ends, document and clause of the law.
    """

    kind: EventKind
    on: date
    person: int | None = None
    behalf: int | None = None
    office: int | None = None
    data: dict[str, Any] = field(default_factory=dict)
