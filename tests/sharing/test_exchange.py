"""Exchanges under a grant: read in another process, confirmed by a person, signed for good."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import broken_streams
from fumao.apps.files.models import Attachment
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import visible_to
from fumao.apps.sharing.actions.confirm_exchange import confirm_exchange, discard_exchange
from fumao.apps.sharing.actions.give_grant import give_grant, revoke_grant
from fumao.apps.sharing.actions.read_exchange import read_exchange
from fumao.apps.sharing.actions.resume_exchanges import resume_exchanges
from fumao.apps.sharing.actions.take_data import take_data
from fumao.apps.sharing.actions.take_exchange import take_exchange
from fumao.apps.sharing.models import DataGrant, Exchange, Receipt, SharedData
from fumao.apps.sharing.signing import handed_out, verdict
from fumao.statistics.batches import Batches, Columns
from tests.sharing.conftest import HEADS, csv_file, granted, handed_in, json_file, terms, xlsx

ROWS = [
    HEADS,
    ["221000", "收入", "US", 1234.5, 12],
    ["223022", "payments", "JP", "1,000.25", 40],
    ["225010", "支出", "", "—", 2],  # withheld: unknown, not zero
    ["999999", "收入", "US", 1, 1],
    ["221000", "流入", "US", 1, 1],
    ["221000", "支出", "US", -3, 1],
    ["221000", "收入", "US", 7, 1],  # the same as row 2
]


def on(day: date, actor: Actor) -> Actor:
    return actor_for(actor.person, day)


def test_good_rows_are_proposed_and_bad_ones_told_by_row_and_column(city: SimpleNamespace) -> None:
    one = handed_in(city.fx_handler, granted(city), xlsx(ROWS))
    assert one.state == Exchange.State.REVIEW
    assert [line["data"] for line in one.good] == [
        {"code": "221000", "flow": "receipts", "partner": "US", "amount": "1234.50",
         "entities": "12"},
        {"code": "223022", "flow": "payments", "partner": "JP", "amount": "1000.25",
         "entities": "40"},
        {"code": "225010", "flow": "payments", "partner": None, "amount": None, "entities": "2"},
    ]  # fmt: skip
    told = [
        (line["number"], p["column"][0], p["value"]) for line in one.bad for p in line["problems"]
    ]
    assert told == [
        (5, "交易代码", "999999"), (6, "方向", "流入"), (7, "金额", "-3"),
        (8, "交易代码", "221000"),
    ]  # fmt: skip
    assert "第 2 行" in one.bad[3]["problems"][0]["why"][0]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_csv_and_json_say_the_same(city: SimpleNamespace, form: str) -> None:
    cells = ["221000", "收入", "US", "0.10", "3"]
    file = (
        csv_file([HEADS, cells])
        if form == "csv"
        else json_file([{"code": "221000", "flow": "receipts", "partner": "US", "amount": 0.10,
                         "entities": 3}])
    )  # fmt: skip
    one = handed_in(city.fx_handler, granted(city), file)
    assert [line["data"]["amount"] for line in one.good] == ["0.10"]
    assert one.bad == []


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (xlsx([["交易代码", "方向", "金额（美元）"], ["221000", "收入", 1]]), "unit"),
        (xlsx([["交易代码", "金额"], ["221000", 1]]), "head"),
        (xlsx([["甲", "乙"], ["1", "2"]]), "no_head"),
        (json_file({"rows": [1]}), "unreadable"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    city: SimpleNamespace, file: object, code: str
) -> None:
    one = handed_in(city.fx_handler, granted(city), file)  # type: ignore[arg-type]
    assert one.state == Exchange.State.FAILED
    assert one.error_zh
    assert one.error_en
    assert Event.objects.get(kind="exchange_failed").data == {"code": code}


def test_confirmed_is_for_good_and_a_correction_stands_beside(city: SimpleNamespace) -> None:
    grant = granted(city)
    first = handed_in(city.fx_handler, grant, xlsx(ROWS))
    done = confirm_exchange(city.office, first, {}, first.digest)
    assert (done.data.version, done.data.left_out, len(done.data.rows)) == (1, 4, 3)
    for change in ("UPDATE sharing_shareddata SET period = '2'", "DELETE FROM sharing_receipt"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    again = handed_in(city.fx_handler, grant, xlsx([HEADS, ["221000", "收入", "US", 2000, 12]]))
    later = confirm_exchange(city.fx_handler, again, {}, again.digest)
    assert [one.version for one in SharedData.objects.order_by("version")] == [1, 2]
    assert later.data.rows[0]["amount"] == "2000.00"
    assert SharedData.objects.get(version=1).rows[0]["amount"] == "1234.50"
    with pytest.raises(ValidationError, match="不在核对中"):
        confirm_exchange(city.office, first, {}, first.digest)
    assert broken_streams() == {}


def test_of_several_targets_a_person_chooses(city: SimpleNamespace) -> None:
    """227010 leads to SI1 alone; 22203 etc. too; a code of several targets is never guessed."""
    from fumao.packs.codes import crosswalk

    walk = crosswalk("safe-2014-ebops-2010")
    split = next(link.source for link in walk.links if len(walk.targets(link.source)) > 1)
    targets = [link.target for link in walk.targets(split)]
    rows = [HEADS, ["221000", "收入", "US", 1, 5], [split, "收入", "US", 2, 5],
            ["222011", "收入", "US", 3, 5]]  # fmt: skip
    one = handed_in(city.fx_handler, granted(city), xlsx(rows))
    with pytest.raises(ValidationError, match=split):
        confirm_exchange(city.office, one, {}, one.digest)
    with pytest.raises(ValidationError, match=split):
        confirm_exchange(city.office, one, {split: "SA"}, one.digest)
    done = confirm_exchange(city.office, one, {split: targets[-1]}, one.digest)
    # 222011 has no link of its own: it is a part of 22201, sea transport.
    assert [row["code_to"] for row in done.data.rows] == ["SA", targets[-1], "SC1"]


def test_left_open_is_in_no_class(city: SimpleNamespace) -> None:
    from fumao.packs.codes import crosswalk

    walk = crosswalk("safe-2014-ebops-2010")
    split = next(link.source for link in walk.links if len(walk.targets(link.source)) > 1)
    one = handed_in(city.fx_handler, granted(city), xlsx([HEADS, [split, "收入", "US", 2, 5]]))
    done = confirm_exchange(city.office, one, {split: ""}, one.digest)
    assert done.data.rows[0]["code_to"] is None


def test_a_revoked_grant_stops_the_next_step_whatever_was_begun(city: SimpleNamespace) -> None:
    grant = granted(city)
    one = handed_in(city.fx_handler, grant, xlsx(ROWS))
    with pytest.raises(ValidationError, match="理由"):
        revoke_grant(city.fx_handler, grant, " ")
    with pytest.raises(PermissionDenied):
        revoke_grant(city.office, grant, "不再需要")
    revoke_grant(city.fx_handler, grant, "用途变更")
    for act in (
        lambda: confirm_exchange(city.office, one, {}, one.digest),
        lambda: take_exchange(city.fx_handler, grant, "2016-08", xlsx(ROWS)),
        lambda: take_data(city.office, grant, "2016-09"),
    ):
        with pytest.raises(ValidationError, match="已撤销"):
            act()
    assert not SharedData.objects.exists()
    assert not Receipt.objects.exists()
    assert discard_exchange(city.office, one).state == Exchange.State.DISCARDED
    grant.refresh_from_db()
    assert grant.reason == "用途变更"


def test_an_expired_grant_and_one_not_yet_valid_stop_too(city: SimpleNamespace) -> None:
    grant = granted(city, valid_from=date(2016, 9, 1), valid_to=date(2016, 12, 31))
    take_exchange(on(date(2016, 12, 31), city.fx_handler), grant, "2016-09", xlsx(ROWS))
    for day, words in ((date(2017, 1, 1), "已过有效期"), (date(2016, 8, 31), "还没有生效")):
        with pytest.raises(ValidationError, match=words):
            take_exchange(on(day, city.fx_handler), grant, "2016-07", xlsx(ROWS))


def test_a_period_of_another_kind_or_not_over_is_refused(city: SimpleNamespace) -> None:
    grant = granted(city)
    for code, words in (("2016-Q3", "种类"), ("2016-10", "还没有结束"), ("九月", "期间")):
        with pytest.raises(ValidationError, match=words):
            take_exchange(city.fx_handler, grant, code, xlsx(ROWS))


def test_who_may_give_and_for_what(city: SimpleNamespace) -> None:
    with pytest.raises(PermissionDenied):
        give_grant(city.office, terms(city))
    for changed, words in (
        ({"purpose": "administration"}, "第28条"),
        ({"provider": city.tax}, "不由本单位提供"),
        ({"receiver": city.elsewhere}, "同一地区"),
        ({"valid_to": date(2015, 12, 31)}, "截止日"),
    ):
        giver = city.tax_handler if "provider" in changed else city.fx_handler
        with pytest.raises(ValidationError, match=words):
            give_grant(giver, terms(city, **changed))
    assert not DataGrant.objects.exists()


def test_receipts_are_genuine_until_a_letter_is_changed(
    city: SimpleNamespace, tmp_path: Path
) -> None:
    one = handed_in(city.office, granted(city), xlsx(ROWS))
    receipt = confirm_exchange(city.office, one, {}, one.digest).receipt
    text = handed_out(receipt)
    what, body = verdict(text)
    assert what == "genuine"
    assert body["file_sha256"] == one.attachment.file.sha256
    assert (body["provider"]["name"], body["receiver"]["name"]) == ("甲市外汇局", "甲市商务局")
    assert body["on_behalf"] is True  # the receiver handed it in for the provider
    assert verdict(text.replace('"rows": 3', '"rows": 4'))[0] == "altered"
    from fumao.core.receipts import Signer, envelope

    forged = json.dumps(envelope(body, Signer("42" * 32)))
    assert verdict(forged)[0] == "foreign"
    call_command("verify_receipts", stdout=StringIO())
    path = tmp_path / "r.json"
    path.write_text(forged)
    with pytest.raises(CommandError, match="foreign"):
        call_command("verify_receipts", str(path))


def test_nobody_else_sees_anything(city: SimpleNamespace) -> None:
    one = handed_in(city.fx_handler, granted(city), xlsx(ROWS))
    confirm_exchange(city.office, one, {}, one.digest)
    for model in (DataGrant, Exchange, SharedData, Receipt):
        for sees in (city.fx_handler, city.office):
            assert visible_to(sees, model.objects.all()).count() == 1
        for blind in (city.leader, city.tax_handler, city.stranger):
            assert not visible_to(blind, model.objects.all()).exists()
    files = Attachment.objects.filter(stream=one.stream)
    assert visible_to(city.office, files).exists()
    assert not visible_to(city.leader, files).exists()
    with pytest.raises(PermissionDenied):
        take_data(city.fx_handler, one.grant, one.period)


def test_the_receiver_takes_away_with_a_receipt(city: SimpleNamespace) -> None:
    import hashlib

    grant = granted(city)
    with pytest.raises(ValidationError, match="还没有可以取走"):
        take_data(city.office, grant, "2016-09")
    one = handed_in(city.fx_handler, grant, xlsx(ROWS))
    confirm_exchange(city.office, one, {}, one.digest)
    taken = take_data(city.office, grant, "2016-09", "json")
    rows = json.loads(taken.body)["rows"]
    assert rows[2]["amount"] is None
    body = json.loads(taken.receipt.text)
    assert body["file_sha256"] == hashlib.sha256(taken.body).hexdigest()
    assert body["kind"] == "out"
    events = Event.objects.filter(kind="data_taken_away").values_list("stream", flat=True)
    assert set(events) == {grant.stream, f"person:{city.office.person.username}"}
    assert verdict(handed_out(taken.receipt))[0] == "genuine"


def test_what_leaves_for_statistics_is_protected(
    city: SimpleNamespace, settings: SimpleNamespace
) -> None:
    """Two firms in the west: few, so hidden; hiding one cell alone would betray it by the total.
    What the other city's firms did is not this city's to give.
    """
    code = dict(Area.objects.values_list("name", "code"))
    columns = Columns(
        {"area": "TEXT", "park": "TEXT", "service_class": "TEXT", "country": "TEXT",
         "shore": "TEXT", "amount_usd": "DECIMAL(18,2)", "amount_cny": "DECIMAL(18,2)"}
    )  # fmt: skip
    east = [(code["东区"], n, 100 + n) for n in range(6)]
    north = [(code["北区"], 10 + n, 90 + n) for n in range(5)]
    west = [(code["西区"], 20, 500), (code["西区"], 21, 40)]
    elsewhere = [(code["南区"], 30 + n, 70 + n) for n in range(5)]
    rows = [
        {"respondent": f"r{who}", "area": area, "park": None, "service_class": "A",
         "country": "US", "shore": "offshore", "amount_usd": amount, "amount_cny": amount * 7}
        for area, who, amount in (*east, *north, *west, *elsewhere)
    ]  # fmt: skip
    Batches(settings.BATCHES_ROOT).add("outsourcing-execution", "2016-09", 1, columns, rows)
    grant = granted(city, "outsourcing-by-area")
    with pytest.raises(ValidationError, match="送出数据"):
        take_exchange(city.office, grant, "2016-09", xlsx(ROWS))
    taken = take_data(city.counter, grant, "2016-09", "json")
    found = {
        (row["area"], row["service_class"]): row["amount_usd"]
        for row in json.loads(taken.body)["rows"]
    }
    assert found["_T", "_T"] == f"{615 + 460 + 540}.00"
    assert found[code["西区"], "A"] is None
    assert [found[code["东区"], "A"], found[code["北区"], "A"]].count(None) == 1
    assert not any(area == code["南区"] for area, _class in found)
    assert b"r20" not in taken.body


def test_a_fault_is_told_and_not_tried_for_ever(
    city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = take_exchange(city.fx_handler, granted(city), "2016-09", csv_file([HEADS]))
    monkeypatch.setattr("fumao.apps.sharing.actions.read_exchange.data_set", {}.__getitem__)
    with pytest.raises(KeyError):
        read_exchange.func(one.pk)
    one.refresh_from_db()
    assert (one.state, resume_exchanges(at_start=True)) == ("failed", 0)
    assert "再传一次" in one.error_zh and "upload it again" in one.error_en
