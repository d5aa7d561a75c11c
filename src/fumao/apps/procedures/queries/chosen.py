"""Whom an officer may choose on the page of a case: colleagues, experts, other offices."""

from django.db.models import QuerySet

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department, Person, Role
from fumao.apps.orgs.service import offices, valid_on
from fumao.apps.procedures.models import Case
from fumao.procedures.state import CaseState, Run


def colleagues(actor: Actor, run: Run) -> QuerySet[Person]:
    """Return the others who hold the seat of a run."""
    own = actor.person.pk if actor.person else 0
    return _seated(actor, run, run.role).exclude(pk=own)


def experts_of(actor: Actor, run: Run, state: CaseState) -> QuerySet[Person]:
    """Return the office's experts who took no part in the case."""
    took = {pk for one in state.runs for pk in (one.by, one.behalf, one.assignee) if pk}
    return _seated(actor, run, Role.EXPERT).exclude(pk__in=took)


def offices_to_ask(actor: Actor, case: Case) -> list[Department]:
    """Return the offices of the applicant's area that may be asked for a word."""
    found = {unit.pk: unit for unit in offices(case.area, actor.today).values()}
    return sorted(found.values(), key=lambda unit: (unit.area.path, unit.key))


def _seated(actor: Actor, run: Run, role: Role | str) -> QuerySet[Person]:
    """Return who holds a role in the office of a run today."""
    return (
        Person.objects.filter(
            valid_on(actor.today, "posts__"),
            posts__department_id=run.office or 0,
            posts__role=role,
            is_active=True,
        )
        .distinct()
        .order_by("username")
    )
