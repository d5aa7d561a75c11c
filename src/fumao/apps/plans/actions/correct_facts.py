"""改正: an officer corrects what was read of the document itself, before it is published."""

from datetime import date
from typing import Any

from django.db import transaction

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.actions.decide_proposal import NOT_IN_REVIEW
from fumao.apps.plans.actions.read_import import plan_of
from fumao.apps.plans.document_facts import FACTS, cleaned_facts, facts_of
from fumao.apps.plans.models import Import
from fumao.apps.plans.standing import standing


def correct_facts(actor: Actor, source: Import, given: dict[str, Any]) -> Import:
    """Set title, number, issuers and date of an import under review; the same again is no event.

    A number or title that belongs to a published plan makes this file its next version. Raises
    PermissionDenied and ValidationError.
    """
    with transaction.atomic():
        source = (
            Import.objects.select_for_update(of=("self",))
            .select_related("area", "attachment__file", "plan")
            .get(pk=source.pk)
        )
        _person, department = standing(actor, Action.DECIDE_PROPOSAL, source)
        if source.state != Import.State.REVIEW:
            raise refusal("not_in_review", NOT_IN_REVIEW)
        before, after = facts_of(source), cleaned_facts(given)
        changes = {n: [before[n], after[n]] for n in FACTS if before[n] != after[n]}
        if not changes:
            return source
        source.title, source.number, source.issuer = (after[n] for n in FACTS[:3])
        source.date = date.fromisoformat(after["date"]) if after["date"] else None
        if source.plan is None:
            source.plan = plan_of(source, named=True)
        source.save(update_fields=[*FACTS, "plan"])
        record(
            f"import:{source.pk}",
            "import_corrected",
            actor=actor,
            area=source.area_id,
            department=department,
            data={"changes": changes, "plan": source.plan.key if source.plan else None},
        )
        return source
