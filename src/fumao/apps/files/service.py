"""The public face of files: keep an upload for a subject, find the bytes of an attachment."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import get_language

from fumao.apps.files.actions.store_file import store_file
from fumao.apps.files.inspect import Inspected, inspect
from fumao.apps.files.models import Attachment, StoredFile
from fumao.apps.files.queries import OpenedFile, open_file
from fumao.apps.files.scanning import scan_upload
from fumao.apps.orgs.actor import Actor
from fumao.core.errors import CoreError

__all__ = ["OpenedFile", "check_upload", "keep_file", "open_file", "path_of"]


def keep_file(
    actor: Actor, file: File[Any], stream: str, area: int, department: int | None = None
) -> Attachment:
    """Inspect and scan an upload, keep its bytes and attach it to the subject `stream`.

    The caller has asked policy about the subject and records the event. Raises ValidationError
    with one sentence where the file is refused; nothing is written then.
    """
    found, scan = check_upload(file)
    return Attachment.objects.create(
        file=store_file(file, found.media, scan),
        stream=stream,
        name=found.name,
        area_id=area,
        department_id=department,
        added_by=actor.person,
        added_at=timezone.now(),
    )


def check_upload(file: File[Any], limit: int | None = None) -> tuple[Inspected, str]:
    """Inspect and scan an upload of at most `limit` bytes; return what it is and how it is marked.

    For a file that is read and not kept. Raises ValidationError with one sentence.
    """
    file.seek(0)
    try:
        found = inspect(file, file.name or "", file.size, limit or settings.UPLOAD_LIMIT)
        return found, scan_upload(file)
    except CoreError as error:
        words = error.message(get_language() or "zh")
        if file.name and file.name not in words:
            words = f"{file.name}：{words}"  # of several files, say which
        raise ValidationError(words, code=error.code) from error


def path_of(file: StoredFile) -> Path:
    """Return where the bytes of a stored file are."""
    return Path(settings.FILES_ROOT) / file.path
