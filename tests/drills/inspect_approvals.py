"""Run inside an installation after the kills: filings held against their events, then the batches.

The batches that a crash may have cut off are written, then all of them once more from nothing: the
same versions give the same bytes.
"""

import json

import django

django.setup()

# Only now: models need what setup does.
# ruff: noqa: E402
from django.conf import settings
from django.db import connection

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import broken_streams
from fumao.apps.surveys.actions.write_batches import write_batches
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.models import AcceptedBatch, BatchEntry, Filing
from fumao.statistics.batches import Batches

KEY = "outsourcing-execution"


def main() -> None:
    """Print the approvals that are there, and what is wrong."""
    wrong = [f"chain of {stream} is broken" for stream in broken_streams()]
    approved: list[tuple[int, str]] = []
    for row in Filing.objects.filter(round=1).select_related("period__survey"):
        events = list(Event.objects.filter(stream=row.stream).order_by("seq"))
        found = [one for one in events if one.kind == "report_approved"]
        approved += [(row.pk, one.data["level"]) for one in found]
        if not whole(row, found):
            wrong.append(f"filing {row.pk} is there by halves: {row.phase} {row.level} {row.seq}")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            if (verdict := cursor.fetchone()[0]) != "ok":
                wrong.append(f"SQLite: {verdict}")
    print("KEPT", json.dumps({"approved": approved, "wrong": wrong + list(batches())}))


def whole(row: Filing, found: list[Event]) -> bool:
    """Tell whether a filing is just where its approvals lead."""
    levels = loaded(row.period.survey).survey.levels
    said = tuple(one.data["level"] for one in found)
    if said != levels[: len(said)] or row.seq != 1 + len(said):
        return False
    if row.people != {str(one.actor_id): one.data["level"] for one in found}:
        return False
    if len(said) < len(levels):
        there = ("in_review", levels[len(said)], None, None)
        return (row.phase, row.level, row.accepted_id, row.accepted_on) == there
    return (row.phase, row.level, row.accepted_id) == ("accepted", "", row.version_id)


def batches() -> list[str]:
    """Write what is left, then everything again; return what is wrong."""
    write_batches()
    wrong = []
    accepted = set(Filing.objects.exclude(accepted=None).values_list("accepted", flat=True))
    entered = list(BatchEntry.objects.values_list("version", flat=True))
    if sorted(entered) != sorted(accepted):
        wrong.append("a version that counts is in no batch, or in two")
    held = Batches(settings.BATCHES_ROOT)
    before = {one.number: one.path.read_bytes() for one in held.of(KEY, "2022-05")}
    if before.keys() != set(AcceptedBatch.objects.values_list("pk", flat=True)):
        wrong.append("a batch on record has no file, or a file no record")
    settings.BATCHES_ROOT.rename(settings.BATCHES_ROOT.with_name("batches-before"))
    AcceptedBatch.objects.update(digest="")
    write_batches()
    if {one.number: one.path.read_bytes() for one in held.of(KEY, "2022-05")} != before:
        wrong.append("a batch written again has other bytes")
    return wrong


main()
