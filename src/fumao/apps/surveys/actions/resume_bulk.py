"""After a crash: queue again the files of reports that were being read when the worker died."""

import shutil
from datetime import timedelta

from django.db import transaction

from fumao.apps.orgs.lost_work import fail_lost, keys_of
from fumao.apps.surveys.actions.read_bulk import read_bulk
from fumao.apps.surveys.bulk.child import SECONDS
from fumao.apps.surveys.bulk.opened import workplace
from fumao.apps.surveys.models import BulkJob

# What is marked as running for longer than reading and storing may take lost its worker.
LONGEST = timedelta(seconds=SECONDS + 1200)


def resume_bulk(*, at_start: bool = False) -> int:
    """Queue every file that is not done and that nothing works on; return how many.

    `at_start`: no worker runs, so that whatever is marked as running has lost its worker too. A
    file is stored in one transaction with its end: a second run finds all of it or nothing.
    """
    if at_start:  # what a dead worker was reading is nobody's
        shutil.rmtree(workplace(), ignore_errors=True)
    ended = (BulkJob.State.DONE, BulkJob.State.FAILED)
    with transaction.atomic():
        busy = keys_of(fail_lost([read_bulk.module_path], LONGEST, at_start=at_start))
        waiting = list(BulkJob.objects.exclude(state__in=ended).exclude(pk__in=busy))
        for job in waiting:
            read_bulk.enqueue(job.pk)
        return len(waiting)
