"""The reports of a file stored, all or none: the rows that filing each of them would leave."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import connection

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import digest_sql
from fumao.apps.orgs.actor import Actor
from fumao.apps.surveys.bulk.copying import (
    Rows,
    copy_rows,
    day_sql,
    is_postgresql,
    moment_sql,
    rows_for,
)
from fumao.apps.surveys.bulk.opened import fill
from fumao.apps.surveys.bulk.used import Use
from fumao.apps.surveys.bulk.verdicts import FILE
from fumao.apps.surveys.models import (
    Filing,
    FilingDraft,
    FilingVersion,
    ReportingPeriod,
    UsedOnce,
    WorkItem,
)
from fumao.surveys.bulk.cells import literal
from fumao.surveys.bulk.examine import Examination
from fumao.surveys.bulk.kept import data_sql, json_text
from fumao.surveys.review import FilingState, Review
from fumao.surveys.work_items import RESPONDENT

_PART = 5000


class ChangedError(Exception):
    """A filing has changed since it was decided: everything is to be decided again."""


@dataclass(frozen=True, slots=True)
class Storing:
    """Who files what when: everything the rows have in common."""

    found: Examination
    actor: Actor
    period: ReportingPeriod
    review: Review
    at: datetime
    folder: Path

    @property
    def person(self) -> int:
        """Return the key of who files."""
        person = self.actor.person
        if person is None:
            raise PermissionDenied
        return person.pk

    def after(self) -> FilingState:
        """Return the state of a report that is filed for the first time."""
        event = self.review.file(FilingState(), self.person, self.actor.today)
        return self.review.after(FilingState(), event)


def store(one: Storing, begun: Mapping[int, Sequence[Use]]) -> int:
    """Write every report whose verdict is to be filed; return their number.

    In the caller's transaction. Raises ChangedError, and IntegrityError where a value used once, a
    number or the next event of a chain was taken meanwhile.
    """
    run = one.found.connection.execute
    run(f"CREATE OR REPLACE TABLE todo AS SELECT * FROM reports WHERE verdict = '{FILE}'")
    _number(one)
    state = one.after()
    _bring_on(one, state)
    told = [_filings(one, state), _versions(one), *_events(one), *_items(one), _uses(one, begun)]
    copy_rows(one.found.connection, told, one.folder)
    row = run("SELECT count(*) FROM todo").fetchone()
    return int(row[0]) if row else 0


def _number(one: Storing) -> None:
    """Give every report the keys of its filing and its version: they name each other."""
    run = one.found.connection.execute
    row = run("SELECT count(*), count(*) FILTER (filing IS NULL) FROM todo").fetchone() or (0, 0)
    version, filing = _keys(FilingVersion, row[0]), _keys(Filing, row[1])
    place = "row_number() OVER (PARTITION BY filing IS NULL ORDER BY k) - 1"
    run(
        "CREATE OR REPLACE TABLE keys AS SELECT k, "
        f"coalesce(filing, {filing} + {place}) AS filing, "
        f"{version} + row_number() OVER (ORDER BY k) - 1 AS version, filing IS NULL AS fresh "
        "FROM todo"
    )


def _keys(model: type[Filing] | type[FilingVersion], count: int) -> int:
    """Return the first of so many keys in a row that nobody else gets.

    Raises ChangedError where somebody took one in between.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if is_postgresql():
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            cursor.execute(  # named, or it is looked up once a key
                "SELECT coalesce(min(key), 0), coalesce(max(key), -1) FROM (SELECT "
                "nextval(%s::regclass) AS key FROM generate_series(1, %s)) k",
                [cursor.fetchone()[0], count],
            )
            first, last = cursor.fetchone()
            if last - first + 1 != count:
                raise ChangedError
            return int(first)
        cursor.execute(
            f"SELECT max(coalesce((SELECT max(id) FROM {table}), 0), "
            "coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0))",
            [table],
        )
        return int(cursor.fetchone()[0]) + 1


def _versions(one: Storing) -> Rows:
    figures = [field for field in one.found.form.fields if not field.is_table]
    data = data_sql(one.found.layout, figures, canonical=False)
    checks = one.found.form.survey.checks
    order = " ".join(f"WHEN {literal(c.key)} THEN {n}" for n, c in enumerate(checks))
    soft = ", ".join(literal(c.key) for c in checks if c.severity == "soft") or "NULL"
    said = "concat('\"', name, '\":', " + json_text("t.told") + ")"
    place = f"ORDER BY CASE name {order} END" if checks else ""
    one.found.connection.execute(
        "CREATE OR REPLACE VIEW noted AS SELECT k, "
        f"concat('[', string_agg(concat('\"', name, '\"'), ', ' {place}), ']') AS found, "
        f"concat('{{', coalesce(string_agg({said}, ', ' {place}) FILTER (name IN ({soft})), ''), "
        "'}') AS explained FROM found JOIN todo t USING (k) GROUP BY k"
    )
    columns = {
        "id": "y.version", "filing_id": "y.filing", "round": "1", "data": "d.data",
        "explained": "coalesce(n.explained, '{}')", "found": "coalesce(n.found, '[]')",
        "digest": "t.digest", "channel": literal(FilingVersion.Channel.BULK), "key": "NULL",
        "filed_on": day_sql(one.actor.today), "at": moment_sql(one.at), "by_id": str(one.person),
    }  # fmt: skip
    source = f"todo t JOIN keys y USING (k) JOIN ({data}) d USING (k) LEFT JOIN noted n USING (k)"
    return rows_for(FilingVersion, columns, source)


def _filed(one: Storing, state: FilingState) -> dict[str, str]:
    """Return what filing makes of a filing, by the names of its columns."""
    accepted = "y.version" if state.phase == "accepted" else "NULL"
    return {
        "phase": literal(state.phase), "level": literal(state.level), "round": str(state.round),
        "filed_on": day_sql(state.filed_on), "first_filed_on": day_sql(state.first_filed_on),
        "accepted_on": day_sql(state.accepted_on), "again_by": "NULL", "returns": "0",
        "returned": "NULL", "people": literal(f'{{"{one.person}": ""}}'),
        "version_id": "y.version", "accepted_id": accepted,
    }  # fmt: skip


def _filings(one: Storing, state: FilingState) -> Rows:
    """Return the filings that begin with the file."""
    columns = {
        "id": "y.filing", "period_id": str(one.period.pk), "enterprise_id": "t.enterprise",
        "department_id": "NULL", "area_id": "t.area", "park_id": "t.park", "each": "t.each",
        "seq": "1", "reminded_until": "NULL", **_filed(one, state),
    }  # fmt: skip
    return rows_for(Filing, columns, "todo t JOIN keys y USING (k) WHERE y.fresh")


def _bring_on(one: Storing, state: FilingState) -> None:
    """Bring on the filings that waited for the file, and end their drafts."""
    duck = one.found.connection
    waiting = duck.execute("SELECT count(*) FROM keys WHERE NOT fresh").fetchone()
    if not waiting or not waiting[0]:
        return
    if _update(one, _filed(one, state)) != waiting[0]:
        raise ChangedError
    drafts = [pk for (pk,) in duck.execute("SELECT filing FROM keys WHERE NOT fresh").fetchall()]
    for start in range(0, len(drafts), _PART):
        FilingDraft.objects.filter(filing__in=drafts[start : start + _PART]).delete()


def _update(one: Storing, common: Mapping[str, str]) -> int:
    """Update the filings there are, each as it was decided on; return how many."""
    staged = {"filing": "y.filing", "was": "t.seq", **common}
    source = "todo t JOIN keys y USING (k) WHERE NOT y.fresh"
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bulk_stage")
        cursor.execute(
            "CREATE TEMPORARY TABLE bulk_stage AS SELECT id AS filing, seq AS was, "
            f"{', '.join(map(quote, common))} FROM surveys_filing WHERE id IS NULL"
        )
        copy_rows(one.found.connection, [Rows("bulk_stage", staged, source)], one.folder)
        told = ", ".join(f"{quote(name)} = b.{quote(name)}" for name in common)
        cursor.execute(
            f"UPDATE surveys_filing SET {told}, seq = surveys_filing.seq + 1 "
            "FROM bulk_stage b WHERE surveys_filing.id = b.filing AND surveys_filing.seq = b.was "
            "AND surveys_filing.phase = 'draft'"
        )
        done: int = cursor.rowcount
        cursor.execute("DROP TABLE bulk_stage")
    return done


def _events(one: Storing) -> Iterator[Rows]:
    """Continue the chain of each filing by its event, and by a second where checks found something.

    The second says how many findings came to which state, as `items.note` does.
    """
    levels = [check.key for check in one.found.form.survey.checks if check.severity == "soft"]
    soft = ", ".join(map(literal, levels)) or "NULL"
    data = 'concat(\'{"channel":"bulk","digest":"\', t.digest, \'","round":1}\')'
    noted = (
        "concat('{', CASE WHEN i.soft > 0 THEN concat('\"explained\":', i.soft, ',') ELSE '' END, "
        "'\"open\":', i.n, ',\"round\":1}')"
    )
    first = _digest(one, "report_filed", data, "coalesce(t.head, '')", "coalesce(t.events, 0) + 1")
    second = _digest(one, "items_noted", "q.noted", "q.first", "q.seq + 1")
    one.found.connection.execute(
        "CREATE OR REPLACE VIEW chain AS SELECT q.*, "
        f"CASE WHEN noted IS NOT NULL THEN {second} END AS second FROM ("
        f"SELECT t.k, y.filing, t.area, t.office, {data} AS data, coalesce(t.head, '') AS head, "
        f"coalesce(t.events, 0) + 1 AS seq, {first} AS first, "
        f"CASE WHEN i.n > 0 THEN {noted} END AS noted "
        "FROM todo t JOIN keys y USING (k) LEFT JOIN (SELECT k, count(*) AS n, "
        f"count(*) FILTER (name IN ({soft})) AS soft FROM found GROUP BY k) i USING (k)) q"
    )
    for kind, told in (
        ("report_filed", ("seq", "data", "head", "first")),
        ("items_noted", ("seq + 1", "noted", "first", "second")),
    ):
        seq, body, previous, digest = told
        columns = {
            "stream": "concat('report:', filing)", "seq": seq, "kind": literal(kind),
            "at": moment_sql(one.at), "on": day_sql(one.actor.today), "actor_id": str(one.person),
            "department_id": "office", "area_id": "area", "data": body, "previous": previous,
            "digest": digest,
        }  # fmt: skip
        source = "chain" if kind == "report_filed" else "chain WHERE noted IS NOT NULL"
        yield rows_for(Event, columns, source)


def _digest(one: Storing, kind: str, data: str, previous: str, seq: str) -> str:
    of = "q" if previous.startswith("q.") else "t"
    filing = "q.filing" if of == "q" else "y.filing"
    return digest_sql({
        "stream": f"concat('report:', {filing})", "seq": seq, "kind": literal(kind),
        "at": literal(one.at.isoformat()), "on": day_sql(one.actor.today),
        "actor": str(one.person), "department": f"{of}.office", "area": f"{of}.area",
        "data": data, "previous": previous,
    })  # fmt: skip


def _items(one: Storing) -> Iterator[Rows]:
    """Keep what the checks found as work: what was explained waits for a reviewer."""
    checks = one.found.form.survey.checks
    if not checks:
        return
    levels = one.found.form.survey.levels
    owner = levels[0] if levels else RESPONDENT
    severity = " ".join(f"WHEN {literal(c.key)} THEN {literal(c.severity)}" for c in checks)
    severity = f"CASE f.name {severity} END"
    soft = f"{severity} = 'soft'"
    columns = {
        "filing_id": "y.filing", "rule": "f.name", "severity": severity,
        "phase": f"CASE WHEN {soft} THEN 'explained' ELSE 'open' END", "owner": literal(owner),
        "value": "f.value", "explanation": f"CASE WHEN {soft} THEN t.told ELSE '' END",
        "explained_by_id": f"CASE WHEN {soft} THEN {one.person} END", "answer": "''",
        "rounds": "1", "found_on": day_sql(one.actor.today), "accepted_on": "NULL",
        "least": "NULL", "most": "NULL", "until": "NULL",
    }  # fmt: skip
    source = "found f JOIN todo t USING (k) JOIN keys y USING (k)"
    yield rows_for(WorkItem, columns, source)


def _uses(one: Storing, begun: Mapping[int, Sequence[Use]]) -> Rows:
    duck = one.found.connection
    duck.execute("CREATE OR REPLACE TABLE uses (k BIGINT, once TEXT, value TEXT)")
    fill(duck, "uses", [(k, *use) for k, uses in begun.items() for use in uses])
    columns = {
        "survey": literal(one.found.form.survey.key), "once": "u.once", "value": "u.value",
        "filing_id": "y.filing",
    }  # fmt: skip
    return rows_for(UsedOnce, columns, "uses u JOIN keys y USING (k)")
