"""Installations for tests that need processes of their own: made once a run, then copied.

`empty` has nothing but tables and static files, `demo` is what `fumao up` prepares with DEMO=1.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from uuid import uuid4

import psycopg
from benchmarks.running import Fumao

type Kind = Literal["empty", "demo"]
SETUP = "import django; django.setup()\n"
EMPTY = """
from django.core.management import call_command
for name in ("migrate", "prepare_static"): call_command(name)
"""
DEMO = "from fumao.web.up import prepare; prepare()"


@contextmanager
def copied(
    kind: Kind, shelf: Path, folder: Path, server: str | None = os.environ.get("DATABASE_URL")
) -> Iterator[Fumao]:
    """Yield a copy of an installation below `folder`; its database goes with the block.

    `shelf` is a folder that all workers of the run share, `server` the address of a PostgreSQL or
    None for SQLite: by default what the suite runs on.
    """
    made = _on_shelf(kind, shelf, server)
    with own_database(server, like=made.name) as url:
        shutil.copytree(made, folder)
        yield Fumao(folder, url)


@contextmanager
def own_database(
    server: str | None = os.environ.get("DATABASE_URL"), like: str = "template1"
) -> Iterator[str | None]:
    """Yield the address of a new database on the server, a copy of `like`; None without one."""
    if server is None:
        yield None
        return
    name = f"drill_{uuid4().hex[:8]}"
    _on(server, f"CREATE DATABASE {name} TEMPLATE {like}")
    try:
        yield _address(server, name)
    finally:
        _on(server, f"DROP DATABASE {name} WITH (FORCE)")


def environment(home: Fumao) -> dict[str, str]:
    """Return the settings of an installation, on the demo's own day whatever the run's is."""
    foreign = {"TODAY"} if home.database_url else {"TODAY", "DATABASE_URL"}
    return {name: value for name, value in home.environment.items() if name not in foreign}


def _on_shelf(kind: Kind, shelf: Path, server: str | None) -> Path:
    """Return the folder of the installation to copy; the first worker to ask makes it."""
    folder = shelf / f"{kind}_{'postgres' if server else 'sqlite'}"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        whole = folder.with_suffix(".whole")
        if not whole.exists():
            _make(kind, shelf, folder, server)
            whole.touch()
    return folder


def _make(kind: Kind, shelf: Path, folder: Path, server: str | None) -> None:
    shutil.rmtree(folder, ignore_errors=True)  # what an attempt that failed has left
    prepared = os.environ.get("FUMAO_PREPARED")  # a DATA folder to begin with: saves a minute
    if kind == "empty":
        like, code = "template1", EMPTY
        folder.mkdir()
    elif prepared and server is None:
        like, code = "", EMPTY
        shutil.copytree(prepared, folder)
    else:
        empty = _on_shelf("empty", shelf, server)
        like, code = empty.name, DEMO
        shutil.copytree(empty, folder)
    url = None
    if server:
        _on(server, f"DROP DATABASE IF EXISTS {folder.name} WITH (FORCE)")
        _on(server, f"CREATE DATABASE {folder.name} TEMPLATE {like}")
        url = _address(server, folder.name)
    done = subprocess.run(
        [sys.executable, "-c", SETUP + code], env=environment(Fumao(folder, url)), check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def _address(server: str, name: str) -> str:
    return server.replace("/postgres?", f"/{name}?")


def _on(server: str, command: str) -> None:
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(command)
