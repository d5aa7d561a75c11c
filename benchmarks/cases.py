"""Cases: submissions and decisions a second, the officers' pages with 20,000 cases, time passing.

    python benchmarks/cases.py [--cities 5000] [--seconds 6] [--submissions 300]
                               [--only sqlite|postgresql]

For each database the demo is loaded with its enterprises and `--cities` cases a city. Lines,
figure first:

    cases_<database>_load_s      seconds to load the cases, with their number and CPU-seconds
    cases_<database>_submit      submissions a second of two processes through submit_case: form
                                 read, case, steps, clock, event, notices; the CPU-ms of one and
                                 the statements of one; then ratios to peers, quoted
    cases_<database>_decide      verdicts a second through finish_step, the same way
    cases_<database>_queue       p95 of an officer's queue under 16 connections, its statements
    cases_<database>_case        the same of pages of cases in random order
    cases_<database>_pass_time   seconds for all open cases, and per thousand

The aims are 150 submissions a second on PostgreSQL, 14 statements and 200 ms a page. CPU-ms are of
the process (the database's own come on top), and hold on a machine that others use as well.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.pages import database, under_load
from benchmarks.running import Fumao

PROCESSES = 2
# Peers that do not start here: what was measured of them before on two cores, quoted as it stands.
QUOTED = {
    "submit": (("ODK Central", 58, "34-58 submissions"), ("Directus 12.4", 38, "38 creates")),
    "decide": (("ODK Central", 66, "40-66 approvals, one call each"),),
}
PREPARE = """
from django.core.management import call_command
import time
for command in {before!r}: call_command(*command)
wall, cpu = time.perf_counter(), time.process_time()
call_command("load_demo_cases", "--per-city", "{cities}")
from fumao.apps.procedures.models import Case
print("LOADED", time.perf_counter() - wall, time.process_time() - cpu, Case.objects.count(),
      Case.objects.filter(closed_on=None).count())
"""
OFFICER = """
import json
from fumao.apps.orgs.actor import actor_for
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.models import Person
from fumao.apps.procedures.models import StepRun
from django.db.models import Count

# The seat with most open steps, and who holds it.
seat = (StepRun.objects.filter(state__in=["open", "claimed"], kind="seat").order_by()
        .values("office", "role").annotate(n=Count("pk")).order_by("-n").first())
person = Person.objects.filter(posts__department=seat["office"], posts__role=seat["role"]).first()
cases = list(StepRun.objects.filter(office=seat["office"]).order_by("?").values_list("case", flat=True)[:400])
print("OFFICER", json.dumps({"name": person.username, "open": seat["n"], "cases": cases}))
"""  # noqa: E501
COUNT = """
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from fumao.apps.orgs.models import Person

client = Client(HTTP_HOST="localhost")
backend = "allauth.account.auth_backends.AuthenticationBackend"
client.force_login(Person.objects.get(username={name!r}), backend=backend)
for page, paths in {pages!r}.items():
    most = 0
    for path in paths[:20]:
        client.get(path)
        with CaptureQueriesContext(connection) as told:
            assert client.get(path).status_code == 200, path
        most = max(most, len(told))
    print("QUERIES", page, most)
"""
# One process of those that submit and decide at the same time; the drafts are made beforehand.
WORK = """
import sys, time
from django.db import connection
from django.test.utils import CaptureQueriesContext
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.models import Person
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.actions.finish_step import finish_step
from fumao.apps.procedures.actions.save_draft import begin_draft, save_draft
from fumao.apps.procedures.actions.submit_case import submit_case
from fumao.apps.procedures.models import CasePaper, Draft, ProcedureVersion, StepRun
from fumao.apps.procedures.demo.load import _granted
from fumao.packs.procedure_cases import load_cases
from fumao.procedures.acts import Word
from fumao.procedures.state import RunKey

number, count, key = {number}, {count}, "tech-contract"
version = ProcedureVersion.objects.get(key=key, state="published")
golden = next(_granted(one.cases) for one in load_cases() if one.procedure == key)
firms = Enterprise.objects.filter(unit__posts__role="handler", synthetic=True, status="active")
firm = firms.select_related("area").order_by("code").distinct()[number]
person = Person.objects.filter(posts__department=firm.unit, posts__role="handler").first()
actor = actor_for(person, today())
drafts, fields = [], loaded(version).procedure.form
dates = [one.key for one in fields if one.type is not None and one.type.kind == "date"]
for place in range(count):
    draft = begin_draft(actor, version, firm)
    unique = {{one.key: f"B-{{number}}-{{place}}" for one in fields if one.unique}}
    days = {{one: today().isoformat() for one in dates if golden.form.get(one)}}
    save_draft(actor, draft, golden.form | days | unique, [])
    CasePaper.objects.bulk_create(
        [CasePaper(draft=draft, key=paper, added_on=today()) for paper in golden.papers])
    drafts.append(Draft.objects.select_related("procedure", "enterprise__area").get(pk=draft.pk))
first = submit_case(actor, drafts.pop())
with CaptureQueriesContext(connection) as told:
    submit_case(actor, drafts.pop())
statements = len(told)
print("READY", flush=True)
sys.stdin.readline()
wall, cpu = time.perf_counter(), time.process_time()
cases = [submit_case(actor, draft) for draft in drafts]
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
print("SUBMIT", len(cases), wall, cpu, statements, flush=True)

run = StepRun.objects.get(case=cases[0], state="open")
officer = Person.objects.filter(posts__department=run.office_id, posts__role=run.role).first()
actor, word = actor_for(officer, today()), Word("passed", "同意")
with CaptureQueriesContext(connection) as told:
    finish_step(actor, cases[0].pk, RunKey(run.step, run.branch, run.round), word)
statements = len(told)
sys.stdin.readline()
wall, cpu = time.perf_counter(), time.process_time()
for case in cases[1:]:
    finish_step(actor, case.pk, RunKey(run.step, run.branch, run.round), word)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
print("DECIDE", len(cases) - 1, wall, cpu, statements, flush=True)
"""
TIME = """
import time
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import today
from fumao.apps.procedures.actions.pass_time import pass_time_for_all
from fumao.apps.procedures.models import Case
for turn in ("first", "again"):
    wall, cpu, n = time.perf_counter(), time.process_time(), Case.objects.filter(closed_on=None).count()
    fired, reminded = pass_time_for_all(Actor(None, today()), today())
    print("TIME", turn, time.perf_counter() - wall, time.process_time() - cpu, n, fired, reminded)
"""  # noqa: E501


def prepare(fumao: Fumao, kind: str, cities: int) -> None:
    """Load the demo with its enterprises, then the cases, and say how long these took."""
    before = [
        ("migrate", "-v0"), ("prepare_static",), ("load_packs",), ("load_procedures",),
        ("load_demo",), ("load_demo_enterprises",),
    ]  # fmt: skip
    fumao.data.mkdir(parents=True, exist_ok=True)
    told = fumao.python(PREPARE.format(before=before, cities=cities))
    wall, cpu, cases, still = _line(told, "LOADED")
    print(
        f"cases_{kind}_load_s {float(wall):.1f} s for {cases} cases ({still} open), "
        f"{float(cpu):.1f} CPU-s",
        flush=True,
    )


def _line(told: str, mark: str) -> list[str]:
    return next(one for one in told.splitlines() if one.startswith(mark)).split(" ")[1:]


def workers(fumao: Fumao, kind: str, count: int) -> None:
    """Submit and decide in processes at the same time and print the rates."""
    running = [
        subprocess.Popen(
            [
                sys.executable, "-c",
                "import django\ndjango.setup()\n" + WORK.format(number=number, count=count),
            ],
            env=fumao.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for number in range(PROCESSES)
    ]  # fmt: skip
    assert all(_read(one, "READY") is not None for one in running)
    for mark, name in (("SUBMIT", "submit"), ("DECIDE", "decide")):
        for one in running:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        told = [_read(one, mark) for one in running]
        done = sum(int(one[0]) for one in told)
        wall = max(float(one[1]) for one in told)
        cpu = sum(float(one[2]) for one in told)
        print(
            f"cases_{kind}_{name} {done / wall:.0f} a second by {PROCESSES} processes, "
            f"{1000 * cpu / done:.2f} CPU-ms each ({1000 / (1000 * cpu / done):.0f} a CPU-second), "
            f"{told[0][3]} statements",
            flush=True,
        )
        for peer, most, words in QUOTED[name]:
            print(
                f"cases_{kind}_{name}_vs_{peer.split()[0].lower()}_quoted {done / wall / most:.2f} "
                f"{done / wall:.0f} a second; {peer}: {words} a second, quoted, not run here",
                flush=True,
            )
    for one in running:
        one.communicate(timeout=60)


def _read(process: subprocess.Popen[str], mark: str) -> list[str]:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(mark):
            return line.split()[1:]
    raise RuntimeError(f"a worker ended before {mark}: exit code {process.wait()}")


def pages(fumao: Fumao, kind: str, seconds: int) -> None:
    """Print what the officers' pages cost under load."""
    told = fumao.python(OFFICER)
    officer = json.loads(next(x for x in told.splitlines() if x.startswith("OFFICER "))[8:])
    asked = {
        "queue": ["/cases/queue/"],
        "case": [f"/cases/{pk}/" for pk in officer["cases"]],
    }
    counted = fumao.python(COUNT.format(name=officer["name"], pages=asked))
    queries = {m[1]: int(m[2]) for m in re.finditer(r"QUERIES (\S+) (\d+)", counted)}
    for page, paths in asked.items():
        f = under_load(fumao, officer["name"], paths, seconds, queries[page])
        more = f", {officer['open']} steps wait" if page == "queue" else ""
        print(
            f"cases_{kind}_{page} {f.p95:.1f} ms p95, p50 {f.p50:.1f} ms, {f.queries} queries at "
            f"most, {f.cpu_ms:.2f} CPU-ms, {f.per_second:.0f} pages/s, 16 connections by "
            f"{f.client}{more}",
            flush=True,
        )


def time_passes(fumao: Fumao, kind: str) -> None:
    """Print how long a day's passing takes, and once more when all is done."""
    for line in fumao.python(TIME).splitlines():
        if line.startswith("TIME"):
            turn, wall, cpu, n, fired, reminded = line.split(" ")[1:]
            name = "pass_time" if turn == "first" else "pass_time_again"
            print(
                f"cases_{kind}_{name} {float(wall):.2f} s for {n} open cases, {float(cpu):.2f} "
                f"CPU-s, {fired} events, {reminded} reminders",
                flush=True,
            )


@contextmanager
def installation(kind: str, data: str | None) -> Iterator[tuple[Fumao, bool]]:
    """Yield an installation: a fresh one, or the prepared one in `data` (SQLite)."""
    if data:
        yield Fumao(Path(data), None), True
        return
    with (
        tempfile.TemporaryDirectory(prefix="fumao-cases-") as name,
        database(kind, Path(name)) as url,
    ):
        yield Fumao(Path(name) / "data", url), False


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cities", type=int, default=5000)
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--submissions", type=int, default=300)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--data", help="a prepared DATA folder, instead of loading one (SQLite)")
    options = parser.parse_args()
    for kind in [options.only] if options.only else ["sqlite", "postgresql"]:
        began = time.monotonic()
        with installation(kind, options.data) as (fumao, ready):
            if not ready:
                prepare(fumao, kind, options.cities)
            time_passes(fumao, kind)
            pages(fumao, kind, options.seconds)
            workers(fumao, kind, options.submissions)
        print(f"cases_{kind}_whole_s {time.monotonic() - began:.0f}", flush=True)


if __name__ == "__main__":
    main()
