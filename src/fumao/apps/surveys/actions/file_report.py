"""报送: a report is filed once, with everything found on it said; what was filed never changes."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fumao.apps.audit.service import event_after
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, department_for
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.refusals import refusal, refused
from fumao.apps.surveys.about import about
from fumao.apps.surveys.beside import beside, differing
from fumao.apps.surveys.book import loaded, period_of, review_of
from fumao.apps.surveys.in_hand import InHand, take_in_hand
from fumao.apps.surveys.items import REMEMBERED, note, settled
from fumao.apps.surveys.models import Filing, FilingVersion
from fumao.apps.surveys.once import uses_of
from fumao.apps.surveys.refusals import ReportRefusedError, UnknownFieldsError
from fumao.apps.surveys.stored import set_columns, state_of
from fumao.apps.surveys.writing import Filed, write
from fumao.core.errors import CoreError
from fumao.surveys.examine import Examined, SurveyForm

Channel = FilingVersion.Channel


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent to be filed: texts by field, explanations by check, which way, its key."""

    data: Mapping[str, object]
    explained: Mapping[str, str]
    channel: FilingVersion.Channel
    key: str | None


_TURNS = 3  # as often is it decided again where somebody else was quicker


def file_report(
    actor: Actor,
    filing: int,
    data: Mapping[str, object],
    explained: Mapping[str, str],
    *,
    channel: FilingVersion.Channel = Channel.FORM,
    key: str | None = None,
) -> FilingVersion:
    """File a report, or file it again after a return; with a `key` twice is once.

    Raises Filing.DoesNotExist for one the actor does not see, PermissionDenied, ReportRefusedError
    with all that was found (the draft stays), and ValidationError where it cannot be filed now or
    the key was used for another report.
    """
    told = {check: words.strip() for check, words in explained.items() if words.strip()}
    for _turn in range(_TURNS):
        try:
            with _kept_from_others():
                held = take_in_hand(actor, filing, key)
                office = department_for(actor, Action.FILE_REPORT, held.row)
                if office is None:
                    raise PermissionDenied(REFUSALS[Action.FILE_REPORT])
                if held.known is not None:
                    return _same(held.known, held.row, data, told)
                filed = _decided(actor, held, Sent(data, told, channel, key), office)
                if _written(actor, filed):
                    return filed.version
        except IntegrityError:
            continue  # the key, a value used once or the next event was taken meanwhile
    raise refusal("busy", _("同一凭证号或同一请求正在办理，请重试。"))


def _kept_from_others() -> Any:
    """Return the transaction that SQLite decides and writes in; PostgreSQL writes at once."""
    return nullcontext() if connection.vendor == "postgresql" else transaction.atomic()


def _written(actor: Actor, filed: Filed) -> bool:
    """Write a report with the work items it makes, all or nothing; False as `write` does."""
    if not (filed.examined.findings or filed.differing) and filed.version.round == 1:
        return write(filed)  # one statement: there can be no items
    with transaction.atomic():
        if not write(filed):
            return False
        form = loaded(filed.row.period.survey)
        note(actor, filed, form.survey.levels)
        return True


def _same(
    known: FilingVersion, row: Filing, data: Mapping[str, object], told: dict[str, str]
) -> FilingVersion:
    """Return what was filed with the key; raises ValidationError where it was something else."""
    if known.filing_id != row.pk:
        raise refusal("key", _("请求编号已用于另一份报表，请换一个。"))
    form = loaded(row.period.survey)
    examined = form.examine(data, period_of(row.period), known.filed_on, about(form, row), told)
    said = {check: told[check] for check in known.found if check in told}
    held = {check: words for check, words in known.explained.items() if words != REMEMBERED}
    if (digest(examined.reading.data), said) != (known.digest, held):
        raise refusal("key", _("请求编号已用于内容不同的报送，请换一个。"))
    return known


def _decided(actor: Actor, held: InHand, sent: Sent, office: int) -> Filed:
    """Return what filing comes to, unwritten; raises as file_report does."""
    row, today = held.row, actor.today
    form = loaded(row.period.survey)
    if today < row.period.opens_on:
        raise refusal("ahead", _("尚未开放：%(day)s 起可以报送。"), day=row.period.opens_on)
    if sent.channel == Channel.API and (unknown := unknown_fields(form, sent.data)):
        raise UnknownFieldsError(unknown)
    review, state = review_of(form), state_of(row)
    try:
        event = review.file(state, actor.person.pk if actor.person else 0, today)
    except CoreError as error:
        raise refused(error) from error
    found = form.examine(
        sent.data, period_of(row.period), today, about(form, row), sent.explained,
        beside(row, sent.data),
    )  # fmt: skip
    examined = settled(row, found, actor)
    kept = set(found.unexplained) - set(examined.unexplained)
    sent = replace(sent, explained={**sent.explained, **dict.fromkeys(kept, REMEMBERED)})
    uses = uses_of(form.survey, row, examined.reading)
    if uses.faults or not examined.may_be_filed:
        raise ReportRefusedError(examined, uses.faults)
    set_columns(row, review.after(state, event))
    version = _version(actor, row, examined, sent)
    told = {"round": row.round, "digest": version.digest, "channel": str(sent.channel)}
    recorded = event_after(
        held.head, row.stream, "report_filed", actor=actor, area=row.area_id, department=office,
        data=told,
    )  # fmt: skip
    return Filed(
        row, version, uses, recorded, examined, row.phase == Filing.Phase.ACCEPTED,
        differing(row, version.data),
    )  # fmt: skip


def unknown_fields(form: SurveyForm, data: Mapping[str, object]) -> set[str]:
    """Return the names in a report that its form does not have, columns as table.column."""
    columns = {one.key: {column.key for column in one.columns} for one in form.fields}
    found = set(data.keys() - columns.keys())
    for key, known in columns.items():
        lines = data.get(key) if known else None
        for line in lines if isinstance(lines, list) else ():
            found |= {f"{key}.{name}" for name in line.keys() - known}
    return found


def _version(actor: Actor, row: Filing, examined: Examined, sent: Sent) -> FilingVersion:
    data = examined.reading.data
    found = [one.check.key for one in examined.findings]
    return FilingVersion(
        filing=row,
        round=row.round,
        data=data,
        explained={check: sent.explained[check] for check in found if check in sent.explained},
        found=found,
        digest=digest(data),
        channel=sent.channel,
        key=sent.key,
        filed_on=actor.today,
        at=timezone.now(),
        by=actor.person,
    )


def digest(data: Mapping[str, object]) -> str:
    """Return the SHA-256 of a report's data in canonical JSON."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
