"""The checks of a survey over its whole base at once, by one query on DuckDB.

The same expressions as in the form: `parity` tests hold the two together. Besides, what no single
filing can show: a number that may be used once and is used twice, in whichever enterprises.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from fumao.core.periods import Period
from fumao.forms.expressions import rule_name
from fumao.rules.sql.query import Source, batch_query
from fumao.surveys.definitions import Survey
from fumao.surveys.examine import SurveyForm


@dataclass(frozen=True, slots=True)
class Hit:
    """A check that found something on one filing."""

    filing: str
    check: str


@dataclass(frozen=True, slots=True)
class Double:
    """A value that may be used once, with the filings that use it, in their order."""

    once: str
    value: str
    filings: tuple[str, ...]


def hits(
    connection: duckdb.DuckDBPyConnection, form: SurveyForm, period: Period, source: Source
) -> list[Hit]:
    """Return what the checks find on the filings of a period, by filing and check.

    `source` has one row a filing, its key a text, with columns named like the form's facts (also
    period_end and the like where a check asks) and a child relation a table. Numbers are decimals,
    or whole last digits where the source is scaled.
    """
    sql = hits_sql(form, period, source)
    if sql is None:
        return []
    rows = connection.execute(f"SELECT * FROM ({sql}) ORDER BY ALL").fetchall()
    names = {rule_name("finding", one.key): one.key for one in form.survey.checks}
    return [Hit(str(filing), names[name]) for filing, name in rows]


def hits_sql(form: SurveyForm, period: Period, source: Source) -> str | None:
    """Return the query of what the checks find: the filing and the name of the check's rule.

    None where no check is in force. Filings without a finding are left out before the checks are
    turned from columns into rows: nearly all have none.
    """
    rules = form.on(period.end)
    names = (rule_name("finding", one.key) for one in form.survey.checks)
    wanted = [name for name in names if rules.versions.get(name) is not None]
    if not wanted:
        return None
    batch = batch_query(rules, source, names=wanted)
    return (
        f'SELECT "{source.key}", name FROM (UNPIVOT ('
        f"SELECT * FROM ({batch.sql}) WHERE {' OR '.join(wanted)}) "
        f"ON {', '.join(wanted)} INTO NAME name VALUE held) WHERE held"
    )


def doubles(
    connection: duckdb.DuckDBPyConnection, survey: Survey, children: Mapping[str, Source]
) -> list[Double]:
    """Return every value that may be used once and is used again, over all filings of all time."""
    found: list[Double] = []
    for one in survey.once:
        table, _, column = one.column.partition(".")
        child = children[table]
        rows = connection.execute(
            f'SELECT "{column}", list("{child.key}" ORDER BY "{child.key}") FROM {child.relation} '
            f'WHERE "{column}" IS NOT NULL GROUP BY ALL HAVING count(*) > 1 ORDER BY 1'
        ).fetchall()
        found += [Double(one.key, str(value), tuple(map(str, keys))) for value, keys in rows]
    return found
