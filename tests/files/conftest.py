"""A city at work for the tests of files."""

import pytest

from tests.plans.city import City, city_at_work


@pytest.fixture
def city(db: None) -> City:
    """The made-up city."""
    return city_at_work()
