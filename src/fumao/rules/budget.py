"""A budget shared among claims to the last fen: pro rata, with a declared rule for what is left.

Every award is claim x budget ÷ all claims, cut to the fen; the fen that are left go one each to
the largest remainders (Hamilton's method; equal ones by key), or stay in the fund where the rule
says `left`. An unknown claim gets an unknown award and no part of the budget. Where the budget
covers all claims, everyone gets the claim.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import duckdb

from fumao.core.errors import CoreError
from fumao.rules.definitions import Remainder

# Claim x share as a whole number of 2^-60: too small by less than 1 for every claim below 2^60.
_PLACES = 60
_LARGEST = 2**60
_BUCKETS = 16  # bits of the remainders that are counted before the last ones are put in order


@dataclass(frozen=True, slots=True)
class Claims:
    """A relation with one row a claim: its key and a column of whole fen."""

    relation: str
    key: str
    fen: str


@dataclass(frozen=True, slots=True)
class Shared:
    """What was shared, in fen: all known claims, the budget, what was awarded, who is unknown."""

    claimed: int
    budget: int
    awarded: int
    unknown: int


def share_out[K: Hashable](
    claims: Sequence[tuple[K, int | None]],
    budget: int,
    remainder: Remainder = "largest_remainder",
) -> dict[K, int | None]:
    """Return the award of every claim, in fen; raises CoreError for a negative claim or budget."""
    known = [(key, claim) for key, claim in claims if claim is not None]
    total = sum(claim for _, claim in known)
    _check(budget, min((claim for _, claim in known), default=0), total)
    awards: dict[K, int | None] = dict.fromkeys((key for key, _ in claims), None)
    if total <= budget:
        return awards | dict(known)
    rests: list[tuple[int, K]] = []
    for key, claim in known:
        awards[key], rest = divmod(claim * budget, total)
        rests.append((rest, key))
    left = budget - sum(award for award in awards.values() if award is not None)
    if remainder == "largest_remainder":
        by_key = sorted(rests, key=lambda pair: pair[1])  # type: ignore[arg-type, return-value]
        for _, key in sorted(by_key, key=lambda pair: -pair[0])[:left]:
            awards[key] = (awards[key] or 0) + 1
    return awards


def share_out_table(
    connection: duckdb.DuckDBPyConnection,
    claims: Claims,
    budget: int,
    target: str,
    remainder: Remainder = "largest_remainder",
) -> Shared:
    """Write a table `target` of key and award, in fen, for the claims of a relation.

    Three passes of whole arithmetic and no sort of all rows.
    Raises CoreError for a negative claim or budget, or sums beyond 64 bits.
    """
    found = connection.execute(
        f'SELECT COALESCE(SUM("{claims.fen}"), 0), COALESCE(MIN("{claims.fen}"), 0),'
        f' COUNT(*) FILTER ("{claims.fen}" IS NULL) FROM {claims.relation}'
    ).fetchall()
    total, least, unknown = found[0]
    _check(budget, least, total)
    if total <= budget:
        connection.execute(
            f"CREATE OR REPLACE TABLE {target} AS"
            f' SELECT "{claims.key}", CAST("{claims.fen}" AS BIGINT) AS award'
            f" FROM {claims.relation}"
        )
        return Shared(total, budget, total, unknown)
    _cut(connection, claims, budget, total, f"{target}_cut")
    left = budget - _sum(connection, f"{target}_cut", "cut")
    bonus = "0"
    if remainder == "largest_remainder" and left:
        bonus = _bonus(connection, f"{target}_cut", left, total)
    connection.execute(
        f"CREATE OR REPLACE TABLE {target} AS"
        f' SELECT k AS "{claims.key}", cut + {bonus} AS award FROM {target}_cut'
    )
    connection.execute(f"DROP TABLE {target}_cut")
    return Shared(total, budget, _sum(connection, target, "award"), unknown)


def _check(budget: int, least: int, total: int) -> None:
    if budget < 0 or least < 0:
        raise CoreError(
            "budget", "预算和申请额不能为负", "neither the budget nor a claim may be negative"
        )
    if total >= _LARGEST or budget >= _LARGEST:
        raise CoreError(
            "budget", "申请总额超出可计算的范围", "the claims add up to more than can be computed"
        )


def _sum(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> int:
    return int(
        connection.execute(f"SELECT COALESCE(SUM({column}), 0) FROM {table}").fetchall()[0][0]
    )


def _cut(
    connection: duckdb.DuckDBPyConnection, claims: Claims, budget: int, total: int, target: str
) -> None:
    """Write key, the award cut to the fen and the rest of every claim.

    The quotient is a product with the budget's share in 2^-60, which is the true one or one less;
    the rest tells which. Division of 128-bit numbers would take ten times as long.
    """
    share = (budget << _PLACES) // total
    guess = f'CAST((CAST("{claims.fen}" AS HUGEINT) * {share}) >> {_PLACES} AS BIGINT)'
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {target} AS"
        f" SELECT k, CASE WHEN rest >= {total} THEN cut + 1 ELSE cut END AS cut,"
        f" CASE WHEN rest >= {total} THEN rest - {total} ELSE rest END AS rest FROM ("
        f"SELECT k, cut, CAST(CAST(c AS HUGEINT) * {budget} - CAST(cut AS HUGEINT) * {total}"
        f" AS BIGINT) AS rest FROM ("
        f'SELECT "{claims.key}" AS k, "{claims.fen}" AS c, {guess} AS cut'
        f" FROM {claims.relation}) AS g) AS r"
    )


def _bonus(connection: duckdb.DuckDBPyConnection, table: str, left: int, total: int) -> str:
    """Return the SQL of the extra fen: 1 for the `left` largest rests, equal ones by key.

    Rests are counted by their first bits; only those of the one bucket in which the last fen falls
    are put in order.
    """
    shift = max(0, total.bit_length() - _BUCKETS)
    counts = connection.execute(
        f"SELECT rest >> {shift} AS b, COUNT(*) FROM {table}"
        " WHERE rest IS NOT NULL GROUP BY b ORDER BY b DESC"
    ).fetchall()
    place = 0
    while counts[place][1] < left:  # fewer fen are left than claims have a rest
        left -= counts[place][1]
        place += 1
    bucket = counts[place][0]
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {table}_last AS SELECT k FROM {table}"
        f" WHERE rest >> {shift} = {bucket} ORDER BY rest DESC, k LIMIT {left}"
    )
    return (
        f"CASE WHEN rest IS NULL THEN NULL WHEN rest >> {shift} > {bucket} THEN 1"
        f" WHEN rest >> {shift} = {bucket} AND k IN (SELECT k FROM {table}_last) THEN 1 ELSE 0 END"
    )
