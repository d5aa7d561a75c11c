"""After a crash: queue again the rolls that were being read or written when the worker died."""

from datetime import timedelta

from django.db import transaction

from fumao.apps.enterprises.actions.apply_roll import write_roll
from fumao.apps.enterprises.actions.read_roll import read_roll
from fumao.apps.enterprises.models import Roll
from fumao.apps.enterprises.rolls.child import SECONDS
from fumao.apps.orgs.lost_work import fail_lost, keys_of

# What is marked as running for longer than a reading and its sorting may take lost its worker.
LONGEST = timedelta(seconds=SECONDS + 600)


def resume_rolls(*, at_start: bool = False) -> int:
    """Queue every roll that waits and that nothing works on; return how many.

    `at_start`: no worker runs, so that whatever is marked as running has lost its worker too.
    Both acts are done once: a second run finds the roll read or written.
    """
    paths = (read_roll.module_path, write_roll.module_path)
    with transaction.atomic():
        busy = keys_of(fail_lost(paths, LONGEST, at_start=at_start))
        reading = list(Roll.objects.filter(state=Roll.State.READING).exclude(pk__in=busy))
        for roll in reading:
            read_roll.enqueue(roll.pk)
        # Who confirmed is known to the lost task alone: the person confirms again.
        writing = Roll.objects.filter(state=Roll.State.APPLYING).exclude(pk__in=busy)
        return len(reading) + writing.update(state=Roll.State.REVIEW)
