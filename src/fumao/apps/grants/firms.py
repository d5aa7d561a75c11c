"""The enterprises of an area as one table that the rules' query reads."""

import hashlib
import json
from dataclasses import dataclass, field, fields
from datetime import date

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.enterprises.service import (
    Columns,
    Tables,
    current_columns,
    into_duckdb,
    rows_into_duckdb,
    rows_of,
)
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import visible_to
from fumao.rules.batch.session import Session, quoted
from fumao.rules.sql.query import Source

TABLE = "firms"
ASKED_ON = "asked_on"  # day of application: who has not said is taken to apply on the day itself


@dataclass(frozen=True, slots=True)
class Firms:
    """Enterprises with their facts on a day; `paths` has the path of each one's area.

    `tables` has the rows of child tables by credit code, of those who told any.
    """

    columns: Columns
    paths: dict[int, str]
    tables: dict[str, Tables] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def digest(self) -> str:
        """Return the SHA-256 over codes, places and facts: equal facts give equal results."""
        held, summed = self.columns, hashlib.sha256()
        rows = zip(
            held.codes, held.areas, held.parks, held.kinds, held.industries, held.told, strict=True
        )
        for code, area, park, kind, industry, told in rows:
            line = f"{code}|{self.paths[area]}|{park}|{kind}|{industry}|{told}\n"
            summed.update(line.encode())
        for code in sorted(self.tables):
            told = json.dumps(self.tables[code], ensure_ascii=False, sort_keys=True)
            summed.update(f"{code}|{told}\n".encode())
        return summed.hexdigest()


def firms_of(actor: Actor, area: Area, day: date) -> Firms:
    """Return the active enterprises in an area that the actor sees, with their facts on a day."""
    return firms_in(current_columns(actor, day), area.path)


def firms_in(columns: Columns, path: str = "") -> Firms:
    """Return those of the enterprises that are in the area of a path, with their rows."""
    paths = dict(Area.objects.filter(path__startswith=path).values_list("pk", "path"))
    if not all(one in paths for one in columns.areas):
        kept = [place for place, one in enumerate(columns.areas) if one in paths]
        own = {
            one.name: [getattr(columns, one.name)[place] for place in kept]
            for one in fields(columns)
            if one.name != "day"
        }
        columns = Columns(columns.day, **own)
    codes = dict(zip(columns.keys, columns.codes, strict=True))
    told = rows_of(codes, columns.day)
    return Firms(columns, paths, {codes[key]: tables for key, tables in told.items()})


def enterprises_in(actor: Actor, area: Area | None = None) -> int:
    """Return how many active enterprises the actor sees, in an area where one is given."""
    seen = visible_to(actor, Enterprise.objects.filter(status=Enterprise.Status.ACTIVE))
    inside = seen if area is None else seen.filter(area__path__startswith=area.path)
    return inside.count()


def load(session: Session, firms: Firms) -> Source:
    """Make the table of the enterprises in the session, and return it as the rules read it.

    A child table is a column too, true where the enterprise has told its rows.
    """
    known = into_duckdb(session.connection, "told", firms.columns)
    session.connection.execute(
        "CREATE TABLE places AS SELECT unnest(?) AS area, unnest(?) AS path",
        [list(firms.paths), list(firms.paths.values())],
    )
    session.connection.execute(
        "CREATE TABLE names AS SELECT unnest(?) AS place, unnest(?) AS name",
        [list(range(len(firms))), firms.columns.names],
    )
    tables = rows_into_duckdb(session.connection, "rows", firms.tables)
    day = f"DATE '{firms.columns.day.isoformat()}'"
    asked = f"REPLACE (coalesce({ASKED_ON}, {day}) AS {ASKED_ON})" if ASKED_ON in known else ""
    marks = "".join(
        f", NULLIF(told.code IN (FROM rows_{name}_told), false) AS {quoted(name)}"
        for name in tables
    )
    session.connection.execute(
        f"CREATE TABLE {TABLE} AS SELECT told.* {asked}, places.path, names.name{marks} FROM told"  # noqa: S608
        " JOIN places USING (area) JOIN names USING (place)"
    )
    children = {
        name: Source(f"rows_{name}", "code", held, scaled=True, told=name)
        for name, held in tables.items()
    }
    return Source(TABLE, "code", known | children.keys(), scaled=True, children=children)
