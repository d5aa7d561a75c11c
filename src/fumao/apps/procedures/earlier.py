"""What is known of an outcome's holder from the cases that led to it."""

from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.models import Case


def told_by(case: Case) -> dict[str, object]:
    """Return the kept texts of a case by field, and of those before it what it did not ask again.

    A field that was asked again and hidden is gone: the newer case has dropped it.
    """
    before = case.outcome
    if before is None:
        return dict(case.data)
    asked = {one.key for one in loaded(case.procedure, case.variant).procedure.form}
    kept = {key: value for key, value in told_by(before.case).items() if key not in asked}
    return {**kept, **case.data}
