"""The chain of a case in words: what happened, when, by whom."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fumao.apps.audit.kinds import kind_words
from fumao.apps.audit.models import Event
from fumao.apps.procedures.models import StepRun
from fumao.apps.procedures.queries.case_page import CasePage
from fumao.procedures.charges import money_words
from fumao.procedures.fees import Fee

_ICONS = {
    "case_submitted": "send", "case_finished": "rubber-stamp", "case_withdrawn": "x",
    "case_corrected": "pencil", "case_issued": "certificate", "case_extended": "clock",
    "case_stopped": "player-pause", "case_resumed": "player-play", "case_recalled": "arrow-back-up",
    "case_transferred": "transfer", "case_signer_added": "user-plus",
    "case_experts_named": "users", "case_objection_raised": "message",
    "case_objection_settled": "messages", "case_claimed": "user-check",
    "case_fee_received": "coin", "case_fee_waived": "coin", "case_fee_refunded": "coin",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a case's history."""

    on: date
    words: str
    note: str
    icon: str
    event: Event


def history_lines(page: CasePage, language: str) -> list[HistoryLine]:
    """Return the events of a case, the newest first."""
    procedure = page.held.procedure
    titles = {step.key: step.title.say(language) for step in procedure.route}
    fees = {one.key: one for one in procedure.fees}
    return [_line(event, titles, fees, language) for event in page.history]


def _line(event: Event, titles: dict[str, str], fees: dict[str, Fee], language: str) -> HistoryLine:
    words = kind_words(event.kind)
    step = titles.get(str(event.data.get("step", "")), "")
    verdict = event.data.get("verdict")
    if verdict:
        words = f"{step} {StepRun.State(verdict).label}"
    elif step:
        words = f"{words} {step}"
    fee = fees.get(str(event.data.get("fee", "")))
    if fee is not None:
        said = money_words(fee, Decimal(event.data["amount"])).say(language)
        words = f"{words} {said} {event.data.get('receipt', '')}".strip()
    note = event.data.get("opinion") or event.data.get("reason") or event.data.get("why") or ""
    return HistoryLine(event.on, words, str(note), _ICONS.get(event.kind, "circle-dot"), event)
