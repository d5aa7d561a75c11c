"""The twelve checks as a datapoint ruleset of VTL, in an environment of its own:

vtl_checks.py ROWS.parquet pandas|duckdb

For every line "turn" it runs the ruleset over all rows once and prints
{"seconds": s, "found": {check: count}}. A rule of VTL says what must hold: our check denied.
"""

import json
import sys
import time

import pandas as pd
from vtlengine import run

HOLDS = {
    "shore": '(client_country = "CN") <> (shore = "offshore")',
    "executed": "executed <= (agreed + changed) * 1.00",
    "before_signing": "first_executed_on >= signed_on",
    "days": "valid_to >= valid_from",
    "below_zero": "agreed + changed >= 0",
    "sign": "executed >= 0",
    "receipts": 'shore <> "offshore" or executed_usd <= received_usd',
    "subcontracted": "subcontracted <= agreed + changed",
    "late_start": "valid_from >= signed_on",
    "after_end": "last_executed_on <= valid_to",
    "growth": "executed_usd <= before_usd * 1.5 and executed_usd >= before_usd * 0.5",
    "large": "agreed_usd < 9900000",
}


def type_of(name):
    if name.endswith(("_on", "_from", "_to")):
        return "Date"
    return "String" if name in ("client_country", "shore") else "Number"


def main():
    frame = pd.read_parquet(sys.argv[1])
    measures = [name for name in frame.columns if name != "contract"]
    for name in measures:
        if type_of(name) == "Date":  # VTL takes its dates as texts
            frame[name] = frame[name].map(lambda day: None if pd.isna(day) else str(day)[:10])
    parts = [{"name": "contract", "type": "Integer", "role": "Identifier", "nullable": False}]
    parts += [
        {"name": name, "type": type_of(name), "role": "Measure", "nullable": True}
        for name in measures
    ]
    structure = {"datasets": [{"name": "DS", "DataStructure": parts}]}
    rules = ";\n".join(f'{name}: {text} errorcode "{name}"' for name, text in HOLDS.items())
    script = (
        f"define datapoint ruleset checks (variable {', '.join(measures)}) is\n{rules}\n"
        "end datapoint ruleset;\nDS_r <- check_datapoint(DS, checks invalid);"
    )
    for _ in sys.stdin:
        given = frame.copy()  # outside the clock: it changes what it is given
        began = time.perf_counter()
        result = run(
            script=script, data_structures=structure, datapoints={"DS": given},
            use_duckdb=sys.argv[2] == "duckdb",
        )  # fmt: skip
        found = result["DS_r"].data
        seconds = time.perf_counter() - began
        counts = {str(name): int(n) for name, n in found["ruleid"].value_counts().items()}
        print(json.dumps({"seconds": seconds, "found": counts}), flush=True)


main()
