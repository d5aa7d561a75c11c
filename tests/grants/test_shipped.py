"""Every shipped rule has a page in both languages, and the calculator works on any day with it."""

import pytest
from django.test import Client

from fumao.apps.grants.book import book


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
