"""`fumao up` as a person meets it: it starts, answers, keeps its data, stops without a trace."""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from benchmarks.running import Fumao, free_port
from benchmarks.start import FUMAO, Up

from fumao.apps.plans.demo.password import PASSWORD
from tests.installations import own_database

pytestmark = pytest.mark.slow
COUNT = "from fumao.apps.plans.models import Progress\nprint(Progress.objects.count())"


def environment(data: Path, port: int) -> dict[str, str]:
    """The settings of a start that ends before it opens a database."""
    foreign = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    kept = {k: v for k, v in os.environ.items() if k not in foreign}
    return {**kept, "DEMO": "1", "DATA": str(data), "PORT": str(port), "HOST": "127.0.0.1"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fumao]:
    """An installation on the suite's kind of database, started once and stopped by Ctrl-C."""
    folder = tmp_path_factory.mktemp("up")
    with own_database() as url:
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
    assert up.stop() == 0
    assert not any(p.is_running() for p in family[1:]), "nothing is left behind"


def test_a_second_start_keeps_everything(home: Fumao) -> None:
    before = int(home.python(COUNT))
    assert before > 100, "the demo has progress"
    up = Up(home)
    try:
        up.wait_until_ready()
        assert up.get("/accounts/login/")[0] == 200
    finally:
        assert up.stop(signal.SIGTERM) == 0
    assert int(home.python(COUNT)) == before


def test_a_production_start_answers_by_its_own_name(tmp_path: Path) -> None:
    up = Up(Fumao(tmp_path), DEMO="0", ALLOWED_HOSTS=".fumao.example")
    try:
        up.wait_until_ready()
        assert PASSWORD not in up.said
        assert "DisallowedHost" not in up.said
    finally:
        assert up.stop(signal.SIGTERM) == 0


def test_a_production_start_without_a_name_is_refused(tmp_path: Path) -> None:
    up = Up(Fumao(tmp_path), DEMO="0", ALLOWED_HOSTS="")
    assert up.ended() == 2
    assert "ALLOWED_HOSTS is not set" in up.said
    assert not (tmp_path / "fumao.sqlite3").exists()


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
