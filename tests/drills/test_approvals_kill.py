"""kill -9 while reviewers approve, one by one and many at once: nothing said is lost, none is half.

A round: server and worker start, a program of each level approves by the API, a reviewer approves
several together by the page, everything is killed in the middle. What got no answer is sent again:
it may have come through or not. At the end every filing stands where its events lead, and batches
written from nothing equal those written between the kills.
"""

import json
import os
import random
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest
from benchmarks.running import Fumao, Session

from tests.factories import PASSWORD
from tests.installations import copied

ROUNDS = int(os.environ.get("DRILL_ROUNDS", "5"))
A_ROUND = 12  # approvals that must be acknowledged before a kill may fall
LEVELS = ("district", "city", "nation")
TOGETHER = 4
HERE = Path(__file__).parent
_ROW = re.compile(r"<tr.*?</tr>", re.DOTALL)


def run(fumao: Fumao, script: str, *arguments: str) -> dict[str, list]:
    """Run a script of this folder inside the installation; return what it says last."""
    root = HERE.parents[1]
    done = subprocess.run(
        [sys.executable, str(HERE / script), *arguments], check=False, capture_output=True,
        text=True, env={**fumao.environment, "PYTHONPATH": f"{root}{os.pathsep}{root / 'src'}"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1].split(" ", 1)[1])


@dataclass(frozen=True)
class Approval:
    """A report to be approved at a level."""

    filing: int
    level: str


class Reviewers:
    """What reviewers send until everything is killed, and what was acknowledged."""

    def __init__(self, fumao: Fumao, filings: list[int], name: str, seed: int) -> None:
        self.fumao, self.name, self.chance = fumao, name, random.Random(seed)
        self.waiting: dict[str, SimpleQueue[int]] = {level: SimpleQueue() for level in LEVELS}
        for pk in filings:
            self.waiting["district"].put(pk)
        self.done: set[Approval] = set()
        self.cut_off: set[Approval] = set()
        self.faults: list[BaseException] = []
        self.session: Session | None = None

    def round(self) -> None:
        """Let reviewers work and kill everything in the middle."""
        self.session = self.session or self.fumao.sign_in(self.name, PASSWORD)  # outlives the kills
        stop, before = threading.Event(), len(self.done)
        works = [lambda level=level: self._one(level) for level in LEVELS] + [self._together]
        threads = [threading.Thread(target=self._work, args=[work, stop]) for work in works]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 180
        while len(self.done) < before + A_ROUND and not self.faults:
            assert time.monotonic() < deadline, "too little was acknowledged in three minutes"
            time.sleep(0.005)
        stop.wait(self.chance.uniform(0, 0.2))  # the kill falls anywhere in what follows
        self.fumao.kill()
        stop.set()
        for thread in threads:
            thread.join()
        assert not self.faults, self.faults

    def _work(self, work, stop: threading.Event) -> None:
        try:
            while not stop.is_set():
                try:
                    work()
                except Empty:
                    time.sleep(0.02)  # the level before has not come to it yet
        except BaseException as fault:
            self.faults.append(fault)

    def _one(self, level: str) -> None:
        """Approve a report at a level as a program does."""
        one = Approval(self.waiting[level].get_nowait(), level)
        request = urllib.request.Request(
            f"{self.fumao.url}/api/v1/reports/{one.filing}/approved", b"",
            {"Authorization": f"Bearer fm_drill_{level}", "Content-Type": "application/json"},
        )  # fmt: skip
        try:
            urllib.request.urlopen(request, timeout=30).close()
        except urllib.error.HTTPError as refused:
            with refused:
                # The answer that was cut off had been written: it is not its turn any more.
                if one not in self.cut_off:
                    raise
        except (OSError, HTTPException):
            self._again(one)
            return
        self._went_on(one)

    def _together(self) -> None:
        """Approve several at once at the first level, by the page."""
        assert self.session is not None
        chosen = [Approval(self.waiting["district"].get_nowait(), "district")]
        while len(chosen) < TOGETHER and not self.waiting["district"].empty():
            chosen.append(Approval(self.waiting["district"].get_nowait(), "district"))
        fields = [("filing", str(one.filing)) for one in chosen]
        fields.append(("csrfmiddlewaretoken", self.session.cookies["csrftoken"]))
        address = f"{self.session.url}/reviews/approve/"
        request = urllib.request.Request(
            address, urllib.parse.urlencode(fields).encode(), {"Referer": address}
        )
        try:
            with self.session.opener.open(request, timeout=60) as reply:
                page = reply.read().decode()
        except urllib.error.HTTPError:
            raise
        except (OSError, HTTPException):
            for one in chosen:
                self._again(one)
            return
        said = {row for row in _ROW.findall(page) if "已通过" in row}
        for one in chosen:
            told = any(f"/reviews/{one.filing}/" in row for row in said)
            if not told and one not in self.cut_off:
                raise AssertionError(f"{one} was neither approved nor cut off before")
            self._went_on(one)

    def _again(self, one: Approval) -> None:
        self.cut_off.add(one)
        self.waiting[one.level].put(one.filing)

    def _went_on(self, one: Approval) -> None:
        self.done.add(one)
        place = LEVELS.index(one.level) + 1
        if place < len(LEVELS):
            self.waiting[LEVELS[place]].put(one.filing)


@pytest.mark.drill
@pytest.mark.long
@pytest.mark.xdist_group("drill")
def test_no_approval_is_lost_or_there_by_halves(shelf: Path, tmp_path: Path) -> None:
    with copied("empty", shelf, tmp_path / "data") as fumao:
        told = run(fumao, "prepare_approvals.py", str(20 * ROUNDS))
        people = dict(told["people"])
        reviewers = Reviewers(fumao, told["filings"], people["district"], seed=20161201)
        for _ in range(ROUNDS):
            fumao.start(workers=2, task_worker=True)
            reviewers.round()
        kept = run(fumao, "inspect_approvals.py")
        approved = {Approval(pk, level) for pk, level in kept["approved"]}
        print(
            f"{ROUNDS} rounds: {len(reviewers.done)} approvals acknowledged, "
            f"{len(reviewers.cut_off)} cut off, {len(approved)} kept"
        )
        assert kept["wrong"] == []
        assert reviewers.done <= approved
        assert any(level == "nation" for _pk, level in kept["approved"]), "none was accepted"
        assert reviewers.cut_off, "no kill fell into an approval"
