"""What every test needs; the settings are in tests/settings.py."""

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer

from tests.scheduling import PartScheduling, begins

SHARED = Path(os.environ.get("FUMAO_SHARED", Path(__file__).resolve().parents[2] / "shared"))

# Timings belong to benchmarks: a busy machine must not fail an example. CI tries the same examples
# each time. The profile stands on Hypothesis's plain one: what its own profile for CI suppresses
# would take the place of what a test suppresses through schemathesis.
settings.register_profile(
    "fumao",
    settings.get_profile("default"),
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("fumao")


@pytest.hookimpl(optionalhook=True)  # -p no:xdist knows no such hook
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> PartScheduling:
    """Share the tests out by what they need, whatever --dist says."""
    return PartScheduling(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest parts first, and refuse two tests of one name: with several workers only
    one of them would run.
    """
    items.sort(key=lambda item: begins(item.nodeid))
    twice = [name for name, times in Counter(item.nodeid for item in items).items() if times > 1]
    if twice:
        raise pytest.UsageError(f"tests of the same name: {', '.join(twice)}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the source documents and their annotations, beside the checkout."""
    if not (SHARED / "seeds").is_dir():
        pytest.skip(f"the source documents are not at {SHARED} (set FUMAO_SHARED)")
    return SHARED


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share; see tests/installations.py."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session", autouse=True)
def _protected_tables_can_be_emptied() -> None:
    """Let the flush after a transactional test empty the append-only tables."""
    from django.db import connection

    from fumao.apps.audit.triggers import PROTECTED, protect, release
    from fumao.apps.funds import guards

    flush = connection.ops.execute_sql_flush

    def flush_protected(sql_list: list[str]) -> None:
        for table in PROTECTED:
            release(connection, table)
        guards.release(connection)
        flush(sql_list)
        for table in PROTECTED:
            protect(connection, table)
        guards.guard(connection)

    connection.ops.execute_sql_flush = flush_protected  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Nothing kept in a cache survives into the next test, whose rows bear the same numbers."""
    from django.conf import settings
    from django.core.cache import caches

    for name in settings.CACHES:
        caches[name].clear()
