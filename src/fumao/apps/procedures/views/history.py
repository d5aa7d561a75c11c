"""The chain of a case in words: what happened, when, by whom."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from fumao.apps.audit.kinds import kind_words
from fumao.apps.audit.models import Event
from fumao.apps.orgs.models import Person
from fumao.apps.procedures.models import CaseClock, StepRun
from fumao.apps.procedures.queries.case_page import CasePage
from fumao.apps.procedures.queries.catalogue import cited
from fumao.procedures.charges import money_words
from fumao.procedures.fees import Fee
from fumao.rules.definitions import Citation

_ICONS = {
    "case_submitted": "send", "case_finished": "rubber-stamp", "case_withdrawn": "x",
    "case_corrected": "pencil", "case_issued": "certificate", "case_extended": "clock",
    "case_deemed_renewed": "certificate",
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
    behalf: Person | None = None


def history_lines(page: CasePage, language: str) -> list[HistoryLine]:
    """Return the events of a case, the newest first."""
    procedure = page.held.procedure
    titles = {step.key: step.title.say(language) for step in procedure.route}
    fees = {one.key: one for one in procedure.fees}
    people = Person.objects.in_bulk({event.data.get("behalf") for event in page.history} - {None})
    return [
        replace(
            _line(event, titles, fees, language), behalf=people.get(event.data.get("behalf") or 0)
        )
        for event in page.history
    ]


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
    if event.kind == "case_deemed_renewed":
        note = cited(Citation(event.data["document"], event.data["clause"]), language)
    if event.kind == "case_calendar_loaded":
        note = _moved(event)
    return HistoryLine(event.on, words, str(note), _ICONS.get(event.kind, "circle-dot"), event)


def _moved(event: Event) -> str:
    lines = [
        f"{CaseClock.Kind(kind).label} {was} → {now}" for kind, was, now in event.data["moved"]
    ]
    return "；".join([", ".join(str(year) for year in event.data["years"]), *lines])
