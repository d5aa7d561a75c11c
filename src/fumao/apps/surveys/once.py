"""Values that may be used once in all filings of a survey: a receipt number, in whoever's."""

from collections import Counter
from collections.abc import Iterator

from fumao.apps.surveys.models import Filing, UsedOnce
from fumao.core.errors import Words
from fumao.forms.form import Fault, Reading
from fumao.surveys.definitions import Once, Survey


def take_values(survey: Survey, filing: Filing, reading: Reading) -> list[Fault]:
    """Take the values of a filing in the caller's transaction; return a fault for each one taken.

    Those of the round before are let go. Whose the other use is stays unsaid: another respondent's
    report is nobody's business (统计法 art. 28). Raises IntegrityError for one taken meanwhile.
    """
    if not survey.once:
        return []
    UsedOnce.objects.filter(filing=filing).delete()
    faults: list[Fault] = []
    for once in survey.once:
        cells = list(_cells(once, reading))
        faults += _taken(survey, once, cells)
        UsedOnce.objects.bulk_create(
            UsedOnce(survey=survey.key, once=once.key, value=value, filing=filing)
            for value in dict.fromkeys(value for _cell, value in cells)
            if not faults
        )
    return faults


def _cells(once: Once, reading: Reading) -> Iterator[tuple[str, str]]:
    table, _dot, column = once.column.partition(".")
    for place, line in enumerate(reading.rows.get(table, ())):
        value = line.get(column)
        if value is not None:
            yield f"{table}.{place}.{column}", str(value).strip()


def _taken(survey: Survey, once: Once, cells: list[tuple[str, str]]) -> Iterator[Fault]:
    own = Counter(value for _cell, value in cells)
    others = set(
        UsedOnce.objects.filter(survey=survey.key, once=once.key, value__in=own).values_list(
            "value", flat=True
        )
    )
    for cell, value in cells:
        if value in others:
            said = Words(f"{once.words.zh}：{value}", f"{once.words.en}: {value}")
            yield Fault(cell, said)
        elif own[value] > 1:
            words = Words(f"{value} 在本表中出现 {own[value]} 次", f"{value} is here twice or more")
            yield Fault(cell, words)
