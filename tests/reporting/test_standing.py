"""What the database says of a filing is what the engine says of it."""

from datetime import date

import pytest

from fumao.apps.surveys.models import Filing, Reminder, ReportingPeriod
from fumao.apps.surveys.queries.periods import counts_of
from fumao.apps.surveys.queries.standing import with_standing
from fumao.apps.surveys.stored import state_of
from fumao.surveys import duty
from tests.reporting.conftest import DUE, Town

DAYS = [
    date(2016, 9, 1),  # not open yet: it opens on the 11th
    date(2016, 9, 11),
    DUE,  # the last day in time
    date(2016, 10, 9),
    date(2016, 10, 15),
    date(2016, 10, 16),
    date(2016, 11, 1),
]
# Phase, first filing, day a return asks for, reminders as (sent, answered by).
CASES = [
    ("draft", None, None, []),
    ("draft", None, None, [(date(2016, 10, 10), date(2016, 10, 15))]),
    (
        "draft", None, None,
        [(date(2016, 10, 10), date(2016, 10, 15)), (date(2016, 10, 16), date(2016, 11, 5))],
    ),
    ("draft", None, None, [(date(2016, 10, 1), date(2016, 10, 5))]),  # before the due day: none
    ("in_review", date(2016, 10, 8), None, []),
    ("in_review", date(2016, 10, 9), None, []),
    ("accepted", date(2016, 10, 16), None, [(date(2016, 10, 10), date(2016, 10, 15))]),
    ("accepted", date(2016, 10, 15), None, [(date(2016, 10, 10), date(2016, 10, 15))]),
    ("returned", date(2016, 9, 30), date(2016, 10, 15), []),
]  # fmt: skip


def told(row: Filing, day: date) -> duty.Standing:
    sent = [duty.Reminder(one.on, one.until) for one in row.reminders.all()]
    return duty.standing(row.period.opens_on, row.period.due_on, state_of(row), sent, day)


@pytest.mark.parametrize("case", CASES)
def test_the_database_agrees_with_the_engine(filing: Filing, case: tuple) -> None:
    phase, filed, again, sent = case
    filing.phase, filing.first_filed_on, filing.filed_on = phase, filed, filed
    filing.level = "district" if phase == "in_review" else ""
    filing.again_by = again
    if again:
        filing.returned = {
            "kind": "returned", "on": "2016-10-01", "person": 1, "level": "district",
            "reason": "figures", "words": "核对", "due": again.isoformat(), "cells": [], "rule": "",
        }  # fmt: skip
    filing.save()
    for on, until in sent:
        Reminder.objects.create(filing=filing, on=on, until=until)
    for day in DAYS:
        row = with_standing(Filing.objects.filter(pk=filing.pk), day).get()
        engine = told(filing, day)
        assert (row.standing, row.breach) == (engine.status, engine.breach), day


def test_counts_keep_late_and_unfiled_apart(town: Town, period: ReportingPeriod) -> None:
    # One filed in time, one filed late, one not at all.
    rows = list(Filing.objects.filter(period=period).order_by("pk"))
    for row, day in zip(rows, (date(2016, 9, 30), date(2016, 10, 10)), strict=False):
        row.phase, row.level, row.filed_on, row.first_filed_on = "in_review", "district", day, day
        row.save()
    late = town.on(town.office, date(2016, 10, 14))
    counts = counts_of(late, [period])[period.pk]
    assert (counts.all, counts.filed, counts.filed_late, counts.unfiled_late) == (3, 2, 1, 1)
    assert counts.levels == {"district": 2}
    assert counts.percent == 66
