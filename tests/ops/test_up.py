"""`fumao up` as a person meets it: it starts, answers, keeps its data, stops without a trace."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from benchmarks.running import Fumao, free_port

from fumao.apps.plans.demo.password import PASSWORD
from tests.drills.test_kill import own_database

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("drill")]
FUMAO = [str(Path(sys.executable).with_name("fumao")), "up"]
COUNT = "from fumao.apps.plans.models import Progress\nprint(Progress.objects.count())"


class Up:
    """A running `fumao up` whose words are kept."""

    def __init__(self, home: Fumao) -> None:
        home.port = self.port = free_port()
        self.said = ""
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            FUMAO, env={**home.environment, "HOST": "127.0.0.1"}, stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL, text=True, start_new_session=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said += line

    def wait_until_ready(self, seconds: float = 300) -> float:
        """Wait for the accounts to be printed; return how long the start took in seconds."""
        while "Ctrl-C" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < self.began + seconds, self.said
            time.sleep(0.05)
        return time.monotonic() - self.began

    def family(self) -> list[psutil.Process]:
        """Return the process and all it has started."""
        head = psutil.Process(self.process.pid)
        return [head, *head.children(recursive=True)]

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        """Wait for the end and return the exit code."""
        code = self.process.wait(30)
        self._reader.join(20)  # children hold the pipe too: its end says that they have ended
        assert not self._reader.is_alive()
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code

    def get(self, path: str) -> tuple[int, str]:
        """Return status and text of a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as reply:
            return reply.status, reply.read().decode()


def environment(data: Path, port: int) -> dict[str, str]:
    """The settings of a start that ends before it opens a database."""
    foreign = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    kept = {k: v for k, v in os.environ.items() if k not in foreign}
    return {**kept, "DEMO": "1", "DATA": str(data), "PORT": str(port), "HOST": "127.0.0.1"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fumao]:
    """An installation on the suite's kind of database, started once and stopped by Ctrl-C."""
    folder = tmp_path_factory.mktemp("up")
    with own_database(folder) as url:
        home = Fumao(folder, url)
        start_and_stop(Up(home))
        yield home


def start_and_stop(up: Up) -> None:
    """Hold the first start against what is promised of it."""
    up.wait_until_ready()
    assert f"http://127.0.0.1:{up.port}/" in up.said
    assert PASSWORD in up.said
    assert "xm.office" in up.said
    assert re.search(r"\[1/\d+\] .* \d+\.\d s", up.said), "progress is visible"
    assert up.get("/")[0] == 200
    family = up.family()
    names = " ".join(" ".join(p.cmdline()) for p in family)
    assert "granian" in names
    assert "db_worker" in names
    began = time.monotonic()
    assert up.stop() == 0
    assert time.monotonic() - began < 15
    assert not any(p.is_running() for p in family[1:]), "nothing is left behind"


def test_a_second_start_is_quick_and_keeps_everything(home: Fumao) -> None:
    before = int(home.python(COUNT))
    assert before > 100, "the demo has progress"
    busy = os.getloadavg()[0] > 3  # others work on this machine: then only a bound is checked
    up = Up(home)
    try:
        assert up.wait_until_ready() < (120 if busy else 10), up.said
        assert up.get("/accounts/login/")[0] == 200
    finally:
        assert up.stop(signal.SIGTERM) == 0
    assert int(home.python(COUNT)) == before


def test_the_server_dies_and_the_worker_is_stopped(home: Fumao) -> None:
    up = Up(home)
    up.wait_until_ready()
    family = up.family()
    next(p for p in family if "granian" in " ".join(p.cmdline())).kill()
    assert up.ended() == 1
    _gone, alive = psutil.wait_procs(family[1:], timeout=10)
    assert not alive, "the dead server's own children are gone too"
    assert "server (-9) ended; stopping" in up.said


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"PORT": "0"}, "PORT must be 1–65535"),
        ({"PORT": "http"}, "PORT must be 1–65535"),
        ({"WEB_WORKERS": "none"}, "WEB_WORKERS must be 1–64"),
        (
            {"HOST": "203.0.113.7"},
            "Cannot listen on HOST=203.0.113.7",
        ),  # of documentation, RFC 5737
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, setting: dict[str, str], words: str) -> None:
    done = subprocess.run(
        FUMAO, env=environment(tmp_path, free_port()) | setting, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "fumao.sqlite3").exists()


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            FUMAO, env=environment(tmp_path, port), capture_output=True, text=True,
            check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 2
    assert f"Port {port} is taken" in done.stderr
    assert f"端口 {port} 已被占用" in done.stderr


def test_a_database_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/none?connect_timeout=2"
    done = subprocess.run(
        FUMAO, env=environment(tmp_path, free_port()) | {"DATABASE_URL": url},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "check DATABASE_URL or DATA" in done.stderr
    assert "Traceback" not in done.stderr
