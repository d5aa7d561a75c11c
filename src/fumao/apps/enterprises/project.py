"""Bringing the current facts into line with the facts: after every change, in its transaction."""

from collections.abc import Iterable
from datetime import date

from fumao.apps.enterprises.models import CurrentFacts, Fact
from fumao.apps.enterprises.queries.facts import as_json, fold

_KEYS = 2000  # enterprises a query


def project_facts(keys: Iterable[int]) -> None:
    """Work the current facts of enterprises out anew."""
    keys = sorted(set(keys))
    for start in range(0, len(keys), _KEYS):
        part = keys[start : start + _KEYS]
        told = fold(Fact.objects.filter(enterprise__in=part), date.max)
        CurrentFacts.objects.bulk_create(
            [CurrentFacts(enterprise_id=key, told=as_json(told.get(key, {}))) for key in part],
            update_conflicts=True,
            unique_fields=["enterprise"],
            update_fields=["told"],
        )
