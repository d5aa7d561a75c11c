"""汇入统计: accepted filings go into batches, in the order of their acceptance."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.tasks import TaskResultStatus, task
from django.utils import timezone

from fumao.apps.orgs.lost_work import fail_lost
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.models import AcceptedBatch, BatchEntry, Filing, FilingVersion
from fumao.packs.cubes import columns_of, rows_of
from fumao.statistics.batches import Batches, Cell

_LOCK = 0x66756D616F  # one writer at a time; SQLite's IMMEDIATE transactions already see to it
_ROWS = 500
LONGEST = timedelta(minutes=30)  # a task that runs for longer has lost its worker


@task()
def batch_accepted() -> None:
    """Hand to statistics what was accepted since; a second run finds nothing to do."""
    write_batches()


def queue_batches(*, at_start: bool = False) -> bool:
    """Let the worker write what was accepted; return whether it was told to.

    Called in the transaction that accepts, and now and then for what a crash left. `at_start`: no
    worker runs, so that a task marked as running has lost its worker.
    """
    with transaction.atomic():
        alive = fail_lost([batch_accepted.module_path], LONGEST, at_start=at_start)
        told = any(one.status == TaskResultStatus.READY for one in alive)
        if told or not (_fresh().exists() or _unwritten().exists()):
            return False
        batch_accepted.enqueue()
        return True


def write_batches() -> int:
    """Write a batch for each survey and period with newly accepted filings; return how many.

    First the batches are put on record, then their files are written: what a crash cut off is
    written by the next run, from the same versions.
    """
    with transaction.atomic():
        _alone()
        _put_on_record()
    done = 0
    for batch in _unwritten().order_by("pk"):
        _write(batch)
        done += 1
    return done


def _alone() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _put_on_record() -> None:
    fresh = (
        _fresh()
        .order_by("period__starts", "period__key", "accepted_id")
        .values_list("period__key", "period__code", "accepted_id")
    )
    waiting: dict[tuple[str, str], list[int]] = defaultdict(list)
    for key, code, version in fresh:
        waiting[key, code].append(version)
    for (key, code), versions in waiting.items():
        batch = AcceptedBatch.objects.create(key=key, code=code, made_at=timezone.now())
        BatchEntry.objects.bulk_create(
            (BatchEntry(batch=batch, version_id=pk) for pk in versions), batch_size=_ROWS
        )


def _fresh() -> QuerySet[Filing]:
    return Filing.objects.filter(accepted__isnull=False, accepted__entry=None)


def _unwritten() -> QuerySet[AcceptedBatch]:
    return AcceptedBatch.objects.filter(digest="")


def _write(batch: AcceptedBatch) -> None:
    first = _versions(batch).first()
    if first is None:
        return
    survey = loaded(first.filing.period.survey).survey
    if survey.cube is None:
        # Nothing of this form is compiled: the entry alone says that it was looked at.
        AcceptedBatch.objects.filter(pk=batch.pk).update(digest="-")
        return
    made = Batches(settings.BATCHES_ROOT).add(
        batch.key, batch.code, batch.pk, columns_of(survey), _rows(batch)
    )
    AcceptedBatch.objects.filter(pk=batch.pk).update(digest=made.digest)


def _versions(batch: AcceptedBatch) -> QuerySet[FilingVersion]:
    return (
        FilingVersion.objects.filter(entry__batch=batch)
        .select_related(
            "filing__period__survey", "filing__enterprise", "filing__department", "filing__area",
            "filing__park",
        )
        .order_by("pk")
    )  # fmt: skip


def _rows(batch: AcceptedBatch) -> Iterator[dict[str, Cell]]:
    for version in _versions(batch).iterator(chunk_size=2000):
        filing = version.filing
        known = {
            "area": filing.area.code,
            "park": filing.park.key if filing.park is not None else None,
        }
        survey = loaded(filing.period.survey).survey
        yield from rows_of(survey, respondent_of(filing), known, version.data)


def respondent_of(filing: Filing) -> str:
    """Return what a batch knows a respondent by; with several filings each is one of its own."""
    code = filing.enterprise.code if filing.enterprise is not None else ""
    if filing.department is not None:
        code = filing.department.key
    return f"{code}/{filing.each}" if filing.each else code
