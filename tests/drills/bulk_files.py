"""What the drill of bulk files runs as processes of their own: prepare, take, look, drain.

take hands in one file after the other and says which are acknowledged and how many are done; look
says what is there by halves and queues again what lost its worker; drain does what is left.
"""

import json
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402

from fumao.apps.audit.models import Event  # noqa: E402
from fumao.apps.audit.service import broken_streams  # noqa: E402
from fumao.apps.orgs.actor import actor_for  # noqa: E402
from fumao.apps.surveys.actions.read_bulk import read_bulk  # noqa: E402
from fumao.apps.surveys.actions.resume_bulk import resume_bulk  # noqa: E402
from fumao.apps.surveys.actions.take_bulk import take_bulk  # noqa: E402
from fumao.apps.surveys.models import BulkJob, Filing, FilingVersion, ReportingPeriod  # noqa: E402
from tests.reporting.bulk_files import as_csv, contract, contracts_of  # noqa: E402
from tests.reporting.conftest import IN_TIME, build  # noqa: E402

ROWS = 250
AHEAD = 4  # files that wait for the worker


def prepare() -> None:
    """Make the town with its period, and remember who files."""
    town = build()
    contracts_of(town)
    person = town.reporters[0].person
    assert person is not None
    print(person.pk)


def take(person: str) -> None:
    """Hand in files until killed; each is told once it is committed."""
    from fumao.apps.orgs.models import Person

    actor = actor_for(Person.objects.get(pk=int(person)), IN_TIME)
    period = ReportingPeriod.objects.get()
    while True:
        number = BulkJob.objects.count()
        done = BulkJob.objects.filter(state=BulkJob.State.DONE).count()
        print(json.dumps([None, done]), flush=True)
        if number - done >= AHEAD:
            time.sleep(0.05)
            continue
        rows = [contract(f"F{number}-{n}", related_party="是" if n % 9 == 0 else "否")
                for n in range(ROWS)]  # fmt: skip
        rows[7]["agreed"] = "x"
        job = take_bulk(actor, period, as_csv(rows))
        print(json.dumps([job.pk, done]), flush=True)


def look() -> None:
    """Print what is wrong, and which files are there and done; queue the others again."""
    wrong = [f"the chain of {stream} is broken" for stream in broken_streams()]
    filed = dict(FilingVersion.objects.values_list("filing").annotate(n=Count("pk")))
    events = Event.objects.filter(kind="report_filed").count()
    if Filing.objects.count() != len(filed) or set(filed.values()) - {1} or events != len(filed):
        wrong.append(f"{Filing.objects.count()} filings, {len(filed)} filed, {events} events")
    for number, job in enumerate(BulkJob.objects.order_by("pk")):
        there = Filing.objects.filter(each__startswith=f"F{number}-").count()
        ended = Event.objects.filter(stream=job.stream, kind="bulk_filed").count()
        whole = (ROWS - 1, 1, 1) if job.state == BulkJob.State.DONE else (0, 0, 0)
        if (there, job.lines.count(), ended) != whole:
            wrong.append(f"file {job.pk} is there by halves: {job.state} {there}")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            if (verdict := cursor.fetchone()[0]) != "ok":
                wrong.append(f"SQLite: {verdict}")
    done = BulkJob.objects.filter(state=BulkJob.State.DONE)
    told = {"wrong": wrong, "files": list(BulkJob.objects.values_list("pk", flat=True)),
            "done": done.count()}  # fmt: skip
    resume_bulk(at_start=True)
    print(json.dumps(told))


def drain() -> None:
    """Do what is left, as the worker would."""
    for job in BulkJob.objects.order_by("pk"):
        read_bulk.func(job.pk)
    look()


def work() -> None:
    """Be the worker until killed."""
    call_command("db_worker", "--interval", "0.05", "--no-startup-delay")


if __name__ == "__main__":
    acts = {"prepare": prepare, "take": take, "look": look, "drain": drain, "work": work}
    acts[sys.argv[1]](*sys.argv[2:])
