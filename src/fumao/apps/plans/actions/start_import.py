"""Take a document to be read: the file is kept, the reading happens in the background."""

from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from fumao.apps.audit.service import record
from fumao.apps.files.service import keep_file
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action
from fumao.apps.plans.actions.read_import import read_import
from fumao.apps.plans.models import Import
from fumao.apps.plans.standing import standing


def start_import(actor: Actor, area: Area, file: File[Any]) -> Import:
    """Keep a file and queue its reading, all in one transaction: what was taken is not lost.

    Raises PermissionDenied, and ValidationError where the file is refused.
    """
    with transaction.atomic():
        entry = keep_import(actor, area, file)
        read_import.enqueue(entry.pk)
        return entry


def keep_import(actor: Actor, area: Area, file: File[Any]) -> Import:
    """Keep a file as an import that nobody has read yet."""
    with transaction.atomic():
        person, department = standing(actor, Action.IMPORT_DOCUMENT, area)
        kept = keep_file(actor, file, "import:new", area.pk, department)
        entry = Import.objects.create(
            area=area, attachment=kept, started_by=person, started_at=timezone.now()
        )
        kept.stream = f"import:{entry.pk}"
        kept.save(update_fields=["stream"])
        record(
            kept.stream,
            "import_started",
            actor=actor,
            area=area,
            department=department,
            data={"name": kept.name, "sha256": kept.file.sha256, "size": kept.file.size},
        )
        return entry
