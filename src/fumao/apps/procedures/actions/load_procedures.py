"""载入办事事项: every procedure of the packs, published as its version; loading again changes
nothing.
"""

import hashlib

from django.db import transaction

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.procedures.models import ProcedureVersion
from fumao.packs.procedures import Written, load_procedures

State = ProcedureVersion.State


def load_shipped(actor: Actor) -> int:
    """Publish what the packs hold and is not there yet; return how many were published.

    For the command line: no policy is asked. Raises PackError, and ValueError for a version whose
    text has changed: published versions never change, a new text needs a new version.
    """
    done = 0
    # A text that is held need not be read: every start would pay a second for it.
    held = frozenset(ProcedureVersion.objects.values_list("text", flat=True))
    for written in load_procedures(known=held):
        with transaction.atomic():
            done += _load(actor, written)
    return done


def _load(actor: Actor, written: Written) -> int:
    procedure = written.procedure
    digest = hashlib.sha256(written.text.encode()).hexdigest()
    held = ProcedureVersion.objects.filter(key=procedure.key, version=procedure.version).first()
    if held is not None:
        if held.digest != digest:
            raise ValueError(
                f"{procedure.key} {procedure.version} has another text than the one published: "
                "give it a new version"
            )
        return 0
    publish_text(actor, written, digest)
    return 1


def publish_text(actor: Actor, written: Written, digest: str) -> ProcedureVersion:
    """Publish a procedure as a new version; the one before is retired for new cases."""
    procedure = written.procedure
    ProcedureVersion.objects.filter(key=procedure.key, state=State.PUBLISHED).update(
        state=State.RETIRED, retired_on=actor.today
    )
    made = ProcedureVersion.objects.create(
        key=procedure.key,
        code=procedure.code,
        version=procedure.version,
        title=procedure.title.zh,
        title_en=procedure.title.en,
        kind=procedure.kind,
        owner=procedure.owner,
        areas=list(procedure.areas),
        text=written.text,
        digest=digest,
        state=State.PUBLISHED,
        pack=written.pack,
        published_on=actor.today,
        by=actor.person,
    )
    record(
        made.stream,
        "procedure_published",
        actor=actor,
        area=Area.objects.get(parent=None),
        data={"version": made.version, "digest": digest, "pack": written.pack},
    )
    return made
