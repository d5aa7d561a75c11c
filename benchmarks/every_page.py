"""Milliseconds of every page of the reporting demo: 4 cities × 500 respondents × 24 months.

    python benchmarks/every_page.py [--per-city 700] [--months 24] [--only sqlite|postgresql]

The demo is loaded large (700 enterprises a city, some 500 of which report). A real server
(granian, 2 workers of 4 threads) is walked link by link as each kind of person; of every page, told
by the name of its address, up to `--samples` different addresses are asked for `--rounds` times by
one connection. Addresses that answer with a file are asked for but not counted: no page. Lines,
ratio first, 200 ms being the aim:

    every_page_<database>_<page>_<person> 200/p95   p50, p95 and worst, addresses (the slowest 15)
    every_page_<database>_over          pages whose p95 is above 200 ms, of all
"""

import argparse
import re
import sys
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from urllib.parse import urljoin, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.pages import database
from benchmarks.running import Fumao

AIM = 200.0
PERSONS = ("xm.office", "xm.checker", "xm.firm1", "reader", "")  # "" has not signed in
PREPARE = """
from django.core.management import call_command
from fumao.web.up import prepare
for command in (  # what is to be large; the rest is as ever
    ("migrate", "-v0"), ("load_packs",), ("load_procedures",), ("load_surveys",), ("load_demo",),
    ("load_demo_enterprises", "--per-city", "{per_city}"), ("load_demo_cases",),
    ("load_demo_reports", "--months", "{months}"),
):
    call_command(*command)
prepare()
from django.db import connection
connection.cursor().execute("ANALYZE")
from fumao.apps.surveys.models import Filing
print("FILINGS", Filing.objects.count(), Filing.objects.values("enterprise").distinct().count())
"""
NAMES = """
import json, sys
from django.urls import Resolver404, resolve
for line in {paths!r}:
    try:
        print("NAME", line, resolve(line).view_name)
    except Resolver404:
        pass
"""
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
PASSED_OVER = ("/static/", "/media/", "/accounts/logout", "/i18n/", "/admin/")


class Visitor:
    """One connection of a person, who is signed in unless the name is empty."""

    def __init__(self, fumao: Fumao, username: str) -> None:
        cookies = fumao.sign_in(username).cookies if username else {}
        self.cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.connection = HTTPConnection("127.0.0.1", fumao.port, timeout=120)

    def get(self, path: str) -> tuple[int, str, str, float]:
        """Return status, type, text and milliseconds."""
        began = time.perf_counter()
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        reply = self.connection.getresponse()
        body = reply.read()
        took = (time.perf_counter() - began) * 1000
        kind = reply.headers.get("Content-Type", "")
        text = body.decode() if kind.startswith("text/html") else ""
        return reply.status, reply.headers.get("Location", "") or kind, text, took


def shape_of(path: str) -> str:
    """Return an address without what tells one row from another: enough to walk by."""
    bare, _mark, query = path.partition("?")
    names = "&".join(sorted(part.partition("=")[0] for part in query.split("&") if part))
    # Numbers, codes with a number in them, and keys written in lower case with dashes.
    return re.sub(r"/[^/]*(?:\d|-)[^/]*", "/*", bare) + (f"?{names}" if names else "")


def walked(visitor: Visitor, samples: int, most: int) -> list[str]:
    """Return addresses of pages, found from link to link, up to `samples` of one shape."""
    seen: dict[str, int] = defaultdict(int)
    waiting, known, pages = deque(["/", "/home/", "/statistics/"]), set[str](), list[str]()
    while waiting and len(pages) < most:
        path = waiting.popleft()
        if path in known:
            continue
        known.add(path)
        shape = shape_of(path)
        if seen[shape] >= samples:
            continue
        seen[shape] += 1
        status, told, text, _took = visitor.get(path)
        if status in (301, 302):
            waiting.append(urlsplit(urljoin(path, told)).path)
        elif status == 200 and text:
            pages.append(path)
            found = (link.replace("&amp;", "&") for link in LINK.findall(text))
            waiting.extend(link for link in found if not link.startswith(PASSED_OVER))
        elif status >= 500:
            raise RuntimeError(f"{path} answered {status}")
    return pages


def timed(visitor: Visitor, pages: list[str], rounds: int) -> Iterator[tuple[str, float]]:
    """Yield every address with its milliseconds, `rounds` times."""
    for _round in range(rounds):
        for path in pages:
            yield path, visitor.get(path)[3]


def names_of(fumao: Fumao, paths: set[str]) -> dict[str, str]:
    """Return the name of the address that each path belongs to."""
    told = fumao.python(NAMES.format(paths=sorted({path.partition("?")[0] for path in paths})))
    lines = (line.split(" ") for line in told.splitlines() if line.startswith("NAME "))
    return {path: name for _word, path, name in lines}


def run(kind: str, options: argparse.Namespace) -> None:
    """Load the demo into a database of one kind, walk it and print its lines."""
    with tempfile.TemporaryDirectory(prefix="fumao-pages-") as name:
        folder = Path(name)
        with database(kind, folder) as url:
            fumao = Fumao(folder / "data", url)
            fumao.data.mkdir()
            began = time.monotonic()
            told = fumao.python(PREPARE.format(per_city=options.per_city, months=options.months))
            filings = next(one for one in told.splitlines() if one.startswith("FILINGS"))
            took = time.monotonic() - began
            print(f"every_page_{kind}_loaded {took:.0f} s, filings and firms {filings[8:]}")
            fumao.start()
            try:
                times = measured(fumao, options)
            finally:
                fumao.kill()
            report(kind, fumao, times)


def measured(fumao: Fumao, options: argparse.Namespace) -> dict[tuple[str, str], list[float]]:
    """Return milliseconds by path and person."""
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    for person in PERSONS:
        visitor = Visitor(fumao, person)
        pages = walked(visitor, options.samples, options.most)
        for path, took in timed(visitor, pages, options.rounds):
            times[path, person or "public"].append(took)
    return times


def report(kind: str, fumao: Fumao, times: dict[tuple[str, str], list[float]]) -> None:
    """Print the slowest pages and how many miss the aim."""
    names = names_of(fumao, {path for path, _person in times})
    by_page: dict[tuple[str, str], list[float]] = defaultdict(list)
    worst: dict[tuple[str, str], tuple[float, str]] = {}
    count: dict[tuple[str, str], int] = defaultdict(int)
    for (path, person), taken in times.items():
        page = (names.get(path.partition("?")[0], path), person)
        by_page[page] += taken
        count[page] += 1
        worst[page] = max(worst.get(page, (0.0, "")), (max(taken), path))
    p95 = {page: quantiles(taken, n=100, method="inclusive") for page, taken in by_page.items()}
    slowest = sorted(p95, key=lambda page: -p95[page][94])
    for page in slowest[:15]:
        cuts, (most, path) = p95[page], worst[page]
        print(
            f"every_page_{kind}_{page[0]}_{page[1]} {AIM / cuts[94]:.2f} p50 {cuts[49]:.0f} "
            f"p95 {cuts[94]:.0f} ms, worst {most:.0f} ms at {path}, {count[page]} addresses"
        )
    over = sum(p95[page][94] > AIM for page in p95)
    print(f"every_page_{kind}_over {over} of {len(p95)} pages have a p95 above {AIM:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--per-city", type=int, default=700)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--samples", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--most", type=int, default=1500, help="pages walked a person")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    for kind in [options.only] if options.only else ["postgresql", "sqlite"]:
        run(kind, options)


if __name__ == "__main__":
    main()
