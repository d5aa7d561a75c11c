"""kill -9 of server and worker while people work: what was acknowledged is there, with its event.

Five rounds on the database the suite runs on, twenty in CI (DRILL_ROUNDS). A round: server and
worker start, four clients file progress with idempotency keys and upload files for import,
everything is killed in the middle, the clients' acknowledgements are kept. At the end the database
is held against them. (A killed process, not a lost power supply: that needs a machine that can be
switched off.)
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from http.client import HTTPException
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from benchmarks.running import Fumao, Session

from tests.installations import copied

ROUNDS = int(os.environ.get("DRILL_ROUNDS", "5"))
UPLOADS_A_ROUND = 2  # each is a reading process of its own
UPLOAD_PAGE = "/documents/import/"
ISSUE_TOKEN = """
from fumao.apps.orgs.actions.issue_token import issue_token
from fumao.apps.orgs.actor import actor_for
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.models import Person
from fumao.apps.orgs.policy import Action, department_for
from fumao.apps.plans.models import Task

for person in Person.objects.filter(posts__role="handler").order_by("username"):
    actor = actor_for(person, today())
    tasks = Task.objects.filter(state="open", units__department__in=actor.department_ids)
    codes = sorted({t.code for t in tasks if department_for(actor, Action.REPORT_PROGRESS, t)})
    if codes:
        token, raw = issue_token(actor, "drill", ["read", "write"], 1)
        department = person.posts.filter(role="handler").first().department.key
        print("TOKEN", raw, department, ",".join(codes))
        break
"""
RESUME = """
from django.core.management import call_command
call_command("resume_imports", "--at-start")
call_command("db_worker", "--batch", "--no-startup-delay")
"""
POLICY = """海陵市服务贸易工作安排

重点任务分工表

序号\t工作任务\t牵头单位\t完成时限
1\t建设第{n}批服务出口基地\t市商务局\t2023年底前
2\t培育数字服务企业\t市工业和信息化局\t持续实施
"""


def file_progress(fumao: Fumao, token: str, department: str, code: str) -> str | None:
    """File one report and return its key where the server acknowledged it."""
    key = uuid4().hex
    body = {"department": department, "kind": "progress", "text": f"进展 {key}", "percent": 10}
    request = urllib.request.Request(
        f"{fumao.url}/api/v1/tasks/{code}/progress",
        json.dumps(body).encode(),
        {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return key if reply.status == 201 else None
    except urllib.error.HTTPError as error:
        error.close()
        raise
    except (OSError, HTTPException):
        return None  # killed before it answered: nothing was promised


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The redirect itself is the acknowledgement: what comes after may be cut off."""

    def redirect_request(self, *_args: object) -> None:
        return None


def upload(session: Session, number: int) -> int | None:
    """Upload a policy document and return the import's id where the server acknowledged it."""
    boundary = uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
        f"{session.cookies['csrftoken']}\r\n",
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="p{number}.txt"\r\n'
        f"Content-Type: text/plain\r\n\r\n{POLICY.format(n=number)}\r\n--{boundary}--\r\n",
    ]
    request = urllib.request.Request(
        f"{session.url}{UPLOAD_PAGE}",
        "".join(parts).encode(),
        {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Referer": f"{session.url}{UPLOAD_PAGE}",
        },
    )
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(session.jar), _NoRedirect
    )
    try:
        browser.open(request, timeout=10).close()
    except urllib.error.HTTPError as reply:
        with reply:
            if reply.code != 302:
                raise
            return int(reply.headers["Location"].rstrip("/").rsplit("/", 1)[-1])
    except (OSError, HTTPException):
        return None
    raise AssertionError("the form was shown again")


class Work:
    """What the clients do until they are told to stop, and what the server acknowledged."""

    def __init__(self, fumao: Fumao, session: Session, permit: list[str], seed: int) -> None:
        self.fumao, self.session = fumao, session
        self.token, self.department, codes = permit
        self.codes = codes.split(",")
        self.chance = random.Random(seed)
        self.keys: set[str] = set()
        self.imports: set[int] = set()
        self.faults: list[BaseException] = []
        self._numbers = count(1)

    def round(self) -> None:
        """Let four clients work, kill everything in the middle, wait for the clients."""
        stop = threading.Event()
        clients = [threading.Thread(target=self._report, args=[stop]) for _ in range(3)]
        clients.append(threading.Thread(target=self._upload, args=[stop]))
        for client in clients:
            client.start()
        self._wait_for_work()
        stop.wait(self.chance.uniform(0, 0.1))  # the kill falls anywhere in what follows
        self.fumao.kill()
        stop.set()
        for client in clients:
            client.join()

    def _wait_for_work(self) -> None:
        """Wait until some reports are acknowledged, in two rounds of three an upload as well.

        Counted, not timed: a slow machine does as much in a round as a fast one.
        """
        reports = len(self.keys) + self.chance.randint(1, 10)
        uploads = len(self.imports) + (self.chance.random() < 2 / 3)
        deadline = time.monotonic() + 60
        while len(self.keys) < reports or len(self.imports) < uploads:
            assert not self.faults, self.faults
            assert time.monotonic() < deadline, "nothing was acknowledged for a minute"
            time.sleep(0.005)

    def _report(self, stop: threading.Event) -> None:
        try:
            while not stop.is_set():
                code = self.chance.choice(self.codes)
                if key := file_progress(self.fumao, self.token, self.department, code):
                    self.keys.add(key)
        except BaseException as fault:
            self.faults.append(fault)

    def _upload(self, stop: threading.Event) -> None:
        try:
            for _ in range(UPLOADS_A_ROUND):
                if stop.is_set():
                    return
                if made := upload(self.session, next(self._numbers)):
                    self.imports.add(made)
                stop.wait(self.chance.uniform(0, 0.2))
        except BaseException as fault:
            self.faults.append(fault)


def inspect(fumao: Fumao) -> dict[str, Any]:
    """Return what the database holds after the kills."""
    found = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("inspect_database.py"))],
        env=fumao.environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    kept: dict[str, Any] = json.loads(found.stdout)
    return kept


@pytest.mark.drill
@pytest.mark.long
def test_nothing_acknowledged_is_lost(shelf: Path, tmp_path: Path) -> None:
    with copied("demo", shelf, tmp_path / "data") as fumao:
        told = fumao.python(ISSUE_TOKEN)
        line = next(line for line in told.splitlines() if line.startswith("TOKEN"))
        fumao.start(workers=1, task_worker=True)
        work = Work(fumao, fumao.sign_in("xm.office"), line.split(" ")[1:], seed=20160810)
        work.session.get(UPLOAD_PAGE)
        work.round()
        for _ in range(ROUNDS - 1):
            fumao.start(workers=1, task_worker=True)
            work.round()
            assert not work.faults, work.faults
        kept = inspect(fumao)
        print(
            f"{ROUNDS} rounds: {len(work.keys)} reports and {len(work.imports)} uploads "
            f"acknowledged, {len(kept['keys'])} and {len(kept['imports'])} kept, "
            f"{Counter(kept['imports'].values())} when the last kill fell"
        )
        assert kept["wrong"] == []
        assert work.keys <= set(kept["keys"])
        assert work.imports <= {int(pk) for pk in kept["imports"]}
        # The drill has to have done something: reports and uploads in most rounds, and kills
        # that fell into a reading as well as readings that came to their end.
        assert len(work.keys) > 2 * ROUNDS
        assert len(work.imports) > ROUNDS // 2
        # In a few rounds every kill may by chance fall beside the readings.
        assert "reading" in kept["imports"].values() or ROUNDS < 20

        # The next start of a worker finishes what the kills left half read.
        fumao.python(RESUME)
        after = inspect(fumao)
        assert after["wrong"] == []
        assert set(after["imports"].values()) == {"review"}
        assert after["imports"].keys() == kept["imports"].keys()
