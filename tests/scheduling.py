"""Which tests stay on one worker of pytest-xdist, and which begin first.

A file is the smallest part: what its fixtures build for the module is built once. Tests that share
something dear, as those in a browser share a running site, stay together whatever file they stand
in. (`xdist_group` cannot say so: pytest 9.2 passes over the name that xdist gives to a test.)
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/browser/": "site",
    "tests/rules/test_spark.py": "spark",
    "tests/rules/batch/test_spark_run.py": "spark",
}
# By the seconds they take, longest first: what begins last must be short for an even end. The site
# makes the demo that test_kill copies, so something else stands between the two.
LONGEST = (
    "site",
    "tests/ops/test_up.py",
    "tests/reporting/test_wall.py",
    "tests/drills/test_approvals_kill.py",
    "tests/drills/test_bulk_kill.py",
    "tests/drills/test_cases_kill.py",
    "tests/drills/test_filings_kill.py",
    "tests/releases/test_embargo.py",
    "tests/drills/test_kill.py",
    "tests/drills/test_mail_outage.py",
    "tests/cases/test_machine.py",
    "tests/procedures/test_histories.py",
    "tests/api/test_description.py",
    "tests/matrix/test_every_url.py",
    "tests/drills/test_batches.py",
    "tests/drills/test_compile_kill.py",
    "tests/drills/test_restore.py",
    "tests/cases/test_money.py",
    "tests/packs/test_cli.py",
    "tests/plans/test_add_task.py",
    "tests/packs/test_rules_cli.py",
    "tests/packs/test_shipped.py",
    "tests/surveys/test_lint.py",
    "tests/plans/test_import.py",
    "tests/cases/test_calendar_loaded.py",
    "tests/enterprises/test_facts.py",
    "tests/cases/test_designer.py",
    "tests/statistics/test_cube.py",
)


def part_of(nodeid: str) -> str:
    """Return the part of the suite a test belongs to: what it shares, or its file."""
    path = nodeid.partition("::")[0]
    return next((part for start, part in TOGETHER.items() if path.startswith(start)), path)


def begins(nodeid: str) -> int:
    """Return the place of a test's part in the order: the longest first, then all others."""
    part = part_of(nodeid)
    return LONGEST.index(part) if part in LONGEST else len(LONGEST)


class PartScheduling(LoadScopeScheduling):
    """Sends the tests of one part to one worker, in the order they were collected."""

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        config.option.loadscopereorder = False  # it would begin with the part of the most tests
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return part_of(nodeid)
