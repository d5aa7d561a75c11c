"""A city with its office, a checker, a leader and two bureaus, and tasks to work on."""

from dataclasses import dataclass, replace
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Department
from fumao.apps.plans.models import Plan, Task
from tests import factories


@dataclass
class City:
    """Who works in the made-up city, each as an actor on the factories' day."""

    area: Area
    office: Actor
    checker: Actor
    leader: Actor
    lead: Actor
    other: Actor
    lead_bureau: Department
    other_bureau: Department
    plan: Plan

    def task(self, due: date | None = date(2016, 12, 31)) -> Task:
        """A task that the lead bureau leads and the other bureau supports."""
        return factories.make_task(self.plan, self.lead_bureau, (self.other_bureau,), due)


def on(actor: Actor, day: date) -> Actor:
    """The same actor on another day."""
    return replace(actor, today=day)


def evidence(words: str = "会议纪要", name: str = "纪要.txt") -> SimpleUploadedFile:
    """An upload with these words in it."""
    return SimpleUploadedFile(name, words.encode())


def city_at_work() -> City:
    """The made-up city."""
    area = factories.make_city("海陵市", ("东区",))
    office = factories.make_department("市商务局", area, "office")
    lead = factories.make_department("市科技局", area)
    other = factories.make_department("市财政局", area)
    return City(
        area,
        factories.actor_as("office", office),
        factories.actor_as("checker", office),
        factories.actor_as("leader", office),
        factories.actor_as("handler", lead),
        factories.actor_as("handler", other),
        lead,
        other,
        factories.make_plan(area),
    )
