"""What is known of an applicant beside the form: facts that expressions may name (CONTEXT)."""

from datetime import date

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.procedures.models import Outcome
from fumao.rules.types import Value


def about(
    enterprise: Enterprise, procedure: str, submitted_on: date, today: date
) -> dict[str, Value]:
    """Return the context facts of a case; what nobody has told is left out: unknown, not zero."""
    held = Outcome.objects.filter(
        enterprise=enterprise, procedure=procedure, state=Outcome.State.ACTIVE
    ).exclude(valid_to__lt=submitted_on)
    found: dict[str, Value] = {
        "today": today,
        "submitted_on": submitted_on,
        "applicant_active": enterprise.status == Enterprise.Status.ACTIVE,
        "applicant_area": enterprise.area.code,
        "applicant_kind": enterprise.kind or None,
        "applicant_industry": enterprise.industry or None,
        "applicant_founded_on": enterprise.founded_on,
        "held": held.count(),
    }
    return {name: value for name, value in found.items() if value is not None}
