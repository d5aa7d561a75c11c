"""A small rule book with labels, bounds and a child table, and files written for it."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from fumao.core.errors import Words
from fumao.rules import Definitions, Library
from fumao.rules.batch import Session
from fumao.rules.definitions import ChildTable, Citation, Dated, Input, Parameter, Rule
from tests.rules.nine import type_of

CITE = Citation("law1", "第二条")
SOURCE = Words("申请表", "form")


def given(
    name: str, zh: str, type_: str, least: str | None = None, most: str | None = None
) -> Input:
    return Input(
        name,
        Words(zh, name.replace("_", " ").title()),
        type_of(type_),
        "administration",
        SOURCE,
        None if least is None else Decimal(least),
        None if most is None else Decimal(most),
    )


def amount(name: str, type_: str, value: str) -> Parameter:
    number = Decimal(value)
    whole = type_of(type_).kind == "int"
    return Parameter(
        name,
        Words(name, name),
        type_of(type_),
        (Dated(int(number) if whole else number, None, None, CITE),),
    )


def rule(name: str, zh: str, type_: str, text: str, *, once: bool = False) -> Rule:
    return Rule(
        name, Words(zh, name.replace("_", " ")), "grant", type_of(type_), text, CITE, once=once
    )


BOOK = Definitions(
    inputs=(
        given("in_city", "本市企业", "bool"),
        given("revenue", "营业收入", "money(CNY)", "0"),
        given("staff", "职工总数", "int", "0", "1000000"),
        given("founded", "成立日期", "date"),
        given("paid_in", "所属月份", "month"),
        given("kind", "企业类型", "text"),
    ),
    tables=(
        ChildTable(
            "invoices",
            Words("发票", "Invoices"),
            (given("amount", "金额", "money(CNY)", "0"), given("kind", "类别", "text")),
        ),
    ),
    parameters=(
        amount("floor", "money(CNY)", "1000000"),
        amount("per_head", "money(CNY)", "4500"),
        amount("cap", "money(CNY)", "200000"),
        amount("rate", "int", "10"),
    ),
    rules=(
        rule("eligible", "符合条件", "bool", "in_city and revenue >= floor"),
        rule(
            "head_grant",
            "人头补助",
            "money(CNY)",
            "case when eligible then min_of(staff * per_head, cap) else 0 end",
        ),
        rule(
            "export_grant",
            "出口补助",
            "money(CNY)",
            "per_cent(sum_of(invoices.amount, invoices.kind = '出口'), rate)",
            once=True,
        ),
        rule("age_known", "已填成立日期", "bool", "is_known(founded) or is_known(paid_in)"),
        rule("shop", "商店", "bool", "kind = '商店'"),
    ),
)

type Write = Callable[..., Path]


@pytest.fixture(scope="session")
def book() -> Library:
    """The small rule book."""
    return Library(BOOK)


@pytest.fixture
def session() -> Iterator[Session]:
    """A session with a tight limit of memory."""
    with Session("500MB") as opened:
        yield opened


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write lines as a file in an encoding, or rows as a workbook."""

    def written(name: str, *lines: object, encoding: str = "utf-8", end: str = "\n") -> Path:
        path = tmp_path / name
        if name.endswith(".xlsx"):
            book = xlsxwriter.Workbook(str(path))
            sheet = book.add_worksheet()
            for number, row in enumerate(lines):
                assert isinstance(row, list | tuple)
                sheet.write_row(number, 0, row)
            book.close()
        else:
            path.write_bytes("".join(f"{line}{end}" for line in lines).encode(encoding))
        return path

    return written
