"""通报: what the bulletin tells of the districts' reporting, counted by hand."""

import io
import re
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import docx
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from fumao.apps.orgs.models import Role
from fumao.apps.releases.actions.approve_vintage import approve_vintage
from fumao.apps.releases.actions.plan_release import plan_release
from fumao.apps.releases.actions.work_compile import work_compile
from fumao.apps.releases.book import publication
from fumao.apps.releases.models import CompileJob, Release
from fumao.apps.surveys.actions.file_report import file_report
from fumao.apps.surveys.actions.load_surveys import load_shipped
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.actions.remind_respondents import remind_respondents
from fumao.apps.surveys.actions.review_report import return_report
from fumao.apps.surveys.models import Filing, ReportingPeriod, SurveyVersion
from fumao.core.periods import Month
from fumao.statistics.batches import Batches
from fumao.surveys.review import Grounds
from tests.factories import actor_as
from tests.releases.conftest import COLUMNS, FORM, rows_of
from tests.reporting.conftest import CODES, Town, build, report

SEPTEMBER = Month(2016, 9)
LATE, ORDERED = date(2016, 10, 13), date(2016, 10, 20)
# 应报 按时 迟报 未报 催报后仍未报 退回件 退回次数, by district as the story of `period` goes.
EAST = ["东区", "2", "1", "0", "0", "1", "1", "1"]
WEST = ["西区", "1", "0", "1", "0", "0", "0", "0"]

pytestmark = pytest.mark.django_db


def filing_of(period: ReportingPeriod, place: int) -> Filing:
    return Filing.objects.get(period=period, enterprise__code=CODES[place])


@pytest.fixture
def town(settings: Settings, tmp_path: Path) -> Town:
    settings.BATCHES_ROOT = tmp_path / "batches"
    return build()


@pytest.fixture
def period(town: Town) -> ReportingPeriod:
    """East: one in time and returned once, one never, reminded. West: one late (due 8 October)."""
    load_shipped(town.office)
    survey = SurveyVersion.objects.get(key=FORM)
    period = open_period(town.office, survey, town.city, SEPTEMBER)
    file_report(town.reporters[0], filing_of(period, 0).pk, report(), {})
    grounds = Grounds("papers", "补", date(2016, 10, 20))
    return_report(town.checkers["district"], filing_of(period, 0).pk, grounds)
    file_report(town.reporters[0], filing_of(period, 0).pk, report(), {})
    late = town.on(town.reporters[2], date(2016, 10, 9))
    file_report(late, filing_of(period, 2).pk, report(receipt="B2"), {})
    remind_respondents(town.on(town.office, LATE), period, date(2016, 10, 18))
    return period


@pytest.fixture
def release(town: Town, period: ReportingPeriod, settings: Settings) -> Release:
    east, west = town.districts
    rows = [
        row | {"service_class": "WB.ITO.01"}  # of the classes of 2016
        for row in rows_of(SimpleNamespace(east=east, west=west))
    ]
    Batches(settings.BATCHES_ROOT).add(FORM, SEPTEMBER.code, 1, COLUMNS, rows)
    one = publication("outsourcing-bulletin")
    assert one is not None
    hour = datetime(2016, 10, 19, 9, tzinfo=timezone.get_default_timezone())
    return plan_release(town.on(town.office, LATE), one, town.city, SEPTEMBER, hour)


def signed_in(settings: Settings, town: Town) -> Client:
    settings.TODAY = ORDERED
    client = Client()
    assert town.office.person is not None
    client.force_login(town.office.person)
    return client


def told(text: str) -> list[list[str]]:
    """The cells of every row of the page's tables."""
    rows = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row) for row in rows]


def test_the_counts_of_the_order_stand_in_preview_page_and_bulletin(
    town: Town, period: ReportingPeriod, release: Release, settings: Settings
) -> None:
    client = signed_in(settings, town)
    office = reverse("release-office", args=[release.pk])
    asked = client.get(f"{office}?do=compile").content.decode()
    assert 'name="quality"' in asked
    assert EAST in told(asked)
    assert WEST in told(asked)
    compile_ = reverse("release-compile", args=[release.pk])
    assert client.post(compile_, {"quality": "on"}).status_code in (302, 303)
    # What happens between the order and the work is not told.
    west = town.on(town.checkers["other"], ORDERED)
    return_report(west, filing_of(period, 2).pk, Grounds("papers", "补", date(2016, 10, 30)))
    work_compile.func(CompileJob.objects.get().pk)
    vintage = release.vintages.get()
    for who in (town.checkers["city"], actor_as(Role.LEADER, town.bureau, ORDERED)):
        approve_vintage(town.on(who, ORDERED), vintage, vintage.digest)
    page = reverse("release", args=[release.publication, release.area.code, release.period])
    shown = told(Client().get(page).content.decode())
    assert EAST in shown
    assert WEST in shown
    body = b"".join(Client().get(f"{page}v1/bulletin.docx").streaming_content)  # type: ignore[attr-defined]
    paper = docx.Document(io.BytesIO(body))
    rows = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    assert EAST in rows
    assert WEST in rows


def test_an_office_that_takes_the_tick_away_tells_nothing(
    town: Town, release: Release, settings: Settings
) -> None:
    client = signed_in(settings, town)
    client.post(reverse("release-compile", args=[release.pk]), {})
    assert CompileJob.objects.get().quality is None
