"""An API with the shipped packs behind it, and callers of two cities with their tokens."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to CI what a program that may write reads: one that may only read tries the same."""
    for item in items:
        if item.nodeid.startswith("tests/api/test_description.py") and (
            "[GET " in item.nodeid and item.nodeid.endswith("[read-write]")
        ):
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the packs once for the tests of this folder, in a transaction that is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_packs", "xiamen-2016", "wuhan-2016", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Caller:
    """A program with a token."""

    token: str
    client: Client
    username: str

    def get(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> HttpResponse:
        """GET below /api/v1."""
        return self.client.get(f"/api/v1{path}", data, headers=self._headers(headers))

    def post(self, path: str, body: object, **headers: str) -> HttpResponse:
        """POST JSON below /api/v1."""
        return self.client.post(
            f"/api/v1{path}", body, content_type="application/json", headers=self._headers(headers)
        )

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {self.token}", **named}


def make_token(username: str, department: str, role: str, scopes: tuple[str, ...]) -> str:
    """Return a token of a new person with one post."""
    from fumao.apps.orgs.models import ApiToken, Department, Person, Post
    from fumao.apps.orgs.tokens import digest_of, new_token

    person = Person.objects.create(username=username, name=username)
    Post.objects.create(person=person, department=Department.objects.get(key=department), role=role)
    raw = new_token()
    ApiToken.objects.create(
        person=person, name="t", prefix=raw[:9], digest=digest_of(raw), scopes=list(scopes),
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    return raw


CallerMaker = Callable[..., Caller]


@pytest.fixture
def caller(loaded: None, db: None) -> CallerMaker:
    """Make a caller with a post and scopes; the handler of Xiamen's commerce bureau by default."""

    @cache
    def make(
        department: str = "xm-commerce",
        role: str = "handler",
        scopes: tuple[str, ...] = ("read", "write"),
    ) -> Caller:
        username = f"{department}.{role}.{'-'.join(scopes)}"
        return Caller(make_token(username, department, role, scopes), Client(), username)

    return make
