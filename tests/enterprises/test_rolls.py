"""A roll of enterprises: read, looked through, written all or not at all, harmless if repeated."""

import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from fumao.apps.audit.models import Event
from fumao.apps.enterprises.actions.apply_roll import apply_roll, discard_roll, write_roll
from fumao.apps.enterprises.actions.decide_row import decide_row, skip_doubtful
from fumao.apps.enterprises.actions.read_roll import read_roll
from fumao.apps.enterprises.actions.rename_enterprise import rename_enterprise
from fumao.apps.enterprises.actions.resume_rolls import resume_rolls
from fumao.apps.enterprises.actions.take_roll import take_roll
from fumao.apps.enterprises.models import (
    Contact,
    CurrentFacts,
    Enterprise,
    EnterpriseName,
    Fact,
    Residence,
    Roll,
    RollRow,
)
from fumao.apps.enterprises.names import NearNames, name_key
from fumao.apps.enterprises.queries.facts import facts_on
from fumao.apps.enterprises.queries.rolls import review, wrong_rows
from fumao.apps.enterprises.rolls.lines import read_day
from fumao.apps.enterprises.rolls.reading_child import rows_of
from fumao.apps.orgs.actor import Actor
from tests.enterprises.conftest import CODES

HEADS = (
    "统一社会信用代码",
    "企业名称",
    "区县",
    "园区",
    "行业代码",
    "企业类型",
    "成立日期",
    "联系人",
    "联系电话",
    "职工总数",
)
AS_OF = date(2016, 9, 30)


@pytest.fixture(autouse=True)
def _files(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path


def xlsx(rows: Sequence[Sequence[object]]) -> bytes:
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.close()
    return body.getvalue()


def row(code: str, name: str, area: str = "东区", **more: object) -> list[object]:
    fields = {
        "园区": "",
        "行业代码": "",
        "企业类型": "",
        "成立日期": "",
        "联系人": "",
        "联系电话": "",
        "职工总数": "",
    }
    return [code, name, area, *(fields | more).values()]


def taken(who: Actor, area: object, rows: Sequence[Sequence[object]], as_of: date = AS_OF) -> Roll:
    """A roll uploaded and read."""
    file = SimpleUploadedFile("企业名册.xlsx", xlsx([HEADS, *rows]))
    roll = take_roll(who, area, file, as_of)
    read_roll.call(roll.pk)
    roll.refresh_from_db()
    return roll


def written(who: Actor, roll: Roll) -> Roll:
    """The roll confirmed and written."""
    apply_roll(who, roll)
    write_roll.call(roll.pk, who.person.pk)
    roll.refresh_from_db()
    return roll


def outcomes(roll: Roll) -> dict[int, str]:
    return dict(roll.lines.values_list("number", "outcome"))


def everything() -> tuple[int, ...]:
    models = (Enterprise, EnterpriseName, Residence, Fact, Contact)
    return tuple(model._default_manager.count() for model in models)


FIVE = [
    row(
        CODES[1],
        "甲市青石数据有限公司",
        行业代码="6550",
        企业类型="民营",
        成立日期="2012-05-06",
        联系人="陈工",
        联系电话="0592-5050505",
        职工总数=120,
    ),
    row(
        CODES[2],
        "甲市海岚软件有限公司",
        "西区",
        园区="东园",
        成立日期="2013年7月1日",
        职工总数=45.0,
    ),
    row(CODES[3], "甲市星禾设计有限公司", 企业类型="外资"),
    row("91310115MA1G4L1WXK", "甲市错码有限公司"),
    row(CODES[4], "甲市松泉动漫有限公司", "南区", 行业代码="9Z99", 职工总数="很多"),
]


def test_nothing_is_written_before_it_is_confirmed(city: SimpleNamespace) -> None:
    roll = taken(city.office, city.area, FIVE)
    assert roll.state == "review"
    assert outcomes(roll) == {2: "new", 3: "new", 4: "new", 5: "wrong", 6: "wrong"}
    assert everything() == (0, 0, 0, 0, 0)
    roll = written(city.office, roll)
    assert roll.state == "applied"
    assert everything() == (3, 3, 3, 2, 1)
    firm = Enterprise.objects.get(code=CODES[1])
    assert (firm.name, firm.area, firm.industry, firm.kind, firm.founded_on) == (
        "甲市青石数据有限公司", city.east, "6550", "private", date(2012, 5, 6),
    )  # fmt: skip
    fact = facts_on(city.office, firm, city.day)["staff_total"]
    assert (fact.value, fact.as_of, fact.source) == ("120", AS_OF, "企业名册 企业名册.xlsx")
    assert CurrentFacts.objects.get(enterprise=firm).told == '{"staff_total":"120"}'
    events = Event.objects.filter(stream=roll.stream).order_by("seq")
    assert [e.kind for e in events] == ["roll_taken", "roll_read", "roll_applied"]
    assert events[2].data["registered"] == 3
    assert events[2].data["digest"] == roll.digest


def test_every_wrong_cell_says_where_what_and_how_to_mend(city: SimpleNamespace) -> None:
    roll = taken(city.office, city.area, FIVE)
    told = [(r[0], r[1], r[2]) for r in wrong_rows(roll)]
    assert told == [
        ("5", "统一社会信用代码", "91310115MA1G4L1WXK"),
        ("6", "区县", "南区"),
        ("6", "行业代码", "9Z99"),
        ("6", "职工总数", "很多"),
    ]
    assert all(reason and mend for *_cell, reason, mend, _name in wrong_rows(roll))


def test_the_same_roll_again_changes_nothing(city: SimpleNamespace) -> None:
    written(city.office, taken(city.office, city.area, FIVE))
    before = everything()
    again = taken(city.office, city.area, FIVE)
    assert outcomes(again) == {2: "same", 3: "same", 4: "same", 5: "wrong", 6: "wrong"}
    again = written(city.office, again)
    assert everything() == before
    assert again.written["registered"] == again.written["changed"] == 0


def test_a_known_code_proposes_name_place_and_facts(city: SimpleNamespace) -> None:
    written(city.office, taken(city.office, city.area, FIVE))
    changed = row(CODES[1], "甲市青石信息有限公司", "西区", 园区="东园", 职工总数=130)
    later = date(2016, 10, 10)
    roll = taken(city.office, city.area, [changed], later)
    assert outcomes(roll) == {2: "update"}
    fields = [change["field"] for change in roll.lines.get().changes]
    assert fields == ["name", "place", "fact:staff_total"]
    labels = [(c.old, c.new) for c in review(roll, "update").rows[0].changes]
    assert labels == [
        ("甲市青石数据有限公司", "甲市青石信息有限公司"),
        ("东区", "西区 · 东园"), ("120", "130 人"),
    ]  # fmt: skip
    written(city.office, roll)
    firm = Enterprise.objects.get(code=CODES[1])
    assert (firm.name, firm.area, firm.park) == ("甲市青石信息有限公司", city.west, city.park)
    assert list(firm.names.values_list("valid_from", "valid_to")) == [
        (date(2012, 5, 6), date(2016, 10, 9)), (later, None),
    ]  # fmt: skip
    assert firm.residences.count() == 2
    assert firm.facts.count() == 2  # the older figure stays
    assert facts_on(city.office, firm, date(2016, 10, 1))["staff_total"].value == "120"


def test_a_row_can_be_left_out(city: SimpleNamespace) -> None:
    roll = taken(city.office, city.area, FIVE)
    decide_row(city.office, roll, 3, "skip")
    written(city.office, roll)
    assert not Enterprise.objects.filter(code=CODES[2]).exists()
    with pytest.raises(ValidationError, match="已不在核对中"):
        decide_row(city.office, roll, 2, "skip")


def test_a_person_decides_on_the_same_name_with_another_code(
    city: SimpleNamespace, firm: Enterprise
) -> None:
    rows = [
        row(CODES[1], "甲市云桥软件有限责任公司", 企业类型="民营"),  # the same but for its form
        row(CODES[2], "甲市云桥（软件）有限公司", "西区"),
        row(CODES[3], "甲市不相干检测有限公司"),
        row("", "甲市云桥软件有限公司", 企业类型="外资"),  # no code: found by its name
        row("", "甲市无人知晓有限公司"),
    ]
    roll = taken(city.office, city.area, rows)
    assert outcomes(roll) == {2: "doubtful", 3: "doubtful", 4: "new", 5: "doubtful", 6: "wrong"}
    with pytest.raises(ValidationError, match="3 行疑似重复"):
        apply_roll(city.office, roll)
    pairs = {p.label: (p.here, p.there) for p in review(roll, "doubtful", 2).pairs}
    assert pairs["统一社会信用代码"] == (CODES[1], CODES[0])
    decide_row(city.office, roll, 2, "same")
    decide_row(city.office, roll, 3, "different")
    with pytest.raises(ValidationError, match="没有信用代码"):
        decide_row(city.office, roll, 5, "different")
    assert skip_doubtful(city.office, roll) == 1
    written(city.office, roll)
    firm.refresh_from_db()
    assert (firm.name, firm.kind) == ("甲市云桥软件有限责任公司", "private")
    assert not Enterprise.objects.filter(code=CODES[1]).exists()
    assert Enterprise.objects.filter(code=CODES[2], area=city.west).exists()
    before = everything()
    again = taken(city.office, city.area, rows)
    # What was decided once is not asked again.
    assert dict(again.lines.filter(outcome="doubtful").values_list("number", "decision")) == {
        2: "same", 5: "skip",
    }  # fmt: skip
    written(city.office, again)
    assert everything() == before


def test_two_rows_of_one_name_are_put_side_by_side(city: SimpleNamespace) -> None:
    rows = [
        row(CODES[1], "甲市川行有限公司"),
        row(CODES[2], "甲市川行有限公司"),
        row(CODES[1], "别名公司"),
    ]
    roll = taken(city.office, city.area, rows)
    assert outcomes(roll) == {2: "new", 3: "doubtful", 4: "wrong"}  # the code stands twice
    assert roll.lines.get(number=3).twin == 2
    decide_row(city.office, roll, 3, "different")
    written(city.office, roll)
    assert Enterprise.objects.count() == 2


def test_a_register_that_changed_since_is_looked_through_again(
    city: SimpleNamespace, firm: Enterprise
) -> None:
    roll = taken(
        city.office,
        city.area,
        [row(firm.code, "甲市新名有限公司"), row(CODES[1], "甲市博锐有限公司")],
    )
    rename_enterprise(city.office, firm, "甲市新名有限公司", date(2016, 10, 1))
    roll = written(city.office, roll)
    assert (roll.state, outcomes(roll)) == ("review", {2: "same", 3: "new"})
    assert "1 行" in roll.error_zh
    assert Enterprise.objects.count() == 1
    assert written(city.office, roll).state == "applied"
    assert Enterprise.objects.count() == 2


def test_a_district_writes_into_its_own_area_only(city: SimpleNamespace, firm: Enterprise) -> None:
    with pytest.raises(PermissionDenied):
        take_roll(city.reviewer, city.area, SimpleUploadedFile("a.xlsx", xlsx([HEADS])), AS_OF)
    rows = [row(CODES[1], "甲市东边有限公司"), row(CODES[2], "甲市西边有限公司", "西区")]
    roll = taken(city.reviewer, city.east, rows)
    assert outcomes(roll) == {2: "new", 3: "wrong"}
    west = taken(city.west_reviewer, city.west, [row(firm.code, "抢注有限公司", "西区")])
    assert next(wrong_rows(west))[3] == "已在其他地区登记"
    with pytest.raises(PermissionDenied):
        apply_roll(city.west_reviewer, roll)


def test_a_roll_can_be_given_up(city: SimpleNamespace) -> None:
    roll = taken(city.office, city.area, FIVE)
    discard_roll(city.office, roll)
    with pytest.raises(ValidationError):
        apply_roll(city.office, roll)
    assert everything() == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("a.xlsx", xlsx([["甲", "乙"], [1, 2]]), "表头"),
        ("a.csv", b"\xff\xff\xff\xff\xff", "编码"),
        ("a.csv", b",,\n,,\n", "空的"),
    ],
)
def test_what_cannot_be_read_says_why(
    city: SimpleNamespace, name: str, body: bytes, words: str
) -> None:
    roll = take_roll(city.office, city.area, SimpleUploadedFile(name, body), AS_OF)
    read_roll.call(roll.pk)
    roll.refresh_from_db()
    assert roll.state == "failed"
    assert words in roll.error_zh
    assert roll.error_en


def test_other_files_are_refused(city: SimpleNamespace) -> None:
    for name, body in (("a.pdf", b"%PDF-1.4"), ("a.xlsx", b"not a zip"), ("a.csv", b"")):
        with pytest.raises(ValidationError):
            take_roll(city.office, city.area, SimpleUploadedFile(name, body), AS_OF)
    assert not Roll.objects.exists()


def test_csv_in_the_encodings_of_bureaus(city: SimpleNamespace, tmp_path: Path) -> None:
    text = f'统一社会信用代码,企业名称,当年总收入（万元）\n{CODES[1]},甲市拓智有限公司,"1,234.56"\n'
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        path = tmp_path / encoding
        path.write_bytes(text.encode(encoding))
        assert rows_of(path, "csv")[1] == [CODES[1], "甲市拓智有限公司", "1,234.56"]
    file = SimpleUploadedFile("a.csv", text.encode("gb18030"))
    roll = take_roll(city.office, city.area, file, AS_OF)
    read_roll.call(roll.pk)
    assert roll.lines.get().data["facts"] == {"total_revenue": "12345600.00"}  # 万元 to 元, exact


def test_rows_are_counted_as_the_spreadsheet_counts(city: SimpleNamespace) -> None:
    """Two empty rows above the heads: the first enterprise stands in row 4."""
    file = SimpleUploadedFile("a.xlsx", xlsx([(), (), HEADS, row(CODES[1], "甲市拓智有限公司")]))
    roll = take_roll(city.office, city.area, file, AS_OF)
    read_roll.call(roll.pk)
    assert outcomes(roll) == {4: "new"}


def test_a_roll_cut_off_is_taken_up_again(city: SimpleNamespace) -> None:
    roll = take_roll(
        city.office, city.area, SimpleUploadedFile("a.xlsx", xlsx([HEADS, *FIVE])), AS_OF
    )
    assert resume_rolls() == 0  # its task is still waiting
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.update(status="RUNNING", started_at="2016-01-01T00:00:00Z")
    assert resume_rolls() == 1
    read_roll.call(roll.pk)
    apply_roll(city.office, roll)
    DBTaskResult.objects.update(status="FAILED")
    assert resume_rolls(at_start=True) == 1
    roll.refresh_from_db()
    assert roll.state == "review"  # who confirmed is asked again


def test_a_fault_is_told_and_not_tried_for_ever(
    city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    roll = take_roll(
        city.office, city.area, SimpleUploadedFile("a.xlsx", xlsx([HEADS, *FIVE])), AS_OF
    )
    monkeypatch.setattr("fumao.apps.enterprises.actions.read_roll.find_columns", dict)
    with pytest.raises(ValueError):
        read_roll.func(roll.pk)
    roll.refresh_from_db()
    assert (roll.state, resume_rolls(at_start=True)) == ("failed", 0)
    assert "再传一次" in roll.error_zh and "upload it again" in roll.error_en


def test_unknown_columns_are_named(city: SimpleNamespace) -> None:
    rows = [
        ["企业统计表"],
        [],
        ["序号", "信用代码", "名称", "今年心情"],
        [1, CODES[1], "甲市知行有限公司", "好"],
    ]
    roll = take_roll(city.office, city.area, SimpleUploadedFile("a.xlsx", xlsx(rows)), AS_OF)
    read_roll.call(roll.pk)
    roll.refresh_from_db()
    assert (roll.unread, outcomes(roll)) == (["今年心情"], {4: "new"})


def test_statistics_of_the_past_are_not_shown_in_a_preview(
    city: SimpleNamespace, firm: Enterprise
) -> None:
    rows = [["信用代码", "名称", "本市指标值"], [firm.code, firm.name, "1.5"]]
    for as_of in (AS_OF, date(2016, 10, 10)):
        file = SimpleUploadedFile("a.xlsx", xlsx(rows))
        rows[1][2] = "2.5"
        roll = take_roll(city.office, city.area, file, as_of)
        read_roll.call(roll.pk)
        if as_of == AS_OF:
            written(city.office, roll)
    assert Fact.objects.get().purpose == "statistics"
    assert "1.5" not in json.dumps(roll.lines.get().changes)
    assert [c.new for c in review(roll, "update").rows[0].changes] == ["统计用途，不显示"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2016-7-5", date(2016, 7, 5)), ("2016/07/05", date(2016, 7, 5)),
        ("20160705", date(2016, 7, 5)), ("2016年7月5日", date(2016, 7, 5)),
        ("2016.7.5", date(2016, 7, 5)), ("2016-02-30", None), ("去年", None), ("", None),
    ],
)  # fmt: skip
def test_days_as_bureaus_write_them(text: str, day: date | None) -> None:
    assert read_day(text) == day


def test_names_are_compared_without_what_spellings_differ_in() -> None:
    assert name_key("厦门（云桥）软件有限责任公司") == name_key("廈門 (雲橋) 軟件 有限公司")
    known = NearNames(
        [(1, name_key("厦门云桥软件科技有限公司")), (2, name_key("厦门青石数据有限公司"))]
    )
    assert known.same(name_key("厦门云桥软件科技有限责任公司")) == 1
    assert known.nearest(name_key("厦门市云桥软件科技有限公司")) == 1
    assert known.nearest(name_key("厦门远帆检测有限公司")) is None
    assert NearNames([]).nearest("甲") is None


def test_rows_wait_in_order(city: SimpleNamespace) -> None:
    roll = taken(city.office, city.area, FIVE)
    found = review(roll)
    assert (found.outcome, found.waiting, found.written) == ("wrong", 0, 3)
    assert [t.total for t in found.tabs] == [0, 2, 0, 3, 0]
    assert RollRow.objects.filter(roll=roll).count() == 5
