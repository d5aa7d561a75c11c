"""The pages of an import: who may open them, what they refuse, the difference they show."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fumao.apps.orgs.actor import Actor
from fumao.apps.plans.models import Import, Proposal
from tests.plans.conftest import City
from tests.plans.test_import import DOCUMENT, at_once  # noqa: F401 - a fixture for every test

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(actor: Actor) -> Client:
    assert actor.person is not None
    client = Client()
    client.force_login(actor.person, backend=BACKEND)
    return client


def file(text: str = DOCUMENT, name: str = "意见.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


@pytest.fixture
def office(city: City) -> Client:
    return client_of(city.office)


@pytest.fixture
def started(office: Client, django_capture_on_commit_callbacks: Any) -> Import:
    with django_capture_on_commit_callbacks(execute=True):
        reply = office.post(reverse("import-new"), {"file": file()})
    assert reply.status_code == 302
    return Import.objects.get()


def test_only_the_office_imports(city: City) -> None:
    handler = client_of(city.lead)
    assert handler.get(reverse("import-new")).status_code == 403
    assert handler.post(reverse("import-new"), {"file": file()}).status_code == 403
    assert not Import.objects.exists()


def test_a_draft_is_not_seen_by_handlers(city: City, started: Import) -> None:
    handler = client_of(city.lead)
    for name in ("import-review", "import-publish"):
        assert handler.get(reverse(name, args=[started.pk])).status_code == 404
    item = started.proposals.all()[0]
    address = reverse("import-decide", args=[started.pk, item.pk])
    assert handler.post(address, {"decision": "confirm"}).status_code == 404


def test_an_empty_file_is_refused(office: Client) -> None:
    reply = office.post(reverse("import-new"), {"file": file("")})
    assert reply.status_code == 422
    assert "文件是空的" in reply.content.decode()


def test_items_stand_beside_the_text(office: Client, started: Import) -> None:
    html = office.get(reverse("import-review", args=[started.pk])).content.decode()
    task = started.proposals.filter(kind=Proposal.Kind.TASK)[0]
    assert f'data-p="{task.pk}"' in html
    assert "建设服务贸易公共服务平台" in html
    assert "核对完才能发布" in html


@pytest.mark.parametrize(
    "sent", [{"decision": "burn"}, {}, {"decision": "merge", "into": "x"}, {"decision": "edit"}]
)
def test_what_cannot_be_is_refused_in_words(
    office: Client, started: Import, sent: dict[str, str]
) -> None:
    task = started.proposals.filter(kind=Proposal.Kind.TASK)[0]
    reply = office.post(reverse("import-decide", args=[started.pk, task.pk]), sent)
    assert reply.status_code == 422
    task.refresh_from_db()
    assert task.state == Proposal.State.PENDING


def test_clean_items_are_confirmed_at_once_and_doubtful_ones_wait(
    office: Client, started: Import
) -> None:
    office.post(reverse("import-clean", args=[started.pk]), {"tab": "task"})
    tasks = started.proposals.filter(kind=Proposal.Kind.TASK).order_by("position")
    # The third has a date with two readings (三季度前), so a person must choose.
    assert [task.state for task in tasks] == ["confirmed", "confirmed", "pending"]


def test_publication_waits_for_every_item(office: Client, started: Import) -> None:
    address = reverse("import-publish", args=[started.pk])
    assert "disabled" in office.get(address).content.decode()
    assert office.post(address, {"title": "方案", "code": "HL16"}).status_code == 422
    started.refresh_from_db()
    assert started.state == Import.State.REVIEW
