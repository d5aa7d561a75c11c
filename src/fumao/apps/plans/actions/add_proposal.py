"""补充: an officer adds an item that the reader did not find."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.actions.decide_proposal import NOT_IN_REVIEW
from fumao.apps.plans.models import Import, Proposal
from fumao.apps.plans.proposals import cleaned
from fumao.apps.plans.standing import standing


def add_proposal(
    actor: Actor,
    source: Import,
    kind: Proposal.Kind,
    data: dict[str, Any],
    span: tuple[int, int] | None = None,
) -> Proposal:
    """Add a confirmed item; `span` is its place in the text where the officer marked one.

    Raises PermissionDenied and ValidationError.
    """
    with transaction.atomic():
        source = (
            Import.objects.select_for_update(of=("self",)).select_related("area").get(pk=source.pk)
        )
        _person, department = standing(actor, Action.DECIDE_PROPOSAL, source)
        if source.state != Import.State.REVIEW:
            raise refusal("not_in_review", NOT_IN_REVIEW)
        if kind == Proposal.Kind.FINDING:
            raise refusal("kind", _("只能补充任务、目标或激励。"))
        if span is not None and not 0 <= span[0] < span[1] <= len(source.text):
            raise refusal("span", _("所选原文位置有误，请重新选择。"))
        refs = frozenset(clause["ref"] for clause in source.clauses)
        held = source.proposals.filter(kind=kind).aggregate(last=Max("position"))["last"] or 0
        proposal = Proposal.objects.create(
            source=source,
            kind=kind,
            position=held + 1,
            state=Proposal.State.CONFIRMED,
            original=None,
            data=cleaned(kind, data, refs),
            start=span[0] if span else None,
            end=span[1] if span else None,
            decided_by=actor.person,
            decided_at=timezone.now(),
        )
        record(
            f"import:{source.pk}",
            "proposal_added",
            actor=actor,
            area=source.area_id,
            department=department,
            data={"proposal": proposal.pk, "kind": str(kind), "data": proposal.data},
        )
        return proposal
