"""Invented reports that came after their month was published, as a batch of their own."""

from collections.abc import Iterator
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.models import AcceptedBatch, SurveyVersion
from fumao.core.periods import Month
from fumao.packs.cubes import columns_of
from fumao.statistics.batches import Batch, Batches, Cell

_RATE = Decimal("6.43")  # yuan to the dollar, invented
# Dollars. Three in each of two districts, three for each country: their difference may be told.
_SIZES = (310_000, 270_000, 260_000, 250_000, 240_000, 220_000)
_TOGETHER = 3


def late_filings(form: str, month: Month, areas: tuple[str, ...]) -> Batch:
    """Write the late reports of six invented respondents, in the caller's transaction."""
    survey = loaded(SurveyVersion.objects.get(key=form, retired_on=None)).survey
    batch = AcceptedBatch.objects.create(key=form, code=month.code, made_at=timezone.now())
    made = Batches(settings.BATCHES_ROOT).add(
        form, month.code, batch.pk, columns_of(survey), _rows(areas)
    )
    AcceptedBatch.objects.filter(pk=batch.pk).update(digest=made.digest)
    return made


def _rows(areas: tuple[str, ...]) -> Iterator[dict[str, Cell]]:
    for place, size in enumerate(_SIZES):
        usd = Decimal(size)
        yield {
            "respondent": f"demo-late-{place + 1}", "area": areas[place // _TOGETHER % len(areas)],
            "service_class": "WB.ITO.L01", "country": ("US", "SG")[place % 2], "shore": "offshore",
            "amount_usd": usd, "amount_cny": usd * _RATE,
        }  # fmt: skip
