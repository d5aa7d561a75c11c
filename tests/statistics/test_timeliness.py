"""Filings counted by district, each outcome by hand."""

from datetime import date
from decimal import Decimal

import pytest

from fumao.statistics.timeliness import Outcome, Owed, by_district, tally

DUE = date(2016, 10, 10)
TODAY = date(2016, 10, 20)


@pytest.mark.parametrize(
    ("filed", "answer_by", "today", "outcome"),
    [
        (date(2016, 10, 10), None, TODAY, "on_time"),
        (date(2016, 10, 11), None, TODAY, "late"),
        (None, None, date(2016, 10, 10), "open"),
        (None, None, date(2016, 10, 11), "missing"),
        (None, date(2016, 10, 18), date(2016, 10, 18), "missing"),  # reminded, still time
        (None, date(2016, 10, 18), date(2016, 10, 19), "refused"),
        (date(2016, 10, 18), date(2016, 10, 18), TODAY, "late"),
        (date(2016, 10, 19), date(2016, 10, 18), TODAY, "refused"),
        (date(2016, 10, 12), None, date(2016, 10, 11), "missing"),  # as it was the day before
    ],
)
def test_outcome(filed: date | None, answer_by: date | None, today: date, outcome: Outcome) -> None:
    assert Owed("350203", "A", DUE, filed, answer_by).outcome(today) == outcome


FILINGS = [
    Owed("350206", "E", date(2016, 10, 31)),
    Owed("350203", "A", DUE, date(2016, 10, 8), accepted=True),
    Owed("350203", "B", DUE, date(2016, 10, 9), rounds=2),
    Owed("350203", "C", DUE, date(2016, 10, 12), rounds=1, accepted=True),
    Owed("350203", "D", DUE, answer_by=date(2016, 10, 15)),
]


def test_tally_of_a_district() -> None:
    """Four due: two on time, one late, one refused after a reminder; 75 % came, 50 % on time."""
    found = by_district(FILINGS, TODAY)
    assert list(found) == ["350203", "350206"]
    siming = found["350203"]
    assert siming.counts == {"on_time": 2, "late": 1, "open": 0, "missing": 0, "refused": 1}
    assert (siming.owed, siming.due, siming.filed, siming.accepted) == (4, 4, 3, 2)
    assert (siming.returned, siming.rounds) == (2, 3)
    assert (siming.completeness, siming.timeliness) == (75, 50)


def test_what_is_not_due_yet_is_neither_late_nor_missing() -> None:
    huli = by_district(FILINGS, TODAY)["350206"]
    assert (huli.owed, huli.due, huli.counts["open"]) == (1, 0, 1)
    assert (huli.completeness, huli.timeliness) == (0, None)
    assert tally([], TODAY).completeness is None


def test_the_whole_is_counted_and_not_averaged() -> None:
    """Of five owed three came: 60 %, not the mean of 75 % and 0 %."""
    whole = tally(FILINGS, TODAY)
    assert whole.completeness == 60
    assert whole.timeliness == Decimal(50)
