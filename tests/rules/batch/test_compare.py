"""A reform beside the rules as they are: figures worked out by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from fumao.core.errors import CoreError, Words
from fumao.rules import Definitions, Library, RuleError
from fumao.rules.batch import Files, Session
from fumao.rules.batch.compare import Comparison, compare_file
from fumao.rules.batch.reform import combine
from fumao.rules.batch.write_compare import write_comparison
from fumao.rules.definitions import Citation, Dated
from fumao.rules.overlay import Overlay, ParameterChange, RuleChange, overlaid
from tests.rules.batch.conftest import BOOK, CITE, Write, amount, given, rule

DAY = date(2016, 10, 14)
FROM = date(2016, 1, 1)
LINES = (
    "id,区,本市企业,营业收入,职工总数",
    "a,湖里,是,1000000,10",
    "b,湖里,是,1000000,60",
    "c,思明,是,600000,10",
    "d,思明,是,,10",
    "e,思明,否,,",
)


def change(
    name: str, value: str, first: date | None = FROM, last: date | None = None
) -> ParameterChange:
    return ParameterChange(
        name, (Dated(Decimal(value), first, last, Citation("overlay", "draft")),)
    )


def text(name: str, words: str, first: date | None = FROM, last: date | None = None) -> RuleChange:
    return RuleChange(name, words, Citation("overlay", "draft"), first, last)


def overlay(*changes: ParameterChange | RuleChange, added: Definitions = Definitions()) -> Overlay:  # noqa: B008
    return Overlay(
        Words("改革", "reform"),
        tuple(c for c in changes if isinstance(c, ParameterChange)),
        tuple(c for c in changes if isinstance(c, RuleChange)),
        added,
    )


def compare(
    session: Session, book: Library, path: Path, reform: Overlay, *by: str
) -> dict[tuple[str, ...], tuple[object, ...]]:
    done = compare_file(session, book.at(DAY), reform, Files(path, by=by))
    return {
        (item.name, *item.by): (
            item.before, item.after, item.difference, item.winners, item.losers, item.unchanged,
            item.unknown_before, item.unknown_after,
        )
        for item in (*done.totals, *done.groups)
    }  # fmt: skip


def test_a_higher_amount_and_a_lower_threshold(
    session: Session, book: Library, write: Write
) -> None:
    path = write("firms.csv", *LINES)
    reform = overlay(change("per_head", "5000"), change("floor", "500000"))
    found = compare(session, book, path, reform, "区")
    # before: a 45000, b 200000 (cap), c 0, d unknown, e 0; after: a 50000, b 200000, c 50000
    assert found["head_grant",] == (
        Decimal(245000), Decimal(300000), Decimal(55000), 2, 0, 2, 1, 1,
    )  # fmt: skip
    assert found["eligible",] == (2, 3, 1, 1, 0, 3, 1, 1)
    assert found["head_grant", "湖里"][:5] == (
        Decimal(245000),
        Decimal(250000),
        Decimal(5000),
        1,
        0,
    )
    assert found["head_grant", "思明"][:5] == (Decimal(0), Decimal(50000), Decimal(50000), 1, 0)
    assert ("export_grant",) not in found


def test_a_reform_touches_only_what_reads_it(book: Library) -> None:
    combined = combine(book.at(DAY), overlay(change("cap", "100000")))
    assert [pair.name for pair in combined.pairs] == ["head_grant"]
    again = combine(book.at(DAY), overlay(text("eligible", "in_city")))
    assert [pair.name for pair in again.pairs] == ["eligible", "head_grant"]


def test_a_new_text_needs_fewer_facts(session: Session, book: Library, write: Write) -> None:
    found = compare(session, book, write("firms.csv", *LINES), overlay(text("eligible", "in_city")))
    # d becomes known only after: it counts as unknown before and in no sum
    assert found["head_grant",] == (
        Decimal(245000), Decimal(290000), Decimal(45000), 1, 0, 3, 1, 0,
    )  # fmt: skip


def test_a_new_rule_pays_nothing_before(session: Session, book: Library, write: Write) -> None:
    added = Definitions(
        inputs=(given("area", "面积", "int", "0"),),
        parameters=(amount("per_metre", "money(CNY)", "10"),),
        rules=(rule("rent", "房租补助", "money(CNY)", "area * per_metre", once=True),),
    )
    path = write("firms.csv", "id,面积,received_rent", "a,5,否", "b,,否", "c,5,是")
    found = compare(session, book, path, overlay(added=added))
    # a 5 x 10; b unknown; c was paid before
    assert found["rent",] == (0, Decimal(50), Decimal(50), 1, 0, 1, 0, 1)


def test_a_rule_that_ends_takes_away(session: Session, write: Write) -> None:
    ended = tuple(replace(r, valid_to=date(2016, 6, 30)) for r in BOOK.rules)
    book = Library(replace(BOOK, rules=ended))
    reform = overlay(text("head_grant", "case when in_city then cap else 0 end", FROM, None))
    found = compare(session, book, write("firms.csv", *LINES), reform)
    # nothing was in force in October; the reform brings 200000 for a, b, c and d
    assert found["head_grant",] == (0, Decimal(800000), Decimal(800000), 4, 0, 1, 0, 0)


def test_who_was_paid_once_stays_paid(session: Session, book: Library, write: Write) -> None:
    path = write("firms.csv", "id,received_export_grant", "a,否", "b,是", "c,", "d,")
    lines = write("lines.csv", "id,金额,类别", "a,100,出口", "b,100,出口", "c,100,出口")
    files = Files(path, children={"invoices": lines})
    raised = replace(change("rate", "20"), values=(Dated(20, FROM, None, CITE),))
    done = compare_file(session, book.at(DAY), overlay(raised), files)
    (item,) = done.totals
    # a gains; b was paid; of c nobody knows whether it was; d has nothing to be paid for
    figures = (item.before, item.after, item.winners, item.unchanged)
    assert figures == (Decimal(10), Decimal(20), 1, 2)
    assert (item.unknown_before, item.unknown_after) == (1, 1)


def test_a_change_holds_for_its_time_and_no_longer() -> None:
    first, last = date(2016, 3, 1), date(2016, 8, 31)
    reform = overlay(change("cap", "1", first, last), text("eligible", "in_city", first, last))
    found = Library(overlaid(BOOK, reform))
    values = [
        found.at(day).parameters["cap"]
        for day in (date(2016, 2, 29), first, last, date(2016, 9, 1))
    ]
    assert values == [200000, 1, 1, 200000]
    texts = [
        version.rule.text
        for day in (date(2016, 2, 29), first, date(2016, 9, 1))
        if (version := found.at(day).versions["eligible"])
    ]
    assert texts == ["in_city and revenue >= floor", "in_city", "in_city and revenue >= floor"]
    assert found.versions["eligible"][1].rule.label.zh == "符合条件"


def test_two_values_follow_each_other() -> None:
    day = date(2016, 6, 1)
    twice = ParameterChange(
        "cap",
        (
            Dated(Decimal(1), FROM, None, CITE),
            Dated(Decimal(2), day, None, CITE),
        ),
    )
    found = Library(overlaid(BOOK, overlay(twice)))
    days = (date(2015, 1, 1), FROM, date(2016, 5, 31), day)
    assert [found.at(d).parameters["cap"] for d in days] == [200000, 1, 1, 2]


def test_a_reform_of_nothing_and_a_faulty_one(book: Library) -> None:
    with pytest.raises(CoreError) as caught:
        combine(book.at(date(2015, 12, 31)), overlay(change("cap", "1")))
    assert caught.value.code == "no_change"
    with pytest.raises(RuleError, match='no "lid" to change'):
        combine(book.at(DAY), overlay(change("lid", "1")))
    with pytest.raises(RuleError, match="in_town"):
        combine(book.at(DAY), overlay(text("eligible", "in_town")))


def test_the_workbook_says_how_to_make_it_again(
    session: Session, book: Library, write: Write, tmp_path: Path
) -> None:
    path = write("firms.csv", *LINES)
    reform = overlay(change("floor", "500000"))
    done: Comparison = compare_file(session, book.at(DAY), reform, Files(path, by=("区",)))
    target = tmp_path / "out.xlsx"
    write_comparison(session, done, target, "zh", [("方案", "=cmd()")])
    workbook = openpyxl.load_workbook(target)
    assert workbook.sheetnames == ["汇总", "分组", "变动名单", "退回", "说明"]
    assert list(workbook["变动名单"].iter_rows(min_row=2, values_only=True)) == [
        ("eligible", "c", 0, 1),
        ("head_grant", "c", 0, 45000),
    ]
    notes = dict(workbook["说明"].iter_rows(min_row=2, max_col=2, values_only=True))
    assert notes["方案"] == "'=cmd()"
    assert notes["firms.csv"].startswith("SHA-256 ")


def test_a_workbook_without_groups_has_no_sheet_of_them(
    session: Session, book: Library, write: Write, tmp_path: Path
) -> None:
    path = write("firms.csv", *LINES)
    done = compare_file(session, book.at(DAY), overlay(change("floor", "500000")), Files(path))
    target = tmp_path / "out.xlsx"
    write_comparison(session, done, target, "en", [])
    assert openpyxl.load_workbook(target).sheetnames == ["totals", "changed", "refused", "notes"]
