"""A step of a case in hand: locked, with its state and the position the actor takes it from."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.actor import Actor, Position
from fumao.apps.orgs.policy import (
    Action,
    department_for,
    position_for,
    require,
    seat_in,
    visible_to,
)
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.refusals import refused
from fumao.apps.procedures.book import Loaded, loaded
from fumao.apps.procedures.happening import happen, lockable
from fumao.apps.procedures.models import Case
from fumao.apps.procedures.stored import state_of
from fumao.core.errors import CoreError
from fumao.procedures.acts import Who
from fumao.procedures.events import Happened
from fumao.procedures.state import CaseState, Run, RunKey

NO_SEAT = _("不能办理这一环节：由该环节的承办单位和岗位办理。")


@dataclass(slots=True)
class InHand:
    """A locked case: `happen` lets an event happen to it."""

    case: Case
    held: Loaded
    state: CaseState
    actor: Actor

    def happen(self, event: Happened) -> CaseState:
        """Let an event happen, with all that follows."""
        self.state = happen(self.case, self.held, self.state, event, self.actor)
        return self.state

    def position(self, run: Run) -> Position:
        """Return the position that takes a run; raises PermissionDenied."""
        given = run.assignee if run.kind == "expert" else None
        found = seat_in(self.actor, run.office, run.role, given)
        if found is None:
            raise PermissionDenied(NO_SEAT)
        return found

    def who(self, position: Position | None = None) -> Who:
        """Return who acts: for whom and in which department, where from a position."""
        person = self.actor.person.pk if self.actor.person else None
        if position is None:
            return Who(person, self.actor.today)
        return Who(person, self.actor.today, position.on_behalf_of, position.department_id)

    def delegate_for(self, action: Action) -> Who:
        """Return who acts on the case as a whole, for a colleague where policy lets a delegate.

        Raises PermissionDenied.
        """
        found = position_for(self.actor, action, self.case)
        if found is None:
            raise PermissionDenied(REFUSALS[action])
        return self.who(found)

    def who_for(self, action: Action) -> Who:
        """Return who acts on the case as a whole; raises PermissionDenied."""
        require(self.actor, action, self.case)
        person = self.actor.person.pk if self.actor.person else None
        office = department_for(self.actor, action, self.case)
        return Who(person, self.actor.today, None, office)

    def run(self, key: RunKey) -> Run:
        """Return a run; raises PermissionDenied where there is none, as for one not seen."""
        try:
            return self.state.run(key)
        except KeyError as error:
            raise PermissionDenied(NO_SEAT) from error


@contextmanager
def in_hand(actor: Actor, case: int) -> Iterator[InHand]:
    """Lock a case the actor sees and let acts happen; errors of the engine become ValidationError.

    Raises Case.DoesNotExist for a case the actor does not see.
    """
    with transaction.atomic():
        row = visible_to(actor, lockable()).get(pk=case)
        held = loaded(row.procedure, row.variant)
        try:
            yield InHand(row, held, state_of(row), actor)
        except CoreError as error:
            raise refused(error) from error
