"""通报: how the districts reported on the form and period of a release, counted on a day."""

from dataclasses import asdict
from datetime import date

from fumao.apps.orgs.models import Area
from fumao.apps.releases.book import period_of, publication
from fumao.apps.releases.models import Release
from fumao.apps.releases.queries.shown import quality_line
from fumao.apps.releases.wording import english
from fumao.apps.surveys.models import Filing
from fumao.apps.surveys.queries.tallies import Tally, tallies, whole
from fumao.statistics.frozen import Quality


def quality_of(release: Release, day: date) -> tuple[Quality, ...] | None:
    """Return how the districts of a release's area reported, by code; None where nothing was asked.

    All filings of the form whose periods lie within the release's are counted, whoever asks: the
    bulletin tells the counts to everybody, and none of them is a figure of a respondent.
    """
    one = publication(release.publication)
    if one is None:
        return None
    period = period_of(release.period)
    rows = Filing.objects.filter(
        period__key=one.form, period__area=release.area, period__synthetic=release.synthetic,
        period__starts__gte=period.start, period__ends__lte=period.end,
    )  # fmt: skip
    found: dict[str, list[Tally]] = {}
    below = len(release.area.path)
    districts = {row.path[below:]: row.code for row in Area.objects.filter(parent=release.area)}
    for tally in tallies(rows, day):
        found.setdefault(_district(tally.area, release.area, districts), []).append(tally)
    told = tuple(_told(code, whole(found[code], release.area)) for code in sorted(found))
    return told or None


def quality_lines(release: Release, day: date) -> list[tuple[str, ...]]:
    """Return the same in words, as the bulletin would say it now; none where nothing was asked."""
    told = quality_of(release, day) or ()
    names = {row.code: row for row in Area.objects.filter(code__in=[one.area for one in told])}
    return [
        quality_line(
            (names[one.area].name_en if english() else "") or names[one.area].name, asdict(one)
        )
        for one in told
    ]


def _district(area: Area, city: Area, districts: dict[str, str]) -> str:
    """Return the code of the district an area lies in; of the city for what is filed there."""
    rest = area.path.removeprefix(city.path)
    return next((code for path, code in districts.items() if rest.startswith(path)), city.code)


def _told(code: str, tally: Tally) -> Quality:
    """Return a tally whose outcomes leave each other out, as the bulletin adds them up."""
    return Quality(
        area=code,
        due=tally.due,
        on_time=tally.on_time,
        late=tally.late - tally.refused_late,
        missing=tally.unfiled - (tally.refused - tally.refused_late),
        refused=tally.refused,
        returned=tally.returned,
        rounds=tally.returns,
    )
