"""核对: an officer confirms, edits, rejects or merges what the reader proposes, or undoes it."""

from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.models import Import, Proposal
from fumao.apps.plans.proposals import cleaned
from fumao.apps.plans.standing import standing

NOT_IN_REVIEW = _("这份文件不在核对中，不能再改；请重新导入。")


class Decision(StrEnum):
    """What an officer does with a proposal."""

    CONFIRM = "confirm"
    EDIT = "edit"
    REJECT = "reject"
    MERGE = "merge"
    UNDO = "undo"


def decide_proposal(
    actor: Actor,
    proposal: Proposal,
    decision: Decision,
    *,
    data: dict[str, Any] | None = None,
    answer: str = "",
    into: Proposal | None = None,
) -> Proposal:
    """Decide one proposal; `data` belongs to EDIT, `answer` to a finding, `into` to MERGE.

    Raises PermissionDenied, and ValidationError where the import is not under review, a question
    has no answer, or the data cannot be what they should be.
    """
    with transaction.atomic():
        proposal = locked_proposal(actor, proposal)
        _person, department = standing(actor, Action.DECIDE_PROPOSAL, proposal.source)
        _change(proposal, decision, data or {}, answer.strip(), into)
        undone = decision == Decision.UNDO
        proposal.decided_by = None if undone else actor.person
        proposal.decided_at = None if undone else timezone.now()
        proposal.save()
        record(
            f"import:{proposal.source_id}",
            "proposal_decided",
            actor=actor,
            area=proposal.source.area_id,
            department=department,
            data={
                "proposal": proposal.pk,
                "kind": proposal.kind,
                "position": proposal.position,
                "decision": str(decision),
                "data": proposal.data if decision == Decision.EDIT else None,
                "answer": proposal.answer,
                "into": proposal.merged_into_id,
            },
        )
        return proposal


def locked_proposal(actor: Actor, proposal: Proposal) -> Proposal:
    """Return a proposal of an import under review, its import locked."""
    source = (
        Import.objects.select_for_update(of=("self",))
        .select_related("area")
        .defer("text")
        .get(pk=proposal.source_id)
    )
    if source.state != Import.State.REVIEW:
        standing(actor, Action.DECIDE_PROPOSAL, source)
        raise refusal("not_in_review", NOT_IN_REVIEW)
    found = Proposal.objects.get(pk=proposal.pk)
    found.source = source
    return found


def _change(
    proposal: Proposal,
    decision: Decision,
    data: dict[str, Any],
    answer: str,
    into: Proposal | None,
) -> None:
    finding = proposal.kind == Proposal.Kind.FINDING
    if decision in {Decision.CONFIRM, Decision.EDIT}:
        if finding:
            _answer(proposal, answer)
        elif decision == Decision.EDIT:
            refs = frozenset(clause["ref"] for clause in proposal.source.clauses)
            proposal.data = cleaned(proposal.kind, proposal.data | data, refs)
        proposal.state, proposal.merged_into = Proposal.State.CONFIRMED, None
    elif decision == Decision.REJECT:
        _free_merged(proposal)
        proposal.state, proposal.merged_into, proposal.answer = Proposal.State.REJECTED, None, ""
    elif decision == Decision.MERGE:
        _merge(proposal, into)
    else:
        _undo(proposal)


def _answer(proposal: Proposal, answer: str) -> None:
    """Keep the answer to a finding; a choice of dates is put into the task it is about."""
    choices = [choice[0] for choice in proposal.data["choices"]]
    if choices and answer not in choices:
        raise refusal("answer", _("请从所列读法中选择一种。"))
    if not answer and proposal.data["severity"] == "question":
        raise refusal("answer", _("请写明处理意见，再确认这个疑点。"))
    proposal.answer = answer[:200]
    if proposal.data["code"] == "ambiguous_due" and choices:
        _set_due(proposal, answer)


def _set_due(finding: Proposal, due: str | None) -> None:
    """Write a date into the task a finding is about; None puts back what was read."""
    if finding.data["task"] is None:
        return
    about = finding.source.proposals.filter(
        kind=Proposal.Kind.TASK, position=finding.data["task"] + 1
    ).first()
    if about is not None:
        original = (about.original or about.data)["due"]
        about.data = about.data | {"due": due or original}
        about.save(update_fields=["data"])


def _merge(proposal: Proposal, into: Proposal | None) -> None:
    fits = (
        into is not None
        and into.pk != proposal.pk
        and into.source_id == proposal.source_id
        and into.kind == proposal.kind == Proposal.Kind.TASK
    )
    if not fits or into is None:
        raise refusal("merge", _("只能把一项任务并入同一文件的另一项任务。"))
    target = Proposal.objects.get(pk=into.pk)
    if target.state in {Proposal.State.MERGED, Proposal.State.REJECTED}:
        raise refusal("merge", _("所选任务已并入他项或不采用，请换一项。"))
    Proposal.objects.filter(merged_into=proposal).update(merged_into=target)
    proposal.state, proposal.merged_into = Proposal.State.MERGED, target


def _free_merged(proposal: Proposal) -> None:
    """Put back what was merged into a proposal that falls away."""
    Proposal.objects.filter(merged_into=proposal).update(
        merged_into=None, state=Proposal.State.PENDING
    )


def _undo(proposal: Proposal) -> None:
    if proposal.original is None:
        _free_merged(proposal)
        proposal.state = Proposal.State.REJECTED
        return
    if proposal.kind == Proposal.Kind.FINDING and proposal.data["code"] == "ambiguous_due":
        _set_due(proposal, None)
    proposal.state, proposal.data = Proposal.State.PENDING, proposal.original
    proposal.merged_into, proposal.answer = None, ""
