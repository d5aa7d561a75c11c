"""Drafts of reports: saved as they are typed, wrong or not; nothing of them is an event yet."""

import json
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, require
from fumao.apps.orgs.refusals import refusal
from fumao.apps.surveys.models import Filing, FilingDraft

_LARGEST = 500_000  # characters of a draft as text


def save_draft(
    actor: Actor, filing: Filing, data: Mapping[str, object], explained: Mapping[str, str]
) -> FilingDraft:
    """Keep what is filled in so far.

    Raises PermissionDenied, and ValidationError where the report is not to be filled in now, or
    the draft is too large.
    """
    require(actor, Action.FILE_REPORT, filing)
    if actor.person is None:
        raise PermissionDenied
    if len(json.dumps(data, ensure_ascii=False)) > _LARGEST:
        raise refusal("draft", _("草稿过大，不能保存：请用模板或批量导入。"))
    with transaction.atomic():
        row = Filing.objects.select_for_update().get(pk=filing.pk)
        if row.phase not in (Filing.Phase.DRAFT, Filing.Phase.RETURNED):
            raise refusal("draft", _("本期已报送，不能再修改；如需更正，请联系审核单位退回。"))
        draft, _made = FilingDraft.objects.update_or_create(
            filing=row,
            defaults={"data": dict(data), "explained": dict(explained), "by": actor.person},
        )
    return draft
