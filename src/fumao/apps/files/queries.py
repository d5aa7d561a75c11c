"""Reading files: only through policy."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import Http404

from fumao.apps.files.models import Attachment, StoredFile
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to

# What a browser may be told a file is; nothing is served as HTML or script.
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """An attachment the actor may read: send `path` as `name`; only pictures and PDF inline."""

    path: Path
    name: str
    content_type: str
    inline: bool
    sha256: str
    size: int
    media: str


def open_file(actor: Actor, attachment_id: int) -> OpenedFile:
    """Return an attachment's bytes and headers; raises Http404 where the actor may not see it.

    One found to be infected after it was kept is not opened any more.
    """
    found = (
        visible_to(actor, Attachment.objects.filter(pk=attachment_id))
        .select_related("file")
        .first()
    )
    if found is None or found.file.scan == StoredFile.Scan.INFECTED:
        raise Http404
    media = found.file.media
    return OpenedFile(
        path=Path(settings.FILES_ROOT) / found.file.path,
        name=found.name,
        content_type=CONTENT_TYPES.get(media, "application/octet-stream"),
        inline=media in {"pdf", "png", "jpg"},
        sha256=found.file.sha256,
        size=found.file.size,
        media=media,
    )
