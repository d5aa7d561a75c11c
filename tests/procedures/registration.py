"""A procedure written in the tests: the registration of technology contracts, as first drafted."""

from functools import cache
from pathlib import Path

from fumao.core.calendar import WorkingCalendar
from fumao.packs.procedure_cases import read_cases, shipped_calendar
from fumao.packs.procedures import pack_rules, read_procedure
from fumao.procedures.definitions import Procedure
from fumao.procedures.form import Form
from fumao.procedures.golden import GoldenCase

WRITTEN = Path(__file__).parent / "written"


@cache
def text() -> str:
    return (WRITTEN / "registration.yaml").read_text("utf-8")


@cache
def procedure() -> Procedure:
    return read_procedure(text(), "registration.yaml")


@cache
def form() -> Form:
    return Form(procedure(), pack_rules())


@cache
def cases() -> dict[str, GoldenCase]:
    found = read_cases(WRITTEN / "registration-cases.yaml")
    return {one.name: one for one in found}


def calendar() -> WorkingCalendar:
    return shipped_calendar()
