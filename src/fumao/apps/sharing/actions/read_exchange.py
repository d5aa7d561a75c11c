"""Read a file in the background: good rows are proposed, bad ones told by row and column."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.tasks import task

from fumao.apps.audit.service import record
from fumao.apps.enterprises.rolls.child import read_rows
from fumao.apps.files.service import path_of
from fumao.apps.orgs import clock
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.lost_work import told_if_broken
from fumao.apps.sharing.book import data_set
from fumao.apps.sharing.models import Exchange
from fumao.core.errors import CoreError
from fumao.core.receipts import digest
from fumao.packs.codes import is_code
from fumao.statistics.exchange_reading import Line
from fumao.statistics.exchange_reading import read_exchange as read


@task()
def read_exchange(exchange_id: int) -> None:
    """Read one file; a second run finds it read and does nothing."""
    one = Exchange.objects.select_related("attachment__file", "grant").get(pk=exchange_id)
    if one.state == Exchange.State.READING:
        with told_if_broken(lambda fault: _fail(one, fault)):
            _read(one)


def _read(one: Exchange) -> None:
    try:
        rows = read_rows(path_of(one.attachment.file), one.attachment.file.media)
        found = read(data_set(one.grant), rows, one.ends, is_code)
    except CoreError as error:
        _fail(one, error)
        return
    with transaction.atomic():
        one = Exchange.objects.select_for_update(of=("self",)).get(pk=one.pk)
        if one.state != Exchange.State.READING:
            return
        one.good, one.bad, one.unread = _told(found.good), _told(found.bad), found.unread
        one.state, one.digest = Exchange.State.REVIEW, digest(_told(found.good))
        one.save(update_fields=["state", "good", "bad", "unread", "digest"])
        _record(one, "exchange_read", {"good": len(one.good), "bad": len(one.bad)})


def _told(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [
        {
            "number": line.number, "data": line.data,
            "problems": [
                {
                    "column": list(one.column), "value": one.value, "why": list(one.why),
                    "mend": list(one.mend),
                }
                for one in line.problems
            ],
        }
        for line in lines
    ]  # fmt: skip


def _fail(one: Exchange, error: CoreError) -> None:
    with transaction.atomic():
        one.state = Exchange.State.FAILED
        one.error_zh, one.error_en = error.words.zh[:500], error.words.en[:600]
        one.save(update_fields=["state", "error_zh", "error_en"])
        _record(one, "exchange_failed", {"code": error.code})


def _record(one: Exchange, kind: str, data: dict[str, object]) -> None:
    nobody = Actor(None, clock.today())
    record(one.stream, kind, actor=nobody, area=one.grant.area_id, data=data)
