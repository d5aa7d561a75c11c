"""What a respondent explained before and was accepted: offered again, so nobody writes it twice."""

from dataclasses import dataclass

from django.db.models import F

from fumao.apps.surveys.book import period_of
from fumao.apps.surveys.models import Filing, FilingVersion

_LOOKED_AT = 24  # reports before this one


@dataclass(frozen=True, slots=True)
class Earlier:
    """An explanation of an earlier report that was accepted, and the period's name."""

    words: str
    period: str


def accepted_before(filing: Filing, language: str) -> dict[str, Earlier]:
    """Return by check what the respondent explained last in an accepted report of the form."""
    rows = (
        FilingVersion.objects.filter(
            filing__enterprise=filing.enterprise_id,
            filing__department=filing.department_id,
            filing__each=filing.each,
            filing__period__key=filing.period.key,
            filing__period__starts__lt=filing.period.starts,
            filing__accepted=F("pk"),
        )
        .exclude(explained={})
        .select_related("filing__period__survey")
        .order_by("-filing__period__starts")
    )
    found: dict[str, Earlier] = {}
    for row in rows[:_LOOKED_AT]:
        period = period_of(row.filing.period).show(language)
        for check, words in row.explained.items():
            found.setdefault(check, Earlier(words, period))
    return found
