"""Screening 20,000 invented enterprises against all rules, with the explanation of one cell.

    python benchmarks/screening.py [--per-city 5210]

The demo's four cities are filled with enterprises (some of a city have merged or closed, so a few
more are made than are screened), then an office of the nation screens them all. Lines, seconds
first, medians of five:

    screening_20k_seconds      reading the facts, all rules in one query, packing, keeping the run
    screening_20k_explain_ms   one cell of the run explained in sentences, from its page's query
    screening_20k_draft_ms     a draft of one parameter against the rules in force, all enterprises
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.running import Fumao

MEASURE = """
import time
from statistics import median
from django.core.management import call_command
from fumao.apps.enterprises.service import enterprise_of
from fumao.apps.grants.actions.run_screening import run_screening
from fumao.apps.grants.book import book, rules_on
from fumao.apps.grants.draft import draft_of_parameter, read_draft
from fumao.apps.grants.firms import firms_of
from fumao.apps.grants.queries.screened_cell import cell_page
from fumao.apps.grants.queries.screened_firms import Kept, Wanted
from fumao.apps.grants.simulate import simulate
from fumao.apps.orgs.actor import actor_for
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.models import Area, Person, Post, Role

call_command("load_demo_enterprises", "--per-city", "{per_city}")
nation = Area.objects.get(code="CN")
person = Person.objects.get(username="reader")
unit = Post.objects.filter(person=person)[0].department
Post.objects.get_or_create(person=person, department=unit, role=Role.OFFICE)
actor = actor_for(person, today())
RULE, RATE = "wz_platform_fee_subsidy", "wz_platform_fee_rate"

def timed(act):
    began = time.perf_counter()
    found = act()
    return time.perf_counter() - began, found

runs = [timed(lambda: run_screening(actor, nation, actor.today)) for _ in range(5)]
run = runs[-1][1]
kept = Kept(run)
place = kept.places(Wanted(area="330300"), None)[0]
firm = enterprise_of(actor, kept.firms["codes"][place])
cells = [timed(lambda: cell_page(actor, book(), Kept(run), firm, RULE, "zh")) for _ in range(5)]
rules, held = rules_on(actor.today), book()
draft = draft_of_parameter(held.library.parameters[RATE], rules.dated[RATE], actor.today, "60")

def tried():
    return simulate(held, rules, read_draft(draft, held), firms_of(actor, nation, actor.today))

tries = [timed(tried) for _ in range(5)]
size = sum(len(row.values) for row in run.rules.all()) + len(run.firms)
times = (median(t for t, _ in rows) for rows in (runs, cells, tries))
print("FOUND", run.enterprises, run.rules.count(), size, *times)
"""


def main() -> None:
    """Load, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--per-city", type=int, default=5210)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fumao-bench-") as folder:
        site = Fumao(Path(folder))
        site.prepare()
        said = site.python(MEASURE.replace("{per_city}", str(asked.per_city)))
        line = next(one for one in said.splitlines() if one.startswith("FOUND "))
        firms, rules, size, screened, cell, draft = (float(one) for one in line.split()[1:])
        print(
            f"screening_20k_seconds {screened:.2f} enterprises={firms:.0f} rules={rules:.0f} "
            f"kept={size / 1e6:.2f}MB goal=3"
        )
        print(f"screening_20k_explain_ms {cell * 1000:.1f}")
        print(f"screening_20k_draft_ms {draft * 1000:.0f}")


if __name__ == "__main__":
    main()
