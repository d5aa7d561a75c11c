"""The reports of a file examined at once, by the rules of the form on DuckDB."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import duckdb

from fumao.core.errors import Words
from fumao.core.periods import Period
from fumao.forms.cells import column_input, needed_words, wrong_words
from fumao.forms.expressions import rule_name
from fumao.forms.fields import ALWAYS, Field
from fumao.forms.form import MOST_LINES
from fumao.rules.sql.query import Source, batch_query
from fumao.surveys.base import hits_sql
from fumao.surveys.bulk.cells import (
    Meant,
    Reading,
    blank,
    literal,
    quoted,
    read_cells,
    typed,
)
from fumao.surveys.bulk.layout import Layout, total_rule
from fumao.surveys.examine import SurveyForm, closed_words

_FIGURES = "CREATE OR REPLACE TABLE figures AS SELECT n AS k, * EXCLUDE (n, code, told) FROM {}"


@dataclass(slots=True)
class Examination:
    """A file of reports of one period, as they would be filed on a day.

    It begins with the table `raw`: n (the row in the file), code (of the respondent), told (the
    explanation) and a text a column. Afterwards there are, all by the report's key k:
    `cases` (k, code, told), `figures` (kept texts, what is hidden dropped), `lines` (k, n, place
    and kept texts of the table), `faults` (n, key, zh, en, k) and `found` (k, name, value).
    """

    connection: duckdb.DuckDBPyConnection
    form: SurveyForm
    layout: Layout
    period: Period
    on: date
    children: dict[str, Source] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)  # what may be hidden and has been asked

    def read(self, meant: Meant) -> None:
        """Read the cells and put the rows of a report together."""
        day, layout = self.period.end, self.layout
        self._run("CREATE OR REPLACE TABLE faults (n BIGINT, key TEXT, zh TEXT, en TEXT)")
        reading = Reading(day, meant, of_table=layout.table is not None)
        read_cells(self.connection, ("raw", "kept"), layout.columns, self.form, reading)
        if layout.table is None:
            self._run("CREATE OR REPLACE TABLE cases AS SELECT n AS k, code, told FROM kept")
            self._run(_FIGURES.format("kept"))
        else:
            self._group(layout.table, meant)
        self._run(
            "CREATE OR REPLACE TABLE faults AS SELECT f.*, c.k FROM faults f "
            "JOIN kept x USING (n) JOIN cases c ON "
            + ("c.k = f.n" if layout.table is None else "c.code = x.code")
        )

    def _group(self, table: Field, meant: Meant) -> None:
        """Make one report of the rows of a respondent, with the totals that follow from them."""
        self._run(
            "CREATE OR REPLACE TABLE cases AS SELECT min(n) AS k, code, "
            "string_agg(told, '；' ORDER BY n) AS told FROM "
            "(SELECT code, told, min(n) AS n FROM kept GROUP BY code, told) GROUP BY code"
        )
        columns = ", ".join(f"x.{quoted(one.key)}" for one in table.columns)
        self._run(
            "CREATE OR REPLACE TABLE lines AS SELECT c.k, x.n, row_number() OVER (PARTITION BY c.k "
            f"ORDER BY x.n) - 1 AS place, {columns} FROM kept x JOIN cases c USING (code) "
            f"JOIN raw r ON r.n = x.n WHERE NOT ({blank(table.columns, 'r')})"
        )
        self.children[table.key] = self._child("lines", table)
        self._total(meant)
        words = (f"最多 {MOST_LINES} 行", f"at most {MOST_LINES} rows")
        self.connection.execute(
            "INSERT INTO faults SELECT k, ?, ?, ? FROM lines GROUP BY k "
            f"HAVING count(*) > {MOST_LINES}",
            [table.key, *words],
        )

    def _total(self, meant: Meant) -> None:
        """Read the totals as if they had been typed: they have bounds as any figure has."""
        figures = [one for one in self.form.fields if not one.is_table]
        names = {key: total_rule(key) for key in self.layout.totals}
        rules = self.form.on(self.period.end)
        batch = batch_query(rules, self._source("cases", frozenset()), names=names.values(),
                            decimals=True)  # fmt: skip
        columns = [
            f"CAST({quoted(names[one.key]) if one.key in names else 'NULL'} AS TEXT) "
            f"AS {quoted(one.key)}"
            for one in figures
        ]
        told = ", ".join(["k AS n", "NULL AS code", "NULL AS told", *columns])
        source = batch.sql if names else "SELECT k FROM cases"
        self._run(f"CREATE OR REPLACE TABLE sums AS SELECT {told} FROM ({source})")
        reading = Reading(self.period.end, meant)
        read_cells(self.connection, ("sums", "summed"), figures, self.form, reading)
        self._run(_FIGURES.format("summed"))

    def _child(self, relation: str, table: Field, told: str | None = None) -> Source:
        """Return a table of kept texts as the rules read it."""
        name, columns = f"typed_{table.key}", {one.key: column_input(one) for one in table.columns}
        values = ", ".join(
            f"{typed(given.type, quoted(key), given)} AS {quoted(key)}"
            for key, given in columns.items()
        )
        self._run(f"CREATE OR REPLACE VIEW {quoted(name)} AS SELECT k, {values} FROM {relation}")
        return Source(quoted(name), "k", frozenset(columns), scaled=True, told=told)

    def _source(self, relation: str, columns: frozenset[str]) -> Source:
        return Source(relation, "k", columns, scaled=True, children=self.children)

    def examine(self, about: Iterable[str], beside: Iterable[str] = ()) -> None:
        """Say what is wrong with each report and what its checks find.

        `about` names the facts in the table `about` (k and kept texts by name), `beside` the tables
        that are known of all reports and not asked, as `known_<key>` (k and kept texts).
        """
        for one in self.form.known:
            if one.is_table and one.key in set(beside):
                self.children[one.key] = self._child(f"known_{one.key}", one)
        for one in self.layout.left:
            columns = ", ".join(f"NULL::TEXT AS {quoted(column.key)}" for column in one.columns)
            told = _seen(one) if one.visible else None
            relation = f"(SELECT 0::BIGINT AS k, {columns} WHERE FALSE)"
            self.children[one.key] = self._child(relation, one, told)
        if self.layout.table is not None and self.layout.table.visible:
            table = self.layout.table
            self.children[table.key] = self._child("lines", table, _seen(table))
        facts = self._facts(set(about))
        self._hide(facts)
        self._fault(facts)
        self._find(facts)

    def _facts(self, about: set[str]) -> frozenset[str]:
        """Make the table `facts`: one typed column an input."""
        inputs = self.form.library.inputs
        days = {
            "today": self.on, "filed_on": self.on,
            "period_start": self.period.start, "period_end": self.period.end,
        }  # fmt: skip
        made: dict[str, str] = {}
        for name in about & inputs.keys():
            made[name] = typed(inputs[name].type, f"a.{quoted(name)}", inputs[name])
        for name, day in days.items():
            made[name] = f"DATE '{day.isoformat()}'"
        for one in self._figures():
            given = self.form.inputs[one.key]
            made[one.given or one.key] = typed(given.type, f"f.{quoted(one.key)}", given)
        columns = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in made.items())
        joined = "LEFT JOIN about a USING (k)" if about else ""
        self._run(f"CREATE OR REPLACE TABLE facts AS SELECT f.k, {columns} FROM figures f {joined}")
        return frozenset(made)

    def _figures(self) -> Iterator[Field]:
        return (one for one in self.form.fields if not one.is_table)

    def _hide(self, columns: frozenset[str]) -> None:
        """Drop what does not show, field by field: only those above may decide."""
        for one in self.form.fields:
            if not one.visible:
                continue
            name = rule_name("visible", one.key)
            batch = batch_query(
                self.form.on(self.period.end), self._source("facts", columns), names=[name]
            )
            gone = quoted(one.given or one.key)
            hidden = (
                "" if one.is_table else f" REPLACE (CASE WHEN b.{name} THEN f.{gone} END AS {gone})"
            )
            self._run(
                f"CREATE OR REPLACE TABLE facts AS SELECT f.*{hidden}, coalesce(b.{name}, FALSE) "
                f"AS {_seen(one)} FROM facts f JOIN ({batch.sql}) b USING (k)"
            )
            key = quoted(one.key)
            if not one.is_table:
                self._run(
                    f"UPDATE figures SET {key} = NULL FROM facts f WHERE f.k = figures.k "
                    f"AND NOT f.{_seen(one)} AND figures.{key} IS NOT NULL"
                )
            table = self.layout.table
            keys = [one.key, *(c.key for c in one.columns)] if one == table else [one.key]
            self._run(
                f"DELETE FROM faults USING facts f WHERE f.k = faults.k AND NOT f.{_seen(one)} "
                f"AND faults.key IN ({', '.join(map(literal, keys))})"
            )
            if one == table:
                self._run(
                    f"DELETE FROM lines USING facts f WHERE f.k = lines.k AND NOT f.{_seen(one)}"
                )

    def _fault(self, columns: frozenset[str]) -> None:
        """Add what is missing, what does not fit, and the days outside the entry windows."""
        self._run("CREATE OR REPLACE TABLE bad AS SELECT DISTINCT k, key FROM faults")
        asked = {
            rule_name(kind, one.key)
            for one in self.form.fields
            for kind, text in (("required", one.required), ("check", one.check))
            if text and text != ALWAYS
        }
        told = "SELECT k FROM facts"
        if asked:
            rules = self.form.on(self.period.end)
            told = batch_query(rules, self._source("facts", columns), names=asked).sql
        self._run(f"CREATE OR REPLACE TABLE told AS SELECT * FROM ({told})")
        for one in self.form.fields:
            seen = f"f.{_seen(one)}" if one.visible else "TRUE"
            if one.required:
                needed = "TRUE" if one.required == ALWAYS else f"t.{rule_name('required', one.key)}"
                self._add(one, needed_words(one), f"{seen} AND {needed} AND {self._empty(one)}")
            if one.check:
                words = one.check_words or wrong_words(one)
                self._add(one, words, f"{seen} AND t.{rule_name('check', one.key)} IS FALSE")
        self._close()

    def _empty(self, one: Field) -> str:
        if not one.is_table:
            return f"f.{quoted(one.given or one.key)} IS NULL"
        if one == self.layout.table:
            return "NOT EXISTS (FROM lines l WHERE l.k = f.k)"
        return "TRUE"

    def _add(self, one: Field, words: Words, condition: str) -> None:
        self.connection.execute(
            "INSERT INTO faults SELECT f.k, ?, ?, ?, f.k FROM facts f JOIN told t USING (k) "
            f"WHERE {condition} AND NOT EXISTS (FROM bad b WHERE b.k = f.k AND b.key = ?)",
            [one.key, words.zh, words.en, one.key],
        )

    def _close(self) -> None:
        """Add the days that the entry windows do not hold, each with its words."""
        survey = self.form.survey
        opened = survey.windows.on(self.on)
        table, dot, column = survey.dated.partition(".")
        if dot and (self.layout.table is None or self.layout.table.key != table):
            return  # its lines are not in the file
        if not survey.dated and survey.windows.windows and self.period.end not in opened:
            words = closed_words(self.period.end, opened.first, opened.last)
            self.connection.execute(
                "INSERT INTO faults SELECT k, 'period', ?, ?, k FROM cases", [*words]
            )
        if not survey.dated:
            return
        rows = "lines" if dot else "figures"
        key, number = (column, "n") if dot else (table, "k")
        day = f"CAST({quoted(key)} AS DATE)"
        days = self.connection.execute(f"SELECT DISTINCT {day} FROM {rows}").fetchall()
        for (done,) in days:
            if done is not None and done not in opened:
                words = closed_words(done, opened.first, opened.last)
                self.connection.execute(
                    f"INSERT INTO faults SELECT {number}, ?, ?, ?, k FROM {rows} WHERE {day} = ?",
                    [key, *words, done],
                )

    def _find(self, columns: frozenset[str]) -> None:
        """Make the table `found`, with the figure that each finding points at."""
        sql = hits_sql(self.form, self.period, self._source("facts", columns))
        keys: Mapping[str, str] = {
            rule_name("finding", one.key): one.key for one in self.form.survey.checks
        }
        self._run("CREATE OR REPLACE TABLE found (k BIGINT, name TEXT, value TEXT)")
        if sql is None:
            return
        numbers = {
            one.given or one.key: one.key for one in self._figures()
            if self.form.inputs[one.key].type.is_number
        }  # fmt: skip
        names = " ".join(f"WHEN {literal(rule)} THEN {literal(key)}" for rule, key in keys.items())
        values = []
        for check in self.form.survey.checks:
            cells = [f"f.{quoted(numbers[cell])}" for cell in check.cells if cell in numbers]
            if cells:
                rule = rule_name("finding", check.key)
                values.append(f"WHEN {literal(rule)} THEN coalesce({', '.join(cells)})")
        value = f"CASE h.name {' '.join(values)} END" if values else "NULL"
        self._run(
            f"INSERT INTO found SELECT h.k, CASE h.name {names} END, {value} "
            f"FROM ({sql}) h JOIN figures f USING (k)"
        )

    def _run(self, sql: str) -> None:
        self.connection.execute(sql)


def _seen(one: Field) -> str:
    """Return the column that says whether a field shows; no definition begins with _."""
    return quoted(f"_seen_{one.key}")
