"""A budget shared to the fen: hand-made cases, the laws of sharing, and both evaluators alike."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fumao.core.errors import CoreError
from fumao.rules.budget import Claims, share_out, share_out_table
from fumao.rules.definitions import Remainder

claims_lists = st.lists(st.one_of(st.none(), st.integers(0, 10**12)), max_size=40)


def test_three_claims_by_hand() -> None:
    # 100 fen for 100 + 100 + 100: 33 each and 1 left; equal rests, so the first key gets it.
    assert share_out([("a", 100), ("b", 100), ("c", 100)], 100) == {"a": 34, "b": 33, "c": 33}


def test_the_largest_rest_gets_the_fen() -> None:
    # 10 fen for 6 + 9 + 5 = 20: exactly 3, 4.5 and 2.5; one fen is left, two rests are equal.
    assert share_out([(1, 6), (2, 9), (3, 5)], 10) == {1: 3, 2: 5, 3: 2}
    # 7 fen: 2.1, 3.15, 1.75 → 2, 3, 1 and one left for the rest .75.
    assert share_out([(1, 6), (2, 9), (3, 5)], 7) == {1: 2, 2: 3, 3: 2}


def test_what_is_left_may_stay_in_the_fund() -> None:
    assert share_out([(1, 6), (2, 9), (3, 5)], 7, "left") == {1: 2, 2: 3, 3: 1}


def test_enough_for_all() -> None:
    assert share_out([(1, 6), (2, None)], 7) == {1: 6, 2: None}


@pytest.mark.parametrize(
    ("claims", "budget"), [([(1, -1)], 5), ([(1, 1)], -5), ([(1, 2**60)], 1), ([(1, 1)], 2**61)]
)
def test_refused(claims: list[tuple[int, int | None]], budget: int) -> None:
    with pytest.raises(CoreError):
        share_out(claims, budget)


@given(claims_lists, st.integers(0, 10**13))
def test_laws_of_sharing(amounts: list[int | None], budget: int) -> None:
    claims = list(enumerate(amounts))
    awards = share_out(claims, budget)
    known = {key: claim for key, claim in claims if claim is not None}
    total = sum(known.values())
    assert sum(a for a in awards.values() if a is not None) == min(total, budget)
    for key, claim in claims:
        award = awards[key]
        assert (award is None) == (claim is None)
        if claim is not None and award is not None:
            assert 0 <= award <= claim
            if total > budget:  # never a whole fen away from the exact share
                assert abs(award * total - claim * budget) < total


@pytest.fixture(scope="module")
def duck() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


remainders: list[Remainder] = ["largest_remainder", "left"]


def shared_by_table(
    duck: duckdb.DuckDBPyConnection, claims: list[tuple[int, int | None]], budget: int
) -> dict[int, int | None]:
    """Return the awards of the table, having seen that its figures are their sums."""
    duck.execute("CREATE OR REPLACE TABLE claims (id BIGINT, fen BIGINT)")
    duck.executemany("INSERT INTO claims VALUES (?, ?)", claims)
    shared = share_out_table(duck, Claims("claims", "id", "fen"), budget, "awards")
    awards = dict(duck.execute("SELECT id, award FROM awards").fetchall())
    known = [claim for _, claim in claims if claim is not None]
    assert (shared.claimed, shared.budget) == (sum(known), budget)
    assert shared.unknown == len(claims) - len(known)
    assert shared.awarded == sum(a for a in awards.values() if a is not None)
    return awards


def test_the_largest_rests_of_a_table_get_a_fen_each(duck: duckdb.DuckDBPyConnection) -> None:
    # 2 fen for 6 + 9 + 5: 0.6, 0.9 and 0.5, so nothing is certain and the two largest get one
    assert shared_by_table(duck, [(1, 6), (2, 9), (3, 5), (4, None)], 2) == {
        1: 1,
        2: 1,
        3: 0,
        4: None,
    }


def test_rests_that_begin_alike_are_told_apart(duck: duckdb.DuckDBPyConnection) -> None:
    # One fen short of 1 200 002: every claim is cut to a fen less, its rest being all claims less
    # itself. Three fen are left, so the largest claim, with the least rest, goes without.
    claims: list[tuple[int, int | None]] = [(1, 300_002), (2, 300_001), (3, 300_000), (4, 299_999)]
    assert shared_by_table(duck, claims, 1_200_001) == dict(claims) | {1: 300_001}


@settings(max_examples=60, deadline=None)
@given(
    amounts=st.one_of(
        claims_lists,
        st.lists(st.integers(0, 3), max_size=60),
        st.lists(st.integers(2**52, 2**54), max_size=20),
    ),
    part=st.integers(0, 1200),
    remainder=st.sampled_from(remainders),
)
def test_table_and_list_agree(
    duck: duckdb.DuckDBPyConnection,
    amounts: list[int | None],
    part: int,
    remainder: Remainder,
) -> None:
    budget = sum(a for a in amounts if a is not None) * part // 1000
    duck.execute("CREATE OR REPLACE TABLE claims (id BIGINT, fen BIGINT)")
    if amounts:
        duck.executemany(
            "INSERT INTO claims VALUES (?, ?)", [[i, a] for i, a in enumerate(amounts)]
        )
    shared = share_out_table(duck, Claims("claims", "id", "fen"), budget, "awards", remainder)
    expected = share_out(list(enumerate(amounts)), budget, remainder)
    assert dict(duck.execute("SELECT id, award FROM awards").fetchall()) == expected
    assert shared.awarded == sum(a for a in expected.values() if a is not None)
    assert shared.unknown == sum(a is None for a in amounts)
