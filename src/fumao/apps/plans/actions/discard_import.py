"""放弃: an import that will not become a plan; its file and its record stay."""

from django.db import transaction

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.models import Import
from fumao.apps.plans.refusals import ALREADY_DECIDED
from fumao.apps.plans.standing import standing


def discard_import(actor: Actor, source: Import) -> Import:
    """Give up an import that is not published; raises PermissionDenied and ValidationError."""
    with transaction.atomic():
        source = (
            Import.objects.select_for_update(of=("self",)).select_related("area").get(pk=source.pk)
        )
        _person, department = standing(actor, Action.DECIDE_PROPOSAL, source)
        if source.state in {Import.State.PUBLISHED, Import.State.DISCARDED}:
            raise refusal("already_decided", ALREADY_DECIDED)
        source.state = Import.State.DISCARDED
        source.save(update_fields=["state"])
        record(
            f"import:{source.pk}",
            "import_discarded",
            actor=actor,
            area=source.area_id,
            department=department,
        )
        return source
