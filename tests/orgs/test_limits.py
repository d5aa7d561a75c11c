"""Token buckets with a controlled clock."""

from datetime import UTC, datetime, timedelta

import pytest

from fumao.apps.orgs.limits import Limit, TooOftenError, spend

pytestmark = pytest.mark.django_db
THREE_A_MINUTE = Limit("test", 3, timedelta(minutes=1))
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def refused(seconds: float, who: str = "li") -> timedelta | None:
    try:
        spend(THREE_A_MINUTE, who, at(seconds))
    except TooOftenError as error:
        return error.wait
    return None


def test_the_burst_then_one_every_twenty_seconds() -> None:
    """3 acts a minute refill one act every 20 seconds."""
    assert [refused(0) for _act in range(3)] == [None] * 3
    assert refused(0) == timedelta(seconds=20)
    assert refused(5) == timedelta(seconds=15)
    assert refused(20) is None
    assert refused(20) == timedelta(seconds=20)
    assert [refused(65), refused(65)] == [None, None]  # 45 s later: two and a quarter
    assert refused(65) is not None


def test_a_long_rest_fills_the_bucket_and_no_more() -> None:
    assert [refused(0) for _act in range(3)] == [None] * 3
    assert [refused(86400) for _act in range(4)].count(None) == 3


def test_each_has_an_own_bucket() -> None:
    assert [refused(0) for _act in range(3)] == [None] * 3
    assert refused(0, "wang") is None


def test_a_clock_set_back_gives_nothing() -> None:
    assert [refused(100) for _act in range(3)] == [None] * 3
    assert refused(0) == timedelta(seconds=20)
    assert refused(119) == timedelta(seconds=1)
