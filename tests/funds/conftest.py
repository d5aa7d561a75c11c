"""A made-up city with a fund of 1,000.00 yuan for certificates, and people for each duty."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from types import SimpleNamespace

import pytest
from django.utils import timezone

from fumao.apps.enterprises.actions.register_enterprise import Entry, register_enterprise
from fumao.apps.enterprises.models import Enterprise, Fact
from fumao.apps.funds.actions.open_call import NewCall, open_call
from fumao.apps.funds.actions.open_claim import Line, Wish, open_claim
from fumao.apps.funds.actions.open_fund import NewFund, open_fund
from fumao.apps.funds.actions.set_budget import set_budget
from fumao.apps.funds.actions.submit_claim import submit_claim
from fumao.apps.funds.models import Call, Claim, Level
from fumao.apps.orgs.models import Area, Role
from fumao.core.credit_code import synthetic_codes
from tests.factories import actor_as, make_city, make_department

DAY = date(2022, 6, 24)  # the rules of the pack examples-funds hold in 2022
CODES = iter([code.text for code in synthetic_codes("350203", 1000, 11)])
_invoice = count(1)
FEEDS = {
    "table": "fund_lines",
    "fields": {"kind": "kind", "amount": "amount", "dated": "dated"},
}
KINDS = {"certificate": ("认证费", "Certificates"), "fair": ("参展费", "Trade fairs")}


def line(amount: int, kind: str = "certificate", **more: object) -> Line:
    """A line of an invoice of its own, inside the rules' period."""
    given = {"invoice_code": "3500172130", "invoice_number": f"{next(_invoice):08}"} | more
    return Line(kind, "认证服务", dated=date(2022, 3, 1), amount=amount, **given)  # type: ignore[arg-type]


def new_call(number: str, **more: object) -> NewCall:
    """A call for certificates, half of the cost up to 500,000 yuan."""
    given = {
        "rule": "ex_certificate", "opens": date(2022, 1, 1), "closes": date(2022, 12, 31),
        "feeds": FEEDS, "kinds": KINDS, "gates": {"no_violation_two_years": True},
    } | more  # fmt: skip
    return NewCall(number, f"认证补助 {number}", **given)  # type: ignore[arg-type]


def build() -> SimpleNamespace:
    """Make the city; without a fixture, for tests that commit."""
    area, other = make_city("甲市", ("东区",)), make_city("乙市", ("南区",))
    bureau = make_department("甲市商务局", area, "office")
    town = SimpleNamespace(
        area=area,
        east=Area.objects.get(name="东区"),
        other=other,
        bureau=bureau,
        office=actor_as(Role.OFFICE, bureau, DAY),
        second=actor_as(Role.OFFICE, bureau, DAY),
        leader=actor_as(Role.LEADER, make_department("领导小组", area), DAY),
        checker=actor_as(Role.CHECKER, bureau, DAY),
        stranger=actor_as(Role.OFFICE, make_department("乙市商务局", other, "office"), DAY),
        stranger_leader=actor_as(Role.LEADER, make_department("乙市领导小组", other), DAY),
    )
    town.fund = open_fund(
        town.office, area, NewFund("jia", "甲市资金", "支持认证", "wenzhou-2012", "六/19")
    )
    town.year = set_budget(town.office, town.fund, 2022, {Level.CITY: 100_000}, "甲财〔2022〕1号")
    town.call = open_call(town.office, town.year, new_call("jia-01"))
    return town


def firm(town: SimpleNamespace, clean: bool | None = True, **more: object) -> Enterprise:
    """An enterprise in 东区; `clean` is what the register says of violations, None nothing."""
    number = next(_invoice)
    made = register_enterprise(
        town.office, Entry(next(CODES), f"甲市第{number}软件有限公司", town.east,
                           founded_on=date(2010, 3, 1), **more),  # type: ignore[arg-type]
    )  # fmt: skip
    if clean is not None:
        Fact.objects.create(
            enterprise=made, name="no_violation_two_years", value=str(clean).lower(),
            source="市场监管局证明", holds_from=DAY, as_of=DAY, on=DAY, at=timezone.now(),
            purpose="administration", confidence="verified",
        )  # fmt: skip
    return made


def wish(asked: int, **more: object) -> Wish:
    """What is asked for, with a bank account."""
    return Wish(asked, "国际认证", bank="演示银行", account="6200 0000 0000 0001", **more)  # type: ignore[arg-type]


def submitted(
    town: SimpleNamespace, cost: int, asked: int | None = None, call: Call | None = None
) -> Claim:
    """A claim of a new firm with one line of `cost` fen."""
    claim = open_claim(
        town.office, call or town.call, firm(town), wish(asked or cost), [line(cost)]
    )
    return submit_claim(town.office, claim)


@pytest.fixture
def town(db: None) -> Iterator[SimpleNamespace]:
    yield build()


@pytest.fixture
def claims(town: SimpleNamespace) -> Callable[[int], Claim]:
    """Make submitted claims by their cost."""
    return lambda cost: submitted(town, cost)
