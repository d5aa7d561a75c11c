"""Who is told what of an event: offices what waits for them, applicants what concerns them."""

from decimal import Decimal
from typing import Any

from django.urls import reverse

from fumao.apps.notices.service import notify
from fumao.apps.orgs.models import Role
from fumao.apps.procedures.book import Loaded
from fumao.apps.procedures.models import Case
from fumao.apps.procedures.queries.catalogue import cited
from fumao.procedures.charges import money_words, open_now
from fumao.procedures.definitions import Correction
from fumao.procedures.events import Happened
from fumao.procedures.state import CaseState, Run
from fumao.rules.definitions import Citation

_RESULTS = {"granted", "refused", "not_accepted", "lapsed", "terminated"}


def tell(
    case: Case, held: Loaded, before: CaseState | None, after: CaseState, event: Happened
) -> None:
    """Write the notices of one event, in its transaction."""
    _tell_offices(case, held, before, after, event)
    if event.kind == "deemed_renewed":
        _renewed(case, event)
    if case.enterprise.unit_id is None:
        return
    data = _about(case)
    if event.kind == "finished" and event.data.get("verdict") == "returned":
        within = (held.procedure.correction or Correction()).within
        more = {"defects": len(after.defects), "within": within.words().zh}
        _applicant(case, "case_returned", data | more, event)
    elif event.kind == "extended":
        more = {"days": int(event.data["days"]), "reason": str(event.data.get("reason", ""))}
        _applicant(case, "case_extended", data | more, event)
    elif event.kind == "stopped":
        _applicant(case, "case_stopped", data | {"reason": str(event.data.get("why", ""))}, event)
    _tell_fees(case, held, before, after, event)
    if after.phase in _RESULTS and (before is None or before.phase != after.phase):
        result = str(Case.Phase(after.phase).label)
        _applicant(case, "case_decided", data | {"result": result}, event)


def _about(case: Case) -> dict[str, Any]:
    return {
        "title": case.procedure.title,
        "number": case.number,
        "applicant": case.enterprise.name,
    }


def _renewed(case: Case, event: Happened) -> None:
    """Tell the owner that its silence has granted a renewal, and the applicant that it did."""
    seats = [(case.owner_id, Role.HANDLER), (case.owner_id, Role.LEADER)]
    if case.enterprise.unit_id is not None:
        seats.append((case.enterprise.unit_id, Role.HANDLER))
    law = Citation(event.data["document"], event.data["clause"])
    notify(
        kind="case_deemed_renewed",
        area=case.area_id,
        data=_about(case) | {"law": cited(law, "zh")},
        url=reverse("case", args=[case.pk]),
        on=event.on,
        to_seats=seats,
    )


def _tell_offices(
    case: Case, held: Loaded, before: CaseState | None, after: CaseState, event: Happened
) -> None:
    old = {run.key for run in before.runs} if before is not None else set()
    new = [run for run in after.open_runs() if run.key not in old and run.kind != "system"]
    for step in dict.fromkeys(run.key.step for run in new):
        own = [run for run in new if run.key.step == step]
        notify(
            kind="case_to_do",
            area=case.area_id,
            data=_about(case) | {"step": held.procedure.step(step).title.zh},
            url=reverse("case", args=[case.pk]),
            on=event.on,
            to_seats=_seats(own),
            to_people=[r.assignee for r in own if r.kind == "expert" and r.assignee is not None],
        )


def _tell_fees(
    case: Case, held: Loaded, before: CaseState | None, after: CaseState, event: Happened
) -> None:
    """Tell the applicant what is due where the case has come to, and what became of a fee."""
    told = {} if before is None else {
        one.fee: one.owed for one in open_now(held.procedure, before)
    }  # fmt: skip
    due = [
        money_words(held.procedure.fee(one.fee), one.owed)
        for one in open_now(held.procedure, after)
        if one.owed != told.get(one.fee)
    ]
    if due:
        more = {"fees": "、".join(words.zh for words in due)}
        _applicant(case, "case_fee_due", _about(case) | more, event)
    if event.kind in ("fee_received", "fee_waived", "fee_refunded"):
        fee = held.procedure.fee(event.data["fee"])
        more = {
            "fees": money_words(fee, Decimal(event.data["amount"])).zh,
            "receipt": str(event.data.get("receipt", "")),
        }
        _applicant(case, f"case_{event.kind}", _about(case) | more, event)


def _seats(runs: list[Run]) -> list[tuple[int, str]]:
    return [(r.office, r.role) for r in runs if r.kind != "expert" and r.office is not None]


def _applicant(case: Case, kind: str, data: dict[str, Any], event: Happened) -> None:
    if case.enterprise.unit_id is None:
        return
    notify(
        kind=kind,
        area=case.area_id,
        data=data,
        url=reverse("case", args=[case.pk]),
        on=event.on,
        to_seats=[(case.enterprise.unit_id, Role.HANDLER)],
    )
