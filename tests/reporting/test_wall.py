"""The wall of 统计法 art. 28: marker values of a survey are looked for on every page, in every
export and every answer of the API, as every kind of account.

They may be seen by the respondent itself, the offices on the report's way and the office that runs
the period: by nobody else, whatever stands above them and whatever else they do.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from django.http import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from fumao.apps.enterprises.models import Fact
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department, Person, Role
from fumao.apps.surveys.actions.file_report import file_report
from fumao.apps.surveys.actions.give_marks import give_marks
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.actions.review_report import return_report
from fumao.apps.surveys.models import BulkJob, Filing, ReportingPeriod, SurveyVersion
from fumao.statistics.batches import Batches, Columns
from fumao.surveys.review import Grounds
from tests.factories import make_department, make_person
from tests.matrix.addresses import Address, addresses, filled_in
from tests.reporting.bulk_files import as_csv, done, work
from tests.reporting.conftest import CODES, SEPTEMBER, Town

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ACCEPTED = "8315277"  # 万美元 of one respondent, accepted and not published
MARKERS = ("73194628", "龘说明", "龘退回", ACCEPTED)
FORM = "outsourcing-execution"  # what the bulletin is made of, and analysed inside
COLUMNS = Columns({
    "area": "TEXT", "service_class": "TEXT", "country": "TEXT", "shore": "TEXT",
    "amount_usd": "DECIMAL(18,2)", "amount_cny": "DECIMAL(18,2)",
})  # fmt: skip


@dataclass
class Walled:
    """A report full of markers, and what leads to it."""

    town: Town
    filing: Filing
    values: dict[str, list[object]]


def _data() -> dict[str, object]:
    line = {
        "service_class": "WB.ITO.01", "shore": "offshore", "agreed_usd": "0.00",
        "executed_usd": "73194628.55", "executed_cny": "488000000.00",
    }  # fmt: skip
    return {
        "contracts": "0", "offshore_contracts": "0", "agreed_usd": "0.00",
        "offshore_agreed_usd": "0.00", "executed_usd": "73194628.55",
        "executed_cny": "488000000.00", "offshore_executed_usd": "73194628.55",
        "offshore_executed_cny": "488000000.00", "executed_year_usd": "73194628.55",
        "received_usd": "70000000.00", "classes": [line],
    }  # fmt: skip


@pytest.fixture
def walled(town: Town, survey: SurveyVersion, settings: Settings, tmp_path: Path) -> Walled:
    settings.DEMO = False  # the demo's start page shows figures to everybody
    settings.BATCHES_ROOT = tmp_path / "batches"
    _accept(town, settings.BATCHES_ROOT)
    monthly = SurveyVersion.objects.get(key="outsourcing-monthly")
    give_marks(town.office, monthly, town.city, "示例", date(2016, 1, 1), date(2018, 12, 31))
    period = open_period(town.office, monthly, town.city, SEPTEMBER)
    filing = Filing.objects.get(period=period, enterprise__code=CODES[0])
    later = date(2016, 10, 2)
    reporter = town.on(town.reporters[0], later)
    file_report(reporter, filing.pk, _data(), {"receipts": "龘说明"})
    grounds = Grounds("figures", "龘退回：73194628.55 请核对", date(2016, 10, 20))
    return_report(town.on(town.checkers["district"], later), filing.pk, grounds)
    file_report(reporter, filing.pk, _data(), {"receipts": "龘说明"})
    Fact.objects.create(
        enterprise=town.firms[0], name="rev_total", value="73194628.55", source="统计调查",
        holds_from=later, on=later, purpose="statistics", confidence="declared",
        at="2016-10-02T00:00:00Z",
    )  # fmt: skip
    filing.refresh_from_db()
    work_period = open_period(town.office, survey, town.city, SEPTEMBER.previous())
    # A row that is left out: its words are nobody's but the respondent's.
    row = work(CODES[0], "73194628.555", "龘说明")
    file = done(reporter, work_period, as_csv([row]))
    assert file.left == 1
    return Walled(town, filing, _values(town, filing, period, file))


def _accept(town: Town, root: Path) -> None:
    """Accept a report of work done, in a period that the city's office runs."""
    assert town.office.home is not None
    first, last = SEPTEMBER.start, SEPTEMBER.end
    ReportingPeriod.objects.create(
        survey=SurveyVersion.objects.get(key=FORM), key=FORM, area=town.city,
        office_id=town.office.home.department_id, code=SEPTEMBER.code, starts=first, ends=last,
        opens_on=last, due_on=last,
    )  # fmt: skip
    usd = Decimal(f"{ACCEPTED}0000")
    line = {
        "respondent": CODES[0], "area": town.districts[0].code, "service_class": "WB.ITO.01",
        "country": "US", "shore": "offshore", "amount_usd": usd, "amount_cny": usd * 6,
    }  # fmt: skip
    Batches(root).add(FORM, SEPTEMBER.code, 1, COLUMNS, [line])


def _values(
    town: Town, filing: Filing, period: ReportingPeriod, file: BulkJob
) -> dict[str, list[object]]:
    version = filing.version
    numbers = {filing.pk, period.pk, town.firms[0].pk, town.city.pk, town.bureau.pk}
    numbers |= {file.pk, file.attachment_id}
    numbers |= {one.pk for one in filing.versions.all()} | {version.pk if version else 0}
    words = [CODES[0], period.key, period.code, town.bureau.key, "rev_total"]
    words += ["table.csv", "table.xlsx"]  # of an analysis
    return {
        name: [*sorted(numbers), *words] for one in addresses() for name in one.parameters
    }  # fmt: skip


def _text(answer: HttpResponseBase) -> str:
    """Everything an answer says: what is packed is unpacked, figures without their separators."""
    streamed = getattr(answer, "streaming_content", None)
    body = b"".join(streamed) if answer.streaming and streamed else getattr(answer, "content", b"")
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(packed.read(name) for name in packed.namelist())
    elif body.startswith(b"%PDF"):
        pages = pypdfium2.PdfDocument(body)
        body = "\n".join(page.get_textpage().get_text_bounded() for page in pages).encode()
    text = body.decode("utf-8", "replace")
    return text.replace(",", "").replace("\u202f", "").replace("\u00a0", "")


def _leaks(client: Client, walled: Walled, part: str = "") -> Iterator[str]:
    for address in addresses():
        if address.route.startswith("accounts/") or part not in address.route:
            continue
        for url in _urls(address, walled):
            answer = client.get(url)
            if answer.status_code == 405:
                break  # nothing is read there, whatever the parameters
            if answer.status_code == 200 and any(one in _text(answer) for one in MARKERS):
                yield url


def _urls(address: Address, walled: Walled) -> Iterator[str]:
    if len(address.parameters) > 2:
        return  # a product of all values of three parameters is too many to be worth it
    yield from filled_in(address, walled.values, ())


def _strangers(walled: Walled) -> Iterator[Person]:
    """One account of every kind that stands off the way of the report."""
    town = walled.town
    finance = make_department("演示市财政局", town.city, "bureau", functions=["finance"])
    ministry = Department.objects.get(name="商务部")
    for unit in (
        finance,
        town.bureau,
        ministry,
        Department.objects.get(area=town.districts[1], kind="government"),
    ):
        roles = set(Role)
        if unit != finance:
            roles -= {Role.OFFICE, Role.CHECKER} if unit in (town.bureau, ministry) else set()
        person = make_person(None)
        for role in sorted(roles):
            person.posts.create(department=unit, role=role)
        yield person
    for reporter in town.reporters[1:]:
        assert reporter.person is not None
        yield reporter.person


@pytest.mark.long
def test_nobody_off_the_way_sees_a_marker(walled: Walled) -> None:
    found: dict[str, list[str]] = {"nobody": list(_leaks(Client(), walled))}
    for person in _strangers(walled):
        client = Client(raise_request_exception=False)
        client.force_login(person)
        found[f"{person} {[str(post) for post in person.posts.all()]}"] = list(
            _leaks(client, walled)
        )
    assert {who: urls for who, urls in found.items() if urls} == {}
    assert len(found) == 7


@pytest.mark.long
@pytest.mark.parametrize("who", ["reporter", "district", "city", "nation", "office"])
def test_who_is_on_the_way_sees_the_report(walled: Walled, who: str) -> None:
    """The walk finds the markers where they may be: it would find them elsewhere too."""
    town = walled.town
    actor: Actor = {"reporter": town.reporters[0], "office": town.office, **town.checkers}[who]
    assert actor.person is not None
    client = Client(raise_request_exception=False)
    client.force_login(actor.person)
    found = list(_leaks(client, walled))
    assert any("report" in url or "filing" in url for url in found)
    # What a file left out was never filed: offices do not see it.
    own = {url for url in found if "bulk" in url or "files/" in url}
    assert bool(own) == (who == "reporter")


def test_the_office_that_runs_the_survey_analyses_what_was_accepted(walled: Walled) -> None:
    """The walk finds the figure there and in its files: it would find it for others too."""
    person = walled.town.office.person
    assert person is not None
    client = Client(raise_request_exception=False)
    client.force_login(person)
    found = set(_leaks(client, walled, "analysis"))
    inside = "/releases/analysis/"
    assert found == {inside, f"{inside}table.csv", f"{inside}table.xlsx"}
