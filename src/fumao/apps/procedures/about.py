"""What is known of an applicant beside the form: facts that expressions may name (CONTEXT)."""

from datetime import date

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.procedures.book import Loaded
from fumao.apps.procedures.models import Outcome
from fumao.rules.types import Value


def about(
    enterprise: Enterprise, held: Loaded, submitted_on: date, today: date
) -> dict[str, Value]:
    """Return the context facts of a case; what nobody has told is left out: unknown, not zero.

    The outcomes held are counted (one query) only where an expression of the procedure asks.
    """
    found: dict[str, Value] = {
        "today": today,
        "submitted_on": submitted_on,
        "applicant_active": enterprise.status == Enterprise.Status.ACTIVE,
        "applicant_area": enterprise.area.code,
        "applicant_kind": enterprise.kind or None,
        "applicant_industry": enterprise.industry or None,
        "applicant_founded_on": enterprise.founded_on,
    }
    if held.asks_held:
        own = Outcome.objects.filter(
            enterprise=enterprise, procedure=held.procedure.key, state=Outcome.State.ACTIVE
        )
        found["held"] = own.exclude(valid_to__lt=submitted_on).count()
    return {name: value for name, value in found.items() if value is not None}
