"""Run inside an installation: many approve, submit and import at once; print what came of it.

    python at_once.py THREADS CLAIMS

Prints one JSON object: acts that passed and were refused, and the sums the database holds.
"""

import json
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django


def at_once(threads: int, acts: Sequence[Callable[[], object]]) -> Counter[str]:
    """Do the acts on so many connections at once; count what passed and what was refused."""
    from django.core.exceptions import ValidationError
    from django.db import connection

    gate, done = threading.Barrier(threads), Counter[str]()

    def work(mine: Sequence[Callable[[], object]]) -> list[str]:
        said = []
        gate.wait()
        try:
            for act in mine:
                try:
                    act()
                    said.append("passed")
                except ValidationError as error:
                    said.append(str(error.code))
        finally:
            connection.close()
        return said

    with ThreadPoolExecutor(threads) as pool:
        for said in pool.map(work, [acts[n::threads] for n in range(threads)]):
            done.update(said)
    return done


def main() -> dict[str, Any]:
    """Build a fund whose budget covers half of the claims, and approve all of them at once."""
    threads, count = int(sys.argv[1]), int(sys.argv[2])
    django.setup()
    from django.db.models import Sum

    from fumao.apps.audit.service import broken_streams
    from fumao.apps.funds.actions.approve_claim import approve_claim
    from fumao.apps.funds.actions.assess_claim import assess_claim
    from fumao.apps.funds.actions.import_results import import_results
    from fumao.apps.funds.actions.make_batch import make_batch
    from fumao.apps.funds.actions.open_claim import open_claim
    from fumao.apps.funds.actions.publish_claims import publish_claims
    from fumao.apps.funds.actions.submit_claim import submit_claim
    from fumao.apps.funds.models import Approval, Claim, FundYear, Payment
    from fumao.apps.funds.results import Row
    from tests.funds.conftest import DAY, build, firm, line, submitted, wish

    town = build()
    # Each claim computes to 100.00 of a budget of 1,000.00: ten fit.
    claims = [assess_claim(town.office, submitted(town, 20_000)) for _ in range(count)]
    approvals = at_once(
        threads, [lambda one=one: approve_claim(town.leader, one) for one in claims]
    )
    one_invoice = line(1_000)
    twins = [
        open_claim(town.office, town.call, firm(town), wish(500), [one_invoice])
        for _ in range(threads)
    ]
    submissions = at_once(
        threads, [lambda one=one: submit_claim(town.office, one) for one in twins]
    )
    approved = list(Claim.objects.filter(approved__gt=0))
    publish_claims(town.office, approved)
    batches = at_once(
        threads, [lambda: make_batch(town.office, town.year, approved) for _ in range(threads)]
    )
    batch = town.year.batches.get()
    rows = [
        Row(n, batch.number, n, 10_000, "paid", DAY, f"B{n}", "")  # type: ignore[arg-type]
        for n in range(1, len(approved) + 1)
    ]
    imports = at_once(
        threads, [lambda: import_results(town.office, batch, rows) for _ in range(threads)]
    )
    year = FundYear.objects.get()
    return {
        "approvals": approvals,
        "submissions": submissions,
        "batches": batches,
        "imports": imports,
        "year": [year.budget, year.committed, year.paid],
        "sums": [
            Approval.objects.aggregate(n=Sum("amount"))["n"],
            Payment.objects.aggregate(n=Sum("amount"))["n"],
        ],
        "payments": Payment.objects.count(),
        "broken": broken_streams(),
    }


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
