"""The page of an outcome for its holder and for the offices: state, story, later cases, uses."""

from dataclasses import dataclass

from fumao.apps.audit.models import Event
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.apps.procedures.actions.begin_later_case import BY_OFFICE
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.models import Case, Outcome, OutcomeUse
from fumao.apps.procedures.queries.public_outcomes import standing
from fumao.procedures.definitions import After, Procedure


@dataclass(frozen=True, slots=True)
class OutcomePage:
    """Everything the page of an outcome shows to an actor.

    `may_begin` are the later cases the office may begin now, `running` those of its kinds that are
    open already.
    """

    outcome: Outcome
    procedure: Procedure
    standing: str
    story: tuple[Event, ...]
    later: tuple[Case, ...]
    uses: tuple[OutcomeUse, ...]
    is_holder: bool
    is_office: bool
    sees_case: bool
    may_begin: tuple[After, ...]


def outcome_page(actor: Actor, pk: int) -> OutcomePage:
    """Return the page; raises Outcome.DoesNotExist where the actor does not see the outcome."""
    outcome = own_outcome(actor, pk)
    procedure = loaded(outcome.case.procedure).procedure
    later = visible_to(actor, Case.objects.filter(outcome=outcome)).select_related("procedure")
    office = may(actor, Action.BEGIN_LATER_CASE, outcome)
    return OutcomePage(
        outcome=outcome,
        procedure=procedure,
        standing=standing(outcome, actor.today),
        story=tuple(
            Event.objects.filter(stream=outcome.stream)
            .select_related("actor", "department")
            .order_by("-seq")
        ),
        later=tuple(later),
        uses=tuple(
            visible_to(actor, OutcomeUse.objects.filter(outcome=outcome)).select_related(
                "department"
            )
        ),
        is_holder=may(actor, Action.APPLY, outcome.enterprise),
        is_office=office,
        sees_case=visible_to(actor, Case.objects.filter(pk=outcome.case_id)).exists(),
        may_begin=tuple(_beginnable(outcome, procedure)) if office else (),
    )


def own_outcome(actor: Actor, pk: int) -> Outcome:
    """Return an outcome the actor sees; raises Outcome.DoesNotExist."""
    rows = Outcome.objects.select_related(
        "case__procedure", "enterprise", "area", "office", "successor", "predecessor"
    )
    return visible_to(actor, rows).get(pk=pk)


def _beginnable(outcome: Outcome, procedure: Procedure) -> list[After]:
    if outcome.state not in (Outcome.State.ACTIVE, Outcome.State.SUSPENDED):
        return []
    open_kinds = set(
        Case.objects.filter(outcome=outcome, closed_on=None).values_list("variant", flat=True)
    )
    return [
        one
        for one in procedure.after
        if one.kind in BY_OFFICE and one.route and one.kind not in open_kinds
    ]
