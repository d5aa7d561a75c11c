"""Cases that may be accepted together: at acceptance, nothing found, nothing unknown."""

from collections.abc import Iterable

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.filing import filed_of, findings
from fumao.apps.procedures.models import StepRun
from fumao.apps.procedures.queries.queue import seat_condition
from fumao.procedures.state import RunKey


def clean_cases(actor: Actor, cases: Iterable[int]) -> dict[int, RunKey]:
    """Return the open acceptance of each case that has no finding, by case."""
    rows = (
        visible_to(actor, StepRun.objects.filter(state="open", case__in=list(cases)))
        .filter(seat_condition(actor))
        .select_related("case__procedure", "case__enterprise__area")
    )
    found: dict[int, RunKey] = {}
    for run in rows:
        held = loaded(run.case.procedure, run.case.variant)
        if held.procedure.step(run.step).do != "accept":
            continue
        filed = filed_of(held, run.case, actor.today)
        told = [one for one in findings(held, filed) if one.held is not False]
        if not filed.faults and not told:
            found[run.case_id] = RunKey(run.step, run.branch, run.round)
    return found
