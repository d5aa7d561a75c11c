"""The twelve checks in pandera on polars, in an environment of its own:

pandera_checks.py ROWS.parquet

For every line "turn" it validates all rows once, lazily so that every check is run, and prints
{"seconds": s, "found": {check: count}}.
"""

import json
import sys
import time

import pandera.polars as pa
import polars as pl

c = pl.col
CHECKS = {
    "shore": (c("client_country") == "CN") == (c("shore") == "offshore"),
    "executed": c("executed") > (c("agreed") + c("changed")) * 1.00,
    "before_signing": c("first_executed_on") < c("signed_on"),
    "days": c("valid_to") < c("valid_from"),
    "below_zero": c("agreed") + c("changed") < 0,
    "sign": c("executed") < 0,
    "receipts": (c("shore") == "offshore") & (c("executed_usd") > c("received_usd")),
    "subcontracted": c("subcontracted") > c("agreed") + c("changed"),
    "late_start": c("valid_from") < c("signed_on"),
    "after_end": c("last_executed_on") > c("valid_to"),
    "growth": (c("executed_usd") > c("before_usd") * 1.5)
    | (c("executed_usd") < c("before_usd") * 0.5),
    "large": c("agreed_usd") >= 9900000,
}


def check(name, found):
    return pa.Check(
        lambda data: data.lazyframe.select(~found.fill_null(value=False)), name=name, error=name
    )


def main():
    frame = pl.read_parquet(sys.argv[1])
    columns = {name: pa.Column(kind, nullable=True) for name, kind in frame.schema.items()}
    schema = pa.DataFrameSchema(columns, checks=[check(*pair) for pair in CHECKS.items()])
    for _ in sys.stdin:
        began = time.perf_counter()
        cases = None
        try:
            schema.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as error:
            cases = error.failure_cases
        seconds = time.perf_counter() - began
        found = {} if cases is None else dict(cases.group_by("check").len().iter_rows())
        print(json.dumps({"seconds": seconds, "found": found}), flush=True)


main()
