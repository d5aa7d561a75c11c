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
_SIZES = (310_000, 270_000, 260_000, 240_000, 220_000)  # dollars; none of them dominates


def late_filings(form: str, month: Month, areas: tuple[str, ...]) -> Batch:
    """Write the late reports of five invented respondents, in the caller's transaction."""
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
            "respondent": f"demo-late-{place + 1}", "area": areas[place % len(areas)],
            "service_class": "WB.ITO.L01", "country": ("US", "SG")[place % 2], "shore": "offshore",
            "amount_usd": usd, "amount_cny": usd * _RATE,
        }  # fmt: skip
