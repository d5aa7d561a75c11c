"""Made rows for the nine rules of tests/rules/nine.py: the same for the same number, anywhere.

Numbers come from a hash of the row, 3 % of every input is unknown, amounts are whole fen.
"""

import duckdb
from tests.rules.nine import INPUTS

# name: greatest value, in the unit of the last digit; truth values: parts per thousand that hold
_MONEY = {
    "revenue": 10**10, "ats_rev": 9 * 10**9, "offshore_rev": 6 * 10**9, "taxable": 10**9,
    "wages": 10**9, "edu": 10**8, "carry_in": 10**7, "cost": 2 * 10**8, "exec_usd": 12 * 10**8,
}  # fmt: skip
_COUNTS = {"staff": 500, "degree_staff": 500, "cmmi": 6, "hires": 60}
_TRUE = {"in_city": 900, "legal_person": 900, "prior_award": 200}
COLUMNS = frozenset(given.name for given in INPUTS)


def _draw(number: int, most: int) -> str:
    return f"CAST(hash(i * 31 + {number}) % {most} AS BIGINT)"


def fen_rows(first: int, last: int) -> str:
    """Return the query that makes the rows from `first` up to `last`, money in fen."""
    columns = []
    for number, name in enumerate(sorted(COLUMNS)):
        if name in _TRUE:
            value = f"({_draw(number, 1000)} < {_TRUE[name]})"
        else:
            value = _draw(number, _MONEY.get(name) or _COUNTS[name])
        columns.append(f"CASE WHEN hash(i * 17 + {number}) % 100 >= 3 THEN {value} END AS {name}")
    return f"SELECT i AS ent_id, {', '.join(columns)} FROM range({first}, {last}) AS r(i)"


def make_rows(connection: duckdb.DuckDBPyConnection, rows: int) -> None:
    """Make `fen` (whole numbers, money in fen) and `yuan` (the same as DECIMAL(18,2))."""
    connection.execute(f"CREATE TABLE fen AS {fen_rows(0, rows)}")
    yuan = [
        f"CAST(CAST({name} AS DECIMAL(16,0)) * 0.01 AS DECIMAL(18,2)) AS {name}"
        if name in _MONEY
        else name
        for name in sorted(COLUMNS)
    ]
    connection.execute(f"CREATE VIEW yuan_of AS SELECT ent_id, {', '.join(yuan)} FROM fen")
    connection.execute("CREATE TABLE yuan AS SELECT * FROM yuan_of")


def make_known(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `known` of `fen`: what is unknown becomes false or zero."""
    columns = [
        f"COALESCE({name}, {'false' if name in _TRUE else 0}) AS {name}" for name in sorted(COLUMNS)
    ]
    connection.execute(f"CREATE TABLE known AS SELECT ent_id, {', '.join(columns)} FROM fen")


# What a careful person writes for the same nine rules on DECIMAL(18,2), unknown kept unknown.
HAND = """
WITH a AS (
  SELECT *,
    in_city AND legal_person AND (revenue > 0 AND ats_rev >= revenue * 0.50)
      AND (revenue > 0 AND offshore_rev >= revenue * 0.35)
      AND (staff > 0 AND degree_staff >= staff * 0.50) AS elig,
    CAST(wages * 0.08 AS DECIMAL(18,2)) AS edu_limit
  FROM {table}
), b AS (
  SELECT ent_id, elig,
    CASE WHEN elig IS NULL THEN NULL WHEN elig THEN CAST(taxable * 0.15 AS DECIMAL(18,2))
      ELSE CAST(taxable * 0.25 AS DECIMAL(18,2)) END AS cit,
    CASE WHEN edu + carry_in IS NULL OR edu_limit IS NULL THEN NULL
      ELSE LEAST(edu + carry_in, edu_limit) END AS edu_ded,
    CASE WHEN edu + carry_in IS NULL OR edu_limit IS NULL THEN NULL
      ELSE GREATEST(edu + carry_in - edu_limit, 0) END AS edu_carry,
    CASE WHEN elig IS NULL THEN NULL WHEN NOT elig THEN 0.00 WHEN cost IS NULL THEN NULL
      ELSE LEAST(CAST(cost * 0.50 AS DECIMAL(18,2)), 500000.00) END AS subsidy,
    CASE WHEN exec_usd IS NULL THEN NULL WHEN exec_usd >= 10000000 THEN 1000000.00
      WHEN exec_usd >= 5000000 THEN 400000.00 WHEN exec_usd >= 1000000 THEN 100000.00
      ELSE 0.00 END AS tier_award,
    CASE WHEN prior_award IS NULL THEN NULL WHEN prior_award THEN 0.00 WHEN cmmi IS NULL THEN NULL
      WHEN cmmi >= 5 THEN 500000.00 WHEN cmmi >= 4 THEN 300000.00 WHEN cmmi >= 3 THEN 200000.00
      ELSE 0.00 END AS oneoff,
    CASE WHEN hires IS NULL THEN NULL ELSE LEAST(hires * 4500.00, 200000.00) END AS hire_sup
  FROM a
)
SELECT *, CASE WHEN subsidy + tier_award + oneoff + hire_sup IS NULL THEN NULL
  ELSE LEAST(subsidy + tier_award + oneoff + hire_sup, 3000000.00) END AS total
FROM b
"""

# The same on whole fen, as someone would type it who knows that trick; Spark's words.
HAND_FEN = """
WITH a AS (
  SELECT *,
    in_city AND legal_person AND (revenue > 0 AND ats_rev * 100 >= revenue * 50)
      AND (revenue > 0 AND offshore_rev * 100 >= revenue * 35)
      AND (staff > 0 AND degree_staff * 100 >= staff * 50) AS elig,
    (wages * 8 + 50) div 100 AS edu_limit
  FROM {table}
), b AS (
  SELECT ent_id, elig,
    CASE WHEN elig IS NULL THEN NULL
      WHEN elig THEN (taxable * 15 + CASE WHEN taxable < 0 THEN -50 ELSE 50 END) div 100
      ELSE (taxable * 25 + CASE WHEN taxable < 0 THEN -50 ELSE 50 END) div 100 END AS cit,
    CASE WHEN edu + carry_in IS NULL OR edu_limit IS NULL THEN NULL
      ELSE LEAST(edu + carry_in, edu_limit) END AS edu_ded,
    CASE WHEN edu + carry_in IS NULL OR edu_limit IS NULL THEN NULL
      ELSE GREATEST(edu + carry_in - edu_limit, 0) END AS edu_carry,
    CASE WHEN elig IS NULL THEN NULL WHEN NOT elig THEN 0 WHEN cost IS NULL THEN NULL
      ELSE LEAST((cost * 50 + 50) div 100, 50000000) END AS subsidy,
    CASE WHEN exec_usd IS NULL THEN NULL WHEN exec_usd >= 1000000000 THEN 100000000
      WHEN exec_usd >= 500000000 THEN 40000000 WHEN exec_usd >= 100000000 THEN 10000000
      ELSE 0 END AS tier_award,
    CASE WHEN prior_award IS NULL THEN NULL WHEN prior_award THEN 0 WHEN cmmi IS NULL THEN NULL
      WHEN cmmi >= 5 THEN 50000000 WHEN cmmi >= 4 THEN 30000000 WHEN cmmi >= 3 THEN 20000000
      ELSE 0 END AS oneoff,
    CASE WHEN hires IS NULL THEN NULL ELSE LEAST(hires * 450000, 20000000) END AS hire_sup
  FROM a
)
SELECT *, CASE WHEN subsidy + tier_award + oneoff + hire_sup IS NULL THEN NULL
  ELSE LEAST(subsidy + tier_award + oneoff + hire_sup, 300000000) END AS total
FROM b
"""
