"""The rule of every action, as data, and the three questions asked of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from fumao.apps.orgs.actor import Actor, Position
from fumao.apps.orgs.models import DELEGABLE, Role
from fumao.apps.orgs.policy.actions import REFUSALS, Action
from fumao.apps.orgs.policy.facts import Facts, Subject, facts_of


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may: `roles` within their areas, or who in a department that holds one of `parts` has one
    of the roles `by`: handlers, where nothing else is said.

    `other_person` and `other_department` demand that the entry was made by somebody else; an entry
    without an author is then refused, so that a task passed in the place of its entry lets nothing
    through.
    """

    roles: frozenset[Role] = frozenset()
    parts: frozenset[str] = frozenset()
    by: frozenset[Role] = frozenset({Role.HANDLER})
    other_person: bool = False
    other_department: bool = False
    not_about_self: bool = False
    about_self: bool = False
    scope: str = "write"


_HANDLERS = frozenset({Role.HANDLER})
_DESK = frozenset({Role.OFFICE, Role.HANDLER})  # who do a department's own work with data


def _rule(
    *roles: Role,
    parts: str = "",
    by: frozenset[Role] = _HANDLERS,
    scope: str = "write",
    **duties: bool,
) -> Rule:
    return Rule(frozenset(roles), frozenset(parts.split()), by, scope=scope, **duties)


RULES: dict[Action, Rule] = {
    Action.IMPORT_DOCUMENT: _rule(Role.OFFICE),
    Action.DECIDE_PROPOSAL: _rule(Role.OFFICE),
    Action.PUBLISH_PLAN: _rule(Role.OFFICE, Role.LEADER),
    Action.ASSIGN_TASK: _rule(Role.OFFICE),
    Action.SIGN_TASK: _rule(parts="lead cooperating"),
    Action.REPORT_PROGRESS: _rule(parts="lead cooperating"),
    Action.REVIEW_PROGRESS: _rule(
        Role.CHECKER, Role.LEADER, other_person=True, other_department=True
    ),
    Action.ASK_EXTENSION: _rule(parts="lead"),
    Action.DECIDE_EXTENSION: _rule(
        Role.OFFICE, Role.LEADER, other_person=True, other_department=True
    ),
    Action.ASK_HELP: _rule(Role.OFFICE, parts="lead cooperating"),
    Action.ANSWER_HELP: _rule(parts="asked"),
    Action.COMMENT: _rule(Role.OFFICE, Role.LEADER, Role.CHECKER, parts="lead cooperating asked"),
    Action.ACCEPT_CLOSE_OUT: _rule(Role.OFFICE, Role.LEADER, other_person=True),
    Action.RECORD_ACTUAL: _rule(Role.OFFICE),
    Action.MANAGE_ORG: _rule(Role.ADMIN, not_about_self=True),
    Action.DELEGATE: _rule(*DELEGABLE, about_self=True),
    Action.MANAGE_ENTERPRISE: _rule(Role.OFFICE, Role.CHECKER, parts="keeper"),
    Action.RECORD_FACT: _rule(Role.OFFICE, Role.CHECKER, parts="keeper reporter"),
    Action.REVEAL_CONTACT: _rule(Role.OFFICE, Role.CHECKER, parts="keeper reporter"),
    Action.SCREEN: _rule(Role.OFFICE),
    Action.READ_SCREENING: _rule(Role.OFFICE, Role.LEADER, scope="read"),
    Action.SIMULATE: _rule(Role.OFFICE),
    Action.MANAGE_FUND: _rule(Role.OFFICE),
    Action.SUBMIT_CLAIM: _rule(Role.OFFICE, parts="reporter"),
    Action.ASSESS_CLAIM: _rule(Role.OFFICE, Role.CHECKER),
    Action.APPROVE_CLAIM: _rule(Role.LEADER, other_person=True),
    Action.REFUSE_CLAIM: _rule(Role.OFFICE, Role.LEADER),
    Action.PAY_CLAIM: _rule(Role.OFFICE, parts="payer", other_person=True),
    Action.CLAW_BACK: _rule(Role.LEADER),
    Action.REVIEW_FUND: _rule(Role.OFFICE, Role.CHECKER),
    Action.APPLY: _rule(parts="reporter"),
    Action.MANAGE_CASE: _rule(Role.OFFICE, Role.CHECKER, Role.LEADER, parts="owner"),
    Action.EXTEND_CASE: _rule(Role.LEADER),
    Action.BEGIN_LATER_CASE: _rule(Role.CHECKER, Role.LEADER, parts="owner"),
    Action.RECORD_FEE: _rule(parts="owner"),
    Action.WAIVE_FEE: _rule(Role.LEADER, other_person=True),
    Action.MARK_USE: _rule(Role.VERIFIER),
    Action.DESIGN_PROCEDURE: _rule(Role.OFFICE),
    Action.RUN_SURVEY: _rule(Role.OFFICE),
    Action.FILE_REPORT: _rule(parts="reporter"),
    Action.KEEP_KEY_ENTERPRISE: _rule(Role.OFFICE),
    Action.RECORD_VISIT: _rule(Role.OFFICE, Role.CHECKER, parts="owner"),
    Action.RAISE_TICKET: _rule(Role.OFFICE, Role.CHECKER, parts="owner reporter"),
    Action.ANSWER_TICKET: _rule(Role.OFFICE, Role.CHECKER, parts="owner"),
    Action.CLOSE_TICKET: _rule(Role.OFFICE, parts="reporter"),
    Action.PREPARE_RELEASE: _rule(Role.OFFICE, parts="owner"),
    Action.READ_RELEASE: _rule(Role.OFFICE, Role.LEADER, Role.CHECKER, parts="owner", scope="read"),
    Action.APPROVE_RELEASE: _rule(Role.LEADER, Role.CHECKER, parts="owner", other_person=True),
    Action.WITHDRAW_RELEASE: _rule(Role.LEADER),
    Action.KEEP_VIEW: _rule(parts="owner", by=frozenset(Role), about_self=True),
    Action.GIVE_GRANT: _rule(parts="provider", by=_DESK | {Role.LEADER}),
    Action.EXCHANGE_DATA: _rule(parts="provider receiver", by=_DESK),
    Action.TAKE_DATA: _rule(parts="receiver", by=_DESK),
    Action.DECIDE_PAIR: _rule(Role.OFFICE, Role.CHECKER),
    Action.READ_AUDIT: _rule(Role.ADMIN, Role.OFFICE, Role.LEADER, scope="read"),
}

# What may be done with a colleague's post besides taking the steps of its seat.
BY_DELEGATES = frozenset({Action.EXTEND_CASE})


def _may_act_at_all(actor: Actor, rule: Rule) -> bool:
    return actor.person is not None and (actor.scopes is None or rule.scope in actor.scopes)


def _duties_are_separate(actor: Actor, rule: Rule, facts: Facts) -> bool:
    own = actor.person.pk if actor.person else None
    if rule.other_person and facts.author in {None, own}:
        return False
    if rule.other_department and (
        facts.author_department is None or facts.author_department in actor.covers
    ):
        return False
    if rule.about_self and facts.about != own:
        return False
    return not (rule.not_about_self and facts.about == own)


def _positions(posts: tuple[Position, ...], rule: Rule, facts: Facts) -> Iterator[Position]:
    """Yield the positions that carry the action: first those with a part, then those above."""
    held = frozenset().union(*(getattr(facts, part) for part in rule.parts))
    for position in posts:
        if position.role in rule.by and position.covers & held:
            yield position
    for position in posts:
        if position.role in rule.roles and facts.area_path.startswith(position.area_path):
            yield position


def department_for(actor: Actor, action: Action, subject: Subject) -> int | None:
    """Return the department (pk) in whose name the actor does this; None where it may not."""
    found = _position(actor, actor.positions, action, subject)
    return found.department_id if found else None


def position_for(actor: Actor, action: Action, subject: Subject) -> Position | None:
    """Return the position with which the actor does this, own posts before delegated ones.

    None where it may not. Few acts are done for a colleague: those of a case that its chain records
    with both persons.
    """
    posts = actor.positions
    if action in BY_DELEGATES:
        posts += actor.delegated
    return _position(actor, posts, action, subject)


def _position(
    actor: Actor, posts: tuple[Position, ...], action: Action, subject: Subject
) -> Position | None:
    rule = RULES[action]
    if not _may_act_at_all(actor, rule):
        return None
    facts = facts_of(subject)
    if not _duties_are_separate(actor, rule, facts):
        return None
    return next(_positions(posts, rule, facts), None)


def may(actor: Actor, action: Action, subject: Subject) -> bool:
    """Return whether the actor may do this to the subject now.

    Raises TypeError for a record that policy does not know.
    """
    return department_for(actor, action, subject) is not None


def require(actor: Actor, action: Action, subject: Subject) -> None:
    """Raise PermissionDenied, saying who may, unless the actor may do this to the subject."""
    if not may(actor, action, subject):
        raise PermissionDenied(REFUSALS[action])


def offers(actor: Actor, action: Action) -> bool:
    """Return whether some post of the actor carries the action: what a menu shows."""
    rule = RULES[action]
    return _may_act_at_all(actor, rule) and any(
        p.role in rule.roles or (p.role in rule.by and rule.parts) for p in actor.positions
    )
