"""回传模板: an issued workbook that comes back filled in becomes the draft of its report."""

import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from fumao.apps.enterprises.rolls.child import read_sheets
from fumao.apps.files.service import check_upload
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, require
from fumao.apps.orgs.refusals import refusal, refused
from fumao.apps.surveys.actions.save_draft import save_draft
from fumao.apps.surveys.book import loaded, period_of
from fumao.apps.surveys.models import Filing
from fumao.apps.surveys.workbook.take import Taken, taken_from
from fumao.core.errors import CoreError

LIMIT = 10 * 1024 * 1024  # bytes; a full template has about 100 KB
_MEMORY, _SECONDS = 1024**3, 30


def take_template(actor: Actor, filing: Filing, file: File[Any]) -> Taken:
    """Keep what a workbook says as the draft, wrong cells too: the form tells what is wrong there.

    The file itself is not kept. Raises PermissionDenied, and ValidationError for a file that is no
    workbook, holds macros, is damaged, or was issued for another report.
    """
    require(actor, Action.FILE_REPORT, filing)
    ending = PurePosixPath(file.name or "").suffix.lower()
    if ending == ".xlsm":
        raise refusal("file", _("文件含有宏，不予接收；请另存为不含宏的 XLSX。"))
    if ending != ".xlsx":
        raise refusal("file", _("请上传下载的 XLSX 模板。"))
    check_upload(file, LIMIT)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as kept:
        for part in file.chunks():
            kept.write(part)
        kept.flush()
        try:
            sheets = read_sheets(Path(kept.name), memory=_MEMORY, seconds=_SECONDS)
        except CoreError as error:
            raise refused(error) from error
    survey = loaded(filing.period.survey).survey
    taken = taken_from(sheets, filing, survey, period_of(filing.period).end)
    save_draft(actor, filing, taken.data, taken.explained)
    return taken
