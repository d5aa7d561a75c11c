"""After a crash: queue again what was being read when the worker died."""

from django.db import transaction

from fumao.apps.plans.actions.read_import import read_import
from fumao.apps.plans.models import Import


def resume_imports() -> int:
    """Queue every import that is still to be read; return how many.

    For the start of a worker, before it takes work. Reading an import twice is harmless: the second
    finds it read.
    """
    waiting = list(Import.objects.filter(state=Import.State.READING).values_list("pk", flat=True))
    with transaction.atomic():
        for pk in waiting:
            read_import.enqueue(pk)
    return len(waiting)
