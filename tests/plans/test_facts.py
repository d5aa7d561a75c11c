"""What a document says of itself: corrected before publication, each fact with its place."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from fumao.apps.audit.models import Event
from fumao.apps.plans.actions.correct_facts import correct_facts
from fumao.apps.plans.actions.discard_import import discard_import
from fumao.apps.plans.document_facts import facts_of, places_of
from tests.plans.city import City
from tests.plans.signed_in import client_of
from tests.plans.test_import import (  # noqa: F401 - at_once is a fixture
    DOCUMENT,
    at_once,
    decide_all,
    imported,
    publish_plan,
    published,
)

READ = {
    "title": "海陵市人民政府关于加快服务贸易发展的实施意见",
    "number": "海政发〔2016〕12号",
    "issuer": "海陵市人民政府",
    "date": "2016-06-01",
}


def test_each_fact_names_its_place(city: City) -> None:
    source = imported(city)
    assert source.facts_read == facts_of(source) == READ
    said = {
        name: [source.text[a:b] for a, b in places_of(source.text, name, value)]
        for name, value in READ.items()
    }
    assert said == {
        "title": [READ["title"]],
        "number": [READ["number"]],
        "issuer": ["海陵市人民政府"],
        "date": ["2016年6月1日"],
    }
    # The issuer stands in the title as well; its place is the signature, a line of its own.
    assert places_of(source.text, "issuer", "海陵市人民政府")[0][0] > source.text.index("重点任务")


@pytest.mark.parametrize(
    ("text", "name", "value", "place"),
    [
        ("关于促进\n　会展业的通知", "title", "关于促进会展业的通知", (0, 12)),
        ("二〇一六年六月一日", "date", "2016-06-01", (0, 9)),
        ("２０１６年６月１日", "date", "2016-06-01", (0, 9)),
        ("2016年6月1日印发，2016年6月1日施行", "date", "2016-06-01", (12, 21)),
        ("市商务局、市财政局", "issuer", "市财政局", (5, 9)),
        ("没有这一号", "number", "海政发〔2016〕12号", None),
    ],
)
def test_places_in_other_wordings(
    text: str, name: str, value: str, place: tuple[int, int] | None
) -> None:
    assert places_of(text, name, value) == ([] if place is None else [place])


def test_a_correction_is_an_event_and_reaches_the_version(city: City) -> None:
    source = imported(city)
    given = READ | {"number": "海政发〔2016〕13号", "issuer": "市商务局，市财政局", "date": ""}
    correct_facts(city.office, source, given)
    event = Event.objects.get(stream=f"import:{source.pk}", kind="import_corrected")
    assert event.data["changes"] == {
        "number": [READ["number"], "海政发〔2016〕13号"],
        "issuer": [READ["issuer"], "市商务局、市财政局"],
        "date": [READ["date"], ""],
    }
    source.refresh_from_db()
    assert source.facts_read == READ
    correct_facts(city.office, source, facts_of(source))  # nothing new: no event
    assert Event.objects.filter(kind="import_corrected").count() == 1


def test_what_was_corrected_is_what_is_published(city: City) -> None:
    correct_facts(city.office, source := imported(city), READ | {"date": "2016-05-31"})
    decide_all(city, source)
    document = publish_plan(city.office, source, code="HL16").plan.document
    assert document.date == date(2016, 5, 31)


def test_a_corrected_number_finds_the_plan_it_belongs_to(city: City) -> None:
    first = published(city)
    garbled = DOCUMENT.replace("12号", "1Z号").replace("发展的实施意见", "发展的意见")
    source = imported(city, garbled)
    assert source.plan is None
    source = correct_facts(city.office, source, facts_of(source) | {"number": READ["number"]})
    assert source.plan == first.plan


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", " "), ("number", "号" * 65), ("issuer", "局" * 201), ("date", "1900-01-01")],
)
def test_a_refusal_names_the_field_and_keeps_what_was_typed(
    city: City, field: str, value: str
) -> None:
    source = imported(city)
    with pytest.raises(ValidationError) as error:
        correct_facts(city.office, source, READ | {field: value})
    assert error.value.code == field
    given = READ | {"number": "打到一半的文号"} | {field: value}
    reply = client_of(city.office).post(reverse("import-facts", args=[source.pk]), given)
    assert reply.status_code == 422
    html = reply.content.decode()
    assert f'id="fact-{field}_error"' in html
    if field != "number":
        assert "打到一半的文号" in html
    source.refresh_from_db()
    assert facts_of(source) == READ


def test_only_the_office_corrects_and_only_in_review(city: City) -> None:
    source = imported(city)
    with pytest.raises(PermissionDenied):
        correct_facts(city.lead, source, READ)
    address = reverse("import-facts", args=[source.pk])
    assert client_of(city.lead).post(address, READ).status_code == 404
    assert client_of(city.leader).post(address, READ).status_code == 403
    discard_import(city.office, source)
    with pytest.raises(ValidationError) as error:
        correct_facts(city.office, source, READ | {"number": "另一号"})
    assert error.value.code == "not_in_review"


def test_the_page_shows_each_fact_with_its_place(city: City) -> None:
    source = imported(city)
    client, address = client_of(city.office), reverse("import-facts", args=[source.pk])
    assert client.post(address, READ | {"number": "海政发〔2016〕13号"}).status_code == 302
    html = client.get(reverse("import-review", args=[source.pk])).content.decode()
    assert "海政发〔2016〕13号" in html
    assert "读出的是“海政发〔2016〕12号”" in html
    assert 'id="m-2" class="m-doc"' in html
    assert 'href="#m-2"' in html
