"""A budget shared over the claims of a file: awards by hand, and what is always so."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from fumao.core.errors import CoreError, Words
from fumao.rules import Definitions, Library
from fumao.rules.batch import Done, Files, Request, Session, run_file
from fumao.rules.batch.write import run_and_write
from fumao.rules.definitions import Budget, Dated, Parameter, Remainder
from tests.rules.batch.conftest import CITE, Write, given, rule
from tests.rules.nine import YUAN

DAY = date(2018, 6, 1)
type Rows = list[tuple[object, ...]]


def fund(amount: str, remainder: Remainder = "largest_remainder") -> Library:
    """Return rules with one claim, `asked` as it was told, and a budget for 2018."""
    yearly = Dated(Decimal(amount), date(2018, 1, 1), date(2018, 12, 31), CITE)
    label = Words("年度预算", "Budget of the year")
    return Library(
        Definitions(
            inputs=(given("asked", "申请额", "money(CNY)"), given("in_city", "本市企业", "bool")),
            parameters=(Parameter("amount", label, YUAN, (yearly,)),),
            rules=(
                rule("claim", "申报额", "money(CNY)", "asked"),
                rule("eligible", "符合条件", "bool", "in_city"),
            ),
            budgets=(Budget("fund", label, "claim", "amount", CITE, remainder),),
        )
    )


def share(session: Session, library: Library, path: Path, *names: str) -> tuple[Done, Rows]:
    request = Request(Files(path), names or None, budget="fund")
    done = run_file(session, library, DAY, request, session.draft(".parquet"))
    with duckdb.connect() as connection:
        return done, connection.sql(f"FROM '{done.results}'").fetchall()


def yuan(*texts: str | None) -> list[Decimal | None]:
    return [None if text is None else Decimal(text) for text in texts]


def test_three_equal_claims_in_the_order_of_the_file(session: Session, write: Write) -> None:
    path = write("f.csv", "id,申请额", "c,100", "a,100", "x,", "b,100.00")
    done, rows = share(session, fund("100"), path, "eligible")
    # 33.33 each and a fen left; all remainders are equal, so the first key gets it
    assert rows == [
        ("c", Decimal(100), None, Decimal("33.33")),
        ("a", Decimal(100), None, Decimal("33.34")),
        ("x", None, None, None),
        ("b", Decimal(100), None, Decimal("33.33")),
    ]
    assert done.award is not None
    shared = done.award.shared
    assert (shared.claimed, shared.budget, shared.awarded) == (300_00, 100_00, 100_00)
    assert shared.unknown == 1


@pytest.mark.parametrize(
    ("amount", "remainder", "awards"),
    [
        # 7 fen for 6 + 9 + 5: 2.1, 3.15 and 1.75; one fen is left
        ("0.07", "largest_remainder", yuan("0.02", "0.03", "0.02")),
        ("0.07", "left", yuan("0.02", "0.03", "0.01")),
        ("0.20", "left", yuan("0.06", "0.09", "0.05")),  # enough for all
        ("0.00", "largest_remainder", yuan("0.00", "0.00", "0.00")),
    ],
)
def test_what_happens_to_the_last_fen(
    session: Session, write: Write, amount: str, remainder: Remainder, awards: list[Decimal]
) -> None:
    path = write("f.csv", "id,申请额", "a,0.06", "b,0.09", "c,0.05")
    _done, rows = share(session, fund(amount, remainder), path)
    assert [row[-1] for row in rows] == awards


@settings(max_examples=25, deadline=None)
@drawn(
    claims=st.lists(st.one_of(st.none(), st.integers(0, 10**11)), min_size=1, max_size=30),
    budget=st.integers(0, 10**12),
)
def test_awards_are_the_budget_or_the_claims(
    tmp_path_factory: pytest.TempPathFactory, claims: list[int | None], budget: int
) -> None:
    path = tmp_path_factory.mktemp("claims") / "f.csv"
    cells = ["" if fen is None else f"{Decimal(fen).scaleb(-2):f}" for fen in claims]
    lines = [f"k{place},{cell}" for place, cell in enumerate(cells)]
    path.write_text("\n".join(["id,申请额", *lines, ""]), encoding="utf-8")
    with Session() as session:
        done, rows = share(session, fund(f"{Decimal(budget).scaleb(-2):f}"), path, "claim")
    known = [fen for fen in claims if fen is not None]
    awards = [row[-1] for row in rows]
    total = sum(award for award in awards if isinstance(award, Decimal))
    assert total * 100 == min(budget, sum(known))
    assert [award is None for award in awards] == [fen is None for fen in claims]
    for _key, claim, award in rows:
        assert claim is None or 0 <= award <= claim  # type: ignore[operator]
    assert done.award is not None
    assert done.award.shared.awarded == total * 100


def test_a_claim_below_zero_is_refused(session: Session, write: Write) -> None:
    with pytest.raises(CoreError, match="negative"):
        share(session, fund("5"), write("f.csv", "id,申请额", "a,3", "b,-1"))


@pytest.mark.parametrize(
    ("budget", "day", "told"),
    [
        ("funds", DAY, "There is no budget “funds”. There are: fund"),
        ("fund", date(2019, 1, 1), "“amount” has no amount on 2019-01-01"),
    ],
)
def test_a_budget_that_is_not_there(
    session: Session, write: Write, budget: str, day: date, told: str
) -> None:
    request = Request(Files(write("f.csv", "id,申请额", "a,3")), budget=budget)
    with pytest.raises(CoreError, match=told):
        run_file(session, fund("5"), day, request, session.draft(".parquet"))


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_awards_are_written(session: Session, write: Write, tmp_path: Path, form: str) -> None:
    request = Request(Files(write("f.csv", "id,申请额", "a,8", "b,")), ("claim",), budget="fund")
    output = tmp_path / f"out.{form}"
    run_and_write(
        session,
        lambda target: run_file(session, fund("5"), DAY, request, target),
        output,
        "zh",
    )
    if form == "csv":
        text = output.read_text("utf-8-sig")
        assert text.splitlines() == ["id,claim,claim_award", "a,8.00,5.00", "b,,"]
    elif form == "parquet":
        with duckdb.connect() as connection:
            relation = connection.sql(f"FROM '{output}'")
            assert relation.columns == ["id", "claim", "claim_award"]
            assert relation.fetchall() == [("a", Decimal(8), Decimal(5)), ("b", None, None)]
    else:
        book = openpyxl.load_workbook(output)
        rows = list(book["结果"].iter_rows(values_only=True))
        assert rows[0][-1] == "年度预算：分配额 (CNY)"
        assert rows[1] == ("a", 8, None, 5)
        assert rows[2][-1] is None
        line = list(book["预算"].iter_rows(min_row=2, values_only=True))
        assert line == [("fund", "年度预算", 8, 5, 5, 1)]
        notes = dict(book["说明"].iter_rows(max_col=2, values_only=True))
        assert notes["amount"] == "5 law1 第二条"
