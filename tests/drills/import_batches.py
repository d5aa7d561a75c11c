"""Run inside an installation: make a batch, import its results, say what is there.

python import_batches.py prepare|import|inspect
"""

import json
import sys
from collections import Counter

import django

ORDERS = 40


def prepare() -> None:
    """Make a batch of forty orders."""
    from fumao.apps.funds.actions.approve_claim import approve_claim
    from fumao.apps.funds.actions.assess_claim import assess_claim
    from fumao.apps.funds.actions.make_batch import make_batch
    from fumao.apps.funds.actions.publish_claims import publish_claims
    from fumao.apps.funds.actions.set_budget import set_budget
    from fumao.apps.funds.models import Level
    from tests.funds.conftest import build, submitted

    town = build()
    set_budget(town.office, town.fund, 2022, {Level.CITY: 10_000_000}, "追加")
    claims = [
        approve_claim(town.leader, assess_claim(town.office, submitted(town, 20_000)))
        for _ in range(ORDERS)
    ]
    publish_claims(town.office, claims)
    make_batch(town.office, town.year, claims)


def import_again() -> None:
    """Import the first n orders for n = 1, 2, …: all but the last are known each time."""
    from fumao.apps.funds.actions.import_results import import_results
    from fumao.apps.funds.models import PaymentBatch
    from fumao.apps.funds.results import Row
    from fumao.apps.orgs.actor import actor_for
    from fumao.apps.orgs.models import Person
    from tests.funds.conftest import DAY

    batch = PaymentBatch.objects.get()
    office = actor_for(Person.objects.get(pk=batch.by_id), DAY)
    rows = [
        Row(n, batch.number, n, 10_000, "paid", DAY, f"B{n}", "")  # type: ignore[arg-type]
        for n in range(1, ORDERS + 1)
    ]
    for n in range(1, ORDERS + 1):
        import_results(office, batch, rows[:n])
        print(n, flush=True)


def inspect() -> None:
    """Print the payments, those of one order twice, and what has no event."""
    from django.db.models import Sum

    from fumao.apps.audit.models import Event
    from fumao.apps.audit.service import broken_streams
    from fumao.apps.funds.models import Claim, FundYear, Payment

    orders = Counter(Payment.objects.values_list("order_id", flat=True))
    told = set(Event.objects.filter(kind="claim_paid").values_list("stream", flat=True))
    paid = Claim.objects.filter(paid__gt=0)
    found = {
        "payments": sum(orders.values()),
        "twice": [order for order, times in orders.items() if times > 1],
        "sum": Payment.objects.aggregate(n=Sum("amount"))["n"],
        "paid": Claim.objects.aggregate(n=Sum("paid"))["n"],
        "year": FundYear.objects.get().paid,
        "without_event": [claim.number for claim in paid if claim.stream not in told],
        "broken": broken_streams(),
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "import": import_again, "inspect": inspect}[sys.argv[1]]()
