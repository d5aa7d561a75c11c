"""A small city with two districts whose offices review, three enterprises, and a filing period."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from pytest_django import Settings

from fumao.apps.enterprises.models import CurrentFacts, Enterprise
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Department, Role
from fumao.apps.surveys.actions.load_surveys import load_shipped
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.models import Filing, ReportingPeriod, SurveyVersion
from fumao.core.periods import Month
from tests.factories import actor_as, make_city, make_department, make_nation

SEPTEMBER = Month(2016, 9)
IN_TIME = date(2016, 9, 28)
# September is due by the 5th; the holidays of 2016 last to 7 October, 8 and 9 are worked.
DUE = date(2016, 10, 8)


@dataclass
class Town:
    """Who is there: offices, people as actors, enterprises by their filing."""

    city: Area
    districts: list[Area]
    bureau: Department
    office: Actor
    checkers: dict[str, Actor]  # by level; "other" sits in the second district
    reporters: list[Actor]
    firms: list[Enterprise]

    def on(self, actor: Actor, day: date) -> Actor:
        """The same person on another day."""
        return Actor(actor.person, day, actor.positions, actor.scopes, actor.delegated)


# Invented codes whose check characters fit (GB 32100).
CODES = ("91350200MA2XXXXX0A", "91350200MA2XXXXX1B", "91350200MA2XXXXX2C")


@pytest.fixture
def town(db: None) -> Town:
    """The town on a day in time."""
    return build()


def build() -> Town:
    """Make the town; without a fixture, for tests that commit."""
    city = make_city("演示市", ("东区", "西区"))
    east, west = Area.objects.filter(parent=city).order_by("path")
    nation = make_nation()
    ministry = make_department("商务部", nation, "central", functions=["commerce"])
    bureau = make_department("演示市商务局", city, "office", functions=["commerce"])
    offices = [Department.objects.get(area=one, kind="government") for one in (east, west)]
    firms, reporters = [], []
    for number, (code, area) in enumerate(zip(CODES, (east, east, west), strict=True)):
        unit = make_department(f"演示企业{number}", area, "company")
        firm = Enterprise.objects.create(
            code=code, name=unit.name, area=area, unit=unit, kind="private", synthetic=True
        )
        CurrentFacts.objects.create(enterprise=firm, told='{"is_outsourcing_firm": "true"}')
        firms.append(firm)
        reporters.append(actor_as(Role.HANDLER, unit, IN_TIME))
    checkers = {
        "district": actor_as(Role.CHECKER, offices[0], IN_TIME),
        "other": actor_as(Role.CHECKER, offices[1], IN_TIME),
        "city": actor_as(Role.CHECKER, bureau, IN_TIME),
        "nation": actor_as(Role.CHECKER, ministry, IN_TIME),
    }
    office = actor_as(Role.OFFICE, bureau, IN_TIME)
    return Town(city, [east, west], bureau, office, checkers, reporters, firms)


@pytest.fixture
def browse(settings: Settings) -> Callable[..., Client]:
    """A browser in which an actor is signed in, on a day."""

    def sign_in(actor: Actor, day: date = IN_TIME) -> Client:
        settings.TODAY = day
        client = Client()
        assert actor.person is not None
        client.force_login(actor.person)
        return client

    return sign_in


@pytest.fixture
def survey(town: Town) -> SurveyVersion:
    """The register of executions as shipped."""
    load_shipped(town.office)
    return SurveyVersion.objects.get(key="outsourcing-execution")


@pytest.fixture
def period(town: Town, survey: SurveyVersion) -> ReportingPeriod:
    """September 2016, open."""
    return open_period(town.office, survey, town.city, SEPTEMBER)


@pytest.fixture
def filing(period: ReportingPeriod) -> Filing:
    """What the first enterprise owes."""
    return Filing.objects.get(period=period, enterprise__code=CODES[0])


def report(usd: str = "100000.00", receipt: str = "BOC-1", **more: object) -> dict[str, object]:
    """A report of one offshore work with its receipt."""
    row = {
        "contract_no": "C-1", "executed_on": "2016-09-10", "service_class": "WB.ITO.01",
        "country": "US", "shore": "offshore", "amount_usd": usd, "amount_cny": "667800.00",
        "receipt_no": receipt, "receipt_usd": usd,
    }  # fmt: skip
    return {"executions": [row], "executed_usd": usd, "offshore_usd": usd} | more
