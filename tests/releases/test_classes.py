"""A bulletin over a change of the classes: what is not comparable says so, with a footnote."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fumao.apps.releases.actions.plan_release import plan_release
from fumao.apps.releases.book import editions_before, publication
from fumao.core.periods import Month
from tests.releases.conftest import COLUMNS, FORM, approved, compiled, rows_of

pytestmark = pytest.mark.django_db
MAY = Month(2019, 5)  # the list of 2009 ended with 2018


def test_the_year_before_was_filed_by_another_list(
    town: SimpleNamespace, clock: Callable[[str], None], client: Client
) -> None:
    clock("10:00:00")
    one = publication("outsourcing-bulletin")
    assert one is not None
    rows = rows_of(town)
    old = [row | {"service_class": "WB.ITO.01"} for row in rows]
    town.batches.add(FORM, "2018-05", 11, COLUMNS, old)
    town.batches.add(FORM, "2019-05", 12, COLUMNS, rows)
    (edition,) = editions_before(one, MAY)["service_class"]
    assert (edition.version, edition.until) == ("2009", "2018-12-31")
    assert edition.links["WB.ITO.01"] == ()  # no correspondence is shipped
    hour = datetime(2019, 6, 14, 9, tzinfo=timezone.get_default_timezone())
    release = plan_release(town.office, one, town.city, MAY, hour)
    approved(town, compiled(town, release))
    page = reverse("release", args=[release.publication, release.area.code, release.period])
    text = client.get(page).content.decode()
    assert '<abbr class="kept" title="统计分类已换版，与上年的数不可比">…</abbr>' in text
    assert "没有对照关系，该类与上年的数不可比" in text
