"""In whose name an action is done."""

from django.core.exceptions import PermissionDenied

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Person
from fumao.apps.orgs.policy import Action, Subject, department_for
from fumao.apps.orgs.policy.actions import REFUSALS


def standing(actor: Actor, action: Action, subject: Subject, *others: Action) -> tuple[Person, int]:
    """Return the person and the department (pk) that do this; raises PermissionDenied.

    With `others`, the first of the actions that the actor may do is enough.
    """
    for one in (action, *others):
        department = department_for(actor, one, subject)
        if department is not None and actor.person is not None:
            return actor.person, department
    raise PermissionDenied(REFUSALS[action])
