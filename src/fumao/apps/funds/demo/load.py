"""Load three funds a city with claims in every state; a second time changes nothing.

Claims are written in bulk, in the steps the guards allow: drafts with their lines, assessments,
states, approvals, orders, payments. The amounts are those the rules compute.
"""

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction
from django.utils import timezone

from fumao.apps.audit.service import record_batch
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.funds.actions.open_call import NewCall, open_call
from fumao.apps.funds.actions.open_fund import NewFund, open_fund
from fumao.apps.funds.actions.order_clawback import Order, order_clawback
from fumao.apps.funds.actions.review_performance import review_performance
from fumao.apps.funds.actions.set_budget import Match, set_budget
from fumao.apps.funds.demo.case_claims import asking, follow_cases, open_calls
from fumao.apps.funds.demo.cast import CITIES, CallPlan, FundPlan, of_cases, plans
from fumao.apps.funds.demo.claims import assess, drafts, events, pay, settle
from fumao.apps.funds.feeds import feeds_for
from fumao.apps.funds.models import Call, Claim, Fund, FundYear, Level
from fumao.apps.grants.book import book
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.models import Area, LoadedPack, Person, Role
from fumao.packs.model import Pack

PART = "funds"
WAN = 1_000_000  # fen
_FIRST = 100_000  # 万元 of a year at first: the year's budget follows once the claims are known
GATES = {"no_violation_two_years": True}


def load_demo(pack: Pack, today: date) -> int:
    """Load the funds of every city of the demo; return the claims made, 0 if loaded before."""
    seed = pack.demo.seed if pack.demo else 0
    with transaction.atomic():
        if LoadedPack.objects.filter(key=pack.head.key, part=PART).exists():
            return 0
        done = sum(
            _city(area, CITIES[area.code], today, seed)
            for area in Area.objects.filter(code__in=CITIES).order_by("code")
        )
        LoadedPack.objects.create(
            key=pack.head.key, part=PART, version=pack.head.version, loaded_at=timezone.now(),
            digest=hashlib.sha256(f"{seed}/{done}".encode()).hexdigest(),
        )  # fmt: skip
        return done


def _actor(area: Area, role: Role, today: date) -> Actor | None:
    people = Person.objects.filter(posts__role=role, posts__department__area=area)
    person = people.order_by("pk").first()
    return actor_for(person, today) if person else None


def _city(area: Area, written: tuple[str, str, str], today: date, seed: int) -> int:
    """Load the funds of a city in the names of its office and its leader."""
    office, leader = _actor(area, Role.OFFICE, today), _actor(area, Role.LEADER, today)
    firms = list(
        Enterprise.objects.filter(
            area__path__startswith=area.path, status=Enterprise.Status.ACTIVE, synthetic=True
        ).order_by("code")
    )  # fmt: skip
    if office is None or leader is None or not firms:
        return 0
    rng = Random(f"{seed}/{area.code}/funds")  # noqa: S311 - invented data
    made = 0
    for plan in plans(area.code, written[2]):
        rng.shuffle(firms)
        made += _fund(office, leader, area, written, plan, firms, rng)
    return made + _fund_of_cases(office, area, written)


def _fund_of_cases(office: Actor, area: Area, written: tuple[str, str, str]) -> int:
    """Load the fund that pays what is decided in cases; a city without such procedures has none."""
    prefix, document, clause = written
    if not any(asking(area.path)):
        return 0
    plan = of_cases(clause)
    year = _year(office, area, f"{prefix}-{plan.slug}", document, plan)
    open_calls(office, year, prefix)
    made = follow_cases(office, year)
    _budget(office, year.fund, plan, sum(one.approved for one in made))
    return len(made)


def _year(office: Actor, area: Area, key: str, document: str, plan: FundPlan) -> FundYear:
    """Open a fund and give its year a first budget."""
    fund = open_fund(
        office, area,
        NewFund(key, plan.name, plan.purpose, document, plan.clause, plan.kind, plan.name_en,
                plan.purpose_en),
    )  # fmt: skip
    Fund.objects.filter(pk=fund.pk).update(synthetic=True)
    first = {Level.CITY: _FIRST * WAN}
    return set_budget(office, fund, office.today.year, first, "演示〔2022〕1号")


def _fund(  # noqa: PLR0913, PLR0917 - the parts of a fund
    office: Actor,
    leader: Actor,
    area: Area,
    written: tuple[str, str, str],
    plan: FundPlan,
    firms: list[Enterprise],
    rng: Random,
) -> int:
    prefix, document, _clause = written
    year = _year(office, area, f"{prefix}-{plan.slug}", document, plan)
    calls = [_call(office, year, prefix, one) for one in plan.calls]
    made = []
    places = iter(firms * 3)
    for call, one in zip(calls, plan.calls, strict=True):
        made += drafts(call, one, [next(places) for _n in range(one.claims)], rng, office.today)
    assess(office, made)
    _budget(office, year.fund, plan, sum(one.approved for one in made))
    settle(made, leader, office)
    pay(made, year, office)
    record_batch(events(made, area, office, leader), new_streams=True)
    _after(office, leader, [one.claim for one in made if one.end == "closed"][:3])
    return len(made)


def _after(office: Actor, leader: Actor, claims: list[Claim]) -> None:
    """Review a few paid claims, and order a part of the last one's money back."""
    for claim, verdict, score in zip(
        claims, ("met", "partly", "unmet"), (91, 74, 48), strict=False
    ):
        review_performance(office, claim, verdict, Decimal(score), "按申报目标现场核查（演示）")
    if len(claims) == 3:
        back = Claim.objects.get(pk=claims[2].pk).paid // 4
        due = office.today + timedelta(days=30)
        order_clawback(
            leader, claims[2], Order(back, claims[2].call.rule, "绩效未达到（演示）", due)
        )


def _call(office: Actor, year: FundYear, prefix: str, plan: CallPlan) -> Call:
    feeds, kinds = feeds_for(book(), plan.rule, office.today) or ({}, {})
    first = date(office.today.year, 2, 1)
    return open_call(
        office, year,
        NewCall(
            f"{prefix}-{year.year}-{plan.slug}", plan.name, plan.rule, first,
            first + timedelta(days=180), feeds, kinds, GATES, 10_000, plan.sharing, plan.name_en,
        ),
    )  # fmt: skip


def _budget(office: Actor, fund: Fund, plan: FundPlan, approved: int) -> None:
    """Give the year a third more than is approved, in whole 万元 by the plan's parts."""
    parts = sum(part for _level, part in plan.sources)
    step = (approved * 4 // 3 // parts // WAN + 1) * WAN
    amounts = {level: part * step for level, part in plan.sources}
    match = Match(Level.CITY, Level.DISTRICT)
    set_budget(office, fund, office.today.year, amounts, "演示〔2022〕2号", [match])
