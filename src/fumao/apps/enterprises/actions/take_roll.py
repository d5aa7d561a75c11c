"""收下企业名册: the file is kept, the reading happens in the background."""

from datetime import date
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.enterprises.actions.read_roll import read_roll
from fumao.apps.enterprises.checks import not_later
from fumao.apps.enterprises.models import Roll
from fumao.apps.enterprises.standing import standing
from fumao.apps.enterprises.vocabulary import table_of
from fumao.apps.files.service import keep_file
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal

MEDIA = frozenset({"xlsx", "csv"})


def take_roll(
    actor: Actor, area: Area, file: File[Any], as_of: date, source: str = "", table: str = ""
) -> Roll:
    """Keep a spreadsheet of enterprises and queue its reading, in one transaction.

    `table` names the child table whose rows it holds instead. Raises PermissionDenied, and
    ValidationError where the file is refused.
    """
    with transaction.atomic():
        person, department = standing(actor, Action.MANAGE_ENTERPRISE, area)
        not_later(as_of, actor, "as_of")
        if PurePosixPath(file.name or "").suffix.lower().removeprefix(".") not in MEDIA:
            raise refusal("file", _("名册须为 XLSX 或 CSV 文件。"))
        what = table_of(table).label.zh if table else "企业名册"
        kept = keep_file(actor, file, "roll:new", area.pk, department)
        roll = Roll.objects.create(
            area=area,
            attachment=kept,
            as_of=as_of,
            source=(" ".join(source.split()) or f"{what} {kept.name}")[:200],
            table=table,
            started_by=person,
            department_id=department,
            started_at=timezone.now(),
        )
        kept.stream = roll.stream
        kept.save(update_fields=["stream"])
        record(
            roll.stream,
            "roll_taken",
            actor=actor,
            area=area,
            department=department,
            data={
                "name": kept.name,
                "sha256": kept.file.sha256,
                "as_of": as_of.isoformat(),
                "table": table,
            },
        )
        read_roll.enqueue(roll.pk)
        return roll
