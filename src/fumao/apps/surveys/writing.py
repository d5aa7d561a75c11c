"""What filing a report writes: the version, the filing's state, values used once, the event.

All of it or nothing. PostgreSQL does it in one statement, which counts only for the filing it was
decided on; SQLite in the caller's transaction. Both leave the same rows.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from fumao.apps.audit.models import Event
from fumao.apps.orgs.prepared import rows_of
from fumao.apps.surveys.models import Filing, FilingDraft, FilingVersion, UsedOnce
from fumao.apps.surveys.once import Uses
from fumao.apps.surveys.stored import COLUMNS
from fumao.surveys.examine import Examined
from fumao.surveys.work_items import Seen


@dataclass(frozen=True, slots=True)
class Filed:
    """A report as it is to be written: the filing's new columns with its old `seq`, the rest new.

    `version` and `event` are unsaved; `examined` is what was found on it, `differing` where it
    differs from the register; `accepted` where the survey has no review.
    """

    row: Filing
    version: FilingVersion
    uses: Uses
    event: Event
    examined: Examined
    accepted: bool
    differing: tuple[Seen, ...] = ()


def write(filed: Filed) -> bool:
    """Write a report and give its version a key; False where the filing has changed meanwhile.

    Raises IntegrityError where a key, a value used once or the event's number was taken meanwhile.
    """
    if connection.vendor != "postgresql":
        _write_rows(filed)
        return True
    if connection.in_atomic_block:  # a refusal by the database must not end the caller's
        with transaction.atomic():
            return _write_at_once(filed)
    return _write_at_once(filed)


def _write_rows(filed: Filed) -> None:
    row, version, uses = filed.row, filed.version, filed.uses
    version.save(force_insert=True)
    row.version, row.seq = version, row.seq + 1
    if filed.accepted:
        row.accepted = version
    row.save(update_fields=COLUMNS)
    ended = Q(pk__in=[])
    for once, value in uses.ended:
        ended |= Q(once=once, value=value)
    if uses.ended:
        UsedOnce.objects.filter(ended, filing=row).delete()
    key = row.period.survey.key
    UsedOnce.objects.bulk_create(
        UsedOnce(survey=key, once=once, value=value, filing=row) for once, value in uses.begun
    )
    FilingDraft.objects.filter(filing=row).delete()
    filed.event.save(force_insert=True)


_BEGIN = """
WITH mine AS (
    SELECT id FROM surveys_filing WHERE id = %s AND seq = %s FOR UPDATE
), made AS (
    INSERT INTO surveys_filingversion (
        filing_id, round, data, explained, found, digest, channel, key, filed_on, at, by_id)
    SELECT id, %s::smallint, %s::jsonb, %s::jsonb, %s::jsonb, %s, %s, %s, %s::date,
        %s::timestamptz, %s::bigint FROM mine
    RETURNING id
), changed AS (
    UPDATE surveys_filing filing SET phase = %s, level = %s, round = %s::smallint, seq = seq + 1,
        filed_on = %s::date, first_filed_on = %s::date, accepted_on = %s::date,
        again_by = %s::date, returns = %s::smallint, returned = %s::jsonb, people = %s::jsonb,
        version_id = made.id, accepted_id = CASE WHEN %s::bool THEN made.id ELSE accepted_id END
    FROM made WHERE filing.id = %s
), undrafted AS (
    DELETE FROM surveys_filingdraft draft USING made WHERE draft.filing_id = %s
), told AS (
    INSERT INTO audit_event (
        stream, seq, kind, at, "on", actor_id, department_id, area_id, data, previous, digest)
    SELECT %s, %s::int, %s, %s::timestamptz, %s::date, %s::bigint, %s::bigint, %s::bigint,
        %s::jsonb, %s, %s FROM made
)"""
_USES = """, ended AS (
    DELETE FROM surveys_usedonce held
    USING made, unnest(%s::text[], %s::text[]) AS gone (once, value)
    WHERE held.filing_id = %s AND held.once = gone.once AND held.value = gone.value
), begun AS (
    INSERT INTO surveys_usedonce (survey, once, value, filing_id)
    SELECT %s, taken.once, taken.value, %s
    FROM made, unnest(%s::text[], %s::text[]) AS taken (once, value)
)"""
_END = " SELECT id FROM made"


def _write_at_once(filed: Filed) -> bool:
    row, version, event, uses = filed.row, filed.version, filed.event, filed.uses
    sql = _BEGIN
    params: list[Any] = [
        row.pk, row.seq,
        version.round, _text(version.data), _text(version.explained), _text(version.found),
        version.digest, version.channel, version.key, version.filed_on, version.at, version.by_id,
        row.phase, row.level, row.round, row.filed_on, row.first_filed_on, row.accepted_on,
        row.again_by, row.returns, None if row.returned is None else _text(row.returned),
        _text(row.people), filed.accepted, row.pk, row.pk,
        event.stream, event.seq, event.kind, event.at, event.on, event.actor_id,
        event.department_id, event.area_id, _text(event.data), event.previous, event.digest,
    ]  # fmt: skip
    if uses.ended or uses.begun:
        sql += _USES
        ended, begun = (_columns(uses.ended), _columns(uses.begun))
        params += [*ended, row.pk, row.period.survey.key, row.pk, *begun]
    found = rows_of(sql + _END, params)
    if not found:
        return False
    version.pk = row.version_id = found[0][0]
    version._state.adding = False
    row.seq += 1
    if filed.accepted:
        row.accepted_id = version.pk
    return True


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _columns(uses: tuple[tuple[str, str], ...]) -> tuple[list[str], list[str]]:
    return [once for once, _value in uses], [value for _once, value in uses]
