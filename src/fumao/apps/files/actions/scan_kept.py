"""Scan what was kept while no scanner answered; infected files are no longer served."""

from pathlib import Path

from django.conf import settings

from fumao.apps.files.models import StoredFile
from fumao.apps.files.scanning import scan_path


def scan_kept() -> tuple[int, list[str], int]:
    """Return how many files are clean, which are infected and how many could not be scanned.

    For the command line: no policy is asked. The bytes of an infected file stay for whoever looks
    into it, but `open_file` refuses them.
    """
    clean, left = 0, 0
    infected: list[str] = []
    Scan = StoredFile.Scan  # noqa: N806 - a class
    for file in StoredFile.objects.filter(scan__in=[Scan.NONE, Scan.UNSCANNED]).iterator():
        verdict = scan_path(Path(settings.FILES_ROOT) / file.path)
        if verdict.state == "unavailable":
            left += 1
            continue
        file.scan = Scan.CLEAN if verdict.state == "clean" else Scan.INFECTED
        file.save(update_fields=["scan"])
        if verdict.state == "clean":
            clean += 1
        else:
            infected.append(f"{file.sha256} {verdict.name}")
    return clean, infected, left
