"""An API with the shipped packs behind it and a token of the Xiamen office."""

from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Load the packs once for every test of this folder."""
    with django_db_blocker.unblock():
        call_command("load_packs", "xiamen-2016", verbosity=0)


@pytest.fixture
def office(db: None) -> Any:
    """A person of Xiamen's office."""
    from fumao.apps.orgs.models import Department, Person, Post, Role

    person = Person.objects.create_user("api.office", password=None, name="接口测试")
    department = Department.objects.get(key="xm-commerce")
    Post.objects.create(person=person, department=department, role=Role.OFFICE)
    return person
