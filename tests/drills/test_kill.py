"""kill -9 of server and worker while people work: what was acknowledged is there, with its event.

Twenty rounds on the database the suite runs on. A round: server and worker start, four clients file
progress with idempotency keys and upload files for import, everything is killed in the middle, the
clients' acknowledgements are kept. At the end the database is held against them. (A killed process,
not a lost power supply: that needs a machine that can be switched off.)
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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from benchmarks.running import Fumao, Session

ROUNDS = 20
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
POLICY = """海陵市服务贸易工作安排

重点任务分工表

序号\t工作任务\t牵头单位\t完成时限
1\t建设第{n}批服务出口基地\t市商务局\t2023年底前
2\t培育数字服务企业\t市工业和信息化局\t持续实施
"""


@dataclass
class Acknowledged:
    """What the server said it has."""

    keys: set[str] = field(default_factory=set)
    imports: set[int] = field(default_factory=set)


@contextmanager
def own_database(folder: Path) -> Iterator[str | None]:
    """Yield a fresh database of the kind the suite runs on."""
    url = os.environ.get("DATABASE_URL")
    if url is None:
        yield None
        return
    name = f"drill_{uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    yield url.replace("/postgres?", f"/{name}?")
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


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
    except urllib.error.HTTPError:
        raise
    except OSError:
        return None  # killed before it answered: nothing was promised


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
        f"{session.url}/documents/import/",
        "".join(parts).encode(),
        {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Referer": f"{session.url}/documents/import/",
        },
    )
    try:
        with session.opener.open(request, timeout=10) as reply:
            tail = reply.url.rstrip("/").rsplit("/", 1)[-1]
            return int(tail) if tail.isdigit() else None
    except urllib.error.HTTPError:
        raise
    except OSError:
        return None


@pytest.mark.drill
@pytest.mark.slow
@pytest.mark.xdist_group("drill")
def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    chance = random.Random(20160810)
    with own_database(tmp_path) as url:
        fumao = Fumao(tmp_path / "data", url)
        fumao.prepare()
        told = fumao.manage("shell", "-v0", "-c", ISSUE_TOKEN)
        _, token, department, codes = next(
            line for line in told.splitlines() if line.startswith("TOKEN")
        ).split(" ")
        fumao.start(workers=1, task_worker=True)
        session = fumao.sign_in("xm.office")
        session.get("/documents/import/")
        fumao.kill()

        done = Acknowledged()
        faults: list[BaseException] = []
        for round_number in range(ROUNDS):
            fumao.start(workers=1, task_worker=True)
            stop = threading.Event()

            def progress(stop: threading.Event = stop) -> None:
                try:
                    while not stop.is_set():
                        code = chance.choice(codes.split(","))
                        if key := file_progress(fumao, token, department, code):
                            done.keys.add(key)
                except BaseException as fault:
                    faults.append(fault)

            def imports(stop: threading.Event = stop, base: int = round_number * 1000) -> None:
                number = base
                try:
                    while not stop.is_set():
                        number += 1
                        if made := upload(session, number):
                            done.imports.add(made)
                except BaseException as fault:
                    faults.append(fault)

            clients = [threading.Thread(target=progress) for _ in range(3)]
            clients.append(threading.Thread(target=imports))
            for client in clients:
                client.start()
            time.sleep(chance.uniform(0.2, 0.9))  # the kill falls anywhere in the work
            fumao.kill()
            stop.set()
            for client in clients:
                client.join()
            assert not faults, faults

        found = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("inspect_database.py"))],
            env={**fumao.environment, "DJANGO_SETTINGS_MODULE": "fumao.web.settings"},
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        kept = json.loads(found.stdout)
        assert kept["wrong"] == []
        assert done.keys <= set(kept["keys"])
        assert done.imports <= {int(pk) for pk in kept["imports"]}
        # The drill has to have done something: reports and uploads in most rounds.
        assert len(done.keys) > 2 * ROUNDS
        assert len(done.imports) > ROUNDS // 2

        # After the last start the worker finishes what the kills left half read.
        fumao.start(workers=1, task_worker=True)
        deadline = time.monotonic() + 120
        while "READING" in fumao.manage(
            "shell", "-v0", "-c",
            "from fumao.apps.plans.models import Import\n"
            "print('READING' if Import.objects.filter(state='reading').exists() else 'DONE')",
        ):  # fmt: skip
            assert time.monotonic() < deadline, "imports stay unread after a kill"
            time.sleep(0.5)
        fumao.kill()
