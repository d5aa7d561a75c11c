"""A file of 100,000 contracts handed in over HTTP: read, checked, filed, with events.

    python benchmarks/bulk.py [--rows 100000] [--firms 50] [--peers]

A real PostgreSQL (fsync and synchronous_commit on), a real server and worker. The XLSX has 31
columns: the form of contracts has 19, the credit code and the explanation make 21, ten columns of
remarks are read and not stored. 3 rows in 1,000 are wrong and left out. Lines, figure first:

    bulk_100k_seconds       from the first byte of the upload to all stored; the parts of it
    bulk_100k_peak_mb       most memory of the worker with its children at one time; of the server
    bulk_vs_read_and_copy   over calamine's reading plus COPY of the same cells, in the same run
    bulk_verified           reports, events and broken chains (0)

--peers adds django-import-export (an environment of its own, fewer rows, a plain table).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
from contextlib import suppress
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.bulk_file import COLUMNS, HEADS, write
from benchmarks.running import Fumao, Session, postgres

PREPARE = """
from datetime import date
from django.core.management import call_command
call_command("migrate", "-v0")
call_command("prepare_static")
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Department, Person, Post
from fumao.apps.surveys.actions.load_surveys import load_shipped
from fumao.apps.surveys.models import ReportingPeriod, ReviewOffice, SurveyVersion
from fumao.core.periods import Month
from benchmarks.bulk_file import code

nation = Area.objects.create(code="CN", name="全国", name_en="CN", kind="nation", path="/CN/")
city = Area.objects.create(
    code="350200", name="甲市", name_en="A", kind="city", parent=nation, path="/CN/350200/")
bureau = Department.objects.create(
    key="bureau", name="甲市商务局", name_en="B", area=city, kind="office", functions=["commerce"])
load_shipped(Actor(None, date(2016, 9, 1)))
survey = SurveyVersion.objects.get(key="outsourcing-contract")
month = Month(2016, 9)
period = ReportingPeriod.objects.create(
    survey=survey, key=survey.key, area=city, office=bureau, code=month.code, starts=month.start,
    ends=month.end, opens_on=month.start, due_on=date(2016, 10, 8))
for place, level in enumerate(("district", "city", "nation")):
    ReviewOffice.objects.create(period=period, area=city, place=place, level=level, office=bureau)
person = Person.objects.create_user("agency", password="{password}", name="代报")
for number in range({firms}):
    unit = Department.objects.create(
        key=f"firm-{{number}}", name=f"企业{{number}}", name_en=f"F{{number}}", area=city,
        kind="company")
    Enterprise.objects.create(
        code=code(number), name=unit.name, area=city, unit=unit, kind="private")
    Post.objects.create(person=person, department=unit, role="handler")
print("PERIOD", period.pk)
"""
VERIFY = """
import json
from fumao.apps.audit.models import Event
from fumao.apps.audit.service import broken_streams
from fumao.apps.surveys.models import BulkJob, Filing, FilingVersion
job = BulkJob.objects.get()
filed = Filing.objects.filter(phase="in_review").count()
assert filed == job.filed == FilingVersion.objects.count(), (filed, job.filed)
assert filed == Event.objects.filter(kind="report_filed").count()
print("VERIFIED", json.dumps([job.filed, job.left, Event.objects.count(), len(broken_streams())]))
"""
BASE = """
import json, sys, time
import psycopg
from python_calamine import CalamineWorkbook
path, url, columns = sys.argv[1], sys.argv[2], int(sys.argv[3])
began = time.perf_counter()
rows = list(CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())[1:]
read = time.perf_counter() - began
texts = [[str(cell) for cell in row] for row in rows]
names = ", ".join(f"c{n} text" for n in range(columns))
with psycopg.connect(url) as connection, connection.cursor() as cursor:
    cursor.execute("DROP TABLE IF EXISTS bulk_base")
    cursor.execute(f"CREATE TABLE bulk_base ({names})")
    began = time.perf_counter()
    with cursor.copy("COPY bulk_base FROM STDIN") as copy:
        for row in texts:
            copy.write_row(row)
    connection.commit()
    print(json.dumps([read, time.perf_counter() - began]))
"""
PASSWORD = "bulk-Benchmark-2016"  # noqa: S105 - of a database that is gone afterwards


class Memory(threading.Thread):
    """Samples of how much memory processes and their children hold at one time, in MB."""

    def __init__(self, pids: dict[str, int]) -> None:
        super().__init__(daemon=True)
        self.pids, self.peak, self.stopping = pids, dict.fromkeys(pids, 0.0), threading.Event()

    def run(self) -> None:
        while not self.stopping.wait(0.05):
            for name, pid in self.pids.items():
                with suppress(psutil.Error):
                    parent = psutil.Process(pid)
                    held = [parent, *parent.children(recursive=True)]
                    total = 0
                    for one in held:
                        with suppress(psutil.Error):
                            total += one.memory_info().rss
                    self.peak[name] = max(self.peak[name], total / 2**20)


def upload(session: Session, period: int, file: Path) -> str:
    """Send the file as a browser does and return the address of its page."""
    mark = uuid.uuid4().hex
    fields = {"period": str(period), "csrfmiddlewaretoken": session.cookies["csrftoken"]}
    body = b"".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in fields.items()
    )
    body += (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="reports.xlsx"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    body += file.read_bytes() + f"\r\n--{mark}--\r\n".encode()
    request = urllib.request.Request(
        f"{session.url}/reports/bulk/", body,
        {"Content-Type": f"multipart/form-data; boundary={mark}",
         "Referer": f"{session.url}/reports/bulk/"},
    )  # fmt: skip
    with session.opener.open(request, timeout=120) as reply:
        return str(reply.url)


def wait(url: str, began: float) -> dict[str, float]:
    """Wait until the only job is done; return when each state was first seen, in seconds."""
    import psycopg  # noqa: PLC0415 - only here

    seen: dict[str, float] = {}
    with psycopg.connect(url, autocommit=True) as connection:
        while time.perf_counter() - began < 600:
            row = connection.execute("SELECT state, error_en FROM surveys_bulkjob").fetchone()
            state, error = row or ("", "")
            seen.setdefault(state, time.perf_counter() - began)
            if state == "failed":
                raise RuntimeError(error)
            if state == "done":
                return seen
            time.sleep(0.02)
    raise RuntimeError("not done in ten minutes")


def base(file: Path, url: str) -> tuple[float, float]:
    """Return the seconds that calamine reads for and that COPY of the same cells takes."""
    told = subprocess.run(
        [sys.executable, "-c", BASE, str(file), url, str(COLUMNS)],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    read, copy = json.loads(told)
    return read, copy


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--firms", type=int, default=50)
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fumao-bulk-") as name:
        folder = Path(name)
        file = folder / "reports.xlsx"
        write(file, options.rows, options.firms)
        with postgres(folder / "pg") as url:
            seconds = measure(Fumao(folder / "data", url), file, options)
            if options.peers:
                from benchmarks.bulk_peers import import_export  # noqa: PLC0415 - asked for

                import_export(folder, url, options.rows, seconds)


def measure(fumao: Fumao, file: Path, options: argparse.Namespace) -> float:
    """Hand the file in, print the lines and return the seconds it took."""
    fumao.data.mkdir(parents=True)
    os.environ["PYTHONPATH"] = str(Path(__file__).resolve().parents[1])
    told = fumao.python(PREPARE.format(password=PASSWORD, firms=options.firms))
    period = int(next(x for x in told.splitlines() if x.startswith("PERIOD")).split()[1])
    url = fumao.database_url
    assert url is not None
    os.environ["TODAY"] = "2016-09-30"
    fumao.start(workers=1, task_worker=True)
    try:
        session = fumao.sign_in("agency", PASSWORD)
        memory = Memory({"server": fumao.children[0].pid, "worker": fumao.children[1].pid})
        memory.start()
        session.get("/reports/bulk/")
        load, began = os.getloadavg()[0], time.perf_counter()
        upload(session, period, file)
        taken = time.perf_counter() - began
        seen = wait(url, began)
        memory.stopping.set()
    finally:
        fumao.kill()
    seconds = seen["done"]
    parts = ", ".join(f"{state} from {at:.1f}" for state, at in seen.items() if state)
    print(
        f"bulk_100k_seconds {seconds:.1f} for {options.rows:,} rows of {COLUMNS} columns "
        f"({len(HEADS) - 2} of the form), {file.stat().st_size / 2**20:.0f} MB; upload answered "
        f"after {taken:.1f}; {parts}; load {load:.1f} on {os.cpu_count()} cores", flush=True,
    )  # fmt: skip
    print(
        f"bulk_100k_peak_mb {memory.peak['worker']:.0f} worker and its reader, "
        f"{memory.peak['server']:.0f} server"
    )
    read, copy = base(file, url)
    print(
        f"bulk_vs_read_and_copy {seconds / (read + copy):.2f} calamine {read:.1f} s, "
        f"COPY {copy:.1f} s, load {os.getloadavg()[0]:.1f}"
    )
    told = fumao.python(VERIFY)
    filed, left, events, broken = json.loads(
        next(x for x in told.splitlines() if x.startswith("VERIFIED"))[9:]
    )
    print(
        f"bulk_verified {filed} reports, {left} left out, {events} events, {broken} broken chains"
    )
    return seconds


if __name__ == "__main__":
    main()
