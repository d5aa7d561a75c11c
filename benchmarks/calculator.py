"""One case over HTTP: the calculator's page after an answer, and the same explained by the API.

    python benchmarks/calculator.py [--times 60]

A real server (granian, 2 workers of 4 threads) with all shipped rules on one day. One visitor asks
one thing after another, a case with some twenty facts. Lines, `ms p95` first, bounds of issue 3 in
the figures:

    calculator_answer       the page's part that htmx swaps in, every explanation in it (100 ms)
    calculator_register     the whole page filled in from the register, for an officer (100 ms)
    calculator_explain_all  /api/v1/explain with every rule (50 ms)
    calculator_explain_one  /api/v1/explain with one rule (50 ms)
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.running import Fumao, Session

FACTS = {
    "is_outsourcing_firm": "true", "wages": "1000000", "edu_expense": "90000",
    "prior_edu_carried": "0", "wz_platform_fee": "186400", "legal_person_in_china": "true",
    "ats_in_scope": "true", "ats_advanced": "true", "ats_accredited": "true",
    "staff_total": "100", "staff_college": "60", "total_revenue": "10000000",
    "ats_revenue": "6000000", "ats_offshore_revenue": "4000000", "taxable_profit": "3000000",
    "is_manufacturer": "false", "is_tech_sme": "true", "no_violation_two_years": "true",
}  # fmt: skip
DAY = "2022-06-24"
ISSUE = """
from datetime import timedelta
from django.utils import timezone
from fumao.apps.orgs.models import ApiToken, Person
from fumao.apps.orgs.tokens import digest_of, new_token
raw = new_token()
ApiToken.objects.create(
    person=Person.objects.get(username="xm.office"), name="bench", prefix=raw[:9],
    digest=digest_of(raw), scopes=["rules:read"], expires_at=timezone.now() + timedelta(days=1),
)
print("TOKEN", raw)
"""


FIRM = """
from django.core.management import call_command
from fumao.apps.enterprises.models import Enterprise
call_command("load_demo_enterprises", "--per-city", "20")
seen = Enterprise.objects.filter(status="active", area__path__contains="/350200/")
print("CODE", seen.order_by("code")[0].code)
"""


def line(name: str, ask: Callable[[], int], times: int) -> None:
    """Ask some times and print the line of a figure."""
    ask()
    took = []
    for _ in range(times):
        start = time.perf_counter()
        size = ask()
        took.append((time.perf_counter() - start) * 1000)
    p95 = quantiles(took, n=20)[-1]
    print(f"{name} {p95:.1f} ms p95, median {median(took):.1f}, {size} bytes, {times} times")


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=60)
    times = parser.parse_args().times
    folder = Path(tempfile.mkdtemp(prefix="fumao-calculator-"))
    fumao = Fumao(folder / "data")
    try:
        fumao.prepare()
        token = fumao.python(ISSUE).split("TOKEN ")[1].strip()
        code = fumao.python(FIRM).split("CODE ")[1].strip()
        fumao.start()
        visitor = Session(fumao.url)
        visitor.get("/calculator/")  # brings the CSRF token
        page = {"on": DAY, "city": "330300", **{f"f.{k}": v for k, v in FACTS.items()}}
        line("calculator_answer", lambda: len(visitor.post("/calculator/", page)), times)

        officer, address = fumao.sign_in("xm.office"), f"/calculator/?enterprise={code}"
        line("calculator_register", lambda: len(officer.get(address)), times)

        def explain(rules: list[str] | None) -> int:
            body = {"on": DAY, "facts": FACTS} | ({} if rules is None else {"rules": rules})
            request = urllib.request.Request(
                f"{fumao.url}/api/v1/explain", json.dumps(body).encode(),
                {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            )  # fmt: skip
            with urllib.request.urlopen(request, timeout=60) as reply:
                return len(reply.read())

        line("calculator_explain_all", lambda: explain(None), times)
        line("calculator_explain_one", lambda: explain(["edu_deducted"]), times)
    finally:
        fumao.kill()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
