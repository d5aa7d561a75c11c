"""收下交换文件: a file under a grant is kept, the reading happens in the background."""

from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.files.service import keep_file
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.sharing.actions.read_exchange import read_exchange
from fumao.apps.sharing.book import data_set, period_of
from fumao.apps.sharing.models import DataGrant, Exchange
from fumao.apps.sharing.standing import under_grant

MEDIA = frozenset({"xlsx", "csv", "json"})


def take_exchange(actor: Actor, grant: DataGrant, period: str, file: File[Any]) -> Exchange:
    """Keep a file for a period and queue its reading, in one transaction.

    Raises PermissionDenied, and ValidationError where the grant does not hold, the period is none
    of its kind or not over, or the file is refused.
    """
    with transaction.atomic():
        grant, person, department = under_grant(actor, Action.EXCHANGE_DATA, grant.pk)
        if grant.direction != DataGrant.Direction.IN:
            raise refusal("grant", _("这项授权是送出数据的，不能交来文件。"))
        span = period_of(data_set(grant), period)
        if span.end > actor.today:
            raise refusal("period", _("%(period)s 还没有结束。"), period=span.code)
        if PurePosixPath(file.name or "").suffix.lower().removeprefix(".") not in MEDIA:
            raise refusal("file", _("交换文件须为 XLSX、CSV 或 JSON。"))
        kept = keep_file(actor, file, "exchange:new", grant.area_id, department)
        made = Exchange.objects.create(
            grant=grant,
            period=span.code,
            starts=span.start,
            ends=span.end,
            attachment=kept,
            started_by=person,
            department_id=department,
            started_at=timezone.now(),
        )
        kept.stream = made.stream
        kept.save(update_fields=["stream"])
        record(
            made.stream, "exchange_taken", actor=actor, area=grant.area_id, department=department,
            data={
                "grant": grant.pk, "key": grant.key, "period": span.code, "name": kept.name,
                "sha256": kept.file.sha256, "on_behalf": made.on_behalf,
            },
        )  # fmt: skip
        read_exchange.enqueue(made.pk)
    return made
