"""The nine rules in OpenFisca-core, in an environment of its own: openfisca_nine.py ROWS.parquet

For every line "turn" it computes all rows once and prints {"seconds": s}; at "end" it writes
openfisca.parquet beside the rows.
"""

import json
import sys
import time
from pathlib import Path

import duckdb
import numpy
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

ENTITY = Entity("firm", "firms", "", "")
PERIOD = "2024"
TRUTHS = ("in_city", "legal_person", "prior_award")
COUNTS = ("staff", "degree_staff", "cmmi", "hires")
AMOUNTS = (
    "revenue", "ats_rev", "offshore_rev", "taxable", "wages", "edu", "carry_in", "cost", "exec_usd",
)  # fmt: skip


def rounded(value):
    return numpy.floor(value * 100 + 0.5) / 100


def tiers(value, bounds, amounts):
    return numpy.select([value >= b for b in bounds], amounts, 0.0)


FORMULAS = {
    "elig": lambda f, p: (
        f("in_city", p)
        * f("legal_person", p)
        * (f("revenue", p) > 0)
        * (f("ats_rev", p) >= f("revenue", p) * 0.5)
        * (f("offshore_rev", p) >= f("revenue", p) * 0.35)
        * (f("staff", p) > 0)
        * (f("degree_staff", p) >= f("staff", p) * 0.5)
    ),
    "cit": lambda f, p: numpy.where(
        f("elig", p), rounded(f("taxable", p) * 0.15), rounded(f("taxable", p) * 0.25)
    ),
    "edu_ded": lambda f, p: numpy.minimum(
        f("edu", p) + f("carry_in", p), rounded(f("wages", p) * 0.08)
    ),
    "edu_carry": lambda f, p: numpy.maximum(
        f("edu", p) + f("carry_in", p) - rounded(f("wages", p) * 0.08), 0
    ),
    "subsidy": lambda f, p: numpy.where(
        f("elig", p), numpy.minimum(rounded(f("cost", p) * 0.5), 500000), 0
    ),
    "tier_award": lambda f, p: tiers(f("exec_usd", p), [1e7, 5e6, 1e6], [1e6, 4e5, 1e5]),
    "oneoff": lambda f, p: numpy.where(
        f("prior_award", p), 0, tiers(f("cmmi", p), [5, 4, 3], [5e5, 3e5, 2e5])
    ),
    "hire_sup": lambda f, p: numpy.minimum(f("hires", p) * 4500, 200000),
    "total": lambda f, p: numpy.minimum(
        f("subsidy", p) + f("tier_award", p) + f("oneoff", p) + f("hire_sup", p), 3000000
    ),
}


def variable(name, type_, formula=None):
    members = {
        "value_type": type_,
        "entity": ENTITY,
        "definition_period": DateUnit.YEAR,
        "label": name,
    }
    if formula is not None:
        members["formula"] = lambda firm, period, parameters: formula(firm, period)
    return type(name, (Variable,), members)


def main():
    source = Path(sys.argv[1])
    columns = duckdb.sql(f"SELECT * FROM '{source}' ORDER BY ent_id").fetchnumpy()
    system = TaxBenefitSystem([ENTITY])
    for name in TRUTHS:
        system.add_variable(variable(name, bool))
    for name in COUNTS:
        system.add_variable(variable(name, int))
    for name in AMOUNTS:
        system.add_variable(variable(name, float))
    for name, formula in FORMULAS.items():
        system.add_variable(variable(name, bool if name == "elig" else float, formula))
    ids = columns["ent_id"]
    given = {n: numpy.ma.filled(columns[n].astype(float), 0) for n in (*TRUTHS, *COUNTS, *AMOUNTS)}
    found = {}
    for line in sys.stdin:
        if line.strip() == "end":
            break
        simulation = SimulationBuilder().build_default_simulation(system, count=len(ids))
        for name in TRUTHS:
            simulation.set_input(name, PERIOD, given[name].astype(bool))
        for name in COUNTS:
            simulation.set_input(name, PERIOD, given[name].astype(int))
        for name in AMOUNTS:
            simulation.set_input(name, PERIOD, given[name])
        began = time.perf_counter()
        found = {name: simulation.calculate(name, PERIOD) for name in FORMULAS}
        print(json.dumps({"seconds": time.perf_counter() - began}), flush=True)
    out = {"ent_id": ids, "total": found["total"].astype(float), "cit": found["cit"].astype(float)}
    connection = duckdb.connect()
    connection.register("found", out)
    connection.execute(
        f"COPY (SELECT * FROM found) TO '{source.with_name('openfisca.parquet')}' (FORMAT parquet)"
    )
    print(json.dumps({"seconds": 0}), flush=True)


main()
