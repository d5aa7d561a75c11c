"""A made-up city with a commerce bureau, a science bureau, experts, a bank and two enterprises."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client

from fumao.apps.enterprises.actions.register_enterprise import Entry, register_enterprise
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.models import Area, Department, Person, Role
from fumao.apps.procedures.actions.attach_paper import attach_paper
from fumao.apps.procedures.actions.load_procedures import publish_text
from fumao.apps.procedures.actions.save_draft import begin_draft, save_draft
from fumao.apps.procedures.actions.submit_case import submit_case
from fumao.apps.procedures.models import Case, Draft, ProcedureVersion
from fumao.core.credit_code import synthetic_codes
from fumao.packs.procedures import Written, read_procedure
from tests.cases.texts import a_paper
from tests.factories import actor_as, make_city, make_department, make_person

DAY = date(2022, 6, 13)  # a Monday; the next days off are 25 and 26 June
CODES = [code.text for code in synthetic_codes("350203", 10, 11)]


@pytest.fixture
def town(db: None) -> SimpleNamespace:
    """甲市: offices with functions, one actor a seat, 云桥 and 海石 with their reporters."""
    area = make_city("甲市", ("东区",))
    east = Area.objects.get(name="东区")
    commerce = make_department("甲市商务局", area, functions=["commerce"])
    science = make_department("甲市科技局", area, functions=["science"])
    tax = make_department("甲市税务局", area, functions=["tax"])
    finance = make_department("甲市财政局", area, functions=["finance"])
    bank = make_department("甲市银行", area, "body")
    office = actor_as(Role.OFFICE, make_department("甲市服贸办", area, "office"), DAY)
    people = {
        "window": make_person(Role.HANDLER, commerce, "window"),
        "handler": make_person(Role.HANDLER, commerce, "handler"),
        "checker": make_person(Role.CHECKER, commerce, "checker"),
        "leader": make_person(Role.LEADER, commerce, "leader"),
        "science": make_person(Role.HANDLER, science, "science"),
        "tax": make_person(Role.HANDLER, tax, "tax"),
        "finance": make_person(Role.HANDLER, finance, "finance"),
        "verifier": make_person(Role.VERIFIER, bank, "verifier"),
        "expert1": make_person(Role.EXPERT, commerce, "expert1"),
        "expert2": make_person(Role.EXPERT, commerce, "expert2"),
    }
    firms = [
        _firm(office, name, code, east)
        for name, code in (("云桥软件", CODES[0]), ("海石信息", CODES[1]))
    ]
    people["reporter"] = make_person(Role.HANDLER, firms[0].unit, "reporter")
    people["rival"] = make_person(Role.HANDLER, firms[1].unit, "rival")

    def as_(name: str, day: date = DAY) -> Actor:
        return actor_for(Person.objects.get(pk=people[name].pk), day)

    return SimpleNamespace(
        area=area, east=east, commerce=commerce, science=science, tax=tax, bank=bank, office=office,
        firm=firms[0], rival=firms[1], people=people, as_=as_, day=DAY,
    )  # fmt: skip


def _firm(office: Actor, name: str, code: str, area: Area) -> Enterprise:
    firm = register_enterprise(office, Entry(code, f"甲市{name}有限公司", area))
    firm.unit = make_department(f"{name}（单位）", area, Department.Kind.COMPANY)
    firm.save(update_fields=["unit"])
    return firm


Publish = Callable[[str], ProcedureVersion]


@pytest.fixture
def publish(town: SimpleNamespace) -> Publish:
    """Publish a procedure from its YAML."""

    def make(text: str) -> ProcedureVersion:
        written = Written(read_procedure(text), text, "test")
        return publish_text(town.office, written, str(uuid4()))

    return make


@pytest.fixture
def apply(town: SimpleNamespace) -> Callable[..., Case]:
    """Fill in a form, attach papers, submit it."""

    def make(
        version: ProcedureVersion,
        data: dict[str, object],
        papers: tuple[str, ...] = (),
        by: str = "reporter",
        **more: object,
    ) -> Case:
        draft = draft_of(town, version, data, papers, by, **more)
        return submit_case(town.as_(by, more.get("day", DAY)), draft)  # type: ignore[arg-type]

    return make


def draft_of(  # noqa: PLR0917
    town: SimpleNamespace,
    version: ProcedureVersion,
    data: dict[str, object],
    papers: tuple[str, ...] = (),
    by: str = "reporter",
    promised: tuple[str, ...] = (),
    day: date = DAY,
) -> Draft:
    """A draft with data, papers and promises."""
    actor = town.as_(by, day)
    firm = town.firm if by == "reporter" else town.rival
    draft = begin_draft(actor, version, firm)
    save_draft(actor, draft, data, list(promised))
    for key in papers:
        attach_paper(actor, draft, key, a_paper())
    return draft


@pytest.fixture
def browser(town: SimpleNamespace, settings: object) -> object:
    """A client signed in as one of the town's people, on the town's day."""
    settings.TODAY = town.day  # type: ignore[attr-defined]

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(town.people[name])
        return client

    return sign_in
