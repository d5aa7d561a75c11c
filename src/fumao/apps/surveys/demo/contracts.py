"""Contracts of the demo's enterprises with accounts, and their monthly returns from the register.

Everything is invented and says so. Of the last three months two are accepted; in the last one a
return differs from its register and another is still to be filled in.
"""

from datetime import date, timedelta
from decimal import Decimal

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.surveys.actions.give_marks import give_marks
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.book import loaded, review_of
from fumao.apps.surveys.demo.findings import (
    WORDS,
    differing_return,
    found_on,
    load_findings,
)
from fumao.apps.surveys.demo.hands import checkers, reporters
from fumao.apps.surveys.demo.story import contract_no
from fumao.apps.surveys.demo.writing import Written, write
from fumao.apps.surveys.models import Filing, FilingVersion, ReportingPeriod, SurveyVersion
from fumao.apps.surveys.register import CONTRACTS, MONTHLY, WORK, register_of
from fumao.core.periods import Month
from fumao.surveys.review import FilingState, Reviewed
from fumao.surveys.rollup_form import proposals
from fumao.surveys.seeded import example_marks
from fumao.surveys.work_items import BESIDE

_RETURNS = 3  # months with a monthly return
_CHANGED = 2  # months back, in which a contract was changed and another one signed
_CONTRACTS = 3  # an enterprise has work under (demo/story.py)

type Texts = dict[str, object]


def load_contracts(office: Actor, city: Area, last: Month, months: int) -> int:
    """Load contracts and monthly returns of a city; return how many were filed."""
    firms = list(
        Enterprise.objects.filter(area__path__startswith=city.path)
        .exclude(unit=None)
        .select_related("area")
        .order_by("code")
    )
    if not firms or months <= _CHANGED:
        return 0
    version = SurveyVersion.objects.get(key=CONTRACTS, retired_on=None)
    done = 0
    told = {firm.pk: _contracts(firm, last.shift(1 - months)) for firm in firms}
    later = {firm.pk: _later(firm, told[firm.pk], last.shift(-_CHANGED)) for firm in firms}
    for month, filed in ((last.shift(1 - months), told), (last.shift(-_CHANGED), later)):
        period = open_period(office, version, city, month, synthetic=True)
        done += _register(office.today, period, firms, filed, month.start + timedelta(days=4))
    return done + _monthly(office, city, firms, last)


def _contracts(firm: Enterprise, first: Month) -> list[Texts]:
    """Return the contracts that the work filed stands under, each worth a fifth more than it."""
    rows: dict[str, list[Texts]] = {}
    versions = FilingVersion.objects.filter(filing__enterprise=firm, filing__period__key=WORK)
    for data in versions.order_by("filing_id", "round").values_list("data", flat=True):
        for row in data["executions"]:
            rows.setdefault(row["contract_no"], []).append(row)
    return [
        _contract(number, found[0], _worth(found), first)
        for number, found in sorted(rows.items())
    ]  # fmt: skip


def _worth(rows: list[Texts]) -> Decimal:
    done = sum((Decimal(str(row["amount_usd"])) for row in rows), Decimal(0))
    return (done * 6 / 5).quantize(Decimal("0.01"))


def _contract(number: str, work: Texts, usd: Decimal, first: Month) -> Texts:
    signed = first.start
    return {
        "contract_no": number, "title": "示例合同（合成数据）", "register_kind": "outsourcing",
        "doc_type": "contract", "client_name": "示例客户（合成数据）",
        "client_country": work["country"], "client_kind": "enterprise", "related_party": "false",
        "end_client_country": work["country"], "shore": work["shore"],
        "service_class": work["service_class"], "currency": "USD", "agreed": f"{usd}",
        "agreed_usd": f"{usd}", "signed_on": signed.isoformat(),
        "valid_from": signed.isoformat(), "valid_to": first.shift(35).end.isoformat(),
        "changes": [], "subcontracts": [],
    }  # fmt: skip


def _later(firm: Enterprise, told: list[Texts], month: Month) -> list[Texts]:
    """Return the first contract with a change, and a new one that no work was done under yet."""
    if not told:
        return []
    amount = (Decimal(str(told[0]["agreed"])) / 10).quantize(Decimal("0.01"))
    change = {
        "number": "1", "changed_on": month.start.isoformat(), "amount": f"{amount}",
        "amount_usd": f"{amount}", "reason": "示例",
    }  # fmt: skip
    work = {"country": told[0]["client_country"], **told[0]}
    new = _contract(contract_no(firm.code, _CONTRACTS), work, amount * 2, month)
    return [told[0] | {"changes": [change]}, new]


def _register(
    today: date,
    period: ReportingPeriod,
    firms: list[Enterprise],
    filed: dict[int, list[Texts]],
    day: date,
) -> int:
    rows = Filing.objects.bulk_create(
        Filing(
            period=period, enterprise=firm, area=firm.area, park_id=firm.park_id,
            each=str(data["contract_no"]),
        )
        for firm in firms
        for data in filed[firm.pk]
    )  # fmt: skip
    told = [data for firm in firms for data in filed[firm.pk]]
    return _write(today, period, list(zip(rows, told, strict=True)), day)


def _monthly(office: Actor, city: Area, firms: list[Enterprise], last: Month) -> int:
    version = SurveyVersion.objects.get(key=MONTHLY, retired_on=None)
    survey = loaded(version).survey
    marks = example_marks(survey)
    if marks.valid_from is None or marks.valid_to is None:
        return 0
    give_marks(office, version, city, marks.approval, marks.valid_from, marks.valid_to)
    months = [last.shift(-back) for back in range(_RETURNS, 0, -1)]
    told = {
        firm.pk: proposals(register_of(firm.pk).register, months, survey.windows)
        for firm in firms
    }  # fmt: skip
    done = 0
    for month in months:
        period = open_period(
            office, version, city, month, synthetic=True, among={firm.code for firm in firms}
        )
        rows = list(
            Filing.objects.filter(period=period).select_related("enterprise").order_by("pk")
        )
        filed: list[tuple[Filing, Texts]] = []
        for place, row in enumerate(rows):
            data = told[row.enterprise_id or 0][month]
            if month == months[-1]:
                if place == 0:
                    continue  # still to be filled in from the register
                data = differing_return(data, place)
            if None not in data.values():
                filed.append((row, data))
        # The last one waits for its reviewers.
        until = office.today if month != months[-1] else period.due_on
        done += _write(until, period, filed, period.due_on, looked_at=month == months[-1])
    return done


def _write(
    today: date,
    period: ReportingPeriod,
    filed: list[tuple[Filing, Texts]],
    day: date,
    *,
    looked_at: bool = False,
) -> int:
    """Write filings of one day, approved by level after level up to `today`.

    `looked_at` brings what was found on them as work items.
    """
    review = review_of(loaded(period.survey))
    acting, filers = checkers(period, today), reporters(today)
    written = []
    for row, data in filed:
        filer = filers.get(row.unit or 0, 0)
        events = [Reviewed("filed", day, filer)]
        for place, level in enumerate(review.levels, start=1):
            on = day + timedelta(days=3 * place)
            if on <= today:
                events.append(Reviewed("approved", on, acting[row.area_id][level], level))
        state: FilingState = review.fold(events)
        written.append(Written(row, events, state, data))
    told = [(one, found_on(one.filing, one.data, day)) for one in written] if looked_at else []
    for one, found in told:
        one.found = [seen.check for seen in found if not seen.check.startswith(BESIDE)]
        one.explained = {seen.check: WORDS for seen in found
                         if seen.severity == "soft" and seen.check in one.found}  # fmt: skip
    if written:
        write(written, period)
    load_findings(told)
    return len(written)
