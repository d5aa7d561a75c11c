"""Filing is one act, however it is written: by one statement or row by row, the same rows are left.

On PostgreSQL both writers are tried on the same reports, with figures of chance; elsewhere the one
there is.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import broken_links
from fumao.apps.orgs.actor import Actor
from fumao.apps.surveys import in_hand, writing
from fumao.apps.surveys.actions import file_report as filing_module
from fumao.apps.surveys.actions.file_report import Channel, file_report
from fumao.apps.surveys.actions.review_report import return_report
from fumao.apps.surveys.models import Filing, FilingDraft, FilingVersion, UsedOnce
from fumao.apps.surveys.refusals import ReportRefusedError, UnknownFieldsError
from fumao.surveys.review import Grounds
from tests.reporting.conftest import Town, report

MOMENTS = {"at", "id", "version_id", "accepted_id", "digest", "previous"}


def left(filing: Filing) -> dict[str, Any]:
    """All rows of a filing but their keys, moments, and what follows from these."""

    def plain(rows: Any) -> list[dict[str, Any]]:
        return [{k: v for k, v in row.items() if k not in MOMENTS} for row in rows.values()]

    versions = FilingVersion.objects.filter(filing=filing).order_by("round")
    row = Filing.objects.get(pk=filing.pk)
    return {
        "filing": plain(Filing.objects.filter(pk=filing.pk)),
        "points": [row.version_id == versions.last().pk if versions else None, row.accepted_id],
        "versions": plain(versions),
        "digests": list(versions.values_list("digest", flat=True)),
        "used": sorted(UsedOnce.objects.filter(filing=filing).values_list("once", "value")),
        "draft": FilingDraft.objects.filter(filing=filing).exists(),
        "events": plain(Event.objects.filter(stream=filing.stream).order_by("seq")),
        "broken": broken_links(filing.stream),
    }


class _UndoneError(Exception):
    """Ends a trial: the next begins from the same rows."""


def tried(act: Any, filing: Filing) -> tuple[str, dict[str, Any]]:
    """What an act says, and what it leaves; all is undone."""
    found: list[tuple[str, dict[str, Any]]] = []
    try:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    act()
                said = "filed"
            except ValidationError as error:
                said = "；".join(error.messages)
            found.append((said, left(filing)))
            raise _UndoneError
    except _UndoneError:
        return found[0]


def row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the writer and reader of other databases work on this one."""
    monkeypatch.setattr(writing, "write", lambda filed: writing._write_rows(filed) or True)
    monkeypatch.setattr(filing_module, "write", writing.write)

    def slowly(actor: Actor, filing: int, key: str | None) -> in_hand.InHand:
        row = in_hand.locked(actor, filing)
        known = FilingVersion.objects.filter(key=key).first() if key is not None else None
        return in_hand.InHand(row, in_hand.head_of(row.stream), known)

    monkeypatch.setattr(filing_module, "take_in_hand", slowly)


amounts = st.decimals(Decimal(-1000), Decimal(12000000), places=2)
receipts = st.sampled_from(["A-1", "A-2", "A-3", " A-1 ", "", None])


@st.composite
def reports(draw: st.DrawFn) -> dict[str, Any]:
    """A report of some works; mostly its sums are right."""
    rows = []
    for usd in draw(st.lists(amounts, max_size=4)):
        shore = draw(st.sampled_from(["offshore", "onshore"]))
        rows.append(
            {
                "contract_no": "C-1", "executed_on": "2016-09-10", "service_class": "WB.ITO.01",
                "country": "US" if shore == "offshore" else "CN", "shore": shore,
                "amount_usd": str(usd), "amount_cny": "1.00", "receipt_no": draw(receipts),
                "receipt_usd": draw(st.sampled_from(["0.00", "12000000.00"])),
            }
        )  # fmt: skip
    total = sum((Decimal(row["amount_usd"]) for row in rows), Decimal(0))
    offshore = [Decimal(row["amount_usd"]) for row in rows if row["shore"] == "offshore"]
    off_by = draw(st.sampled_from([0, 0, 0, 1]))
    return {
        "executions": rows, "executed_usd": str(total + off_by),
        "offshore_usd": str(sum(offshore, Decimal(0))),
    }  # fmt: skip


@pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer there")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=reports(), second=reports(), told=st.sampled_from(["", "银行扣费"]))
def test_both_writers_leave_the_same(
    town: Town, filing: Filing, first: dict[str, Any], second: dict[str, Any], told: str
) -> None:
    grounds = Grounds("papers", "请重新上传", date(2016, 10, 20))

    def act() -> None:
        FilingDraft.objects.create(filing=filing, by=town.reporters[0].person)
        file_report(town.reporters[0], filing.pk, first, {"receipts": told}, key="k")
        return_report(town.checkers["district"], filing.pk, grounds)
        file_report(town.reporters[0], filing.pk, second, {"receipts": told}, channel=Channel.API)

    at_once = tried(act, filing)
    with pytest.MonkeyPatch.context() as changed:
        row_by_row(changed)
        assert tried(act, filing) == at_once
    assert at_once[1]["broken"] == []


def test_a_key_of_another_content_is_refused(town: Town, filing: Filing) -> None:
    file_report(town.reporters[0], filing.pk, report(), {}, key="k1")
    with pytest.raises(ValidationError) as refused:
        file_report(town.reporters[0], filing.pk, report("5.00"), {}, key="k1")
    assert refused.value.code == "key"
    assert FilingVersion.objects.count() == 1


def test_a_mistyped_field_of_a_program_is_named(town: Town, filing: Filing) -> None:
    data = report(executed_uds="1.00")
    data["executions"][0]["amounts"] = "1"  # type: ignore[index]
    with pytest.raises(UnknownFieldsError) as refused:
        file_report(town.reporters[0], filing.pk, data, {}, channel=Channel.API)
    assert [field for field, _words in refused.value.fields] == [
        "executed_uds",
        "executions.amounts",
    ]


def test_a_receipt_moves_on_when_its_report_lets_it_go(town: Town, filing: Filing) -> None:
    file_report(town.reporters[0], filing.pk, report(receipt="R-1"), {})
    other = Filing.objects.exclude(pk=filing.pk).filter(period=filing.period).first()
    assert other is not None
    with pytest.raises(ReportRefusedError):
        file_report(town.reporters[1], other.pk, report(receipt="R-1"), {})
    return_report(
        town.checkers["district"], filing.pk, Grounds("papers", "更正", date(2016, 10, 20))
    )
    file_report(town.reporters[0], filing.pk, report(receipt="R-2"), {})
    file_report(town.reporters[1], other.pk, report(receipt="R-1"), {})
    assert sorted(UsedOnce.objects.values_list("value", flat=True)) == ["R-1", "R-2"]
