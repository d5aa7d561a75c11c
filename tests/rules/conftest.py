"""What the tests of the rules share."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the long comparisons out of bin/coverage: counting branches makes them twice as long,
    and the short ones take every branch.
    """
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker("no_cover")
