"""Bring static files and the compiled catalogue up to date; does nothing when they are."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from fumao.web.icons import ICONS
from fumao.web.messages import compile_catalogue


class Command(BaseCommand):
    """Collect static files under hashed names when one has changed, and compile messages."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command."""
        compile_catalogue()
        root = Path(settings.STATIC_ROOT)
        stamp, state = root / ".state", _state()
        if stamp.exists() and stamp.read_text() == state:
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(state)


def _state() -> str:
    """Return a digest over names, sizes and times of all static files and the icons' names."""
    digest = hashlib.sha256(" ".join(sorted(ICONS)).encode())
    for finder in get_finders():
        for name, storage in finder.list(None):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
