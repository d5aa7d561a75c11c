"""Files of many reports as their page shows them: how far, what came of it, what is wrong."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.bulk.heads import BESIDE, CODE, PERIOD, letter
from fumao.apps.surveys.models import BulkJob, BulkRow
from fumao.core.errors import Words


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row: the cell (B7, "" where it is of the whole row), its column, text."""

    number: int
    cell: str
    column: str
    value: str
    words: str


def bulk_jobs(actor: Actor) -> QuerySet[BulkJob]:
    """Return the files that the actor sees, the newest first."""
    rows = BulkJob.objects.select_related("period__survey", "period__area", "attachment", "by")
    return visible_to(actor, rows)


def bulk_job(actor: Actor, pk: int) -> BulkJob:
    """Return one; raises Http404 where there is none the actor sees."""
    found = bulk_jobs(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def wrong_rows(job: BulkJob) -> QuerySet[BulkRow]:
    """Return the rows that something is wrong with, in the order of the file."""
    return job.lines.exclude(problems=[]).order_by("number")


def labels_of(job: BulkJob) -> dict[str, Words]:
    """Return how the columns of a file are called, by key."""
    survey = loaded(job.period.survey).survey
    found = {key: Words(heads[0], heads[3 if key == CODE else -1])
             for key, heads in BESIDE.items() if key in (CODE, PERIOD)}  # fmt: skip
    for one in survey.form:
        found[one.key] = one.label
        found |= {column.key: column.label for column in one.columns}
    return found


def problems_in(job: BulkJob, rows: Iterable[BulkRow], language: str) -> Iterator[Problem]:
    """Yield what is wrong with rows, each with its cell."""
    labels = labels_of(job)
    places = {key: place for place, (key, _head) in enumerate(job.heads) if key}
    for row in rows:
        for one in row.problems:
            yield _problem(row, one, places, labels, language)


def _problem(
    row: BulkRow,
    one: Mapping[str, Any],
    places: Mapping[str, int],
    labels: Mapping[str, Words],
    language: str,
) -> Problem:
    key, place = one["key"], places.get(one["key"])
    label = labels.get(key)
    cell = f"{letter(place)}{row.number}" if place is not None else ""
    value = row.cells[place] if place is not None and place < len(row.cells) else ""
    column = label.say(language) if label is not None else _("整行")
    return Problem(row.number, cell, column, value, one["en" if language == "en" else "zh"])
