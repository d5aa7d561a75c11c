"""Keep the bytes of an upload once, under a random name outside the web root."""

import hashlib
import os
import secrets
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import IntegrityError, transaction

from fumao.apps.files.models import StoredFile

_CHUNK = 1024 * 1024


def store_file(stream: IO[bytes], media: str, scan: str = "") -> StoredFile:
    """Return the stored file with these bytes, writing them (and waiting for the disk) if new.

    `stream` was inspected and is at its beginning; `scan` is what the scanner said.
    The file is on disk before its row exists, so a crash between the two leaves a file nobody
    names, never a name without a file.
    """
    digest = hashlib.sha256()
    size = 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    stream.seek(0)
    sha256 = digest.hexdigest()
    known = StoredFile.objects.filter(sha256=sha256).first()
    if known is not None:
        if scan == StoredFile.Scan.CLEAN and known.scan != scan:
            known.scan = scan  # scanned now, and the bytes are the same
            known.save(update_fields=["scan"])
        return known
    name = secrets.token_hex(16)
    path = f"{name[:2]}/{name}"
    _write(Path(settings.FILES_ROOT) / path, stream)
    try:
        with transaction.atomic():
            return StoredFile.objects.create(
                sha256=sha256, size=size, media=media, path=path, scan=scan
            )
    except IntegrityError:  # another upload of the same bytes was faster
        (Path(settings.FILES_ROOT) / path).unlink()
        return StoredFile.objects.get(sha256=sha256)


def _write(target: Path, stream: IO[bytes]) -> None:
    """Write and wait until the bytes and the folder entries are on disk."""
    fresh = not target.parent.exists()
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with target.open("xb") as out:
        target.chmod(0o600)
        while chunk := stream.read(_CHUNK):
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    stream.seek(0)
    folders = (target.parent, target.parent.parent) if fresh else (target.parent,)
    for folder in folders:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
