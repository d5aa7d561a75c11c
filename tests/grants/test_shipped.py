"""Every shipped rule has a page in both languages, and the calculator works on any day with it."""

import pytest
from django.test import Client

from fumao.apps.grants.book import book
from fumao.apps.grants.queries.calculation import shown_rules


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_rule_has_a_page(language: str) -> None:
    client = Client()
    client.cookies["django_language"] = language
    for name in book().names:
        assert client.get(f"/rules/{name}/").status_code == 200, name


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2012-07-01", "2016-10-14", "2022-06-24", "2025-01-01"])
def test_the_calculator_answers_every_golden_case(day: str) -> None:
    """Facts of all cases at once: every explanation is written, whatever the answer."""
    facts = {f"f.{name}": str(raw) for case in book().cases for name, raw in case.facts.items()}
    groups = [group.key for group in book().groups]
    for city in ("", "330300"):
        sent = {"on": day, "city": city, "group": groups, "seen": groups, **facts}
        assert Client().post("/calculator/", sent).status_code == 200


def test_the_same_money_of_a_document_and_a_procedure_is_shown_once() -> None:
    """Wenzhou 2012, item 6: the platform costs that the procedure of the city pays by its form."""
    both = shown_rules(book(), ["wenzhou-2012", "procedures"])
    assert "wz_platform_fee_subsidy" in both
    assert "psb_grant" not in both
    # Who looks at the procedures' rules alone still finds it there.
    assert "psb_grant" in shown_rules(book(), ["procedures"])


@pytest.mark.django_db
def test_an_enterprise_is_asked_about_platform_costs_once() -> None:
    told = {"f.is_outsourcing_firm": "true", "f.wz_platform_fee": "12345.67"}
    groups = ["wenzhou-2012", "procedures"]
    sent = {"on": "2022-06-24", "city": "330300", "group": groups, "seen": groups, **told}
    page = Client().post("/calculator/", sent).content.decode()
    # Half of 12345.67 is 6172.835, up to 6172.84 (golden case of the pack).
    assert "6,172.84" in page
    assert "psb_" not in page
