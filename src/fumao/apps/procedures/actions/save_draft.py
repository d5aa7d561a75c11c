"""Drafts: saved as they are typed, wrong or not; nothing of them is an event yet."""

from collections.abc import Mapping
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, require
from fumao.apps.procedures.models import Case, Draft, Outcome, ProcedureVersion

_LARGEST = 200_000  # characters of a draft as text


def begin_draft(
    actor: Actor,
    version: ProcedureVersion,
    enterprise: Enterprise,
    variant: str = "",
    outcome: Outcome | None = None,
) -> Draft:
    """Begin a draft, filled with what is known; raises PermissionDenied."""
    from fumao.apps.procedures.prefill import prefilled  # noqa: PLC0415

    require(actor, Action.APPLY, enterprise)
    return Draft.objects.create(
        procedure=version,
        variant=variant,
        enterprise=enterprise,
        outcome=outcome,
        data=prefilled(actor, version, enterprise, variant, outcome),
        key=uuid4(),
        by_id=person_of(actor),
    )


def mending_draft(actor: Actor, case: Case) -> Draft:
    """Return the draft in which a returned case is mended; begun where there is none."""
    require(actor, Action.APPLY, case.enterprise)
    with transaction.atomic():
        found, _made = Draft.objects.get_or_create(
            case=case,
            defaults={
                "procedure": case.procedure, "variant": case.variant,
                "enterprise": case.enterprise, "outcome": case.outcome, "data": case.data,
                "promised": case.course.get("promised", []), "key": uuid4(),
                "by_id": person_of(actor),
            },
        )  # fmt: skip
    return found


def save_draft(actor: Actor, draft: Draft, data: Mapping[str, object], promised: list[str]) -> None:
    """Keep what is filled in; raises PermissionDenied, ValueError for more than a form holds."""
    require(actor, Action.APPLY, draft.enterprise)
    if len(str(data)) > _LARGEST:
        raise ValueError("the draft is larger than a form can be")
    draft.data, draft.promised = dict(data), list(promised)
    draft.save(update_fields=["data", "promised", "updated_at"])


def person_of(actor: Actor) -> int:
    """Return who acts; raises PermissionDenied for the public."""
    if actor.person is None:
        raise PermissionDenied
    return actor.person.pk


def discard_draft(actor: Actor, draft: Draft) -> None:
    """Throw a draft away with its papers."""
    require(actor, Action.APPLY, draft.enterprise)
    draft.delete()
