"""Certificates that the holder of an outcome told of: verified by anybody who has the paper.

What is shown is declared (`lookup`): for a trainee the body, the course and the day, never name,
score or employer, which were told to the office for its supervision alone. Only an exact pair of
numbers is answered, and only what the office found in order in a yearly check.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fumao.apps.audit.models import Event
from fumao.apps.orgs.policy import published
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.models import Case, Outcome
from fumao.core.errors import Words
from fumao.forms.fields import Field
from fumao.procedures.definitions import After, Lookup

_LOST = {
    "outcome_suspended": True, "outcome_revoked": True, "outcome_surrendered": True,
    "outcome_restored": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate: which body gave it and when, what may be read, and whether the body's title
    was valid on that day.
    """

    name: Words
    outcome: Outcome
    number: str
    given: date
    shown: tuple[tuple[Field, object], ...]
    title_held: bool


def certificate(title: str, number: str) -> Certificate | None:
    """Return the certificate of a number that the holder of a title told of.

    None for a pair that does not fit: nothing tells a wrong title from a wrong certificate.
    """
    rows = published(Outcome.objects.filter(number=title)).select_related(
        "enterprise", "area", "office", "case__procedure"
    )
    outcome = rows.first()
    if outcome is None or not number:
        return None
    line = list(_line_of(outcome))
    checks = Case.objects.filter(outcome__in=line, phase=Case.Phase.GRANTED)
    for case in checks.select_related("procedure").order_by("-id"):
        after = loaded(case.procedure).procedure.later(case.variant)
        if after is None or after.lookup is None:
            continue
        row = _row(case.data.get(after.lookup.table), after.lookup.number, number)
        if row is not None:
            return _certificate(outcome, line, case, after, after.lookup, row)
    return None


def _certificate(
    outcome: Outcome,
    line: list[Outcome],
    case: Case,
    after: After,
    lookup: Lookup,
    row: Mapping[str, object],
) -> Certificate:
    form = loaded(case.procedure, after.kind).procedure.form
    tables = {one.key: one for one in form if one.is_table}
    shown = [*_cells(tables[lookup.table], lookup.show, row)]
    if lookup.within:
        joined = _row(case.data.get(lookup.within), lookup.key, str(row.get(lookup.link, "")))
        shown += _cells(tables[lookup.within], lookup.tell, joined or {})
    given = date.fromisoformat(str(row[lookup.given]))
    return Certificate(
        lookup.name, outcome, str(row[lookup.number]), given, tuple(shown), _held(line, given)
    )


def _cells(
    table: Field, columns: Iterable[str], row: Mapping[str, object]
) -> Iterator[tuple[Field, object]]:
    for column in table.columns:
        if column.key in columns:
            yield column, row.get(column.key)


def _row(rows: object, column: str, wanted: str) -> Mapping[str, object] | None:
    """Return the row with exactly this text in a column."""
    for row in rows if isinstance(rows, list) else []:
        if row.get(column) == wanted:
            found: Mapping[str, object] = row
            return found
    return None


def _line_of(outcome: Outcome) -> Iterator[Outcome]:
    """Yield an outcome with those it took the place of and those that took its place."""
    yield outcome
    before = getattr(outcome, "predecessor", None)
    while before is not None:
        yield before
        before = getattr(before, "predecessor", None)
    later = outcome.successor
    while later is not None:
        yield later
        later = later.successor


def _held(line: Iterable[Outcome], day: date) -> bool:
    """Tell whether one of a line of outcomes was in force on a day, by what its chain says."""
    return any(_in_force(one, day) for one in line)


def _in_force(outcome: Outcome, day: date) -> bool:
    last = outcome.valid_to or date.max
    if outcome.successor is not None:
        last = min(last, outcome.successor.valid_from - timedelta(days=1))
    if not outcome.valid_from <= day <= last:
        return False
    lost = False
    events = Event.objects.filter(stream=outcome.stream, kind__in=_LOST, on__lte=day)
    for kind in events.order_by("seq").values_list("kind", flat=True):
        lost = _LOST[kind]
    return not lost
