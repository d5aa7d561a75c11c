"""A made-up city with two districts, a release team and people outside it; one month of filings."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import timezone
from pytest_django import Settings

from fumao.apps.orgs.models import Area, Role
from fumao.apps.releases.actions.approve_vintage import approve_vintage
from fumao.apps.releases.actions.ask_compile import begun
from fumao.apps.releases.actions.plan_release import plan_release
from fumao.apps.releases.actions.work_compile import work_compile
from fumao.apps.releases.book import publication
from fumao.apps.releases.models import Release, Vintage
from fumao.core.periods import Month
from fumao.statistics.batches import Batches, Columns
from tests.factories import actor_as, make_city, make_department

DAY = date(2022, 6, 24)  # the demo's day, which the tests' settings fix
MAY = Month(2022, 5)
HOUR = datetime(2022, 6, 24, 9, tzinfo=timezone.get_default_timezone())
MARK = "3210912"  # the value of all work in May, in 万美元
SHOWN = "3,210,912"
FORM = "outsourcing-execution"
COLUMNS = Columns({
    "area": "TEXT", "service_class": "TEXT", "country": "TEXT", "shore": "TEXT",
    "amount_usd": "DECIMAL(18,2)", "amount_cny": "DECIMAL(18,2)",
})  # fmt: skip
SIZE = Decimal(32109120000) / 24  # of each of the 24 rows: dollars


@pytest.fixture
def town(db: None, settings: Settings, tmp_path: Path) -> SimpleNamespace:
    settings.BATCHES_ROOT = tmp_path / "batches"
    city, other = make_city("甲市", ("东区", "西区")), make_city("乙市", ("南区",))
    bureau = make_department("甲市商务局", city, functions=["commerce"])
    finance = make_department("甲市财政局", city, functions=["finance"])
    office = make_department("甲市服贸办", city, "office")
    east, west = Area.objects.get(name="东区"), Area.objects.get(name="西区")
    district = make_department("东区服贸办", east, "office")
    far = make_department("乙市服贸办", other, "office")
    town = SimpleNamespace(
        city=city, east=east, west=west, other=other,
        office=actor_as(Role.OFFICE, office, DAY),
        second_office=actor_as(Role.OFFICE, office, DAY),
        checker=actor_as(Role.CHECKER, office, DAY),
        leader=actor_as(Role.LEADER, office, DAY),
        statistician=actor_as(Role.HANDLER, bureau, DAY),
        outsiders={
            "finance": actor_as(Role.HANDLER, finance, DAY),
            "reader": actor_as(Role.READER, office, DAY),
            "admin": actor_as(Role.ADMIN, office, DAY),
            "expert": actor_as(Role.EXPERT, bureau, DAY),
            "verifier": actor_as(Role.VERIFIER, finance, DAY),
            "district": actor_as(Role.OFFICE, district, DAY),
            "far": actor_as(Role.LEADER, far, DAY),
        },
        batches=Batches(settings.BATCHES_ROOT),
    )  # fmt: skip
    file_month(town, MAY, 1)
    return town


def rows_of(town: SimpleNamespace, size: Decimal = SIZE) -> list[dict[str, object]]:
    """Four respondents of one size, in both districts, offshore and onshore: 24 rows."""
    return [
        {
            "respondent": f"firm-{number}", "area": area.code, "service_class": service,
            "country": country, "shore": "onshore" if country == "CN" else "offshore",
            "amount_usd": size.quantize(Decimal("0.01")),
            "amount_cny": (size * 7).quantize(Decimal("0.01")),
        }
        for number in range(4)
        for area in (town.east, town.west)
        for service, country in (("WB.ITO.L01", "US"), ("WB.KPO.03", "JP"), ("WB.ITO.L01", "CN"))
    ]  # fmt: skip


def file_month(town: SimpleNamespace, month: Month, number: int, size: Decimal = SIZE) -> None:
    """Accept a batch of a month."""
    town.batches.add(FORM, month.code, number, COLUMNS, rows_of(town, size))


def planned(town: SimpleNamespace, hour: datetime = HOUR, month: Month = MAY) -> Release:
    """Plan the bulletin of a month."""
    one = publication("outsourcing-bulletin")
    assert one is not None
    return plan_release(town.office, one, town.city, month, hour)


def compiled(town: SimpleNamespace, release: Release, reason: str = "") -> Vintage:
    """Compile as the worker does."""
    job = begun(town.office, release, reason, None, None)
    work_compile.func(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.error_en
    return Vintage.objects.select_related("release__area").get(pk=job.vintage_id)


def approved(town: SimpleNamespace, vintage: Vintage) -> Vintage:
    """Approve by checker and leader."""
    for who in (town.checker, town.leader):
        approve_vintage(who, vintage, vintage.digest)
    return vintage


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the hour of the day: "08:59:59"; the day is the demo's."""

    def to(text: str) -> None:
        hour, minute, second = (int(part) for part in text.split(":"))
        local = datetime(2026, 3, 2, hour, minute, second, tzinfo=HOUR.tzinfo)
        monkeypatch.setattr(timezone, "now", lambda: local.astimezone(UTC))

    return to
