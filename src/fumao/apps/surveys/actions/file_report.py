"""报送: a report is filed once, with everything found on it said; what was filed never changes."""

import hashlib
import json
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, department_for, require, visible_to
from fumao.apps.surveys.about import about
from fumao.apps.surveys.book import loaded, period_of, review_of
from fumao.apps.surveys.models import Filing, FilingDraft, FilingVersion
from fumao.apps.surveys.once import take_values
from fumao.apps.surveys.refusals import ReportRefusedError, refusal, refused
from fumao.apps.surveys.stored import COLUMNS, set_columns, state_of
from fumao.core.errors import CoreError
from fumao.surveys.examine import Examined

Channel = FilingVersion.Channel


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
    with all that was found (the draft stays), and ValidationError where it cannot be filed now.
    """
    told = {check: words.strip() for check, words in explained.items() if words.strip()}
    try:
        with transaction.atomic():
            row = in_hand(actor, filing)
            require(actor, Action.FILE_REPORT, row)
            if (known := _known(row, key)) is not None:
                return known
            return _file(actor, row, data, told, channel, key)
    except IntegrityError as error:
        # Another filing took the key or a value that is used once, at the same time.
        row = Filing.objects.get(pk=filing)
        if (known := _known(row, key)) is not None:
            return known
        raise refusal("busy", _("同一凭证号或同一请求正在办理，请重试。")) from error


def in_hand(actor: Actor, filing: int) -> Filing:
    """Return a filing kept from others until the transaction ends; raises Filing.DoesNotExist."""
    rows = Filing.objects.select_for_update(of=("self",)).select_related(
        "period__survey", "enterprise__area", "enterprise__current", "area", "version"
    )
    return visible_to(actor, rows).get(pk=filing)


def _known(row: Filing, key: str | None) -> FilingVersion | None:
    """Return what was filed with this key; raises ValidationError for another report's key."""
    if key is None:
        return None
    known = FilingVersion.objects.filter(key=key).first()
    if known is not None and known.filing_id != row.pk:
        raise refusal("key", _("请求编号已用于另一份报表，请换一个。"))
    return known


def _file(
    actor: Actor,
    row: Filing,
    data: Mapping[str, object],
    told: dict[str, str],
    channel: FilingVersion.Channel,
    key: str | None,
) -> FilingVersion:
    today, form = actor.today, loaded(row.period.survey)
    if today < row.period.opens_on:
        raise refusal("ahead", _("尚未开放：%(day)s 起可以报送。"), day=row.period.opens_on)
    review, state = review_of(form), state_of(row)
    person = actor.person.pk if actor.person else 0
    try:
        event = review.file(state, person, today)
    except CoreError as error:
        raise refused(error) from error
    examined = form.examine(data, period_of(row.period), today, about(form, row), told)
    twice = take_values(form.survey, row, examined.reading)
    if twice or not examined.may_be_filed:
        raise ReportRefusedError(examined, twice)
    set_columns(row, review.after(state, event))
    version = _version(actor, row, examined, told, channel, key)
    row.version, row.seq = version, row.seq + 1
    if row.phase == Filing.Phase.ACCEPTED:
        row.accepted = version
    row.save(update_fields=COLUMNS)
    FilingDraft.objects.filter(filing=row).delete()
    record(
        row.stream,
        "report_filed",
        actor=actor,
        area=row.area_id,
        department=department_for(actor, Action.FILE_REPORT, row),
        data={"round": row.round, "digest": version.digest, "channel": str(channel)},
    )
    return version


def _version(
    actor: Actor,
    row: Filing,
    examined: Examined,
    told: dict[str, str],
    channel: FilingVersion.Channel,
    key: str | None,
) -> FilingVersion:
    data = examined.reading.data
    found = [one.check.key for one in examined.findings]
    return FilingVersion.objects.create(
        filing=row,
        round=row.round,
        data=data,
        explained={check: told[check] for check in found if check in told},
        found=found,
        digest=digest(data),
        channel=channel,
        key=key,
        filed_on=actor.today,
        at=timezone.now(),
        by=actor.person,
    )


def digest(data: Mapping[str, object]) -> str:
    """Return the SHA-256 of a report's data in canonical JSON."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
