"""Run inside a fresh installation: a city whose three levels review, with reports that wait."""

import json
import sys
from datetime import timedelta

import django

django.setup()

# Only now: models need what setup does.
# ruff: noqa: E402
from django.db import transaction
from django.utils import timezone

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.models import ApiToken
from fumao.apps.orgs.tokens import digest_of
from fumao.apps.surveys.actions.load_surveys import load_shipped
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.book import loaded, review_of
from fumao.apps.surveys.demo.writing import Written, write
from fumao.apps.surveys.models import Filing, SurveyVersion
from fumao.core.credit_code import synthetic_codes
from fumao.core.periods import Month
from fumao.surveys.review import Reviewed
from tests.reporting.conftest import build

MAY = Month(2022, 5)


def main(count: int) -> None:
    """Make everything; print the reports and who signs in at each level."""
    town = build()
    office = town.on(town.office, today())
    load_shipped(office)
    version = SurveyVersion.objects.get(key="outsourcing-execution")
    period = open_period(office, version, town.city, MAY)
    east = town.districts[0]
    firms = Enterprise.objects.bulk_create(
        Enterprise(code=code.text, name=f"企业{n}", area=east, kind="private", synthetic=True)
        for n, code in enumerate(synthetic_codes("350203", count, 11))
    )
    rows = Filing.objects.bulk_create(
        Filing(period=period, enterprise=firm, area=east) for firm in firms
    )
    review = review_of(loaded(version))
    filed = [Reviewed("filed", period.due_on, 0)]
    told = [Written(row, filed, review.fold(filed), report(n)) for n, row in enumerate(rows)]
    with transaction.atomic():
        write(told, period)
    ends = timezone.now() + timedelta(days=1)
    people = {}
    for level in ("district", "city", "nation"):
        person = town.checkers[level].person
        assert person is not None
        people[level] = person.username
        ApiToken.objects.create(
            person=person, name="drill", prefix="fm_d", digest=digest_of(f"fm_drill_{level}"),
            scopes=["read", "write"], expires_at=ends,
        )  # fmt: skip
    print("READY", json.dumps({"filings": [row.pk for row in rows], "people": people}))


def report(number: int) -> dict[str, object]:
    """A report that no check finds fault with."""
    usd = f"{100_000 + number}.00"
    row = {
        "contract_no": "C-1", "executed_on": "2022-05-10", "service_class": "WB.ITO.L01",
        "country": "US", "shore": "offshore", "amount_usd": usd, "amount_cny": "640000.00",
        "receipt_no": f"R-{number}", "receipt_usd": usd,
    }  # fmt: skip
    return {"executions": [row], "executed_usd": usd, "offshore_usd": usd}


main(int(sys.argv[1]))
