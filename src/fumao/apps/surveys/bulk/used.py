"""Values used once, over a file and the whole base, in the order of the file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from fumao.apps.surveys.bulk.verdicts import FILE, SINGLY, leave
from fumao.apps.surveys.models import UsedOnce
from fumao.apps.surveys.once import repeated_words, taken_words
from fumao.core.errors import Words
from fumao.surveys.bulk.cells import literal, quoted
from fumao.surveys.bulk.examine import Examination

_PART = 5000  # values of one query
type Use = tuple[str, str]  # key of the once, value


def settle_uses(found: Examination) -> dict[int, list[Use]]:
    """Leave out the reports whose values are taken; return by k what the others begin to use.

    As filing them one after the other: an earlier report takes a value from a later one, and one
    that is left out takes nothing.
    """
    cells = _cells(found)
    if not cells:
        return {}
    held = dict(_held(found, cells))
    own = _own(found)
    begun: dict[int, list[Use]] = {}
    problems = []
    for (k, filing), rows in groupby(cells, key=itemgetter(0, 1)):
        told = [(n, once, value) for _k, _filing, n, once, value in rows]
        me = filing if filing is not None else -k
        wrong = list(_wrong(found, told, held, me))
        if wrong:
            problems += [(k, n, column, words) for n, column, words in wrong]
            continue
        wanted = dict.fromkeys((once, value) for _n, once, value in told)
        for use in own.get(me, set()) - wanted.keys():
            held.pop(use, None)
        begun[k] = [use for use in wanted if held.get(use) != me]
        held |= dict.fromkeys(wanted, me)
    _leave(found, problems)
    return begun


def _cells(found: Examination) -> list[tuple[int, int | None, int, str, str]]:
    """Return k, filing, row, once and value of every use in reports that may be filed."""
    table = found.layout.table
    parts = []
    for one in found.form.survey.once:
        name, _dot, column = one.column.partition(".")
        if table is not None and table.key == name:
            parts.append(
                f"SELECT l.k, r.filing, l.n, {literal(one.key)} AS once, "
                f"trim(l.{quoted(column)}) AS v "
                f"FROM lines l JOIN reports r USING (k) WHERE l.{quoted(column)} IS NOT NULL "
                f"AND r.verdict IN ('{FILE}', '{SINGLY}')"
            )
    if not parts:
        return []
    return found.connection.execute(
        f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY k, n"
    ).fetchall()


def _held(found: Examination, cells: Sequence[tuple[object, ...]]) -> Iterator[tuple[Use, int]]:
    values = sorted({str(cell[4]) for cell in cells})
    rows = UsedOnce.objects.filter(survey=found.form.survey.key)
    for start in range(0, len(values), _PART):
        taken = rows.filter(value__in=values[start : start + _PART])
        for once, value, filing in taken.values_list("once", "value", "filing_id"):
            yield (once, value), filing


def _own(found: Examination) -> dict[int, set[Use]]:
    """Return what filings that are filed again use so far."""
    pks = found.connection.execute(
        "SELECT filing FROM reports WHERE phase = 'returned' AND filing IS NOT NULL"
    ).fetchall()
    own: dict[int, set[Use]] = {}
    rows = UsedOnce.objects.filter(filing__in=[pk for (pk,) in pks])
    for filing, once, value in rows.values_list("filing_id", "once", "value"):
        own.setdefault(filing, set()).add((once, value))
    return own


def _wrong(
    found: Examination, told: Sequence[tuple[int, str, str]], held: dict[Use, int], me: int
) -> Iterable[tuple[int, str, Words]]:
    onces = {one.key: one for one in found.form.survey.once}
    times = Counter((once, value) for _n, once, value in told)
    for n, once, value in told:
        column = onces[once].column.rpartition(".")[2]
        if held.get((once, value), me) != me:
            yield n, column, taken_words(onces[once], value)
        elif times[once, value] > 1:
            yield n, column, repeated_words(value, times[once, value])


def _leave(found: Examination, problems: Sequence[tuple[int, int, str, Words]]) -> None:
    leave(found, [(k, n, column, *words) for k, n, column, words in problems])
