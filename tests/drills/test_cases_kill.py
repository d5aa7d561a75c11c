"""kill -9 while cases are sent, decided and time passes: no case without its events, nothing lost.

A round: the server and a process that lets time pass start, two clients send drafts and two close
steps, everything is killed in the middle. Each round is three days later, so that terms run out
while the kills fall. At the end rows are held against their chains, and what was acknowledged
against both.
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import date, timedelta
from http.client import HTTPException
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pytest
from benchmarks.running import Fumao, Session

from tests.drills.test_kill import _NoRedirect
from tests.factories import PASSWORD
from tests.installations import copied

ROUNDS = int(os.environ.get("DRILL_ROUNDS", "5"))
A_ROUND = 6  # cases that must be acknowledged before a kill may fall
DRAFTS = 40 * ROUNDS
FORM = {"name": "云桥", "amount": "1000", "abroad": "false"}
STEPS = {"accept": "window", "review": "checker", "decide": "boss"}
PASSING = """
import time
from django.core.management import call_command
while True: call_command("pass_time")
"""


@dataclass
class Town(Fumao):
    """An installation whose day moves on; a child lets time pass for as long as it lives."""

    day: date = date(2022, 6, 13)

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment with the day."""
        here = str(Path(__file__).resolve().parents[2])
        return {**super().environment, "TODAY": self.day.isoformat(), "PYTHONPATH": here}

    def start_all(self) -> None:
        """Start the server and the process that lets time pass."""
        self.start(workers=1)
        code = f"import django\ndjango.setup()\n{PASSING}"
        with (self.data / "passing.log").open("ab") as output:
            self.children.append(
                subprocess.Popen(
                    [sys.executable, "-c", code], env=self.environment, start_new_session=True,
                    stdout=output, stderr=output,
                )
            )  # fmt: skip


def sent(session: Session, path: str, fields: dict[str, str]) -> str | None:
    """Post a form; return where the server sends the browser, None where it was killed.

    Raises urllib.error.HTTPError for any other answer than a redirect or a refused form.
    """
    body = {**fields, "csrfmiddlewaretoken": session.cookies["csrftoken"]}
    request = urllib.request.Request(
        session.url + path,
        urllib.parse.urlencode(body).encode(),
        {"Referer": session.url + path},
    )
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(session.jar), _NoRedirect
    )
    try:
        browser.open(request, timeout=20).close()
    except urllib.error.HTTPError as reply:
        with reply:
            if reply.code == 303:
                return reply.headers["Location"]
            if reply.code in {403, 404, 422}:  # taken by time or by the other client
                return ""
            raise
    except (OSError, HTTPException):
        return None
    return ""


class Clients:
    """What people send until everything is killed, and what was acknowledged."""

    def __init__(self, town: Town, drafts: list[int], seed: int) -> None:
        self.town, self.chance = town, random.Random(seed)
        self.sessions: dict[str, Session] = {}
        self.drafts: SimpleQueue[int] = SimpleQueue()
        self.open: SimpleQueue[tuple[int, str]] = SimpleQueue()
        for draft in drafts:
            self.drafts.put(draft)
        self.cases: set[int] = set()
        self.verdicts: set[tuple[int, str]] = set()
        self.faults: list[BaseException] = []

    def sign_in(self) -> None:
        """Sign in whoever acts; sessions outlive the kills."""
        for name in ("reporter", *STEPS.values()):
            self.sessions[name] = self.town.sign_in(name, PASSWORD)

    def round(self) -> None:
        """Let clients work and kill everything in the middle."""
        stop, before = threading.Event(), len(self.cases) + len(self.verdicts)
        works = [self._send, self._send, self._close, self._close]
        clients = [threading.Thread(target=self._work, args=[work, stop]) for work in works]
        for client in clients:
            client.start()
        wanted = before + A_ROUND + self.chance.randint(0, 6)
        deadline = time.monotonic() + 300
        while len(self.cases) + len(self.verdicts) < wanted:
            assert not self.faults, self.faults
            assert time.monotonic() < deadline, "nothing was acknowledged for five minutes"
            stop.wait(0.01)
        stop.wait(self.chance.uniform(0, 0.2))  # the kill falls anywhere in what follows
        self.town.kill()
        stop.set()
        for client in clients:
            client.join()

    def _work(self, work: Any, stop: threading.Event) -> None:
        try:
            while not stop.is_set():
                work(stop)
        except BaseException as fault:
            self.faults.append(fault)

    def _send(self, stop: threading.Event) -> None:
        try:
            draft = self.drafts.get(timeout=0.2)
        except Empty:
            return
        where = sent(self.sessions["reporter"], f"/drafts/{draft}/submit/", FORM)
        if where:
            case = int(where.rstrip("/").rsplit("/", 1)[-1])
            self.cases.add(case)
            self.open.put((case, "accept"))

    def _close(self, stop: threading.Event) -> None:
        try:
            case, step = self.open.get(timeout=0.2)
        except Empty:
            return
        fields = {"do": "finish", "run": f"{step}.0.1", "verdict": "passed", "opinion": "同意"}
        where = sent(self.sessions[STEPS[step]], f"/cases/{case}/act/", fields)
        if where:
            self.verdicts.add((case, step))
        order = list(STEPS)
        if where is not None and step != order[-1]:  # closed by us, or by silence before us
            self.open.put((case, order[order.index(step) + 1]))


def inspected(town: Town) -> dict[str, Any]:
    """Return what the database holds after the kills."""
    found = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("inspect_cases.py"))],
        env=town.environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    kept: dict[str, Any] = json.loads(found.stdout)
    return kept


def prepared(town: Town) -> list[int]:
    """Fill the empty installation; return its drafts."""
    made = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("prepare_cases.py")), str(DRAFTS)],
        env=town.environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    line = next(one for one in made.stdout.splitlines() if one.startswith("DRAFTS "))
    drafts: list[int] = json.loads(line[7:])
    return drafts


@pytest.mark.drill
@pytest.mark.long
def test_no_case_without_its_events(shelf: Path, tmp_path: Path) -> None:
    with copied("empty", shelf, tmp_path / "data") as empty:
        town = Town(empty.data, empty.database_url)
        clients = Clients(town, prepared(town), seed=20190701)
        for number in range(ROUNDS):
            town.start_all()
            if number == 0:
                clients.sign_in()
            clients.round()
            assert not clients.faults, clients.faults
            # In three days an acceptance that was left open comes near its fifth working day.
            town.day += timedelta(days=3)
        town.day += timedelta(days=10)
        for _ in range(2):  # what is due fires, and fires once
            town.python(
                "from django.core.management import call_command; call_command('pass_time')"
            )
        kept = inspected(town)
        print(
            f"{ROUNDS} rounds: {len(clients.cases)} submissions and {len(clients.verdicts)} "
            f"verdicts acknowledged, {len(kept['cases'])} cases and {len(kept['verdicts'])} "
            f"verdicts kept, {kept['fired']} events of time"
        )
        assert kept["wrong"] == []
        assert clients.cases <= set(kept["cases"])
        assert clients.verdicts <= {(case, step) for case, step in kept["verdicts"]}
        assert len(clients.cases) > ROUNDS
        assert len(clients.verdicts) > ROUNDS
