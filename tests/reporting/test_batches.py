"""Accepted reports in the figures: once each, a correction in place of what it corrects."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from fumao.apps.surveys.actions import write_batches as writing
from fumao.apps.surveys.actions.file_report import file_report
from fumao.apps.surveys.actions.review_report import approve_report, return_report
from fumao.apps.surveys.models import AcceptedBatch, Filing
from fumao.packs.cubes import shapes
from fumao.statistics.batches import Batches
from fumao.statistics.cube import Cube
from tests.reporting.conftest import Town, report
from tests.reporting.test_filing import grounds

FORM = "outsourcing-execution"


@pytest.fixture
def batches(settings: Settings, tmp_path: Path) -> Batches:
    settings.BATCHES_ROOT = tmp_path / "batches"
    return Batches(tmp_path / "batches")


def total(batches: Batches) -> Decimal:
    """The dollars of all work in the compiled cube."""
    with duckdb.connect() as connection:
        cube = Cube(connection, [shapes()[FORM]])
        cube.rebuild(batches)
        return sum((one.value for one in cube.records(FORM, "amount_usd", ["area"])), Decimal(0))


def accept(town: Town, filing: Filing, usd: str, receipt: str) -> None:
    file_report(town.reporters[0], filing.pk, report(usd, receipt), {})
    for level in ("district", "city", "nation"):
        approve_report(town.checkers[level], filing.pk)


def test_only_what_is_accepted_counts(town: Town, filing: Filing, batches: Batches) -> None:
    file_report(town.reporters[0], filing.pk, report(), {})
    assert writing.write_batches() == 0
    for level in ("district", "city", "nation"):
        approve_report(town.checkers[level], filing.pk)
    assert writing.write_batches() == 1
    assert writing.write_batches() == 0
    assert total(batches) == Decimal("100000.00")


def test_a_correction_counts_when_it_is_accepted(
    town: Town, filing: Filing, batches: Batches
) -> None:
    accept(town, filing, "100000.00", "BOC-1")
    writing.write_batches()
    return_report(town.checkers["nation"], filing.pk, grounds())
    assert writing.write_batches() == 0
    assert total(batches) == Decimal("100000.00")  # until then the old one counts
    accept(town, filing, "60000.00", "BOC-1")
    assert writing.write_batches() == 1
    assert total(batches) == Decimal("60000.00")


def test_a_batch_cut_off_before_its_file_is_written_by_the_next_run(
    town: Town, filing: Filing, batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(town, filing, "100000.00", "BOC-1")
    with monkeypatch.context() as cut:
        cut.setattr(writing, "columns_of", lambda _survey: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            writing.write_batches()
    assert AcceptedBatch.objects.get().digest == ""
    DBTaskResult.objects.all().delete()  # the task ended with the run that was cut off
    assert writing.queue_batches()  # the worker is told at the next start
    assert writing.write_batches() == 1
    (batch,) = batches.of(FORM, "2016-09")
    assert batch.digest == AcceptedBatch.objects.get().digest
    assert total(batches) == Decimal("100000.00")


def test_the_worker_is_told_once(town: Town, filing: Filing, batches: Batches) -> None:
    accept(town, filing, "100000.00", "BOC-1")  # the acceptance itself has told it
    assert not writing.queue_batches()
