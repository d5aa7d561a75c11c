"""What no rule can name beforehand: amounts far from the usual, and slips of 10,000 (元 for 万元).

Both judge by medians, which single errors do not move. They find work for a reviewer; nothing is
refused by them.
"""

from dataclasses import dataclass
from decimal import Decimal

import duckdb

TEN_THOUSAND = 10_000
_NEAR = 5  # a slip lies within this factor of ten thousand times, or a ten thousandth of, the usual
_FEW = 4  # fewer other periods are no usual to compare with
_ALIKE = 8  # fewer figures of a class are no company to stand out of
_TO_SIGMA = 1.4826  # the median distance of a normal distribution, times this, is its sigma


@dataclass(frozen=True, slots=True)
class Odd:
    """A figure with the one it is far from."""

    filing: str
    value: Decimal
    usual: Decimal


@dataclass(frozen=True, slots=True)
class Figures:
    """A relation with one figure a filing: the columns of filing, respondent, class and value."""

    relation: str
    filing: str = "filing"
    respondent: str = "respondent"
    group: str = "service_class"
    value: str = "value"


def unit_slips(connection: duckdb.DuckDBPyConnection, figures: Figures) -> list[Odd]:
    """Return figures about 10,000 times, or a ten thousandth of, the respondent's own usual.

    The usual is the median of its other filings above zero; with fewer than four nothing is said.
    """
    f = figures
    rows = connection.execute(
        f"WITH told AS (SELECT {f.filing} AS filing, {f.respondent} AS r, {f.value} AS v "
        f"FROM {f.relation} WHERE {f.value} > 0) "
        "SELECT a.filing, a.v, median(b.v) AS usual FROM told a "
        "JOIN told b ON a.r = b.r AND a.filing <> b.filing "
        "GROUP BY a.filing, a.v HAVING count(*) >= $1 AND ("
        "a.v BETWEEN usual * $2 / $3 AND usual * $2 * $3 OR "
        "a.v * $2 BETWEEN usual / $3 AND usual * $3) ORDER BY a.filing",
        [_FEW, TEN_THOUSAND, _NEAR],
    ).fetchall()
    return [_odd(row) for row in rows]


def outliers(
    connection: duckdb.DuckDBPyConnection, figures: Figures, far: float = 5.0
) -> list[Odd]:
    """Return figures far from their class: more than `far` sigmas by median and MAD.

    On a scale of logarithms: amounts differ by factors. A class of fewer than eight, or one whose
    figures are all alike, has no outliers.
    """
    f = figures
    rows = connection.execute(
        f"WITH told AS (SELECT {f.filing} AS filing, {f.group} AS g, {f.value} AS v, "
        f"ln({f.value}::DOUBLE) AS l FROM {f.relation} WHERE {f.value} > 0), "
        "middle AS (SELECT g, median(l) AS m, mad(l) AS d, median(v) AS usual FROM told "
        "GROUP BY g HAVING count(*) >= $1 AND mad(l) > 0) "
        "SELECT filing, v, usual FROM told JOIN middle USING (g) "
        "WHERE abs(l - m) > $2 * $3 * d ORDER BY filing",
        [_ALIKE, far, _TO_SIGMA],
    ).fetchall()
    return [_odd(row) for row in rows]


def _odd(row: tuple[object, ...]) -> Odd:
    return Odd(str(row[0]), Decimal(str(row[1])), Decimal(str(row[2])))
