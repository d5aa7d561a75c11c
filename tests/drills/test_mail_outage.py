"""A mail server that is away, and kill -9 of whoever sends: every mail arrives, and when twice.

Two people hold a seat, so each notice is two mails. First the server is away: nothing is
lost and nothing marked as sent. Then it is back, and the sender is killed again and again while it
sends. A mail may arrive twice only where a sender died between the server's acknowledgement and
its own commit, and then it carries the same Message-ID and an attempt of unknown end on record.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from benchmarks.running import Fumao

from tests.drills.mail_server import MailServer
from tests.installations import copied

KILLS = int(os.environ.get("DRILL_ROUNDS", "5"))
NOTICES = 20 + 5 * KILLS  # more mails than the kills can use up
PREPARE = """
from datetime import date
from django.db import transaction
from fumao.apps.notices.service import NoticeKind, name_notices, notify
from fumao.apps.orgs.models import Area, Department, Person, Post
area = Area.objects.create(code="CN", name="全国", name_en="Nation", kind="nation", path="/CN/")
unit = Department.objects.create(key="u", name="商务部", name_en="M", area=area, kind="bureau")
for name in ("wang", "li"):
    person = Person.objects.create(username=name, name=name, email=f"{name}@city.example")
    Post.objects.create(person=person, department=unit, role="office")
name_notices({"drill": NoticeKind("演练 %(number)s")})
for number in range(NUMBER):
    with transaction.atomic():
        notify(kind="drill", area=area, data={"number": number}, url="", on=date(2022, 6, 24),
               to_seats=[(unit.pk, "office")])
"""
DUE = """
from django.utils import timezone
from fumao.apps.notices.models import Delivery
Delivery.objects.filter(state="waiting").update(due_at=timezone.now())
"""
INSPECT = """
import json
from fumao.apps.notices.letters import key_of
from fumao.apps.notices.models import Attempt, Delivery
print("KEPT", json.dumps({
    "states": {f"<{key_of(d)}>": d.state for d in Delivery.objects.all()},
    "tries": [[f"<{key_of(a.delivery)}>", a.result] for a in Attempt.objects.order_by("pk")],
}))
"""


def sender(fumao: Fumao, server: MailServer) -> subprocess.Popen[bytes]:
    """Start a sender: what the worker does, in a process of its own."""
    command = [sys.executable, "-m", "fumao.web.manage", "deliver_notices", "--at-start"]
    environment = {**fumao.environment, "EMAIL_URL": server.url}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


def inspect(fumao: Fumao) -> dict[str, Any]:
    """What the database says: the state of each delivery and every attempt, by Message-ID."""
    line = next(x for x in fumao.python(INSPECT).splitlines() if x.startswith("KEPT"))
    kept: dict[str, Any] = json.loads(line.removeprefix("KEPT"))
    return kept


@pytest.mark.drill
@pytest.mark.long
def test_no_mail_is_lost(shelf: Path, tmp_path: Path) -> None:
    with copied("empty", shelf, tmp_path / "data") as fumao:
        fumao.python(PREPARE.replace("NUMBER", str(NOTICES)))
        server = MailServer(pause=0.02)

        for _round in range(2):  # the server is away
            assert sender(fumao, server).wait(120) == 0
        kept = inspect(fumao)
        assert Counter(kept["states"].values()) == {"waiting": 2 * NOTICES}
        assert [result for _key, result in kept["tries"]] == ["outage", "outage"]

        fumao.python(DUE)
        kills, chance = 0, random.Random(20220624)
        with server:
            for number in range(KILLS):
                process = sender(fumao, server)
                for _mail in range(3 + number % 3):
                    assert server.arrived.acquire(timeout=120), "no mail in two minutes"
                time.sleep(chance.uniform(0, 0.04))  # the kill falls anywhere in what follows
                process.send_signal(signal.SIGKILL)
                kills += process.wait(30) == -signal.SIGKILL
            assert sender(fumao, server).wait(300) == 0
        assert kills == KILLS

        kept = inspect(fumao)
        assert Counter(kept["states"].values()) == {"sent": 2 * NOTICES}
        assert server.mails.keys() == kept["states"].keys(), "every mail arrived, and no other"
        assert Counter(server.recipients.values()) == {
            "wang@city.example": NOTICES, "li@city.example": NOTICES,
        }  # fmt: skip
        cut_off = Counter(key for key, result in kept["tries"] if result == "interrupted")
        twice = {key: times - 1 for key, times in server.mails.items() if times > 1}
        assert all(times <= cut_off[key] for key, times in twice.items())
        print(f"{len(server.mails)} mails, {kills} kills, {len(twice)} arrived twice")
