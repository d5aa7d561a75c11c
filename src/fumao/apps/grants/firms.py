"""The enterprises of an area as one table that the rules' query reads."""

import hashlib
from dataclasses import dataclass, fields
from datetime import date

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.enterprises.service import Columns, current_columns, into_duckdb
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import visible_to
from fumao.rules.batch.session import Session
from fumao.rules.sql.query import Source

TABLE = "firms"
ASKED_ON = "asked_on"  # day of application: who has not said is taken to apply on the day itself


@dataclass(frozen=True, slots=True)
class Firms:
    """Enterprises with their facts on a day; `paths` has the path of each one's area."""

    columns: Columns
    paths: dict[int, str]

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
        return summed.hexdigest()


def firms_of(actor: Actor, area: Area, day: date) -> Firms:
    """Return the active enterprises in an area that the actor sees, with their facts on a day."""
    columns = current_columns(actor, day)
    paths = dict(Area.objects.filter(path__startswith=area.path).values_list("pk", "path"))
    if all(one in paths for one in columns.areas):
        return Firms(columns, paths)
    kept = [place for place, one in enumerate(columns.areas) if one in paths]
    own = {
        field.name: [getattr(columns, field.name)[place] for place in kept]
        for field in fields(columns)
        if field.name != "day"
    }
    return Firms(Columns(day, **own), paths)


def enterprises_in(actor: Actor, area: Area | None = None) -> int:
    """Return how many active enterprises the actor sees, in an area where one is given."""
    seen = visible_to(actor, Enterprise.objects.filter(status=Enterprise.Status.ACTIVE))
    inside = seen if area is None else seen.filter(area__path__startswith=area.path)
    return inside.count()


def load(session: Session, firms: Firms) -> Source:
    """Make the table of the enterprises in the session, and return it as the rules read it."""
    known = into_duckdb(session.connection, "told", firms.columns)
    session.connection.execute(
        "CREATE TABLE places AS SELECT unnest(?) AS area, unnest(?) AS path",
        [list(firms.paths), list(firms.paths.values())],
    )
    session.connection.execute(
        "CREATE TABLE names AS SELECT unnest(?) AS place, unnest(?) AS name",
        [list(range(len(firms))), firms.columns.names],
    )
    day = f"DATE '{firms.columns.day.isoformat()}'"
    asked = f"REPLACE (coalesce({ASKED_ON}, {day}) AS {ASKED_ON})" if ASKED_ON in known else ""
    session.connection.execute(
        f"CREATE TABLE {TABLE} AS SELECT told.* {asked}, places.path, names.name FROM told"  # noqa: S608
        " JOIN places USING (area) JOIN names USING (place)"
    )
    return Source(TABLE, "code", known, scaled=True)
