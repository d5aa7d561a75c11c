"""The register of contracts of one enterprise, read from what it has filed of contracts and work.

Both forms serve the administration. Statistics may read them to propose figures and to compare;
no filing of a survey is read here (统计法 art. 28). What was accepted counts; until then what was
filed last stands in the register without a day of approval.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q

from fumao.apps.audit.models import Event
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.models import Filing, FilingVersion
from fumao.core.errors import CoreError
from fumao.surveys.contracts import Change, Client, Contract, Execution, Receipt, Register
from fumao.surveys.rollup import EntryKind

CONTRACTS, WORK, MONTHLY = "outsourcing-contract", "outsourcing-execution", "outsourcing-monthly"

type Texts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Kept:
    """A register with the filing that each of its rows stands in, by kind and key of the row.

    `reported` are the codes of the months whose work was filed at all; `left` are the numbers of
    contracts whose days contradict each other, with what is wrong: they count nowhere.
    """

    register: Register
    filings: Mapping[tuple[EntryKind, str], int]
    reported: frozenset[str]
    left: tuple[tuple[str, CoreError], ...] = ()


@dataclass(frozen=True, slots=True)
class _Filed:
    """A filing with the version of it that stands in the register, and the days it was accepted."""

    row: Filing
    version: FilingVersion
    accepted: tuple[date, ...]

    @property
    def data(self) -> Texts:
        data: Texts = self.version.data
        return data


def register_of(enterprise: int) -> Kept:
    """Return the register of an enterprise (three queries).

    A contract is told by its latest filing and approved on the day of its first acceptance,
    whichever filing that was; a change on that of the first filing it stands in.
    """
    told = _filed(enterprise, Q(period__key__in=(CONTRACTS, WORK)))
    contracts, filings, left = _contracts([one for one in told if one.row.period.key == CONTRACTS])
    works: list[Execution] = []
    work = [one for one in told if one.row.period.key == WORK]
    for one in work:
        for execution in _executions(one):
            contract = contracts.get(execution.contract)
            currency = contract.currency if contract else None
            works.append(in_currency(execution, currency))
            filings["work", execution.key] = one.row.pk
    code = told[0].row.enterprise.code if told and told[0].row.enterprise else ""
    return Kept(
        Register(code, contracts, tuple(works)), filings,
        frozenset(one.row.period.code for one in work), tuple(left),
    )  # fmt: skip


def work_of(enterprise: int) -> dict[str, list[Execution]]:
    """Return the work of an enterprise by the number of its contract, as its register has it.

    Of its contracts only those with work are read: there may be a hundred thousand.
    """
    filed = _filed(enterprise, Q(period__key=WORK))
    found: dict[str, list[Execution]] = {}
    for execution in (each for one in filed for each in _executions(one)):
        found.setdefault(execution.contract, []).append(execution)
    if not found:
        return {}
    named = Q(each__in=found) | Q(version__data__contract_no__in=list(found))
    contracts = _contracts(_filed(enterprise, named & Q(period__key=CONTRACTS)))[0]
    currencies = {number: one.currency for number, one in contracts.items()}
    return {
        number: [in_currency(one, currencies.get(number)) for one in work]
        for number, work in found.items()
    }


def in_currency(work: Execution, currency: str | None) -> Execution:
    """Return work with its amount in the contract's currency, where that is one it was told in."""
    if work.amount is not None:
        return work
    return replace(work, amount={"USD": work.usd, "CNY": work.cny}.get(currency or ""))


def _filed(enterprise: int, which: Q) -> list[_Filed]:
    rows = list(
        Filing.objects.filter(which, enterprise=enterprise)
        .exclude(version=None)
        .select_related("period__survey", "enterprise", "version", "accepted")
        .order_by("period__starts", "pk")
    )
    days = _acceptances(rows)
    return [
        _Filed(row, version, days[row.pk])
        for row in rows
        if (version := row.accepted or row.version) is not None
    ]


def _acceptances(rows: Iterable[Filing]) -> dict[int, tuple[date, ...]]:
    """Return the days on which the last level accepted each filing, in their order.

    They are read from the events: a filing that is being corrected counts as it was accepted, and
    its row no longer says when.
    """
    last = {}
    days: dict[str, list[date]] = {}
    for row in rows:
        last[row.stream] = loaded(row.period.survey).survey.levels[-1:]
    events = Event.objects.filter(stream__in=last, kind="report_approved").order_by("stream", "seq")
    for stream, on, data in events.values_list("stream", "on", "data"):
        if data.get("level") in last[stream]:
            days.setdefault(stream, []).append(on)
    found = {}
    for row in rows:
        told = days.get(row.stream) or ([row.accepted_on] if row.accepted_on else [])
        found[row.pk] = tuple(told)
    return found


def _contracts(
    told: Sequence[_Filed],
) -> tuple[dict[str, Contract], dict[tuple[EntryKind, str], int], list[tuple[str, CoreError]]]:
    contracts: dict[str, Contract] = {}
    filings: dict[tuple[EntryKind, str], int] = {}
    approved: dict[tuple[EntryKind, str], date] = {}
    left: dict[str, CoreError] = {}
    for one in told:
        number = str(one.data.get("contract_no") or one.row.each)
        if one.accepted:
            approved.setdefault(("contract", number), one.accepted[0])
        for change in _rows(one.data, "changes"):
            key: tuple[EntryKind, str] = ("change", f"{number}/{change.get('number')}")
            filings.setdefault(key, one.row.pk)
            if one.accepted:
                approved.setdefault(key, one.accepted[-1])
        filings["contract", number] = one.row.pk
        left.pop(number, None)
        try:
            contracts[number] = _contract(number, one, approved)
        except CoreError as error:
            contracts.pop(number, None)
            left[number] = error
    return contracts, filings, list(left.items())


def _contract(number: str, one: _Filed, approved: Mapping[tuple[EntryKind, str], date]) -> Contract:
    """Return a contract as a filing tells it; raises CoreError for days that contradict."""
    data = one.data
    signed = _day(data.get("signed_on")) or one.version.filed_on
    return Contract(
        number=number,
        respondent=one.row.enterprise.code if one.row.enterprise else "",
        client=Client(
            str(data.get("client_name") or ""), _text(data.get("client_country")),
            _text(data.get("end_client_country")), str(data.get("client_kind") or ""),
            {"true": True, "false": False}.get(str(data.get("related_party"))),
        ),
        service_class=_text(data.get("service_class")),
        doc_type=data.get("doc_type") or "contract",  # type: ignore[arg-type]  # its choices
        currency=str(data.get("currency") or ""),
        agreed=_number(data.get("agreed")), agreed_usd=_number(data.get("agreed_usd")),
        signed_on=signed, valid_from=_day(data.get("valid_from")) or signed,
        valid_to=_day(data.get("valid_to")) or date.max,
        title=str(data.get("title") or ""), frame=str(data.get("frame_no") or ""),
        approved_on=approved.get(("contract", number)),
        changes=tuple(_change(number, row, signed, approved) for row in _rows(data, "changes")),
    )  # fmt: skip


def _change(
    number: str,
    row: Texts,
    signed: date,
    approved: Mapping[tuple[EntryKind, str], date],
) -> Change:
    name = str(row.get("number"))
    return Change(
        name, _day(row.get("changed_on")) or signed, _number(row.get("amount")),
        _number(row.get("amount_usd")), approved.get(("change", f"{number}/{name}")),
    )  # fmt: skip


def _executions(one: _Filed) -> Iterator[Execution]:
    """Yield the work of a filing; a row's key is the number of the filing and its place in it."""
    for place, row in enumerate(_rows(one.data, "executions"), start=1):
        receipt = None
        if row.get("receipt_no"):
            day = _day(row.get("receipt_on"))
            receipt = Receipt(str(row["receipt_no"]), day, _number(row.get("receipt_usd")))
        yield Execution(
            key=f"{one.row.pk}/{place}", contract=str(row.get("contract_no") or ""),
            on=_day(row.get("executed_on")) or one.row.period.ends,
            amount=_number(row.get("amount")), usd=_number(row.get("amount_usd")),
            cny=_number(row.get("amount_cny")), entered_on=one.version.filed_on,
            approved_on=one.accepted[-1] if one.accepted else None, receipt=receipt,
        )  # fmt: skip


def _rows(data: Texts, table: str) -> list[Texts]:
    given = data.get(table)
    return list(given) if isinstance(given, list) else []


def _text(value: object) -> str | None:
    return str(value) if value else None


def _number(value: object) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None
