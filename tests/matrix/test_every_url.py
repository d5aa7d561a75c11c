"""Every address there is, found by walking the resolver: pages to come are covered as well.

As nobody: sent to sign in, never answered. As a person of another city, in every role: nothing of
this city is shown. Every POST without its CSRF token is refused.
"""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from fumao.apps.enterprises.models import Enterprise, Fact, Roll
from fumao.apps.files.models import Attachment, StoredFile
from fumao.apps.grants.actions.run_screening import run_screening
from fumao.apps.grants.models import Simulation
from fumao.apps.notices.models import Delivery, Notice
from fumao.apps.orgs.models import DepartmentGroup, Park, Role
from fumao.apps.plans.models import (
    Actual,
    Extension,
    HelpRequest,
    Import,
    PlanVersion,
    Proposal,
    Target,
)
from fumao.apps.procedures.models import Case, Draft, Outcome, ProcedureVersion
from fumao.apps.releases.models import Release, Vintage
from fumao.apps.surveys.models import Filing, KeyEnterprise, ReportingPeriod, SurveyVersion
from fumao.packs.surveys import load_surveys
from fumao.web.gate import ENTRANCE, PUBLIC, SIGN_IN_PAGES
from tests.cases.texts import PLAIN
from tests.factories import (
    DAY,
    actor,
    make_city,
    make_department,
    make_person,
    make_plan,
    make_progress,
    make_task,
)
from tests.matrix.addresses import Address, addresses, filled_in

# What a procedure makes public is there for every city: tests/cases/test_public.py says how much.
# So is what a release made public, and its calendar: tests/releases/test_embargo.py.
PUBLISHED = frozenset(
    {
        "procedures", "procedure", "public-register", "public-register-csv", "public-outcome",
        "publicity", "publicity-case",
        "publications", "publication", "release", "release-version", "release-file", "sdmx",
        "analysis", "analysis-file",
    }
)  # fmt: skip
REGISTER = next(one.text for one in load_surveys() if one.survey.kind == "register")
MARK = "龘"  # stands in every name and text of the city that must not be seen


def _ours(address: Address) -> bool:
    return not address.route.startswith(("accounts/", "api/"))


def test_every_address_has_a_name() -> None:
    assert [a.route for a in addresses() if a.name.rpartition(":")[2] == ""] == []


def test_what_is_public_exists() -> None:
    """A name in PUBLIC that leads nowhere would open the page that takes the name later."""
    names = {a.name for a in addresses()}
    assert names >= PUBLIC
    assert names >= SIGN_IN_PAGES


@pytest.mark.django_db
def test_nobody_is_sent_to_sign_in() -> None:
    client, open_doors, walked = Client(), [], 0
    for address in addresses():
        if address.name in PUBLIC | ENTRANCE or not _ours(address):
            continue
        for url in filled_in(address, {}):
            for answer in (client.get(url), client.post(url)):
                walked += 1
                sent = answer.headers.get("Location", "").startswith("/accounts/login/")
                if not (answer.status_code == 302 and sent):
                    open_doors.append((url, answer.status_code))
    assert open_doors == []
    assert walked > 20


@pytest.mark.django_db
def test_nobody_reads_the_api() -> None:
    client, open_doors, walked = Client(), [], 0
    for address in addresses():
        if not address.route.startswith("api/"):
            continue
        for url in filled_in(address, {}):
            if re.search(r"/(openapi\.json|docs)", url):
                continue  # the description of the API holds nobody's data
            walked += 1
            answer = client.get(url)
            if answer.status_code not in {401, 404, 405}:
                open_doors.append((url, answer.status_code))
    assert open_doors == []


@pytest.mark.django_db
def test_allauth_pages_we_do_not_use_do_not_exist() -> None:
    client = Client()
    for address in addresses():
        if address.route.startswith("accounts/") and address.name not in SIGN_IN_PAGES:
            for url in filled_in(address, {}):
                assert client.get(url).status_code == 404, url


@pytest.mark.django_db
def test_every_post_needs_its_token() -> None:
    client = Client(enforce_csrf_checks=True)
    unit = make_department("乙市商务局", make_city("乙市"))
    client.force_login(make_person(Role.OFFICE, unit))
    answered = {}
    for address in addresses():
        for url in filled_in(address, {}):
            answer = client.post(url)
            if answer.status_code != 403 and not (
                address.route.startswith("api/") and answer.status_code in {401, 404, 405}
            ):
                answered[url] = answer.status_code
    assert answered == {}


@pytest.fixture
def secret_city() -> dict[str, list[object]]:
    """One of everything in a city, every text of it marked; returns the values that lead to it."""
    city = make_city(f"{MARK}市", (f"{MARK}区",))
    unit = make_department(f"{MARK}市商务局", city, "office")
    person = make_person(Role.HANDLER, unit, f"{MARK}.li")
    made = {"by": person, "department": unit, "on": DAY, "at": timezone.now()}
    plan = make_plan(city)
    plan.document.text = f"{MARK}文件全文"
    plan.document.save()
    task = make_task(plan, unit)
    task.title = f"{MARK}任务"
    task.save()
    entry = make_progress(task, person, unit)
    entry.text = f"{MARK}进展"
    entry.save()
    park = Park.objects.create(key="mi-park", name=f"{MARK}园", name_en=MARK, area=city)
    group = DepartmentGroup.objects.create(
        key="mi-group", name=f"{MARK}各区", name_en=MARK, area=city, rule="open"
    )
    file = StoredFile.objects.create(sha256="0" * 64, size=1, media="txt", path="mi")
    attached = Attachment.objects.create(
        file=file, stream=f"task:{task.code}", name=f"{MARK}.txt", area=city, department=unit,
        added_at=timezone.now(),
    )  # fmt: skip
    target = Target.objects.create(
        plan=plan, area=city, clause=task.clause, code=f"{plan.code}-T1", position=1,
        indicator=f"{MARK}指标", comparator=">=", value=1, year=2020,
    )  # fmt: skip
    actual = Actual.objects.create(
        target=target,
        year=2016,
        value=1,
        source=MARK,
        version=1,
        on=DAY,
        at=timezone.now(),
        by=person,
    )
    source = Import.objects.create(
        area=city, attachment=attached, started_by=person, started_at=timezone.now(),
        state="review", title=f"{MARK}草案", text=MARK,
    )  # fmt: skip
    proposal = Proposal.objects.create(
        source=source, kind="task", position=1, original=None, data={"title": MARK}
    )
    version = PlanVersion.objects.create(
        plan=plan, number=1, on=DAY, published_at=timezone.now(), content={"tasks": []}, digest="0"
    )
    extension = Extension.objects.create(task=task, new_due=DAY, reason=MARK, **made)
    request = HelpRequest.objects.create(task=task, to=unit, text=MARK, due=DAY, **made)
    firm = Enterprise.objects.create(
        code="91350203MA0TECT07L", name=f"{MARK}企业", area=city, park=park
    )
    firm.names.create(name=f"{MARK}企业")
    firm.residences.create(area=city)
    contact = firm.contacts.create(name=f"{MARK}人", phone=MARK, added_on=DAY)
    fact = Fact.objects.create(
        enterprise=firm, name="staff_total", value="1", source=MARK, holds_from=DAY, on=DAY,
        purpose="public", confidence="verified", at=timezone.now(),
    )  # fmt: skip
    roll = Roll.objects.create(
        area=city, attachment=attached, state="review", as_of=DAY, source=MARK, started_by=person,
        department=unit, started_at=timezone.now(),
    )  # fmt: skip
    roll.lines.create(number=2, data={"name": MARK, "area": None, "park": None}, outcome="wrong")
    delegation = person.posts.get().delegations.create(
        to=make_person(Role.READER, unit, f"{MARK}.wang"), valid_from=DAY, valid_to=DAY,
        reason=f"{MARK}事由", given_on=DAY,
    )  # fmt: skip
    office = actor(make_person(Role.OFFICE, unit))
    run = run_screening(office, city, DAY)
    simulation = Simulation.objects.create(
        area=city, by=person, on=DAY, at=timezone.now(), day=DAY, title=f"{MARK}模拟", draft=MARK,
        enterprises=1, digest="0", rules_digest="0", result={"rules": []},
    )  # fmt: skip
    notice = Notice.objects.create(
        kind=MARK, area=city, department=unit, role="office", url=f"/{MARK}", on=DAY,
        at=timezone.now(),
    )  # fmt: skip
    sent = Delivery.objects.create(
        person=person, channel="email", notice=notice, what=MARK, made_at=timezone.now(),
        due_at=timezone.now(),
    )  # fmt: skip
    sent.attempts.create(number=1, at=timezone.now(), result="refused", words=MARK)
    procedure = ProcedureVersion.objects.create(
        key="trial", code="TRY", version="1", title="试点", title_en="Trial", kind="accreditation",
        owner="commerce", text=PLAIN, digest="mi", state="published", published_on=DAY,
    )  # fmt: skip
    told = {
        "procedure": procedure, "enterprise": firm, "area": city, "owner": unit, "by": person,
        "data": {"name": MARK}, "data_hash": "0", "submitted_on": DAY,
    }  # fmt: skip
    case = Case.objects.create(
        **told, submission_key=uuid4(), phase="granted", decided_on=DAY, closed_on=DAY,
    )  # fmt: skip
    waiting = Case.objects.create(**told, submission_key=uuid4(), phase="in_review")
    waiting.runs.create(
        step="review", branch=0, round=1, kind="seat", office=unit, role="checker", state="open",
        opened_on=DAY,
    )  # fmt: skip
    outcome = Outcome.objects.create(
        case=case, number="MI-1", verify_code="MMMM2345", procedure="trial", name=f"{MARK}证书",
        name_en=MARK, enterprise=firm, area=city, office=unit, issued_on=DAY, valid_from=DAY,
        public={"name": MARK}, digest="0",
    )  # fmt: skip
    survey = SurveyVersion.objects.create(
        key="mi-survey", version="1", title="试点", title_en="Trial", kind="register",
        purpose="administration", period="month", text=REGISTER, digest="mi", pack="mi",
        published_on=DAY,
    )  # fmt: skip
    period = ReportingPeriod.objects.create(
        survey=survey, key=survey.key, area=city, office=unit, code="2016-09", starts=DAY,
        ends=DAY, opens_on=DAY, due_on=DAY,
    )  # fmt: skip
    report = Filing.objects.create(
        period=period, enterprise=firm, area=city, phase="in_review", level="city", round=1,
        filed_on=DAY, first_filed_on=DAY,
    )  # fmt: skip
    report.version = report.versions.create(
        round=1, data={"executed_usd": "1.00"}, digest="0", channel="form", filed_on=DAY,
        at=timezone.now(),
    )  # fmt: skip
    report.save()
    kept = KeyEnterprise.objects.create(enterprise=firm, office=unit, reason=MARK, named_on=DAY)
    kept.visits.create(on=DAY, visitor=person, met=MARK, about=MARK)
    ticket = kept.tickets.create(title=MARK, by=person, raised_on=DAY, owner=unit, due_on=DAY)
    draft = Draft.objects.create(
        procedure=procedure, enterprise=firm, data={"name": MARK}, key=uuid4(), by=person
    )
    release = Release.objects.create(
        publication="outsourcing-bulletin", area=city, period="2016-09", embargo=timezone.now(),
        team=["commerce"], by=person, on=DAY, at=timezone.now(),
    )  # fmt: skip
    vintage = Vintage.objects.create(
        release=release, number=1, content=f'{{"title": "{MARK}"}}', digest=MARK, definition=MARK,
        by=person, on=DAY, at=timezone.now(),
    )  # fmt: skip
    rows = (
        procedure, case, waiting, outcome, draft, period, report, kept, ticket, release, vintage,
        notice, sent, delegation, firm, contact, fact, roll, run, simulation,
        city, unit, plan, plan.document, task.clause, task, entry, park, group, file, attached,
        target, actual, source, proposal, version, extension, request, person.posts.get(),
    )  # fmt: skip
    values: dict[str, list[object]] = {
        "username": [person.username],
        "number": [version.number, outcome.number, vintage.number],
        "area": [city.code],
        "period": [release.period],
        "path": ["data/dataflow/*/*/*"],
        "name": ["tables.xlsx", "publish"],
        "rule": [run.rules.all()[0].rule],
        "table": ["fund_hires"],
    }
    for name in ("key", "code"):
        values[name] = [getattr(row, name) for row in rows if hasattr(row, name)]
    numbers = sorted({row.pk for row in rows})
    return {name: values.get(name, numbers) for a in addresses() for name in a.parameters}


@pytest.mark.django_db
def test_another_city_is_not_there(
    secret_city: dict[str, list[object]], settings: Settings
) -> None:
    settings.DEMO = False  # the demo's start page shows figures to everybody
    unit = make_department("乙市商务局", make_city("乙市", ("南区",)))
    person = make_person(None)
    for role in Role:
        person.posts.create(department=unit, role=role)
    client = Client(raise_request_exception=False)
    client.force_login(person)
    leaks, broken, answered = [], [], 0
    for address in addresses():
        if address.route.startswith("accounts/") or address.name in PUBLISHED:
            continue
        for url in filled_in(address, secret_city, ()):
            answer = client.get(url)
            if answer.status_code >= 500:
                broken.append(url)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            answered += answer.status_code == 200
            # The address itself may hold a marked word that we put there.
            text = body.decode("utf-8", "replace").replace(url, "")
            if answer.status_code == 200 and MARK in text:
                leaks.append(url)
    assert (leaks, broken) == ([], [])
    assert answered > 10
