"""A made-up city with rules of its own, and one duty of the state, instead of the shipped packs."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

PACKS = Path(__file__).parent / "packs"
DAY = "2016-10-14"


@pytest.fixture
def hailing(settings: Settings, db: None) -> Client:
    """A visitor who has not signed in, on the city's rules."""
    settings.RULES_ROOT = PACKS
    return Client()
