"""核定: lines accepted or cut, the gates passed, and the amount that the rule computes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from fumao.apps.funds.evaluate import ASSESSABLE, Evaluated, Gate, evaluate, gates_of
from fumao.apps.funds.models import Assessment, Claim, ClaimLine, State
from fumao.apps.funds.refusals import within_limits
from fumao.apps.funds.standing import in_state, locked, signed, standing, tell
from fumao.apps.grants.book import book
from fumao.apps.grants.held_rules import rules_digest
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal

REASON = 200


@dataclass(frozen=True, slots=True)
class Cut:
    """What is accepted of a line, in fen, and why not all of it."""

    eligible: int
    reason: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the assessor adds: cuts by line, reasons for gates the register does not know, a score
    for calls that rank."""

    cuts: Mapping[int, Cut] = field(default_factory=dict)
    decided: Mapping[str, str] = field(default_factory=dict)
    score: Decimal | None = None


def assess_claim(actor: Actor, claim: Claim, judged: Judgement | None = None) -> Claim:
    """Compute what the rule gives for a claim and keep why.

    An enterprise on a negative list is refused at once, with the fact and its source. Where facts
    are missing the claim waits and the assessment names them. Raises PermissionDenied, and
    ValidationError where a gate is unknown and nobody has decided it.
    """
    judged = judged or Judgement()
    with within_limits(), transaction.atomic():
        held = locked(claim)
        department = standing(actor, Action.ASSESS_CLAIM, held)
        in_state(held, *ASSESSABLE)
        gates = gates_of(actor, held, actor.today, "zh")
        failed = [gate for gate in gates if gate.verdict == "failed"]
        if failed:
            return _refuse(actor, held, failed[0], department)
        _decided(gates, judged)
        lines = _cut(held, judged.cuts)
        found = evaluate(actor, held, lines, actor.today)
        made = _keep(actor, held, found, _kept(gates, judged), department)
        held.computed = made.computed
        held.score = judged.score
        held.assessed_by = actor.person
        held.state = State.SUBMITTED if made.computed is None else State.ASSESSED
        held.save(update_fields=["computed", "score", "assessed_by", "state"])
        tell(
            actor, held, "claim_assessed", department,
            assessment=made.pk, rule=made.rule, computed=made.computed, missing=made.missing,
            score=None if judged.score is None else str(judged.score),
        )  # fmt: skip
        return held


def _refuse(actor: Actor, claim: Claim, gate: Gate, department: int) -> Claim:
    fact = gate.fact
    claim.state, claim.decided_on = State.REFUSED, actor.today
    claim.assessed_by = actor.person
    claim.refusal_rule = gate.name
    claim.refusal_basis = _now("%(label)s：%(value)s（%(source)s，%(day)s）") % {
        "label": gate.label,
        "value": _now("是") if fact is not None and fact.value == "true" else _now("否"),
        "source": fact.source if fact is not None else "",
        "day": fact.holds_from.isoformat() if fact is not None else "",
    }
    claim.save(
        update_fields=["state", "decided_on", "assessed_by", "refusal_rule", "refusal_basis"]
    )
    tell(
        actor, claim, "claim_refused", department,
        rule=gate.name, basis=claim.refusal_basis, fact=fact.pk if fact else None,
    )  # fmt: skip
    return claim


def _decided(gates: list[Gate], judged: Judgement) -> None:
    """Refuse to go on while a gate is unknown and no person has decided it."""
    open_ = [
        gate.label
        for gate in gates
        if gate.verdict == "unknown" and not judged.decided.get(gate.name, "").strip()
    ]
    if open_:
        raise refusal(
            "gates", _("企业名录没有这些情况，请查证后写明结论和来源：%(what)s。"),
            what="、".join(open_),
        )  # fmt: skip


def _kept(gates: list[Gate], judged: Judgement) -> list[dict[str, Any]]:
    return [
        {
            "name": gate.name,
            "verdict": "decided" if gate.verdict == "unknown" else gate.verdict,
            "fact": gate.fact.pk if gate.fact else None,
            "source": gate.fact.source if gate.fact else "",
            "reason": judged.decided.get(gate.name, "").strip()[:REASON],
        }
        for gate in gates
    ]


def _cut(claim: Claim, cuts: Mapping[int, Cut]) -> list[ClaimLine]:
    """Accept every line in full but those cut; a cut has a reason."""
    lines = list(claim.lines.all())
    for line in lines:
        cut = cuts.get(line.position)
        line.eligible = line.amount if cut is None else cut.eligible
        line.cut_reason = "" if cut is None else cut.reason.strip()[:REASON]
        if not 0 <= line.eligible <= line.amount:
            raise refusal("cuts", _("第 %(n)s 条：认可金额应在零和发票金额之间。"), n=line.position)
        if line.eligible < line.amount and not line.cut_reason:
            raise refusal("cuts", _("第 %(n)s 条：请写明核减原因。"), n=line.position)
    ClaimLine.objects.bulk_update(lines, ["eligible", "cut_reason"])
    return lines


def _keep(
    actor: Actor, claim: Claim, found: Evaluated, gates: list[dict[str, Any]], department: int
) -> Assessment:
    held, rule = book(), found.answer.rule
    group = held.group_of[rule.name]
    return Assessment.objects.create(
        claim=claim, rule=rule.name, rule_from=rule.valid_from, pack=group.key,
        pack_version=group.version, rules_digest=rules_digest(held), day=actor.today,
        facts=found.facts, rows=found.rows, gates=gates, explanation=found.explanation,
        computed=found.computed, missing=found.missing, **signed(actor, department),
    )  # fmt: skip
