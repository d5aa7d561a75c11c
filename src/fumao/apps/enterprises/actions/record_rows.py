"""登记与更正明细: the rows of a child table as a whole; earlier ones are never overwritten."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.enterprises.checks import locked
from fumao.apps.enterprises.child_rows import read_rows
from fumao.apps.enterprises.models import Confidence, Enterprise, FactRows, Purpose
from fumao.apps.enterprises.standing import standing
from fumao.apps.enterprises.stating import Statement, clean_reason, clean_source, own, when
from fumao.apps.enterprises.vocabulary import purpose_of, table_of
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.core.errors import Words


def record_rows(actor: Actor, enterprise: Enterprise, name: str, said: Statement) -> FactRows:
    """Record the rows of a child table, none where `said.value` is empty.

    Raises PermissionDenied and ValidationError.
    """
    with transaction.atomic():
        enterprise = locked(enterprise)
        _person, department = standing(actor, Action.RECORD_FACT, enterprise)
        made = _rows(actor, enterprise, name, own(said, department, enterprise))
        same = FactRows.objects.filter(
            enterprise=enterprise, name=name, holds_from=made.holds_from, correction=None,
        ).order_by("-id").first()  # fmt: skip
        if same is not None and same.rows == made.rows:
            raise refusal("rows", _("同一日期已登记过相同的明细。"))
        made.save()
        _tell(actor, enterprise, "rows_recorded", made, department)
        return made


def correct_rows(actor: Actor, wrong: FactRows, said: Statement, reason: str) -> FactRows:
    """Put newer rows in the place of wrong ones, which stay on record.

    Raises PermissionDenied and ValidationError.
    """
    with transaction.atomic():
        enterprise = locked(wrong.enterprise)
        _person, department = standing(actor, Action.RECORD_FACT, enterprise)
        words = clean_reason(reason)
        if FactRows.objects.filter(corrects=wrong).exists():
            raise refusal("rows", _("这一条已经更正过，请更正新的一条。"))
        made = _rows(actor, enterprise, wrong.name, own(said, department, enterprise))
        made.corrects, made.reason = wrong, words
        made.save()
        _tell(actor, enterprise, "rows_corrected", made, department)
        return made


def _rows(actor: Actor, enterprise: Enterprise, name: str, said: Statement) -> FactRows:
    table, source = table_of(name), clean_source(said.source)
    as_of, period, holds_from = when(actor, said)
    if not isinstance(said.value, list):
        raise TypeError("the value of a child table is a list of rows")
    rows, wrong = read_rows(table, said.value, holds_from)
    if wrong:
        place, field = min(wrong)
        words: Words = wrong[place, field]
        said_wrong = words.say(get_language() or "zh")
        raise refusal("rows", _("第 %(n)s 行：%(why)s"), n=place + 1, why=said_wrong)
    return FactRows(
        enterprise=enterprise,
        name=name,
        rows=rows,
        count=len(rows),
        source=source,
        as_of=as_of,
        period=period,
        holds_from=holds_from,
        purpose=Purpose(purpose_of(table)),
        confidence=Confidence(said.confidence),
        by=actor.person,
        on=actor.today,
        at=timezone.now(),
    )


def digest_of(rows: Sequence[Mapping[str, str]]) -> str:
    """Return the SHA-256 of rows in their order."""
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _tell(actor: Actor, enterprise: Enterprise, kind: str, rows: FactRows, department: int) -> None:
    data: dict[str, object] = {"rows": rows.pk, "name": rows.name, "purpose": rows.purpose}
    data |= {"holds_from": rows.holds_from.isoformat(), "count": rows.count}
    if rows.purpose != Purpose.STATISTICS:
        data["digest"] = digest_of(rows.rows)
    if rows.corrects_id is not None:
        data |= {"corrects": rows.corrects_id, "reason": rows.reason}
    record(
        enterprise.stream,
        kind,
        actor=actor,
        area=enterprise.area_id,
        department=department,
        data=data,
    )
