"""The list of funds, and one fund's year: sources, what is committed and paid, by call."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.http import Http404

from fumao.apps.funds.models import (
    Approval,
    BudgetEntry,
    Call,
    Fund,
    FundYear,
    Level,
    Payment,
    PaymentBatch,
    State,
)
from fumao.apps.grants.book import book
from fumao.apps.grants.cited import Cited, cited, clause_pages
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.rules.definitions import Citation


@dataclass(frozen=True, slots=True)
class Listed:
    """A fund with the year that is shown, None where it has none yet."""

    fund: Fund
    year: FundYear | None
    cite: Cited


def fund_list(actor: Actor, lang: str) -> list[Listed]:
    """Return the funds the actor sees with their newest years."""
    funds = list(visible_to(actor, Fund.objects.select_related("area")))
    newest: dict[int, FundYear] = {}
    for year in FundYear.objects.filter(fund__in=funds).order_by("year"):
        newest[year.fund_id] = year
    cites = {fund.pk: Citation(fund.document, fund.clause) for fund in funds}
    words = said(actor, cites.values(), lang)
    return [Listed(fund, newest.get(fund.pk), words[cites[fund.pk]]) for fund in funds]


def said(actor: Actor, cites: Iterable[Citation], lang: str) -> dict[Citation, Cited]:
    """Return citations in words, with the clauses' pages where the actor may open them."""
    wanted = list(cites)
    pages = clause_pages(actor, wanted)
    return {cite: cited(book(), cite, pages, lang) for cite in wanted}


@dataclass(frozen=True, slots=True)
class Source:
    """What a source gives in a year, its share, and what it still owes by a declared matching."""

    label: str
    amount: int
    share: int  # hundredths of a per cent
    owed: int
    ratio: str


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call with its figures."""

    call: Call
    cite: Cited
    claims: int
    asked: int
    paid: int


@dataclass(frozen=True, slots=True)
class Month:
    """What was committed and paid in a month, and until its end."""

    day: date
    committed: int
    paid: int
    committed_so_far: int
    paid_so_far: int


@dataclass(slots=True)
class FundPage:
    """A fund in a year."""

    fund: Fund
    cite: Cited
    years: list[int]
    year: FundYear | None
    sources: list[Source] = field(default_factory=list)
    entries: list[BudgetEntry] = field(default_factory=list)
    calls: list[CallLine] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)
    batches: list[PaymentBatch] = field(default_factory=list)
    clawed: int = 0
    repaid: int = 0


def fund_of(actor: Actor, key: str) -> Fund:
    """Return a fund; raises Http404 where the actor does not see it."""
    fund = visible_to(actor, Fund.objects.select_related("area")).filter(key=key).first()
    if fund is None:
        raise Http404
    return fund


def fund_page(actor: Actor, key: str, year: str, lang: str) -> FundPage:
    """Return a fund in a year, the newest where the year is none of it."""
    fund = fund_of(actor, key)
    years = {one.year: one for one in fund.years.all()}
    shown = years.get(int(year)) if year.isdecimal() else None
    shown = shown or (years[max(years)] if years else None)
    own = Citation(fund.document, fund.clause)
    if shown is None:
        return FundPage(fund, said(actor, [own], lang)[own], [], None)
    calls = list(_calls(shown))
    cites = {call.pk: Citation(call.document, call.clause) for call in calls}
    words = said(actor, [own, *cites.values()], lang)
    page = FundPage(fund, words[own], sorted(years, reverse=True), shown)
    page.sources = _sources(shown)
    page.entries = list(shown.entries.select_related("by"))
    page.calls = [
        CallLine(call, words[cites[call.pk]], call.n, call.asked or 0, call.spent or 0)  # type: ignore[attr-defined]
        for call in calls
    ]
    page.months = _months(shown)
    page.batches = list(visible_to(actor, PaymentBatch.objects.filter(fund_year=shown)))
    back = shown.calls.aggregate(clawed=Sum("claims__clawed"), repaid=Sum("claims__repaid"))
    page.clawed, page.repaid = back["clawed"] or 0, back["repaid"] or 0
    return page


def _calls(year: FundYear) -> Iterable[Call]:
    counted = ~Q(claims__state__in=(State.DRAFT, State.WITHDRAWN))
    return year.calls.annotate(
        n=Count("claims", filter=counted),
        asked=Sum("claims__asked", filter=counted),
        spent=Sum("claims__paid"),
    )


def _sources(year: FundYear) -> list[Source]:
    held = dict(year.entries.order_by().values_list("level").annotate(total=Sum("amount")))
    ratios, owed = {}, {}
    for one in year.matchings.all():
        wanted = held.get(one.source, 0) * one.matched_parts // one.source_parts
        owed[one.matched_by] = max(0, wanted - held.get(one.matched_by, 0))
        ratios[one.matched_by] = (
            f"{Level(one.source).label} : {Level(one.matched_by).label}"
            f" = {one.source_parts} : {one.matched_parts}"
        )
    return [
        Source(
            str(level.label), held.get(level, 0),
            held.get(level, 0) * 10_000 // year.budget if year.budget else 0,
            owed.get(level, 0), ratios.get(level, ""),
        )
        for level in Level
        if level in held or level in ratios
    ]  # fmt: skip


def _months(year: FundYear) -> list[Month]:
    committed = month_sums(Approval.objects.filter(fund_year=year), "on")
    paid = month_sums(Payment.objects.filter(fund_year=year), "paid_on")
    days = sorted(committed.keys() | paid.keys())
    if not days:
        return []
    found, so_far, spent = [], 0, 0
    for index in range(_index(days[0]), _index(days[-1]) + 1):
        day = date(index // 12, index % 12 + 1, 1)
        so_far += committed.get(day, 0)
        spent += paid.get(day, 0)
        found.append(Month(day, committed.get(day, 0), paid.get(day, 0), so_far, spent))
    return found


def _index(day: date) -> int:
    return day.year * 12 + day.month - 1


def month_sums(rows: QuerySet[Any], name: str) -> dict[date, int]:
    """Return the sum of `amount` by the first day of the month of a date column."""
    months = rows.order_by().annotate(month=TruncMonth(name)).values_list("month")
    return dict(months.annotate(total=Sum("amount")))
