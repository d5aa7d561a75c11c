"""kill -9 while programs file reports: what was acknowledged is there, nothing is there by halves.

A round: the server starts, four programs file by the API, each report with a key of its own,
everything is killed in the middle. What got no answer is sent again in the next round with its key:
it must be taken, once, whether the first sending had come through or not. At the end every filing
has its version, its state and its event, or none of them.
"""

import json
import os
import random
import threading
import time
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest
from benchmarks.filing import MONTHS, PREPARE, SURVEY, report
from benchmarks.running import Fumao

from tests.installations import copied

ROUNDS = int(os.environ.get("DRILL_ROUNDS", "5"))
A_ROUND = 20  # reports that must be acknowledged before a kill may fall
FIRMS = 10 * ROUNDS
PROGRAMS = 4
INSPECT = """
import json
from django.db import connection
from fumao.apps.audit.models import Event
from fumao.apps.audit.service import broken_streams
from fumao.apps.surveys.models import Filing, FilingVersion

versions = {one.filing_id: one for one in FilingVersion.objects.all()}
events = {one.stream: one for one in Event.objects.filter(kind="report_filed")}
wrong = [f"chain of {stream} is broken" for stream in broken_streams()]
if FilingVersion.objects.count() != len(versions) or len(events) != len(versions):
    wrong.append("a report was filed twice, or its event is missing")
for row in Filing.objects.all():
    version, event = versions.get(row.pk), events.get(row.stream)
    if row.phase == "draft":
        whole = version is None and event is None and row.round == row.seq == 0
    else:
        whole = (
            version is not None and event is not None and row.version_id == version.pk
            and event.data["digest"] == version.digest and (row.round, row.seq) == (1, 1)
        )
    if not whole:
        wrong.append(f"filing {row.pk} is there by halves")
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        if (verdict := cursor.fetchone()[0]) != "ok":
            wrong.append(f"SQLite: {verdict}")
print("KEPT", json.dumps({"keys": [one.key for one in versions.values()], "wrong": wrong}))
"""


class Programs:
    """What programs send until everything is killed, and what was acknowledged."""

    def __init__(self, fumao: Fumao, rows: list[tuple[int, int]], seed: int) -> None:
        self.fumao, self.chance = fumao, random.Random(seed)
        self.waiting: SimpleQueue[tuple[str, int, bytes]] = SimpleQueue()
        self.chance.shuffle(rows)
        for pk, firm in rows:
            body = json.dumps({"data": report(self.chance)}).encode()
            self.waiting.put((f"k-{pk}", firm, body))
        self.keys: set[str] = set()
        self.unanswered: set[str] = set()
        self.faults: list[BaseException] = []

    def round(self) -> None:
        """Let programs file and kill everything in the middle."""
        stop, before = threading.Event(), len(self.keys)
        threads = [threading.Thread(target=self._work, args=[stop]) for _ in range(PROGRAMS)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 120
        while len(self.keys) < before + A_ROUND and not self.faults:
            assert time.monotonic() < deadline, "too little was acknowledged in two minutes"
            time.sleep(0.005)
        stop.wait(self.chance.uniform(0, 0.1))  # the kill falls anywhere in what follows
        self.fumao.kill()
        stop.set()
        for thread in threads:
            thread.join()
        assert not self.faults, self.faults

    def _work(self, stop: threading.Event) -> None:
        try:
            while not stop.is_set():
                one = self.waiting.get_nowait()
                if self._sent(*one):
                    self.keys.add(one[0])
                else:
                    self.unanswered.add(one[0])
                    self.waiting.put(one)
        except Empty:
            self.faults.append(AssertionError("no filing was left: too few for so many rounds"))
        except BaseException as fault:
            self.faults.append(fault)

    def _sent(self, key: str, firm: int, body: bytes) -> bool:
        """Tell whether a report was acknowledged; raises HTTPError for any refusal."""
        request = urllib.request.Request(
            f"{self.fumao.url}/api/v1/reports/{key.removeprefix('k-')}/filed",
            body,
            {
                "Authorization": f"Bearer fm_bench_{firm}", "Idempotency-Key": key,
                "Content-Type": "application/json",
            },
        )  # fmt: skip
        try:
            with urllib.request.urlopen(request, timeout=20) as reply:
                return bool(reply.status == 201)
        except urllib.error.HTTPError:
            raise
        except (OSError, HTTPException):
            return False


@pytest.mark.drill
@pytest.mark.long
@pytest.mark.xdist_group("drill")
def test_no_report_is_lost_or_there_by_halves(shelf: Path, tmp_path: Path) -> None:
    with copied("empty", shelf, tmp_path / "data") as fumao:
        told = fumao.python(PREPARE.format(survey=str(SURVEY), months=MONTHS, firms=FIRMS))
        line = next(line for line in told.splitlines() if line.startswith("FILINGS"))
        programs = Programs(fumao, [(pk, firm) for pk, firm in json.loads(line[8:])], seed=20161130)
        for _ in range(ROUNDS):
            fumao.start(workers=2)
            programs.round()
        told = fumao.python(INSPECT)
        kept = json.loads(next(x for x in told.splitlines() if x.startswith("KEPT"))[5:])
        print(
            f"{ROUNDS} rounds: {len(programs.keys)} reports acknowledged, "
            f"{len(programs.unanswered)} cut off, {len(kept['keys'])} kept"
        )
        assert kept["wrong"] == []
        assert programs.keys <= set(kept["keys"])
        assert programs.unanswered, "no kill fell into a filing"
