"""Values that may be used once in all filings of a survey: a receipt number, in whoever's."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from fumao.apps.surveys.models import Filing, UsedOnce
from fumao.core.errors import Words
from fumao.forms.form import Fault, Reading
from fumao.surveys.definitions import Once, Survey


@dataclass(frozen=True, slots=True)
class Uses:
    """What a filing's values used once come to: faults, uses that end and uses that begin.

    A use is (key of the once, value).
    """

    faults: tuple[Fault, ...] = ()
    ended: tuple[tuple[str, str], ...] = ()
    begun: tuple[tuple[str, str], ...] = ()


def uses_of(survey: Survey, filing: Filing, reading: Reading) -> Uses:
    """Return what the values of a report take and let go, with a fault for each one taken.

    Whose the other use is stays unsaid: another respondent's report is nobody's business (统计法
    art. 28).
    """
    if not survey.once:
        return Uses()
    held = UsedOnce.objects.filter(filing=filing).values_list("once", "value")
    before = set(held)
    faults: list[Fault] = []
    wanted: dict[tuple[str, str], None] = {}
    for once in survey.once:
        cells = list(_cells(once, reading))
        faults += _taken(survey, filing, once, cells)
        wanted |= dict.fromkeys((once.key, value) for _cell, value in cells)
    return Uses(
        tuple(faults),
        tuple(sorted(before - wanted.keys())),
        tuple(one for one in wanted if one not in before),
    )


def _cells(once: Once, reading: Reading) -> Iterator[tuple[str, str]]:
    table, _dot, column = once.column.partition(".")
    for place, line in enumerate(reading.rows.get(table, ())):
        value = line.get(column)
        if value is not None:
            yield f"{table}.{place}.{column}", str(value).strip()


def _taken(
    survey: Survey, filing: Filing, once: Once, cells: list[tuple[str, str]]
) -> Iterator[Fault]:
    own = Counter(value for _cell, value in cells)
    taken = UsedOnce.objects.filter(survey=survey.key, once=once.key, value__in=own)
    others = set(taken.exclude(filing=filing).values_list("value", flat=True))
    for cell, value in cells:
        if value in others:
            yield Fault(cell, taken_words(once, value))
        elif own[value] > 1:
            yield Fault(cell, repeated_words(value, own[value]))


def taken_words(once: Once, value: str) -> Words:
    """Return what is said of a value that another filing uses."""
    return Words(f"{once.words.zh}：{value}", f"{once.words.en}: {value}")


def repeated_words(value: str, times: int) -> Words:
    """Return what is said of a value that a filing uses more than once itself."""
    return Words(f"{value} 在本表中出现 {times} 次", f"{value} is here twice or more")
