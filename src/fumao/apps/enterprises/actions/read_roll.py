"""Read a roll in the background and say of every row what it would do; nothing is registered."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.tasks import task

from fumao.apps.audit.service import record
from fumao.apps.enterprises.models import Roll, RollRow
from fumao.apps.enterprises.rolls.child import read_rows
from fumao.apps.enterprises.rolls.columns import find_columns
from fumao.apps.enterprises.rolls.details import find_detail_columns, no_detail_head, read_detail
from fumao.apps.enterprises.rolls.lines import Line, Places, read_line
from fumao.apps.enterprises.rolls.stage import digest_of, places_for, write_stage
from fumao.apps.enterprises.vocabulary import tables
from fumao.apps.files.service import path_of
from fumao.apps.orgs import clock
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.lost_work import told_if_broken
from fumao.core.errors import CoreError

_NO_HEAD = CoreError(
    "no_head",
    "前10行里没有找到表头：至少要有“统一社会信用代码”和“企业名称”两列。",
    "No head was found in the first 10 rows: the columns 统一社会信用代码 and 企业名称 are needed.",
)


@task()
def read_roll(roll_id: int) -> None:
    """Read one roll; a second run of the same roll finds it read and does nothing."""
    roll = Roll.objects.select_related("attachment__file", "area__parent", "started_by").get(
        pk=roll_id
    )
    if roll.state == Roll.State.READING:
        with told_if_broken(lambda fault: _fail(roll, fault)):
            _read(roll)


def _read(roll: Roll) -> None:
    actor = actor_for(roll.started_by, clock.today())
    try:
        rows = read_rows(path_of(roll.attachment.file), roll.attachment.file.media)
        places = places_for(actor, roll)
        lines, unread = _detail_lines(roll, rows) if roll.table else _lines(roll, rows, places)
    except CoreError as error:
        _fail(roll, error)
        return
    write_stage(roll, lines, places)
    with transaction.atomic():
        roll = Roll.objects.select_for_update(of=("self",)).select_related("area").get(pk=roll.pk)
        if roll.state != Roll.State.READING:
            return
        roll.state, roll.unread = Roll.State.REVIEW, unread
        roll.digest = digest_of(roll.lines.order_by("number").iterator(chunk_size=2000))
        roll.save(update_fields=["state", "unread", "digest"])
        _record(roll, "roll_read", outcomes(roll))


type _Read = tuple[list[Line], list[str]]  # the lines, the heads nobody understood


def _lines(roll: Roll, rows: Sequence[Sequence[str]], places: Places) -> _Read:
    columns = find_columns(rows)
    if columns is None:
        raise _NO_HEAD
    lines = [
        read_line(number, row, columns, places, roll.as_of)
        for number, row in enumerate(rows, 1)
        if number > columns.head + 1 and any(row)
    ]
    return lines, columns.unread


def _detail_lines(roll: Roll, rows: Sequence[Sequence[str]]) -> _Read:
    table = tables()[roll.table]
    columns = find_detail_columns(rows, table)
    if columns is None:
        raise no_detail_head(table)
    lines = [
        read_detail(number, row, columns, roll.as_of)
        for number, row in enumerate(rows, 1)
        if number > columns.head + 1 and any(row)
    ]
    return lines, columns.unread


def outcomes(roll: Roll) -> dict[str, int]:
    """Return how many rows came to what."""
    found = dict.fromkeys(RollRow.Outcome.values, 0)
    for outcome in roll.lines.values_list("outcome", flat=True):
        found[outcome] += 1
    return found


def _fail(roll: Roll, error: CoreError) -> None:
    with transaction.atomic():
        roll.state = Roll.State.FAILED
        roll.error_zh, roll.error_en = error.words
        roll.save(update_fields=["state", "error_zh", "error_en"])
        _record(roll, "roll_failed", {"code": error.code})


def _record(roll: Roll, kind: str, data: Mapping[str, object]) -> None:
    nobody = Actor(None, clock.today())
    record(roll.stream, kind, actor=nobody, area=roll.area_id, data=dict(data))
