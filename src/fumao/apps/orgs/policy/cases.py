"""Procedures: who has a seat in a step of a case, who sees cases, outcomes and their papers.

- A case is seen by its applicant's unit, by the office that owns it, by every office that has or
  had a step in it (posts delegated today count), by the experts it was given to, and by office and
  leaders of the area. Nobody else: an applicant never sees another's.
- A step is taken by whoever holds the seat's role in its office, by the expert it was given to, or
  by a delegate of the former on that person's behalf.
- Drafts are seen by the applicant's unit alone.
- What is public of an outcome or a publicity period is read through `published`, by anybody.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from fumao.apps.orgs.actor import Actor, Position
from fumao.apps.orgs.models import Area, Role
from fumao.apps.orgs.policy.facts import Facts

OVER = frozenset({Role.OFFICE, Role.LEADER})
# Roles whose holders work on cases of their office.
WORKING = frozenset({Role.HANDLER, Role.CHECKER, Role.LEADER, Role.OFFICE})


def of_case(case: Any) -> Facts:
    """Return the facts of a case."""
    return Facts(
        case.area.path,
        reporter=frozenset({case.enterprise.unit_id} - {None}),
        owner=frozenset({case.owner_id}),
        author=case.by_id,
    )


def of_outcome(outcome: Any) -> Facts:
    """Return the facts of an outcome."""
    return Facts(
        outcome.area.path,
        reporter=frozenset({outcome.enterprise.unit_id} - {None}),
        owner=frozenset({outcome.office_id}),
    )


def of_draft(draft: Any) -> Facts:
    """Return the facts of a draft."""
    own = frozenset({draft.enterprise.unit_id} - {None})
    return Facts(draft.enterprise.area.path, reporter=own)


CASE_READERS: dict[str, Callable[[Any], Facts]] = {
    "procedures.Case": of_case,
    "procedures.Draft": of_draft,
    "procedures.Outcome": of_outcome,
    "procedures.StepRun": lambda run: of_case(run.case),
    "procedures.CasePaper": lambda paper: of_case(paper.case) if paper.case else of_draft(
        paper.draft
    ),
    "procedures.Objection": lambda objection: of_case(objection.case),
    "procedures.Duty": lambda duty: of_case(duty.case),
    "procedures.FeeReceipt": lambda receipt: of_case(receipt.case),
}  # fmt: skip


def seat_in(actor: Actor, office: int | None, role: str, assignee: int | None) -> Position | None:
    """Return the position with which an actor may take a step, None where there is none.

    Own posts come before delegated ones. A step given to a person is that person's alone, with the
    delegate of the post that gives the right. A token needs the scope `write`.
    """
    if actor.person is None or (actor.scopes is not None and "write" not in actor.scopes):
        return None
    for position in (*actor.positions, *actor.delegated):
        if position.role != role or office not in position.covers:
            continue
        persons = {actor.person.pk, position.on_behalf_of}
        if assignee is None or assignee in persons:
            return position
    return None


def seats(actor: Actor) -> Iterator[tuple[int, str]]:
    """Yield (department, role) of every seat the actor may work from today."""
    for position in (*actor.positions, *actor.delegated):
        if position.role in WORKING:
            for department in position.covers:
                yield department, position.role


def _below(positions: list[Position]) -> Q:
    condition = Q(pk__in=[])
    for path in {position.area_path for position in positions}:
        condition |= Q(path__startswith=path)
    return condition


def cases(actor: Actor, way: str = "") -> Q:
    """Return the condition on cases, or on rows that lead to one by `way` ("case__")."""
    if actor.person is None:
        return Q(pk__in=[])
    runs = apps.get_model("procedures", "StepRun")._default_manager
    working = {p.department_id for p in actor.positions if p.role in WORKING and not p.of_company}
    for position in (*actor.positions, *actor.delegated):
        if position.role in WORKING and not position.of_company:
            working |= position.covers
    took = runs.filter(office_id__in=working).order_by().values("case_id")
    given = runs.filter(assignee=actor.person).order_by().values("case_id")
    over = [p for p in actor.positions if p.role in OVER and not p.of_company]
    areas = Area.objects.filter(_below(over)).order_by().values("pk")
    own = {p.department_id for p in actor.positions if p.of_company}
    column = f"{way[:-2]}_id__in" if way else "pk__in"
    return (
        Q(**{f"{way}enterprise__unit_id__in": own})
        | Q(**{f"{way}owner_id__in": working})
        | Q(**{column: took})
        | Q(**{column: given})
        | Q(**{f"{way}area__in": areas})
    )


def applicants(actor: Actor) -> Q:
    """Return the condition on enterprises whose cases came to an office the actor works in.

    Who examines an application sees what the register says of the applicant.
    """
    runs = apps.get_model("procedures", "StepRun")._default_manager
    working: set[int] = set()
    for position in (*actor.positions, *actor.delegated):
        if position.role in WORKING and not position.of_company:
            working |= position.covers
    took = runs.filter(office_id__in=working).order_by().values("case__enterprise_id")
    return Q(pk__in=took)


def drafts(actor: Actor, way: str = "") -> Q:
    """Return the condition on drafts, or on rows that lead to one by `way`."""
    own = {p.department_id for p in actor.positions if p.of_company}
    return Q(**{f"{way}enterprise__unit_id__in": own})


def outcomes(actor: Actor, way: str = "") -> Q:
    """Return the condition on outcomes: own ones, those of one's office, those of one's areas."""
    working = frozenset().union(
        *(p.covers for p in actor.positions if p.role in WORKING and not p.of_company)
    )
    over = [p for p in actor.positions if p.role in OVER and not p.of_company]
    areas = Area.objects.filter(_below(over)).order_by().values("pk")
    own = {p.department_id for p in actor.positions if p.of_company}
    return (
        Q(**{f"{way}enterprise__unit_id__in": own})
        | Q(**{f"{way}office_id__in": working})
        | Q(**{f"{way}area__in": areas})
    )


def papers(actor: Actor) -> Q:
    """Return the condition on papers of cases and of drafts."""
    return cases(actor, "case__") | drafts(actor, "draft__")


def files_of_cases(actor: Actor) -> Q:
    """Return the condition on attachments of cases and drafts: who sees a case sees its papers."""
    rows = apps.get_model("procedures", "CasePaper")._default_manager
    return Q(pk__in=rows.filter(papers(actor)).order_by().values("attachment_id"))


def _versions(actor: Actor) -> Q:
    """Published and retired procedures are everybody's; a draft is its designer's office's."""
    designs = any(p.role == Role.OFFICE for p in actor.positions)
    return Q() if designs else ~Q(state="draft")


CASE_ROWS: dict[str, Callable[[Actor], Q]] = {
    "procedures.ProcedureVersion": _versions,
    "procedures.Case": cases,
    "procedures.StepRun": lambda actor: cases(actor, "case__"),
    "procedures.CaseClock": lambda actor: cases(actor, "case__"),
    "procedures.Objection": lambda actor: cases(actor, "case__"),
    "procedures.Duty": lambda actor: cases(actor, "case__"),
    "procedures.FeeReceipt": lambda actor: cases(actor, "case__"),
    "procedures.CasePaper": papers,
    "procedures.Draft": drafts,
    "procedures.Outcome": outcomes,
    "procedures.OutcomeUse": lambda actor: outcomes(actor, "outcome__"),
    "procedures.OpinionTemplate": lambda actor: Q(department__in=actor.department_ids),
}


def _publicised() -> Q:
    """Cases in publicity, and those that were and are over: the list shows what came of them."""
    clocks = apps.get_model("procedures", "CaseClock")._default_manager
    # Asked of each row: a list of all that ever were would be made anew for every page.
    was = Exists(clocks.filter(kind="publicity", case_id=OuterRef("pk")))
    return Q(phase="publicity") | (Q(closed_on__isnull=False) & Q(was))


# What anybody may read, signed in or not: register and publicity show no more than `public`.
_PUBLISHED: dict[str, Callable[[], Q]] = {
    "procedures.ProcedureVersion": lambda: Q(state="published"),
    "procedures.Outcome": Q,
    "procedures.Case": _publicised,
}


def published[M: Model](queryset: QuerySet[M]) -> QuerySet[M]:
    """Return the rows that the public may see; raises TypeError for a model nobody published."""
    label = queryset.model._meta.label
    if label not in _PUBLISHED:
        raise TypeError(f"nothing of {label} is public")
    return queryset.filter(_PUBLISHED[label]())
