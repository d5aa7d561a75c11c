"""A file leaves the very rows that filing its reports one after the other leaves."""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import broken_streams
from fumao.apps.orgs.actor import Actor
from fumao.apps.surveys.actions.begin_filing import begin_filing
from fumao.apps.surveys.actions.file_report import Channel, file_report
from fumao.apps.surveys.actions.handle_item import accept_item
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.actions.remind_respondents import remind_respondents
from fumao.apps.surveys.actions.review_report import return_report
from fumao.apps.surveys.actions.save_draft import save_draft
from fumao.apps.surveys.book import loaded, period_of
from fumao.apps.surveys.models import (
    Filing,
    FilingDraft,
    FilingVersion,
    ReportingPeriod,
    UsedOnce,
    WorkItem,
)
from fumao.apps.surveys.workbook.take import raw_text
from fumao.core.periods import Month
from fumao.forms.cells import text_of
from fumao.surveys.bulk.layout import Layout, layout_of, total_rule
from fumao.surveys.review import Grounds
from tests.reporting.bulk_files import CODE, agency, as_csv, contract, contracts_of, done, work
from tests.reporting.conftest import CODES, IN_TIME, Town, report

pytestmark = pytest.mark.django_db
EXPLAINED = "情况说明"
type Row = Mapping[str, str]


def snapshot() -> dict[str, list[Any]]:
    """All that filing leaves, without keys and moments."""
    rows = Filing.objects.order_by("period__code", "period__key", "enterprise__code", "each")
    names = {
        one.pk: (
            one.period.key, one.period.code, one.enterprise.code if one.enterprise else "",
            one.each,
        )
        for one in rows.select_related("period", "enterprise")
    }  # fmt: skip
    streams = {f"report:{pk}": name for pk, name in names.items()}
    columns = (
        "pk", "area_id", "park_id", "phase", "level", "round", "seq", "filed_on", "first_filed_on",
        "accepted_on", "again_by", "returns", "returned", "people", "version__digest",
        "accepted__digest",
    )  # fmt: skip
    version = ("filing", "round", "data", "explained", "found", "digest", "channel", "key",
               "filed_on", "by")  # fmt: skip
    item = ("filing", "rule", "severity", "phase", "owner", "value", "explanation", "explained_by",
            "rounds", "found_on", "accepted_on", "least", "most", "until")  # fmt: skip
    events = Event.objects.filter(stream__in=streams).order_by("stream", "seq")
    told = events.values_list("stream", "seq", "kind", "on", "actor", "department", "area", "data")

    def named(found: Any) -> list[Any]:
        return sorted(([names[pk], *rest] for pk, *rest in found), key=repr)

    return {
        "filings": named(rows.values_list(*columns)),
        "versions": named(FilingVersion.objects.values_list(*version)),
        "items": named(WorkItem.objects.values_list(*item)),
        "used": named(UsedOnce.objects.values_list("filing", "survey", "once", "value")),
        "drafts": named(FilingDraft.objects.values_list("filing", "data")),
        "events": sorted(([streams[stream], *rest] for stream, *rest in told), key=repr),
    }


def undone(act: Callable[[], object]) -> dict[str, list[Any]]:
    """What an act leaves; it is undone."""
    with transaction.atomic():
        act()
        found = snapshot()
        assert broken_streams() == {}
        transaction.set_rollback(True)
    return found


def one_by_one(actor: Actor, town: Town, period: ReportingPeriod, rows: Sequence[Row]) -> None:
    """File each row of contracts as a person would, in the order of the file."""
    form = loaded(period.survey)
    day = period_of(period).end
    for row in rows:
        data = {
            one.key: raw_text(one, row.get(one.key, ""), day)
            for one in form.fields if not one.is_table
        }  # fmt: skip
        firm = next(one for one in town.firms if one.code == row[CODE])
        _file(actor, period, firm, str(data["contract_no"]), data, row.get(EXPLAINED, ""))


def _file(
    actor: Actor, period: ReportingPeriod, firm: Any, each: str, data: Any, said: str
) -> None:
    checks = loaded(period.survey).survey.checks
    told = {check.key: said for check in checks if check.severity == "soft"} if said else {}
    try:
        with transaction.atomic():
            filing = Filing.objects.filter(period=period, enterprise=firm, each=each).first()
            if filing is None:
                filing = begin_filing(actor, period, firm, each)
            file_report(actor, filing.pk, data, told, channel=Channel.BULK)
    except (ValidationError, PermissionDenied):
        return


def test_contracts(town: Town) -> None:
    period = contracts_of(town)
    actor, first = agency(town), town.firms[0]
    for number in ("R-1", "R-2", "S-1"):
        row = contract(number)
        data = {one.key: raw_text(one, row.get(one.key, ""), date(2016, 9, 30))
                for one in loaded(period.survey).fields}  # fmt: skip
        _file(actor, period, first, number, data, "")
    grounds = Grounds("figures", "请核对", date(2016, 10, 20))
    for number in ("R-1", "R-2"):
        filing = Filing.objects.get(each=number)
        return_report(town.checkers["district"], filing.pk, grounds)
    begun = begin_filing(actor, period, first, "D-1")
    save_draft(actor, begun, {"title": "草稿"}, {})
    _remembered(town, actor, period)
    rows = [
        *({CODE: CODES[0], **contract(number), EXPLAINED: ""} for number in ("R-1", "S-1", "D-1")),
        {CODE: CODES[0], **contract("R-2", title="更正"), EXPLAINED: ""},
        {CODE: CODES[0], **contract("S-1", title="另一个"), EXPLAINED: ""},
        {CODE: CODES[0], **contract("M-1", valid_from="2016-08-01"), EXPLAINED: ""},
        *_mixed(random.Random(7), 150),
    ]
    before = snapshot()
    by_file = undone(lambda: done(actor, period, as_csv(rows)))
    one = undone(lambda: one_by_one(actor, town, period, rows[1:]))  # R-1 is unchanged: see below
    assert by_file == one
    assert len(by_file["versions"]) > len(before["versions"]) + 60
    assert {row[1] for row in by_file["items"] if row[0][3].startswith("X")} == {
        "related", "large", "late-start", "end-client", "long",
    }  # fmt: skip


def _remembered(town: Town, actor: Actor, period: ReportingPeriod) -> None:
    """In August an early start was explained and accepted: it need not be explained again."""
    august = open_period(town.office, period.survey, town.city, Month(2016, 8))
    row = contract("M-1", valid_from="2016-08-01")
    form = loaded(period.survey)
    data = {one.key: raw_text(one, row.get(one.key, ""), IN_TIME) for one in form.fields}
    _file(actor, august, town.firms[0], "M-1", data, "补签")
    item = WorkItem.objects.get(filing__each="M-1")
    accept_item(town.checkers["district"], item.pk)


def _mixed(chance: random.Random, count: int) -> list[dict[str, str]]:
    """Contracts as they come: clean, watched, to be explained, wrong, and some twice."""
    rows = []
    for _ in range(count):
        row = contract(f"X-{chance.randrange(count)}", **{CODE: chance.choice(CODES[:2])})
        row[EXPLAINED] = chance.choice(["", "客户要求"])
        for change, share in (
            ({"related_party": "是"}, 0.2), ({"valid_from": "2016-08-01"}, 0.3),
            ({"agreed_usd": "20000000"}, 0.1), ({"valid_to": "2030-08-31"}, 0.1),
            ({"client_country": "CN", "shore": "在岸"}, 0.2), ({"client_country": "CN"}, 0.05),
            ({"agreed": "百万"}, 0.05), ({"signed_on": ""}, 0.03), ({"title": '“甲” "乙"'}, 0.1),
            ({"service_class": "ZZ"}, 0.03), ({"doc_type": "订单", "frame_no": "F-1"}, 0.1),
            ({"doc_type": "框架合同", "agreed": "", "agreed_usd": ""}, 0.1),
            ({"contract_no": "Y" * 65}, 0.02),
        ):  # fmt: skip
            if chance.random() < share:
                row |= change
        rows.append(row)
    return rows


def test_work_under_a_contract_is_known_beside_a_file(town: Town, period: ReportingPeriod) -> None:
    """What was done before the contract was signed is a hard finding, in a file as in the form."""
    own = Filing.objects.get(period=period, enterprise__code=CODES[0])
    file_report(town.reporters[0], own.pk, report(), {})  # 100,000 on C-1, on 10 September
    contracts = contracts_of(town)
    actor = agency(town)
    rows = [
        {CODE: CODES[0], **contract("C-1", agreed=agreed, signed_on=signed)}
        for agreed, signed in (
            ("1000", "2016-09-01"), ("200000", "2016-09-20"), ("100000", "2016-09-01"),
        )
    ]  # fmt: skip
    by_file = undone(lambda: done(actor, contracts, as_csv(rows)))
    assert by_file == undone(lambda: one_by_one(actor, town, contracts, rows))
    assert len(by_file["versions"]) == 2  # the work, and the last contract


def whole(layout: Layout, period: ReportingPeriod, rows: Sequence[Row]) -> dict[str, Any]:
    """The report of one enterprise's rows, with the totals that its rules give."""
    form, table, value = loaded(period.survey), layout.table, period_of(period)
    assert table is not None
    lines = [
        {one.key: raw_text(one, row.get(one.key, ""), value.end) for one in table.columns}
        for row in rows
    ]
    reading = form.examine({table.key: lines}, value, IN_TIME, {}).reading
    names = {key: total_rule(key) for key in layout.totals}
    answers = form.on(value.end).answers({}, dict(reading.rows), names.values())
    return {table.key: lines} | {key: text_of(answers[name].value) for key, name in names.items()}


@pytest.mark.parametrize("seed", [1, 2])
def test_work(town: Town, period: ReportingPeriod, seed: int) -> None:
    actor, chance = agency(town), random.Random(seed)
    august = open_period(town.office, period.survey, town.city, Month(2016, 8))
    earlier = Filing.objects.get(period=august, enterprise__code=CODES[0])
    data = report("500.00", "R-0")
    data["executions"][0]["executed_on"] = "2016-08-10"  # type: ignore[index]
    file_report(town.reporters[0], earlier.pk, data, {})
    own = Filing.objects.get(period=period, enterprise__code=CODES[0])
    later = town.on(town.office, date(2016, 10, 9))
    remind_respondents(later, period, date(2016, 10, 20))  # a draft may have events already
    if seed == 2:  # filed, returned, and its receipts are let go when it is filed again
        file_report(town.reporters[0], own.pk, report(receipt="R-3"), {})
        grounds = Grounds("figures", "请核对", date(2016, 10, 20))
        return_report(town.checkers["district"], own.pk, grounds)
    rows = []
    for n in range(40):
        row = work(chance.choice(CODES[:2]), f"{chance.randrange(1, 9)}00.5", f"R-{n}")
        row[EXPLAINED] = "银行扣费"
        if chance.random() < 0.2:
            row["receipt_usd"] = "1"
        if chance.random() < 0.2:
            row |= {"country": "CN", "shore": "在岸"}
        rows.append(row)
    if seed == 1:
        rows[-1]["receipt_no"] = rows[0]["receipt_no"]
    layout = layout_of(loaded(period.survey).survey)
    assert layout is not None

    def file_all() -> None:
        for code in dict.fromkeys(row[CODE] for row in rows):
            mine = [row for row in rows if row[CODE] == code]
            firm = next(one for one in town.firms if one.code == code)
            _file(actor, period, firm, "", whole(layout, period, mine), "银行扣费")

    by_file = undone(lambda: done(actor, period, as_csv(rows)))
    assert by_file == undone(file_all)
    assert any(row[1] in (1, 2) for row in by_file["versions"])
