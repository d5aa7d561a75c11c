"""The code lists and calendars that packs ship, read once: the door from apps to core's data."""

from datetime import date
from functools import cache
from pathlib import Path

from fumao.core.calendar import WorkingCalendar, load_calendar
from fumao.core.crosswalks import Crosswalk, Groups, load_crosswalk, load_groups
from fumao.core.datafile import date_of, read_table, read_text
from fumao.core.errors import CoreError
from fumao.core.schemes import CodeScheme, edition_on, load_scheme, scheme_files

SHIPPED = Path(__file__).parent


@cache
def working_calendar() -> WorkingCalendar:
    """Return the State Council's calendar, all years shipped."""
    return load_calendar(SHIPPED / "national/calendars")


@cache
def new_years() -> dict[int, date]:
    """Return the day of the Chinese New Year by year, 2000 to 2030; raises CoreError."""
    path = SHIPPED / "national/calendars/new-year.csv"
    rows = read_table(read_text(path), path.name).rows
    days = [date_of(row["day"], f"{path.name}:{line}") for line, row in rows]
    return {day.year: day for day in days if day is not None}


@cache
def schemes() -> tuple[CodeScheme, ...]:
    """Return every edition of every code list of all packs, by pack and file name."""
    folders = sorted(SHIPPED.glob("*/schemes"))
    return tuple(load_scheme(path) for folder in folders for path in scheme_files(folder))


def scheme(key: str, on: date) -> CodeScheme:
    """Return the edition of a list in use on a day: area, country, ebops, industry,
    service-class …; raises CoreError.
    """
    return edition_on(schemes(), key, on)


def is_code(key: str, code: str, on: date) -> bool:
    """Tell whether a code stands in a list on a day; raises CoreError for a list unknown then."""
    return scheme(key, on).find(code, on) is not None


@cache
def crosswalks() -> dict[str, Crosswalk]:
    """Return all crosswalks by key."""
    found = [load_crosswalk(path) for path in sorted(SHIPPED.glob("*/schemes/crosswalk-*.csv"))]
    return {crosswalk.key: crosswalk for crosswalk in found}


def crosswalk(key: str) -> Crosswalk:
    """Return one crosswalk; raises CoreError where there is none of that key."""
    found = crosswalks().get(key)
    if found is None:
        raise CoreError("crosswalk", f"没有对照表 {key}", f"there is no crosswalk {key}")
    return found


@cache
def country_groups() -> Groups:
    """Return the country groups: BRI65, RCEP, EU, ASEAN, BRICS."""
    return load_groups(SHIPPED / "national/schemes/groups-countries.csv")
