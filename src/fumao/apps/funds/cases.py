"""Claims that come from cases: opened, assessed, approved or ended as the case goes.

Each happens in the case's own transaction: what a claim refuses (an invoice line that another claim
holds, a budget that is used up) refuses the act on the case too. The seat of the step is the right
to act here; the procedure keeps duties apart, and the database that who assessed does not approve.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.funds.actions.approve_claim import grant
from fumao.apps.funds.actions.open_claim import Line, Wish, open_claim
from fumao.apps.funds.actions.submit_claim import submit_claim
from fumao.apps.funds.evaluate import LANGUAGES, gates_of, said
from fumao.apps.funds.models import Assessment, Call, Claim, State
from fumao.apps.funds.refusals import within_limits
from fumao.apps.funds.standing import claims_with_place, locked, signed, tell
from fumao.apps.orgs.refusals import refusal
from fumao.apps.procedures.service import Happening, filed_of
from fumao.core.money import Money
from fumao.procedures.definitions import MoneyTerms
from fumao.procedures.intake import amount_of

_PENDING = (State.DRAFT, State.SUBMITTED, State.ASSESSED)


def follow(happening: Happening) -> None:
    """Let a claim follow its case; a case without money, or later on an outcome, has none."""
    money = happening.loaded.procedure.money
    if money is None or happening.case.variant:
        return
    kind, after, before = happening.event.kind, happening.after, happening.before
    if kind == "submitted":
        _open(happening, money)
        return
    claim = claims_with_place().filter(case_number=happening.case.number).first()
    if claim is None:
        return
    if kind == "corrected":
        _end(happening, claim, State.WITHDRAWN, _("补正后重新申报"), keep_number=False)
        _open(happening, money)
    elif after.decision == "grant" and (before is None or before.decision != "grant"):
        _approve(happening, claim)
    elif not after.is_open and (before is None or before.is_open) and after.decision != "grant":
        refused = after.phase in ("refused", "not_accepted")
        state = State.REFUSED if refused else State.WITHDRAWN
        _end(happening, claim, state, happening.event.data.get("opinion") or after.phase)
    elif _examined(happening):
        _assess(happening, claim, money)


def _examined(happening: Happening) -> bool:
    """Tell whether a person has just examined the case: the amount is computed and kept then."""
    data = happening.event.data
    if happening.event.kind != "finished" or data.get("verdict") != "passed":
        return False
    return happening.loaded.procedure.step(data["step"]).do == "review"


def call_of(happening: Happening, money: MoneyTerms) -> Call | None:
    """Return the call that takes claims under the case's rule today, None where there is none."""
    day, codes = happening.event.on, happening.case.area.path.strip("/").split("/")
    return (
        Call.objects.filter(
            rule=money.rule,
            opens__lte=day,
            closes__gte=day,
            fund_year__fund__area__code__in=codes,
        )
        .select_related("fund_year__fund__area")
        .order_by("-fund_year__fund__area__path", "id")
        .first()
    )


def _open(happening: Happening, money: MoneyTerms) -> None:
    call = call_of(happening, money)
    if call is None:
        return  # nothing is announced: the case is decided without a claim
    case, data = happening.case, happening.case.data
    lines = list(_lines(happening, money, call))
    asked = _computed(happening) or sum(line.amount for line in lines)
    wish = Wish(
        asked=asked,
        purpose=case.procedure.title,
        bank=str(data.get("bank", "")),
        account=str(data.get("account", "")),
        case_number=case.number,
    )
    claim = open_claim(happening.actor, call, case.enterprise, wish, lines)
    submit_claim(happening.actor, claim)


def _lines(happening: Happening, money: MoneyTerms, call: Call) -> Iterator[Line]:
    columns, case = dict(money.columns), happening.case
    rows = case.data.get(money.lines) if money.lines else None
    first = next(iter(call.kinds))
    for row in rows if isinstance(rows, list) else []:
        kind = str(row.get(columns.get("kind", ""), "") or first)
        yield Line(
            kind=kind if kind in call.kinds else first,
            what=str(row.get(columns.get("what", ""), "") or case.procedure.title),
            invoice_number=str(row.get(columns["invoice"], "")),
            dated=date.fromisoformat(str(row[columns["dated"]])),
            amount=Money(Decimal(str(row[columns["amount"]]))).to_fen(),
        )
    if not rows:
        # Without invoices the case itself is the voucher, once.
        amount = _computed(happening) or 0
        yield Line(first, case.procedure.title, case.number, happening.event.on, amount)


def _computed(happening: Happening) -> int | None:
    """Return what the rule gives for the form, in fen; None while a fact is missing."""
    held, case = happening.loaded, happening.case
    filed = filed_of(held, case, happening.event.on)
    value = amount_of(held.form, filed.filing, happening.event.on)
    return Money(Decimal(value)).to_fen() if isinstance(value, int | Decimal) else None


def _assess(happening: Happening, claim: Claim, money: MoneyTerms) -> None:
    """Keep what the rule gives and why, in the name of the person who examined the case."""
    actor, event = happening.actor, happening.event
    with within_limits(), transaction.atomic():
        held = locked(claim)
        if held.state not in _PENDING:
            return
        made = Assessment.objects.create(
            claim=held,
            day=event.on,
            gates=_gates(happening, held),
            **_rested_on(happening, money),
            **signed(actor, event.office),
        )
        held.computed, held.assessed_by = made.computed, actor.person
        held.state = State.SUBMITTED if made.computed is None else State.ASSESSED
        held.save(update_fields=["computed", "assessed_by", "state"])
        tell(
            actor, held, "claim_assessed", event.office,
            assessment=made.pk, rule=made.rule, computed=made.computed, missing=made.missing,
        )  # fmt: skip


def _gates(happening: Happening, claim: Claim) -> list[dict[str, Any]]:
    """Return what bars a claim and does not bar this one; what the register does not know is
    decided by the person who examined the case, whose opinion is the reason.

    Raises ValidationError where a gate fails: the case is then to be refused.
    """
    opinion = str(happening.event.data.get("opinion", ""))
    kept = []
    for gate in gates_of(happening.actor, claim, happening.event.on, "zh"):
        if gate.verdict == "failed":
            raise refusal(
                "gates",
                _("“%(label)s”不符合（%(source)s）：须作出不予通过的决定。"),
                label=gate.label,
                source=gate.fact.source if gate.fact else "",
            )
        kept.append(
            {
                "name": gate.name,
                "verdict": "decided" if gate.verdict == "unknown" else gate.verdict,
                "fact": gate.fact.pk if gate.fact else None,
                "source": gate.fact.source if gate.fact else "",
                "reason": opinion[:200] if gate.verdict == "unknown" else "",
            }
        )
    return kept


def _rested_on(happening: Happening, money: MoneyTerms) -> dict[str, Any]:
    held, case = happening.loaded, happening.case
    filed = filed_of(held, case, happening.event.on)
    rules = held.form.on(filed.day)
    answers = rules.answers(
        {**filed.about, **filed.reading.values}, dict(filed.reading.rows), [money.rule]
    )
    answer = answers[money.rule]
    reach = held.form.library.reach[money.rule]
    return {
        "rule": money.rule,
        "rule_from": answer.rule.valid_from,
        "pack": case.procedure.pack,
        "pack_version": case.procedure.version,
        "rules_digest": case.procedure.digest,
        "facts": {k: str(v) for k, v in filed.reading.values.items() if k in reach},
        "rows": [
            {name: str(value) for name, value in row.items()}
            for row in filed.reading.rows.get(money.lines, [])
        ],
        "explanation": {lang: said(answers, rules, money.rule, lang) for lang in LANGUAGES},
        "computed": _computed(happening),
        "missing": sorted(answer.missing),
    }


def _approve(happening: Happening, claim: Claim) -> None:
    actor, event = happening.actor, happening.event
    with within_limits(), transaction.atomic():
        held = locked(claim)
        if held.state != State.ASSESSED or not held.computed:
            raise refusal("amount", _("金额尚未核定，不能决定：审查环节须先算出应给的金额。"))
        amount = min(held.asked, held.computed)
        grant(actor, held, amount, event.office or 0, str(event.data.get("opinion", "")))


def _end(
    happening: Happening, claim: Claim, state: State, why: object, *, keep_number: bool = True
) -> None:
    """End a claim with its case: its invoice lines are free again."""
    actor, event = happening.actor, happening.event
    held = locked(claim)
    if held.state not in _PENDING:
        return
    held.state, held.decided_on = state, event.on
    if state == State.REFUSED:
        money = happening.loaded.procedure.money
        held.refusal_rule = (money.rule if money else "")[:64]
        held.refusal_basis = str(why)[:300]
    if not keep_number:
        held.case_number = ""
    held.save(update_fields=["state", "decided_on", "refusal_rule", "refusal_basis", "case_number"])
    kind = "claim_refused" if state == State.REFUSED else "claim_withdrawn"
    tell(actor, held, kind, event.office, reason=str(why), case=happening.case.number)
