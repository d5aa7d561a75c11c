"""Ten thousand rows through a roll, and twenty thousand enterprises as columns for the screening.

    DEMO=1 DATA=/a/new/folder python benchmarks/enterprises.py

Builds a database of its own in DATA (or by DATABASE_URL). Lines `NAME SECONDS figures`, wall clock
with the CPU seconds of this process beside it.
"""
# ruff: noqa: E402 - Django is set up before its models are imported

import io
import os
import tempfile
import time
from collections.abc import Callable
from random import Random
from typing import Any

os.environ.setdefault("DEMO", "1")
os.environ.setdefault("DATA", tempfile.mkdtemp(prefix="fumao-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fumao.web.settings")

import django

django.setup()

import duckdb
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction

from fumao.apps.enterprises.actions.apply_roll import apply_roll, write_roll
from fumao.apps.enterprises.actions.read_roll import read_roll
from fumao.apps.enterprises.actions.take_roll import take_roll
from fumao.apps.enterprises.demo.load import load_city
from fumao.apps.enterprises.models import Roll
from fumao.apps.enterprises.service import current_columns, into_duckdb
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.models import Area, Department, Person, Post, Role
from fumao.core.credit_code import synthetic_codes

ROWS, FIRMS = 10_000, 20_000
_CHARS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜"


def timed[T](name: str, act: Callable[[], T], figures: Callable[[T], str]) -> T:
    """Do something and print how long it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    done = act()
    spent = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name} {spent[0]:.2f} {spent[1]:.2f} CPU s; {figures(done)}")
    return done


def roll_of(count: int) -> bytes:
    """A spreadsheet of made-up enterprises, every twentieth with a wrong code."""
    rng = Random(5)
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True})
    sheet = book.add_worksheet()
    heads = (
        "信用代码",
        "企业名称",
        "区县",
        "行业代码",
        "成立日期",
        "职工总数",
        "当年总收入（万元）",
    )
    for column, head in enumerate(heads):
        sheet.write(0, column, head)
    for number, code in enumerate(synthetic_codes("350203", count, 99), 1):
        name = f"厦门{''.join(rng.choices(_CHARS, k=5))}（演示）有限公司"
        cells: list[Any] = [
            code.text if number % 20 else "91310115MA1G4L1WXK",
            name,
            rng.choice(("思明区", "湖里区", "集美区")),
            "6513",
            "2012-05-06",
            rng.randint(3, 900),
            round(rng.random() * 9000, 2),
        ]
        for column, cell in enumerate(cells):
            sheet.write(number, column, cell)
    book.close()
    return body.getvalue()


def main() -> None:
    """Print the lines."""
    call_command("migrate", verbosity=0)
    call_command("load_packs", "xiamen", "xiamen-2016", stdout=io.StringIO())
    city = Area.objects.get(code="350200")
    office = Department.objects.filter(area=city).first()
    person = Person.objects.create(username="bench", name="bench")
    Post.objects.create(person=person, department=office, role=Role.OFFICE)
    who = actor_for(person, today())

    file = SimpleUploadedFile("roll.xlsx", roll_of(ROWS))
    roll = take_roll(who, city, file, today())
    timed("roll_read", lambda: read_roll.call(roll.pk), lambda _none: f"{ROWS} rows compared")
    apply_roll(who, roll)
    timed(
        "roll_write",
        lambda: write_roll.call(roll.pk, person.pk),
        lambda _none: str(Roll.objects.get(pk=roll.pk).written),
    )
    with transaction.atomic():
        timed(
            "bulk_load",
            lambda: load_city(Actor(None, today()), city, FIRMS, 3),
            lambda made: f"{made.enterprises} enterprises, {made.facts} facts",
        )
    columns = timed(
        "columns", lambda: current_columns(who, today()), lambda got: f"{len(got)} enterprises"
    )
    connection = duckdb.connect()
    timed(
        "into_duckdb",
        lambda: into_duckdb(connection, "firms", columns),
        lambda names: f"{len(names)} inputs",
    )


if __name__ == "__main__":
    main()
