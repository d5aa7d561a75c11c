"""The year before the first reports: batches as an earlier system would have handed them over."""

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from django.conf import settings
from django.utils import timezone

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.models import Area
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.demo.story import Firm, report_of
from fumao.apps.surveys.models import AcceptedBatch, SurveyVersion
from fumao.apps.surveys.roster import roster
from fumao.core.periods import Month
from fumao.packs.cubes import columns_of, rows_of
from fumao.statistics.batches import Batches, Cell
from fumao.surveys.definitions import Survey

_BEFORE = 12  # months that were taken over


def months_before(first: Month) -> list[Month]:
    """Return the months up to the first that was reported here, without a gap."""
    return list(first.shift(-_BEFORE).until(first.previous()))


def draw_firms(version: SurveyVersion, city: Area, day: date, rng: Random) -> dict[str, Firm]:
    """Draw what every enterprise on the roster of a city is like, by its code."""
    found = roster(loaded(version), city, day)
    return {one.code: Firm.drawn(one.code, rng) for one in found}


def write_history(version: SurveyVersion, firms: dict[str, Firm], months: Sequence[Month]) -> None:
    """Write a batch a month of what the firms would have reported, in the caller's transaction."""
    survey = loaded(version).survey
    places = {
        firm.code: {"area": firm.area.code, "park": firm.park.key if firm.park else None}
        for firm in Enterprise.objects.filter(code__in=firms).select_related("area", "park")
    }
    for month in months:
        batch = AcceptedBatch.objects.create(
            key=version.key, code=month.code, made_at=timezone.now()
        )
        made = Batches(settings.BATCHES_ROOT).add(
            batch.key, batch.code, batch.pk, columns_of(survey),
            _rows(survey, firms, places, month),
        )  # fmt: skip
        AcceptedBatch.objects.filter(pk=batch.pk).update(digest=made.digest)


def _rows(
    survey: Survey,
    firms: dict[str, Firm],
    places: dict[str, dict[str, str | None]],
    month: Month,
) -> Iterator[dict[str, Cell]]:
    for code, firm in firms.items():
        rng = Random(f"{code}/{month.code}")  # noqa: S311 - invented figures
        yield from rows_of(survey, code, places[code], report_of(firm, month, rng, month.end))
