"""Run inside an installation: reports are filed on several connections at once; print what came.

    python at_once.py THREADS

Prints one JSON object: acts that passed and were refused by reason, and what the database holds.
"""

import json
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django


def at_once(acts: Sequence[Callable[[], object]]) -> Counter[str]:
    """Do each act on a connection of its own, all at once; count what passed and what did not."""
    from django.core.exceptions import ValidationError
    from django.db import connection

    gate = threading.Barrier(len(acts))

    def work(act: Callable[[], object]) -> str:
        gate.wait()
        try:
            act()
        except ValidationError as error:
            return str(getattr(error, "code", "found"))
        finally:
            connection.close()
        return "passed"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(work, acts))


def main() -> dict[str, Any]:
    """File one report with many keys, then two with one receipt and a key each, all at once."""
    threads = int(sys.argv[1])
    django.setup()
    from fumao.apps.audit.models import Event
    from fumao.apps.audit.service import broken_streams
    from fumao.apps.surveys.actions.file_report import file_report
    from fumao.apps.surveys.actions.load_surveys import load_shipped
    from fumao.apps.surveys.actions.open_period import open_period
    from fumao.apps.surveys.models import Filing, FilingVersion, SurveyVersion, UsedOnce
    from tests.reporting.conftest import CODES, SEPTEMBER, build, report

    town = build()
    load_shipped(town.office)
    survey = SurveyVersion.objects.get(key="outsourcing-execution")
    period = open_period(town.office, survey, town.city, SEPTEMBER)
    rows = [Filing.objects.get(period=period, enterprise__code=code).pk for code in CODES]

    def filed(place: int, receipt: str, key: str) -> Callable[[], object]:
        data = report(receipt=receipt)
        return lambda: file_report(town.reporters[place], rows[place], data, {}, key=key)

    many_keys = at_once([filed(0, "A", f"k{number}") for number in range(threads)])
    one_receipt = at_once(
        [filed(1 + number % 2, "B", f"r{number % 2}") for number in range(threads)]
    )
    return {
        "many_keys": many_keys, "one_receipt": one_receipt,
        "versions": FilingVersion.objects.count(),
        "events": Event.objects.filter(kind="report_filed").count(),
        "used": sorted(UsedOnce.objects.values_list("value", flat=True)),
        "broken": broken_streams(),
    }  # fmt: skip


print(json.dumps(main()))
