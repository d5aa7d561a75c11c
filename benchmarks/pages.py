"""Queries, p50, p95 and CPU-milliseconds of dashboard, register and plan page.

    python benchmarks/pages.py [--scale 20] [--seconds 8] [--only sqlite|postgresql]

For each database the demo is loaded once at 1x and once at 20x, and a real server (granian, 2
workers of 4 threads) answers 16 connections. Lines `pages_<database>_<scale>x_<page> <p95 ms> …`
follow, one a page; then `pages_<database>_growth_<page> <ratio>`: CPU at 20x over 1x (20 would be
linear). Load comes from wrk where the machine has it, else from Python threads on the same cores
(the line says so).
"""

import argparse
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
from pathlib import Path
from statistics import quantiles

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.running import Fumao, postgres

CONNECTIONS = 16
PAGES = {"home": "/home/", "register": "/tasks/", "plan": "/plans/xiamen-2020/"}
COUNT_QUERIES = """
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from fumao.apps.orgs.models import Person

client = Client(HTTP_HOST="localhost")
backend = "allauth.account.auth_backends.AuthenticationBackend"
client.force_login(Person.objects.get(username="xm.office"), backend=backend)
for path in {paths!r}:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        reply = client.get(path)
    assert reply.status_code == 200, (path, reply.status_code)
    print("QUERIES", path, len(seen))
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


def load_by_wrk(url: str, cookie: str, seconds: int) -> tuple[int, float, float]:
    """Return requests, p50 and p95 in ms."""
    script = Path(tempfile.mkdtemp()) / "report.lua"
    script.write_text(
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
    found = re.search(r"FIGURES (\d+) (\d+) (\d+) (\d+)", done.stdout)
    assert found, done.stdout
    requests, p50, p95, errors = map(int, found.groups())
    assert errors == 0, f"{errors} errors at {url}"
    return requests, p50 / 1000, p95 / 1000


def load_by_python(port: int, path: str, cookie: str, seconds: int) -> tuple[int, float, float]:
    """Return requests, p50 and p95 in ms, by threads of this process."""
    times: list[float] = []
    stop = time.monotonic() + seconds

    def client() -> None:
        connection = HTTPConnection("127.0.0.1", port)
        while time.monotonic() < stop:
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


def measure(fumao: Fumao, seconds: int) -> dict[str, Figures]:
    """Return the figures of every page of a prepared installation."""
    code = COUNT_QUERIES.format(paths=list(PAGES.values()))
    lines = fumao.python(code)
    queries = {m[1]: int(m[2]) for m in re.finditer(r"QUERIES (\S+) (\d+)", lines)}
    fumao.start()
    found: dict[str, Figures] = {}
    try:
        session = fumao.sign_in("xm.office")
        cookie = "; ".join(f"{name}={value}" for name, value in session.cookies.items())
        for name, path in PAGES.items():
            for _ in range(20):
                session.get(path)
            before = server_cpu(fumao)
            if shutil.which("wrk"):
                count, p50, p95 = load_by_wrk(fumao.url + path, cookie, seconds)
                client = "wrk"
            else:
                count, p50, p95 = load_by_python(fumao.port, path, cookie, seconds)
                client = "python"
            cpu = (server_cpu(fumao) - before) * 1000 / count
            found[name] = Figures(queries[path], p50, p95, cpu, count / seconds, client)
    finally:
        fumao.kill()
    return found


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str | None]:
    """Yield the DATABASE_URL of a fresh database, None for SQLite."""
    if kind == "sqlite":
        yield None
    else:
        with postgres(folder / "pg") as url:
            yield url


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    for kind in [options.only] if options.only else ["sqlite", "postgresql"]:
        figures: dict[int, dict[str, Figures]] = {}
        for scale in (1, options.scale):
            with tempfile.TemporaryDirectory(prefix="fumao-pages-") as name:
                folder = Path(name)
                with database(kind, folder) as url:
                    fumao = Fumao(folder / "data", url)
                    began = time.monotonic()
                    fumao.prepare("--scale", str(scale))
                    print(
                        f"pages_{kind}_{scale}x_load_s {time.monotonic() - began:.1f}", flush=True
                    )
                    figures[scale] = measure(fumao, options.seconds)
            for page, f in figures[scale].items():
                print(
                    f"pages_{kind}_{scale}x_{page} {f.p95:.1f} ms p95, p50 {f.p50:.1f} ms, "
                    f"{f.queries} queries, {f.cpu_ms:.2f} CPU-ms, {f.per_second:.0f} pages/s, "
                    f"{CONNECTIONS} connections by {f.client}",
                    flush=True,
                )
        for page in PAGES:
            ratio = figures[options.scale][page].cpu_ms / figures[1][page].cpu_ms
            print(
                f"pages_{kind}_growth_{page} {ratio:.2f} (linear would be {options.scale})",
                flush=True,
            )


if __name__ == "__main__":
    main()
