"""A month in several bulletins of a city: what one respondent corrects between two is not told."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fumao.apps.releases.actions.approve_vintage import approve_vintage
from fumao.apps.releases.actions.withdraw_vintage import withdraw_vintage
from fumao.apps.releases.compiling import rebuilt
from fumao.apps.releases.models import Release, Vintage
from fumao.apps.releases.queries.frozen import content_of
from fumao.core.periods import Month
from tests.releases.conftest import (
    COLUMNS,
    FORM,
    HOUR,
    MAY,
    SIZE,
    approved,
    compiled,
    file_month,
    planned,
    rows_of,
)

pytestmark = pytest.mark.django_db
JUNE = Month(2022, 6)
WHOLE, LESS = "3210912", "2541972"  # 24 rows of one size, and 19: 3 210 912 × 19 / 24


def planned_june(town: SimpleNamespace) -> Release:
    later = datetime(2022, 7, 24, 9, tzinfo=timezone.get_default_timezone())
    return planned(town, later, JUNE)


def one_corrects(town: SimpleNamespace, number: int) -> None:
    """One respondent hands in May again: one row in place of six."""
    town.batches.add(FORM, MAY.code, number, COLUMNS, rows_of(town)[:1])


def may_in_series(vintage: Vintage) -> set[str]:
    """Return May's totals (offshore and onshore added up) as the vintage's series tell them."""
    found = set()
    for one in content_of(vintage)["series"]:
        place = one["periods"].index(MAY.code)
        cells = [line["cells"][place]["value"] for line in one["lines"]]
        found.add(str(sum(Decimal(cell) for cell in cells)))
    return found


def test_the_next_bulletin_tells_a_month_as_its_own_did(town: SimpleNamespace) -> None:
    approved(town, compiled(town, planned(town)))
    one_corrects(town, 2)
    file_month(town, JUNE, 3)
    june = compiled(town, planned_june(town))
    assert may_in_series(june) == {WHOLE}
    assert content_of(june)["inputs"]["told"][MAY.code] == [1]
    assert rebuilt(june) == june.content.encode()


def test_what_was_not_approved_was_not_told(town: SimpleNamespace) -> None:
    compiled(town, planned(town))
    one_corrects(town, 2)
    file_month(town, JUNE, 3)
    assert may_in_series(compiled(town, planned_june(town))) == {LESS}


def test_of_two_that_tell_a_month_differently_the_second_is_not_approved(
    town: SimpleNamespace,
) -> None:
    """Both were compiled before either was approved."""
    may = compiled(town, planned(town))
    one_corrects(town, 2)
    file_month(town, JUNE, 3)
    june = approved(town, compiled(town, planned_june(town)))
    assert may_in_series(june) == {LESS}
    with pytest.raises(ValidationError) as error:
        approve_vintage(town.checker, may, may.digest)
    assert "重新编制" in str(error.value)
    again = approved(town, compiled(town, may.release))
    assert content_of(again)["headlines"][0]["cell"] == {"value": LESS}


def test_what_was_taken_back_is_told_anew(
    town: SimpleNamespace, clock: Callable[[str], None]
) -> None:
    clock("08:00:00")
    may = approved(town, compiled(town, planned(town, HOUR)))
    clock("10:00:00")
    withdraw_vintage(town.leader, may, "汇率用错")
    file_month(town, MAY, 2, 2 * SIZE)  # all respondents hand in May again
    file_month(town, JUNE, 3)
    june = compiled(town, planned_june(town))
    assert may_in_series(june) == {str(2 * int(WHOLE))}
    assert content_of(june)["inputs"]["told"][MAY.code] == [1, 3]
