"""Golden cases of procedures: YAML files in the folder `procedure-cases` of a pack."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fumao.core.calendar import WorkingCalendar, load_calendar
from fumao.packs.codes import is_code
from fumao.packs.load import SHIPPED, pack_folders
from fumao.packs.problem import PackError, Problem
from fumao.packs.procedures import pack_rules
from fumao.packs.row import Row
from fumao.packs.source import Source
from fumao.procedures.definitions import Procedure
from fumao.procedures.form import Form
from fumao.procedures.golden import GoldenCase, GoldenEvent, check_case
from fumao.rules.problem import RuleProblem, Spot

FOLDER = "procedure-cases"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The cases of one procedure; the file is named as the procedure is."""

    procedure: str
    shown: str
    pack: str
    cases: tuple[GoldenCase, ...]


@cache
def shipped_calendar(root: Path = SHIPPED) -> WorkingCalendar:
    """Return the working days of the national pack."""
    return load_calendar(root / "national" / "calendars")


def load_cases(root: Path = SHIPPED) -> tuple[CaseFile, ...]:
    """Read the golden cases of every pack below `root`; raises PackError with all their faults."""
    problems: list[Problem] = []
    found = []
    for folder in pack_folders(root):
        for path in sorted((folder / FOLDER).glob("*.yaml")):
            shown = f"{folder.name}/{FOLDER}/{path.name}"
            cases = _read(path, shown, problems)
            found.append(CaseFile(path.stem, shown, folder.name, cases))
    if problems:
        raise PackError(problems)
    return tuple(found)


def read_cases(path: Path) -> tuple[GoldenCase, ...]:
    """Read the golden cases of one file; raises PackError."""
    problems: list[Problem] = []
    cases = _read(path, path.name, problems)
    if problems:
        raise PackError(problems)
    return cases


def _read(path: Path, shown: str, problems: list[Problem]) -> tuple[GoldenCase, ...]:
    return tuple(_built(row) for row in Source(path, shown, problems).rows())


def _built(row: Row) -> GoldenCase:
    made = case(row)
    row.finish()
    return made


def case(row: Row) -> GoldenCase:
    """Make one golden case; facts, events and expectations are read when it is played."""
    return GoldenCase(
        name=row.text("case"),
        label=row.words("label"),
        on=row.day("on"),
        form=row.plain("form"),
        expect=row.plain("expect"),
        working=row.text("working"),
        about=row.plain("about"),
        papers=row.texts("papers"),
        promised=row.texts("promised"),
        events=tuple(_event(one) for one in row.rows("events")),
        variant=row.text_or_none("variant") or "",
        ends=row.day_or_none("ends"),
        spot=Spot(row.place.file, row.place.line, 1),
    )


def _event(row: Row) -> GoldenEvent:
    """Make one event: its day, and all else as written."""
    told = {name: row.plain_value(name) for name in row.values if name != "on"}
    return GoldenEvent(row.day("on"), told, Spot(row.place.file, row.place.line, 1))


def check_cases(
    procedure: Procedure, cases: tuple[GoldenCase, ...], root: Path = SHIPPED
) -> Iterator[RuleProblem]:
    """Yield what differs in the cases of one procedure; raises RuleError."""
    form = Form(procedure, pack_rules(root), is_code)
    for one in cases:
        yield from check_case(one, form, shipped_calendar(root))
