"""Run inside the installation after a kill: print what is there, and what contradicts itself."""

import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

import django
from django.conf import settings


def main() -> None:
    """Print one JSON object: what was kept, and every contradiction found."""
    django.setup()
    from django.db import connection

    from fumao.apps.audit.models import Event
    from fumao.apps.audit.service import broken_streams
    from fumao.apps.files.models import StoredFile
    from fumao.apps.plans.models import Import, Progress

    wrong: list[str] = []
    reported = Counter(
        event.data["progress"] for event in Event.objects.filter(kind="progress_submitted")
    )
    wrong += [
        f"progress {pk} has no event of its own, or two"
        for pk in Progress.objects.values_list("pk", flat=True)
        if reported.pop(pk, 0) != 1
    ]
    wrong += [f"event of a progress {pk} that is not there" for pk in reported]
    started = Counter(
        event.stream.removeprefix("import:")
        for event in Event.objects.filter(kind="import_started")
    )
    wrong += [
        f"import {pk} has no event of its own, or two"
        for pk in Import.objects.values_list("pk", flat=True)
        if started.pop(str(pk), 0) != 1
    ]
    wrong += [f"event of an import {pk} that is not there" for pk in started]
    for stored in StoredFile.objects.all():
        path = Path(settings.FILES_ROOT) / stored.path
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != stored.sha256:
            wrong.append(f"file {stored.path} is missing or changed")
    wrong += [f"chain of {stream} is broken at {at}" for stream, at in broken_streams().items()]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            if (verdict := cursor.fetchone()[0]) != "ok":
                wrong.append(f"SQLite: {verdict}")
    json.dump(
        {
            "keys": list(
                Progress.objects.exclude(submission_key=None).values_list(
                    "submission_key", flat=True
                )
            ),
            "imports": dict(Import.objects.values_list("pk", "state")),
            "wrong": wrong,
        },
        sys.stdout,
    )


main()
