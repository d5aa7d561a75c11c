"""Approvals from sixteen connections, and sums over a million payments, beside hand-written SQL.

    DEMO=1 DATABASE_URL=… python benchmarks/funds.py          (bin/with-postgres sets the address)

Lines `NAME RATIO figures`. `approve`: claims approved per second through the action (policy, state,
event with its chain, the append-only approval, the guards) against a hand-written conditional
UPDATE of the year's total with an INSERT in one transaction, on as many connections of the same
database; the ratio is ours ÷ theirs. `sums`: what a fund's page adds up over a million payments
(by month, and in all) against the same written by hand, and the running total that the guards
keep; the ratio is hand ÷ ours, above 1 where ours is faster. Runs on a database of its own.
"""
# ruff: noqa: E402 - Django is set up before its models are imported

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from statistics import median

os.environ.setdefault("DEMO", "1")
os.environ.setdefault("DATA", tempfile.mkdtemp(prefix="fumao-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fumao.web.settings")
sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in (".", "src")]

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from tests.funds.conftest import build, submitted

from fumao.apps.audit.triggers import protect, release
from fumao.apps.funds import guards
from fumao.apps.funds.actions.approve_claim import approve_claim
from fumao.apps.funds.actions.assess_claim import assess_claim
from fumao.apps.funds.actions.set_budget import set_budget
from fumao.apps.funds.models import FundYear, Level, Payment
from fumao.apps.funds.queries.funds import month_sums

CONNECTIONS = int(os.environ.get("CONNECTIONS", "16"))
CLAIMS = int(os.environ.get("CLAIMS", "480"))
PAYMENTS = int(os.environ.get("PAYMENTS", "1000000"))


def rate(acts: Sequence[Callable[[], object]]) -> float:
    """Return how many of the acts are done per second on all connections."""
    gate = threading.Barrier(CONNECTIONS + 1)

    def work(mine: Sequence[Callable[[], object]]) -> None:
        connection.ensure_connection()
        gate.wait()
        try:
            for act in mine:
                act()
        finally:
            connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        done = [pool.submit(work, acts[n::CONNECTIONS]) for n in range(CONNECTIONS)]
        gate.wait()
        began = time.perf_counter()
        for one in done:
            one.result()
        return len(acts) / (time.perf_counter() - began)


def by_hand(number: int) -> None:
    """Approve as a hand-written program would: a conditional UPDATE and a row."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE bench_year SET committed = committed + 100"
            " WHERE id = 1 AND committed + 100 <= budget"
        )
        assert cursor.rowcount == 1
        cursor.execute("INSERT INTO bench_approval (claim, amount) VALUES (%s, 100)", [number])


def approve() -> None:
    """Print approvals per second, ours and by hand, alternating."""
    town = build()
    set_budget(town.office, town.fund, 2022, {Level.CITY: 10**12}, "追加")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_year (id INT PRIMARY KEY, budget BIGINT, committed BIGINT"
            " CHECK (committed <= budget))"
        )
        cursor.execute("INSERT INTO bench_year VALUES (1, 1000000000000, 0)")
        serial = "SERIAL" if connection.vendor == "postgresql" else "INTEGER"
        cursor.execute(
            f"CREATE TABLE bench_approval (id {serial} PRIMARY KEY, claim INT, amount BIGINT)"
        )
    claims = [assess_claim(town.office, submitted(town, 20_000)) for _ in range(CLAIMS)]
    ours, theirs = [], []
    for start in range(0, CLAIMS, CLAIMS // 3):
        part = claims[start : start + CLAIMS // 3]
        ours.append(rate([lambda one=one: approve_claim(town.leader, one) for one in part]))
        theirs.append(rate([lambda n=n: by_hand(n) for n in range(len(part) * 4)]))
    year = FundYear.objects.get(pk=town.year.pk)
    assert year.committed == CLAIMS // 3 * 3 * 10_000, year.committed
    ratio = median(ours) / median(theirs)
    print(
        f"approve {ratio:.2f} {median(ours):.0f}/s ours, {median(theirs):.0f}/s by hand;"
        f" {CONNECTIONS} connections, {connection.vendor}"
    )


def fill(year: FundYear) -> None:
    """Write a million payments of one order in bulk, the guards taken away for it."""
    guards.release(connection)
    release(connection, "funds_payment")
    claim = year.calls.get().claims.order_by("pk").first()
    assert claim is not None
    days = [date(2022, 1, 1) + timedelta(days=n) for n in range(300)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO funds_paymentbatch (fund_year_id, number, orders_count, total, digest,"
            " \"on\", at) VALUES (%s, 'b', 1, 1, '', '2022-01-01', '2022-01-01 00:00:00+00:00')",
            [year.pk],
        )
        batch = year.batches.get().pk
        size = 20_000
        for start in range(0, PAYMENTS, size):
            cursor.executemany(
                "INSERT INTO funds_paymentorder (id, batch_id, line, claim_id, amount, payee, bank,"
                " account) VALUES (%s, %s, %s, %s, %s, 'x', 'x', '1')",
                [
                    (n, batch, n, claim.pk, 100 + n % 977)
                    for n in range(start + 1, start + size + 1)
                ],
            )
            cursor.executemany(
                "INSERT INTO funds_payment (order_id, claim_id, fund_year_id, result, amount,"
                " paid_on, reference, reason, \"on\", at) VALUES (%s, %s, %s, 'paid', %s, %s, '',"
                " '', '2022-01-01', '2022-01-01 00:00:00+00:00')",
                [
                    (n, claim.pk, year.pk, 100 + n % 977, days[n % 300])
                    for n in range(start + 1, start + size + 1)
                ],
            )
        cursor.execute(
            "UPDATE funds_fundyear SET paid = (SELECT SUM(amount) FROM funds_payment),"
            " committed = 1000000000000, budget = 1000000000000 WHERE id = %s",
            [year.pk],
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    protect(connection, "funds_payment")
    guards.guard(connection)


def spent(act: Callable[[], object]) -> float:
    """Return the median milliseconds of five runs."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    return median(times)


def rows(sql: str, *params: object) -> list[tuple[object, ...]]:
    """Return the rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def sums() -> None:
    """Print the sums of a million payments."""
    year = FundYear.objects.get()
    fill(year)
    payments = Payment.objects.filter(fund_year=year)
    month = (
        "date_trunc('month', paid_on)" if connection.vendor == "postgresql"
        else "strftime('%%Y-%%m-01', paid_on)"
    )  # fmt: skip
    by_month = (
        f"SELECT {month} AS m, SUM(amount) FROM funds_payment WHERE fund_year_id = %s GROUP BY m"
    )
    ours, theirs = (
        spent(lambda: month_sums(payments, "paid_on")), spent(lambda: rows(by_month, year.pk)),
    )  # fmt: skip
    assert sum(month_sums(payments, "paid_on").values()) == sum(
        int(n) for _m, n in rows(by_month, year.pk)
    )  # type: ignore[call-overload]
    print(
        f"sums_by_month {theirs / ours:.2f} {ours:.0f} ms ours, {theirs:.0f} ms by hand;"
        f" {PAYMENTS:,} payments"
    )
    total = "SELECT SUM(amount) FROM funds_payment WHERE fund_year_id = %s"
    ours = spent(lambda: FundYear.objects.values_list("paid", flat=True).get(pk=year.pk))
    theirs = spent(lambda: rows(total, year.pk))
    assert FundYear.objects.get().paid == rows(total, year.pk)[0][0]
    print(
        f"total_paid {theirs / ours:.0f} {ours:.2f} ms running total, {theirs:.0f} ms SUM by hand"
    )


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    approve()
    sums()
