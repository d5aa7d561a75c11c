"""起草、发布、停用办事事项: a version is drafted, published for new cases, or retired."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, department_for
from fumao.apps.orgs.policy.facts import Facts
from fumao.apps.orgs.refusals import refusal
from fumao.apps.procedures.designing import designs, read_or_refuse, require_design
from fumao.apps.procedures.models import ProcedureVersion
from fumao.packs.procedures import read_procedure
from fumao.procedures.definitions import Procedure

State = ProcedureVersion.State


def draft_procedure(actor: Actor, text: str) -> ProcedureVersion:
    """Keep a text as the draft of its version; it may still have faults of content.

    Raises PermissionDenied, and ValidationError for a text that cannot be read, a version that was
    published before, and a key or code that another procedure has.
    """
    text = text.replace("\r\n", "\n")
    procedure = read_or_refuse(text, publish=False)
    area = require_design(actor, procedure)
    with transaction.atomic():
        own = ProcedureVersion.objects.select_for_update().filter(key=procedure.key)
        _require_own(actor, procedure, list(own))
        row = own.filter(version=procedure.version).first() or ProcedureVersion(
            key=procedure.key, version=procedure.version
        )
        if row.state != State.DRAFT:
            raise refusal(
                "version", _("版本 %(v)s 已发布，不能更改：请换一个版本号。"), v=row.version
            )
        _fill(row, procedure, text)
        row.by = actor.person
        row.save()
        _record(actor, row, "procedure_drafted", area)
    return row


def publish_draft(actor: Actor, version: int) -> ProcedureVersion:
    """Publish a draft for new cases; the version before is retired, its cases keep it.

    Raises PermissionDenied, ProcedureVersion.DoesNotExist, and ValidationError with the faults
    that the linter finds.
    """
    with transaction.atomic():
        row = ProcedureVersion.objects.select_for_update().get(pk=version)
        if row.state != State.DRAFT:
            raise refusal("version", _("只有草案可以发布。"))
        procedure = read_procedure(row.text)
        area = require_design(actor, procedure)
        read_or_refuse(row.text, publish=True)
        own = list(ProcedureVersion.objects.select_for_update().filter(key=row.key))
        _require_own(actor, procedure, own)
        ProcedureVersion.objects.filter(key=row.key, state=State.PUBLISHED).update(
            state=State.RETIRED, retired_on=actor.today
        )
        row.state, row.published_on, row.by = State.PUBLISHED, actor.today, actor.person
        row.save(update_fields=["state", "published_on", "by"])
        _record(actor, row, "procedure_published", area)
    return row


def retire_procedure(actor: Actor, version: int, why: str) -> ProcedureVersion:
    """Close a published version to new cases; those begun go on.

    Raises PermissionDenied, ProcedureVersion.DoesNotExist and ValidationError.
    """
    if not why.strip():
        raise refusal("why", _("请写明停用的理由。"))
    with transaction.atomic():
        row = ProcedureVersion.objects.select_for_update().get(pk=version)
        area = require_design(actor, read_procedure(row.text))
        if row.state != State.PUBLISHED:
            raise refusal("version", _("只有已发布的版本可以停用。"))
        row.state, row.retired_on = State.RETIRED, actor.today
        row.save(update_fields=["state", "retired_on"])
        _record(actor, row, "procedure_retired", area, why.strip()[:500])
    return row


def _require_own(actor: Actor, procedure: Procedure, own: list[ProcedureVersion]) -> None:
    """Refuse a key that is another area's, and a code that another procedure has."""
    if any(not designs(actor, list(one.areas)) for one in own):
        raise refusal("key", _("“%(key)s”是其他地区的事项：请另起一个 key。"), key=procedure.key)
    others = ProcedureVersion.objects.filter(code=procedure.code).exclude(key=procedure.key)
    if others.exists():
        raise refusal("code", _("代号 %(code)s 已被其他事项使用。"), code=procedure.code)


def _fill(row: ProcedureVersion, procedure: Procedure, text: str) -> None:
    row.code, row.kind, row.owner = procedure.code, procedure.kind, procedure.owner
    row.title, row.title_en = procedure.title.zh, procedure.title.en
    row.areas, row.text = list(procedure.areas), text
    row.digest = hashlib.sha256(text.encode()).hexdigest()


def _record(actor: Actor, row: ProcedureVersion, kind: str, area: Area, why: str = "") -> None:
    data = {"version": row.version, "digest": row.digest} | ({"why": why} if why else {})
    record(
        row.stream, kind, actor=actor, area=area, data=data,
        department=department_for(actor, Action.DESIGN_PROCEDURE, Facts(area.path)),
    )  # fmt: skip
