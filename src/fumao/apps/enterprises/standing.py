"""In whose name an action is done."""

from django.core.exceptions import PermissionDenied

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Person
from fumao.apps.orgs.policy import Action, Subject, department_for
from fumao.apps.orgs.policy.actions import REFUSALS


def standing(actor: Actor, action: Action, subject: Subject) -> tuple[Person, int]:
    """Return the person and the department (pk) that do this; raises PermissionDenied."""
    department = department_for(actor, action, subject)
    if department is None or actor.person is None:
        raise PermissionDenied(REFUSALS[action])
    return actor.person, department
