"""What is known beside a file: of its enterprises, of earlier periods, of work under contracts."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from fumao.apps.surveys.about import about_enterprise, filed_before
from fumao.apps.surveys.book import period_of
from fumao.apps.surveys.bulk.candidates import Candidate
from fumao.apps.surveys.bulk.opened import fill
from fumao.apps.surveys.models import ReportingPeriod
from fumao.apps.surveys.register import CONTRACTS, in_currency, work_of
from fumao.core.periods import Period
from fumao.forms.cells import text_of
from fumao.rules.types import Value
from fumao.surveys.bulk.cells import literal, quoted
from fumao.surveys.bulk.examine import Examination
from fumao.surveys.contracts_form import known
from fumao.surveys.earlier import earlier_data

_FIRMS = 500  # of one query
_EXECUTIONS = "executions"


def tell_facts(
    found: Examination, period: ReportingPeriod, firms: Sequence[Candidate]
) -> tuple[set[str], set[str]]:
    """Make the table `about`, and those of the fields that nobody is asked.

    Returns the names of its facts, and the tables that are known.
    """
    form = found.form
    of_firms = {one.firm.code: about_enterprise(form, one.firm) for one in firms}
    names = sorted(
        {name for facts in of_firms.values() for name in facts} & form.library.inputs.keys()
    )
    _table(found, "firm_facts", ["code"], names, [
        (code, *(text_of(facts.get(name)) for name in names)) for code, facts in of_firms.items()
    ])  # fmt: skip
    earlier, late = _earlier(found, period, firms)
    _table(found, "late_facts", ["code", "each"], earlier, late)
    beside, done, tables = _beside(found, period, firms)
    _table(found, "work_facts", ["k"], beside, done)
    columns = [
        *(f"f.{quoted(one)}" for one in names), *(f"e.{quoted(one)}" for one in earlier),
        *(f"w.{quoted(one)}" for one in beside),
    ]  # fmt: skip
    found.connection.execute(
        f"CREATE TABLE about AS SELECT {', '.join(['c.k', *columns])} FROM cases c "
        "JOIN figures x USING (k) LEFT JOIN firm_facts f ON f.code = c.code "
        f"LEFT JOIN late_facts e ON e.code = c.code AND e.each = {_late_each(found)} "
        "LEFT JOIN work_facts w ON w.k = c.k"
    )
    return {*names, *earlier, *beside}, tables


def each_sql(found: Examination) -> str:
    """Return what tells the reports of one respondent apart, of the row `x` of figures."""
    each = found.form.survey.each
    return f"coalesce(x.{quoted(each)}, '')" if each else "''"


def _late_each(found: Examination) -> str:
    """A number that was never filed has what an enterprise without earlier reports has."""
    each = each_sql(found)
    if not found.form.survey.each:
        return each
    filed = f"(c.code, {each}) IN (SELECT (code, each) FROM late_facts)"
    return f"CASE WHEN {filed} THEN {each} ELSE '' END"


def _table(
    found: Examination, name: str, keys: Sequence[str], names: Sequence[str], rows: Sequence[Any]
) -> None:
    columns = [f"{key} {'BIGINT' if key == 'k' else 'TEXT'}" for key in keys]
    columns += [f"{quoted(one)} TEXT" for one in names]
    found.connection.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
    fill(found.connection, name, rows)


def _earlier(
    found: Examination, period: ReportingPeriod, firms: Sequence[Candidate]
) -> tuple[list[str], list[tuple[str | None, ...]]]:
    """Return the figures of earlier periods that checks look back to, by enterprise and number."""
    form = found.form
    if not form.looks_back:
        return [], []
    codes = {one.firm.pk: one.firm.code for one in firms}
    series: dict[tuple[int, str], dict[Period, Mapping[str, Decimal | None]]] = {}
    figures = [one.key for one in form.survey.figures()]
    for firm, each, starts, data in _filed(period, sorted(codes)):
        told = {key: _number(data.get(key)) for key in figures}
        series.setdefault((firm, each), {})[form.survey.period_of(starts)] = told
    facts: dict[tuple[int, str], dict[str, Value]] = {}
    for firm in codes:  # who has filed nothing before: so far in January is zero, not unknown
        series.setdefault((firm, ""), {})
    for key, filed in series.items():
        facts[key] = form.earlier(earlier_data(form.survey, period_of(period), filed))
    names = sorted({name for told in facts.values() for name in told})
    return names, [
        (codes[firm], each, *(text_of(told.get(name)) for name in names))
        for (firm, each), told in facts.items()
    ]  # fmt: skip


def _filed(
    period: ReportingPeriod, firms: Sequence[int]
) -> list[tuple[int, str, date, dict[str, Any]]]:
    rows: list[tuple[int, str, date, dict[str, Any]]] = []
    for start in range(0, len(firms), _FIRMS):
        rows += filed_before(period, firms[start : start + _FIRMS])
    return rows


def _number(text: object) -> Decimal | None:
    return Decimal(str(text)) if text is not None else None


def _beside(
    found: Examination, period: ReportingPeriod, firms: Sequence[Candidate]
) -> tuple[list[str], list[tuple[Any, ...]], set[str]]:
    """Return what the register knows of contracts: names and values, and the tables it knows.

    As `beside` says it of one: all work reported under the number, in the contract's currency.
    """
    if period.key != CONTRACTS:
        return [], [], set()
    table = next(one for one in found.form.known if one.key == _EXECUTIONS)
    columns = [column.key for column in table.columns]
    names = [one.key for one in found.form.known if not one.is_table]
    done, lines = [], []
    for one in firms:
        work = work_of(one.firm.pk)
        for k, number, currency in _contracts(found, one.firm.code, sorted(work)):
            told = known([in_currency(each, currency) for each in work[number]])
            done.append((k, *(told.get(name) for name in names)))
            rows: Any = told[_EXECUTIONS]
            lines += [(k, *(row.get(column) for column in columns)) for row in rows]
    _table(found, f"known_{_EXECUTIONS}", ["k"], columns, lines)
    return names, done, {_EXECUTIONS}


def _contracts(found: Examination, code: str, numbers: Sequence[str]) -> list[tuple[int, str, str]]:
    if not numbers:
        return []
    number = quoted(found.form.survey.each)
    return found.connection.execute(
        f"SELECT k, x.{number}, x.currency FROM cases c JOIN figures x USING (k) "
        f"WHERE c.code = {literal(code)} AND x.{number} IN (SELECT unnest(?::TEXT[]))",
        [list(numbers)],
    ).fetchall()
