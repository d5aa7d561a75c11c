"""Queries, p50, p95 and CPU-milliseconds of pages: kept ones, ones drawn anew, ones never the same.

    python benchmarks/pages.py [--scale 20] [--seconds 6] [--only sqlite|postgresql]

For each database the demo is loaded once at 1x and once at 20x. A real server (granian, 2 workers
of 4 threads) answers 16 connections of wrk, or of Python threads on the same cores where the
machine has no wrk (the line says so). `office` is a city's programme office and sees its city,
`nation` a reader of the whole country who sees everything there is. Lines, `ms p95` first:

    pages_<database>_<scale>x_<page>_<person>    the same page again and again: home, register and
                                                 plan are kept until the next event
    pages_<database>_<scale>x_search_<person>    the register, another word in each request
    pages_<database>_<scale>x_task_<person>      pages of tasks in random order
    pages_<database>_<scale>x_<page>_<person>_anew <CPU-ms> of the first drawing after an event, in
                                                 one process without a server, median of 15
    pages_<database>_growth_<any of these>       CPU at 20x over 1x (20 would be linear)

CPU is the server's and not the database's: with PostgreSQL the milliseconds of the `anew` lines
include the wait for it, the CPU figures do not.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import quantiles

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.running import Fumao, postgres

CONNECTIONS = 16
PERSONS = {"office": "xm.office", "nation": "reader"}
PAGES = {"home": "/home/", "register": "/tasks/", "plan": "/plans/xiamen-2020/"}
# Inside the installation: addresses that are never the same, for each person.
VARIED = """
import json, random
from urllib.parse import quote
from fumao.apps.orgs.actor import actor_for
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.models import Person
from fumao.apps.orgs.policy import visible_to
from fumao.apps.plans.models import Task

for name, username in {persons!r}.items():
    chance = random.Random(20160810)
    actor = actor_for(Person.objects.get(username=username), today())
    rows = list(visible_to(actor, Task.objects.all()).order_by("pk").values_list("code", "title"))
    words = {{
        title[start : start + length] for _code, title in rows
        for start in range(len(title)) for length in (2, 3, 4, 5)
    }}
    words = chance.sample(sorted(words), min(len(words), 6000))
    found = {{
        f"search_{{name}}": [f"/tasks/?q={{quote(word)}}" for word in words],
        f"task_{{name}}": [f"/tasks/{{chance.choice(rows)[0]}}/" for _ in range(6000)],
    }}
    print("VARIED", json.dumps(found))
"""
COUNT_QUERIES = """
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from fumao.apps.orgs.models import Person

client = Client(HTTP_HOST="localhost")
backend = "allauth.account.auth_backends.AuthenticationBackend"
client.force_login(Person.objects.get(username={username!r}), backend=backend)
for name, paths in {samples!r}.items():
    most = 0
    for path in paths:
        with CaptureQueriesContext(connection) as seen:
            reply = client.get(path)
        assert reply.status_code == 200, (path, reply.status_code)
        most = len(seen) if len(set(paths)) == 1 else max(most, len(seen))
    print("QUERIES", name, most)
"""
DRAW_ANEW = """
import json, time
from statistics import median
from django.test import Client
from fumao.apps.orgs.actor import actor_for
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.models import Person
from fumao.apps.plans.actions.add_comment import add_comment
from fumao.apps.plans.models import Task

backend = "allauth.account.auth_backends.AuthenticationBackend"
office = actor_for(Person.objects.get(username="xm.office"), today())
task = Task.objects.get(code="XM20-28")
for name, username in {persons!r}.items():
    client = Client(HTTP_HOST="localhost")
    client.force_login(Person.objects.get(username=username), backend=backend)
    for page, path in {pages!r}.items():
        client.get(path)
        drawn = []
        for number in range(15):
            add_comment(office, task, f"{{name}} {{page}} {{number}}")
            wall, cpu = time.perf_counter(), time.process_time()
            assert client.get(path).status_code == 200
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            drawn.append((cpu * 1000, wall * 1000))
        print("ANEW", f"{{page}}_{{name}}", *(median(column) for column in zip(*drawn)))
"""


@dataclass(frozen=True)
class Figures:
    """What one page cost."""

    queries: int
    p50: float
    p95: float
    cpu_ms: float
    per_second: float
    client: str


def server_cpu(fumao: Fumao) -> float:
    """Return the CPU seconds the server and its children have used."""
    parent = psutil.Process(fumao.children[0].pid)
    total = 0.0
    for process in [parent, *parent.children(recursive=True)]:
        times = process.cpu_times()
        total += times.user + times.system
    return total


def load_by_wrk(url: str, paths: list[str], cookie: str, seconds: int) -> tuple[int, float, float]:
    """Return requests, p50 and p95 in ms."""
    folder = Path(tempfile.mkdtemp())
    (folder / "paths").write_text("\n".join(paths))
    script = folder / "report.lua"
    script.write_text(
        "local paths, n = {}, 0\n"
        f"for line in io.lines('{folder}/paths') do paths[#paths + 1] = line end\n"
        "request = function() n = n % #paths + 1; return wrk.format('GET', paths[n]) end\n"
        "done = function(s, l, r) io.write(string.format('FIGURES %d %d %d %d\\n', s.requests, "
        "l:percentile(50), l:percentile(95), "
        "s.errors.status + s.errors.read + s.errors.timeout)) end\n"
    )
    done = subprocess.run(
        [
            "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script),
            "-H", f"Cookie: {cookie}", url,
        ],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    shutil.rmtree(folder)
    found = re.search(r"FIGURES (\d+) (\d+) (\d+) (\d+)", done.stdout)
    assert found, done.stdout
    requests, p50, p95, errors = map(int, found.groups())
    assert errors == 0, f"{errors} errors at {paths[0]}"
    return requests, p50 / 1000, p95 / 1000


def load_by_python(
    port: int, paths: list[str], cookie: str, seconds: int
) -> tuple[int, float, float]:
    """Return requests, p50 and p95 in ms, by threads of this process."""
    times: list[float] = []
    stop = time.monotonic() + seconds
    turn = count()

    def client() -> None:
        connection = HTTPConnection("127.0.0.1", port)
        while time.monotonic() < stop:
            path = paths[next(turn) % len(paths)]
            began = time.monotonic()
            connection.request("GET", path, headers={"Cookie": cookie})
            reply = connection.getresponse()
            reply.read()
            assert reply.status == 200, reply.status
            times.append((time.monotonic() - began) * 1000)

    threads = [threading.Thread(target=client) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = quantiles(times, n=100)
    return len(times), cuts[49], cuts[94]


def addresses(fumao: Fumao, person: str) -> dict[str, list[str]]:
    """Return by name what a person asks for: one address for a page, many where they vary."""
    told = fumao.python(VARIED.format(persons={person: PERSONS[person]}))
    line = next(line for line in told.splitlines() if line.startswith("VARIED "))
    return {f"{page}_{person}": [path] for page, path in PAGES.items()} | json.loads(line[7:])


def measure(fumao: Fumao, seconds: int) -> dict[str, Figures]:
    """Return the figures of every page of a prepared installation, for both persons."""
    found: dict[str, Figures] = {}
    for person, username in PERSONS.items():
        asked = addresses(fumao, person)
        samples = {name: (paths * 2)[:20] for name, paths in asked.items()}
        told = fumao.python(COUNT_QUERIES.format(username=username, samples=samples))
        queries = {m[1]: int(m[2]) for m in re.finditer(r"QUERIES (\S+) (\d+)", told)}
        for name, paths in asked.items():
            found[name] = under_load(fumao, username, paths, seconds, queries[name])
    return found


def under_load(
    fumao: Fumao, username: str, paths: list[str], seconds: int, queries: int
) -> Figures:
    """Start a fresh server, so that nothing is kept from before, and return its figures."""
    fumao.start()
    try:
        session = fumao.sign_in(username)
        cookie = "; ".join(f"{name}={value}" for name, value in session.cookies.items())
        for number in range(20):
            session.get(paths[-1 - number % len(paths)])
        before = server_cpu(fumao)
        if shutil.which("wrk"):
            client = "wrk"
            answered, p50, p95 = load_by_wrk(fumao.url, paths, cookie, seconds)
        else:
            client = "python"
            answered, p50, p95 = load_by_python(fumao.port, paths, cookie, seconds)
        cpu = (server_cpu(fumao) - before) * 1000 / answered
    finally:
        fumao.kill()
    return Figures(queries, p50, p95, cpu, answered / seconds, client)


def drawn_anew(fumao: Fumao) -> dict[str, tuple[float, float]]:
    """Return CPU and wall milliseconds of the first drawing of each page after an event."""
    told = fumao.python(DRAW_ANEW.format(persons=PERSONS, pages=PAGES))
    found = re.finditer(r"ANEW (\S+) (\S+) (\S+)", told)
    return {f"{m[1]}_anew": (float(m[2]), float(m[3])) for m in found}


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str | None]:
    """Yield the DATABASE_URL of a fresh database, None for SQLite."""
    if kind == "sqlite":
        yield None
    else:
        with postgres(folder / "pg") as url:
            yield url


def run(kind: str, scale: int, seconds: int) -> dict[str, float]:
    """Load the demo, print its lines and return CPU-milliseconds by name."""
    with tempfile.TemporaryDirectory(prefix="fumao-pages-") as name:
        folder = Path(name)
        with database(kind, folder) as url:
            fumao = Fumao(folder / "data", url)
            began = time.monotonic()
            fumao.prepare("--scale", str(scale))
            print(f"pages_{kind}_{scale}x_load_s {time.monotonic() - began:.1f}", flush=True)
            figures = measure(fumao, seconds)
            anew = drawn_anew(fumao)
    for page, f in figures.items():
        print(
            f"pages_{kind}_{scale}x_{page} {f.p95:.1f} ms p95, p50 {f.p50:.1f} ms, "
            f"{f.queries} queries, {f.cpu_ms:.2f} CPU-ms, {f.per_second:.0f} pages/s, "
            f"{CONNECTIONS} connections by {f.client}",
            flush=True,
        )
    for page, (cpu, wall) in anew.items():
        print(f"pages_{kind}_{scale}x_{page} {cpu:.1f} CPU-ms, {wall:.1f} ms", flush=True)
    return {page: f.cpu_ms for page, f in figures.items()} | {
        p: cpu for p, (cpu, _) in anew.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    for kind in [options.only] if options.only else ["sqlite", "postgresql"]:
        small, large = (run(kind, scale, options.seconds) for scale in (1, options.scale))
        for page, cpu in large.items():
            print(
                f"pages_{kind}_growth_{page} {cpu / small[page]:.2f} "
                f"(linear would be {options.scale})",
                flush=True,
            )


if __name__ == "__main__":
    main()
