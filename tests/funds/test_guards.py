"""What the database refuses by itself: statements as a person at the database would type them."""
# ruff: noqa: S608 - the statements are the test

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from fumao.apps.funds.actions.approve_claim import approve_claim
from fumao.apps.funds.actions.assess_claim import assess_claim
from fumao.apps.funds.actions.import_results import import_results
from fumao.apps.funds.actions.make_batch import make_batch
from fumao.apps.funds.actions.open_claim import open_claim
from fumao.apps.funds.actions.publish_claims import publish_claims
from fumao.apps.funds.actions.submit_claim import submit_claim
from fumao.apps.funds.guards import guard, release
from fumao.apps.funds.models import Claim, FundYear
from fumao.apps.funds.results import Row
from tests.funds.conftest import DAY, firm, line, submitted, wish

pytestmark = pytest.mark.django_db
STAMP = "'2022-06-24', '2022-06-24 00:00:00+00:00'"


def run(sql: str, *params: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def number(sql: str, *params: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.fetchone()[0])


@pytest.fixture
def stage(town: SimpleNamespace) -> SimpleNamespace:
    """Of 1,000.00: 300.00 approved and paid, 200.00 approved and ordered; one claim assessed at
    400.00, one submitted, one draft."""
    done = []
    for cost in (60_000, 40_000):
        claim = approve_claim(town.leader, assess_claim(town.office, submitted(town, cost)))
        publish_claims(town.office, [claim])
        done.append(Claim.objects.get(pk=claim.pk))
    town.paid, town.ordered = done
    town.batch = make_batch(town.office, town.year, done)
    row = Row(2, town.batch.number, 1, 30_000, "paid", DAY, "B1", "")  # type: ignore[arg-type]
    import_results(town.office, town.batch, [row])
    town.order = town.ordered.orders.get()
    town.assessed = assess_claim(town.office, submitted(town, 80_000))
    town.submitted = submitted(town, 10_000)
    town.draft = open_claim(town.office, town.call, firm(town), wish(1_000), [line(2_000)])
    assert totals(town) == (100_000, 50_000, 30_000)
    return town


def totals(town: SimpleNamespace) -> tuple[int, int, int]:
    year = FundYear.objects.get(pk=town.year.pk)
    return year.budget, year.committed, year.paid


def approve(town: SimpleNamespace, claim: Claim, amount: int, by: object = None) -> None:
    person = town.leader.person.pk if by is None else by
    run(
        "INSERT INTO funds_approval (claim_id, fund_year_id, amount, reason, by_id, \"on\", at)"
        f" VALUES (%s, %s, %s, '', %s, {STAMP})",
        claim.pk, town.year.pk, amount, person,
    )  # fmt: skip


def pay(town: SimpleNamespace, result: str, amount: int, claim: Claim | None = None) -> None:
    run(
        "INSERT INTO funds_payment (order_id, claim_id, fund_year_id, result, amount, paid_on,"
        f' reference, reason, "on", at) VALUES (%s, %s, %s, %s, %s, %s, \'\', \'x\', {STAMP})',
        town.order.pk, (claim or town.ordered).pk, town.year.pk, result, amount, DAY,
    )  # fmt: skip


def budget(town: SimpleNamespace, amount: int) -> None:
    run(
        "INSERT INTO funds_budgetentry (fund_year_id, level, amount, basis, \"on\", at)"
        f" VALUES (%s, 'city', %s, 'x', {STAMP})",
        town.year.pk, amount,
    )  # fmt: skip


def order(town: SimpleNamespace, claim: Claim, amount: int) -> None:
    run(
        "INSERT INTO funds_paymentorder (batch_id, line, claim_id, amount, payee, bank, account)"
        " VALUES (%s, 9, %s, %s, 'x', 'x', '1')",
        town.batch.pk, claim.pk, amount,
    )  # fmt: skip


def set_of(table: str, change: str) -> Callable[[SimpleNamespace], None]:
    """An update of the row of a table that the stage has under a name: "claim:paid"."""
    name, _colon, row = table.partition(":")
    return lambda town: run(
        f"UPDATE funds_{name} SET {change} WHERE id = %s", getattr(town, row or name).pk
    )


def approved_state(town: SimpleNamespace) -> None:
    """More than the budget: the state is made to fit first."""
    run("UPDATE funds_claim SET state = 'approved' WHERE id = %s", town.assessed.pk)


REFUSED: dict[str, Callable[[SimpleNamespace], None]] = {
    "approve beyond the computation": lambda t: (
        approved_state(t), approve(t, t.assessed, 40_001),
    )[1],
    "approve without an assessment": lambda t: (
        run("UPDATE funds_claim SET state = 'approved' WHERE id = %s", t.submitted.pk),
        approve(t, t.submitted, 1),
    )[1],
    "approve while it waits for the decision": lambda t: approve(t, t.assessed, 1),
    "approve what one assessed": lambda t: (
        approved_state(t), approve(t, t.assessed, 1, t.office.person.pk),
    )[1],
    "approve from another year": lambda t: (
        run("INSERT INTO funds_fundyear (fund_id, year, budget, committed, paid)"
            " VALUES (%s, 2023, 0, 0, 0)", t.fund.pk),
        run("INSERT INTO funds_approval (claim_id, fund_year_id, amount, reason, \"on\", at)"
            f" VALUES (%s, (SELECT id FROM funds_fundyear WHERE year = 2023), 1, '', {STAMP})",
            t.ordered.pk),
    )[1],
    "approve nothing": lambda t: approve(t, t.ordered, 0),
    "take back what is with the bank": lambda t: approve(t, t.ordered, -1),
    "change an approval": lambda t: run("UPDATE funds_approval SET amount = 1"),
    "delete approvals": lambda t: run("DELETE FROM funds_approval"),
    "delete payments": lambda t: run("DELETE FROM funds_payment"),
    "change a payment": lambda t: run("UPDATE funds_payment SET amount = amount + 1"),
    "forget the assessments": lambda t: run("DELETE FROM funds_assessment"),
    "take the budget below what is committed": lambda t: budget(t, -50_001),
    "write the budget": set_of("fundyear:year", "budget = budget + 1"),
    "write what is committed": set_of("fundyear:year", "committed = committed - 1"),
    "write what is paid": set_of("fundyear:year", "paid = paid - 1"),
    "write what a call committed": set_of("call", "committed = 0"),
    "a ceiling below what is committed": set_of("call", "ceiling = 49999"),
    "write what is approved": set_of("claim:assessed", "approved = 1, state = 'approved'"),
    "write what is ordered": set_of("claim:ordered", "ordered = 0"),
    "write that it is paid": set_of("claim:ordered", "paid = 20000"),
    "write what is to come back": set_of("claim:paid", "clawed = 1"),
    "compute without an assessment": set_of("claim:submitted", "computed = 5000"),
    "ask for more afterwards": set_of("claim:assessed", "asked = asked + 1"),
    "move a claim to another call": set_of("claim:assessed", "call_id = call_id + 1000"),
    "move a call to another year": set_of("call", "fund_year_id = fund_year_id + 1000"),
    "move a year to another fund": set_of("fundyear:year", "year = 2030"),
    "refuse without a basis": set_of("claim:assessed", "state = 'refused'"),
    "pay more than was ordered": lambda t: pay(t, "paid", 20_001),
    "pay a part of an order": lambda t: pay(t, "paid", 19_999),
    "pay an order to another claim": lambda t: pay(t, "paid", 20_000, t.paid),
    "pay twice": lambda t: (pay(t, "paid", 20_000), pay(t, "paid", 20_000))[1],
    "pay what failed": lambda t: (pay(t, "failed", 0), pay(t, "paid", 20_000))[1],
    "return what was not paid": lambda t: pay(t, "returned", -20_000),
    "order more than is approved": lambda t: order(t, t.ordered, 1),
    "order before publicity": lambda t: (
        approved_state(t), approve(t, t.assessed, 40_000), order(t, t.assessed, 40_000)
    )[2],
    "order what was not approved": lambda t: order(t, t.submitted, 1),
    "begin with money": lambda t: run(
        "INSERT INTO funds_fundyear (fund_id, year, budget, committed, paid)"
        " VALUES (%s, 2025, 1, 0, 0)", t.fund.pk),
    "begin a claim in the middle": lambda t: run(
        "INSERT INTO funds_claim (call_id, number, enterprise_id, case_number, state, purpose,"
        " payee, bank, account, asked, approved, ordered, paid, clawed, repaid, refusal_rule,"
        " refusal_basis, made_on) SELECT call_id, 'n', enterprise_id, '', 'assessed', 'x', 'x',"
        " 'x', '1', 1, 0, 0, 0, 0, 0, '', '', made_on FROM funds_claim WHERE id = %s",
        t.draft.pk),
    "add a line afterwards": lambda t: run(
        "UPDATE funds_claimline SET claim_id = %s WHERE claim_id = %s", t.submitted.pk, t.draft.pk),
    "change a line afterwards": lambda t: run(
        "UPDATE funds_claimline SET amount = amount + 1 WHERE claim_id = %s", t.submitted.pk),
    "give a line another invoice": lambda t: run(
        "UPDATE funds_claimline SET invoice_key = 'k' WHERE claim_id = %s", t.submitted.pk),
    "free the lines of a live claim": lambda t: run(
        "UPDATE funds_claimline SET live = NOT live WHERE claim_id = %s", t.submitted.pk),
    "delete the lines of a live claim": lambda t: run(
        "DELETE FROM funds_claimline WHERE claim_id = %s", t.submitted.pk),
    "accept more than the invoice": lambda t: run(
        "UPDATE funds_claimline SET eligible = amount + 1 WHERE claim_id = %s", t.submitted.pk),
    "delete a claim with its approvals": lambda t: (
        run("DELETE FROM funds_claim WHERE id = %s", t.ordered.pk),
        connection.check_constraints(),
    )[0],
}  # fmt: skip


@pytest.mark.parametrize("statement", REFUSED)
def test_a_statement_that_breaks_the_sums_is_refused(
    stage: SimpleNamespace, statement: str
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        REFUSED[statement](stage)
    assert totals(stage) == (100_000, 50_000, 30_000)


def test_what_is_in_order_passes(stage: SimpleNamespace) -> None:
    """The same statements with amounts that fit: it is not the statement that is refused."""
    approved_state(stage)
    approve(stage, stage.assessed, 40_000)
    assert totals(stage) == (100_000, 90_000, 30_000)
    pay(stage, "paid", 20_000)
    assert totals(stage) == (100_000, 90_000, 50_000)
    pay(stage, "returned", -20_000)
    approve(stage, stage.ordered, -20_000)
    assert totals(stage) == (100_000, 70_000, 30_000)
    budget(stage, -30_000)
    assert totals(stage) == (70_000, 70_000, 30_000)


def test_the_same_invoice_twice_is_refused_by_the_index(stage: SimpleNamespace) -> None:
    key = stage.submitted.lines.get()
    twin = open_claim(
        stage.office, stage.call, firm(stage), wish(1_000),
        [line(2_000, invoice_number=key.invoice_number)],
    )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        run("UPDATE funds_claim SET state = 'submitted' WHERE id = %s", twin.pk)
    run(
        "UPDATE funds_claim SET state = 'refused', refusal_rule = 'r', refusal_basis = 'b'"
        " WHERE id = %s", stage.submitted.pk,
    )  # fmt: skip
    submit_claim(stage.office, twin)


def test_a_pool_is_never_negative(town: SimpleNamespace) -> None:
    """A pool is a fund: what was recovered is an entry, what is paid never more than there is."""
    budget(town, -40_000)
    first = approve_claim(town.leader, assess_claim(town.office, submitted(town, 120_000)))
    assert totals(town) == (60_000, 60_000, 0)
    second = assess_claim(town.office, submitted(town, 20_000))
    run("UPDATE funds_claim SET state = 'approved' WHERE id = %s", second.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        approve(town, second, 10_000)
    run(
        "INSERT INTO funds_budgetentry (fund_year_id, level, amount, basis, \"on\", at)"
        f" VALUES (%s, 'recovery', 10000, 'x', {STAMP})", town.year.pk,
    )  # fmt: skip
    approve(town, second, 10_000)
    assert totals(town) == (70_000, 70_000, 0)
    assert first.approved == 60_000


def test_the_guards_are_set_once(town: SimpleNamespace) -> None:
    guard(connection)
    release(connection)
    with transaction.atomic():
        run("UPDATE funds_fundyear SET committed = 1")
        transaction.set_rollback(True)
    guard(connection)
    with pytest.raises(DatabaseError), transaction.atomic():
        run("UPDATE funds_fundyear SET committed = 1")
    assert number("SELECT committed FROM funds_fundyear") == 0
