"""Role × position × action, written by hand from the rules in the docstring of
fumao.apps.orgs.policy.

The stage: 甲市 with districts 东区 and 西区, 乙市 beside it, the nation above. A plan of 甲市 has a
task led by its 商务局 with its 财政局 and the government of 东区 cooperating; 商务局 has reported
on it and asked 海关 for help. An enterprise in a park that the government of 东区 manages reports
through the seat of 财政局.
"""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department, Park, Post, Role
from fumao.apps.orgs.policy import (
    Action,
    Facts,
    Subject,
    department_for,
    may,
    offers,
    require,
)
from fumao.apps.plans.models import Extension, HelpRequest
from tests.factories import (
    DAY,
    actor,
    actor_as,
    make_city,
    make_department,
    make_nation,
    make_person,
    make_plan,
    make_progress,
    make_task,
)

pytestmark = pytest.mark.django_db

# Where somebody may sit: the department of the post.
SEATS = ("nation", "city", "lead", "cooperating", "district", "asked", "uninvolved", "other")


@pytest.fixture
def stage() -> SimpleNamespace:
    city = make_city("甲市", ("东区", "西区"))
    other = make_city("乙市", ("南区",))
    seats = {
        "nation": make_department("商务部", make_nation()),
        "city": make_department("甲市服贸办", city, "office"),
        "lead": make_department("甲市商务局", city),
        "cooperating": make_department("甲市财政局", city),
        "district": Department.objects.get(name="东区政府"),
        "asked": make_department("甲海关", city, "central", central=True),
        "uninvolved": Department.objects.get(name="西区政府"),
        "other": make_department("乙市服贸办", other, "office"),
    }
    task = make_task(make_plan(city), seats["lead"], (seats["cooperating"], seats["district"]))
    reporter = make_person(Role.HANDLER, seats["lead"])
    entry = make_progress(task, reporter, seats["lead"])
    by = {"by": reporter, "department": seats["lead"], "on": DAY, "at": timezone.now()}
    extension = Extension.objects.create(task=task, new_due=DAY, reason="需再核。", **by)
    request = HelpRequest.objects.create(
        task=task, to=seats["asked"], text="请协助。", due=DAY, **by
    )
    park = Park.objects.create(key="dong-park", name="东园", name_en="East Park", area=city)
    park.responsible.add(seats["district"])
    firm = Enterprise.objects.create(
        code="91350203MA0TECT07L", name="甲企业", area=city, park=park, unit=seats["cooperating"]
    )
    # A claim that the reporter assessed, and a case that 商务局 owns: both of the enterprise.
    own = frozenset({seats["cooperating"].pk})
    payer = frozenset({seats["asked"].pk})
    claim = Facts(city.path, reporter=own, payer=payer, author=reporter.pk)
    case = Facts(city.path, reporter=own, owner=frozenset({seats["lead"].pk}))
    claims = [action for action in Action if action.endswith("_claim")]
    cases = [Action.APPLY, Action.MANAGE_CASE, Action.EXTEND_CASE, Action.BEGIN_LATER_CASE]
    subjects = dict.fromkeys(Action, city) | dict.fromkeys(claims, claim)
    cases.append(Action.RECORD_FEE)
    # Reports are the enterprise's own; 商务局 keeps contact with it and answers its problems.
    cases += [
        Action.FILE_REPORT, Action.KEEP_KEY_ENTERPRISE, Action.RECORD_VISIT, Action.RAISE_TICKET,
        Action.ANSWER_TICKET, Action.CLOSE_TICKET,
    ]  # fmt: skip
    cases += [Action.PREPARE_RELEASE, Action.READ_RELEASE]
    subjects |= dict.fromkeys(cases, case) | {
        Action.WAIVE_FEE: replace(case, author=reporter.pk),
        Action.APPROVE_RELEASE: replace(case, author=reporter.pk),
        Action.ASSIGN_TASK: task,
        Action.SIGN_TASK: task,
        Action.REPORT_PROGRESS: task,
        Action.REVIEW_PROGRESS: entry,
        Action.ASK_EXTENSION: task,
        Action.DECIDE_EXTENSION: extension,
        Action.ASK_HELP: task,
        Action.ANSWER_HELP: request,
        Action.COMMENT: task,
        Action.ACCEPT_CLOSE_OUT: entry,
        Action.MANAGE_ENTERPRISE: firm,
        Action.RECORD_FACT: firm,
        Action.REVEAL_CONTACT: firm,
    }
    # 海关 grants data to 商务局.
    grant = Facts(
        city.path, provider=frozenset({seats["asked"].pk}), receiver=frozenset({seats["lead"].pk})
    )
    subjects |= dict.fromkeys((Action.GIVE_GRANT, Action.EXCHANGE_DATA, Action.TAKE_DATA), grant)
    return SimpleNamespace(
        city=city, seats=seats, task=task, entry=entry, reporter=reporter, subjects=subjects,
        extension=extension, request=request,
    )  # fmt: skip


# Every (role, seat) that may; whatever is not listed may not. WITHIN: the seats in the city.
WITHIN = ("nation", "city", "lead", "cooperating", "asked")
NOT_THE_LEADS = ("nation", "city", "cooperating", "asked")  # separated from the one who reported
PARTS = ("lead", "cooperating", "district")
O, L, C, H, A = "office", "leader", "checker", "handler", "admin"  # noqa: E741
V = "verifier"
ALLOWED: dict[Action, dict[str, tuple[str, ...]]] = {
    Action.IMPORT_DOCUMENT: {O: WITHIN},
    Action.DECIDE_PROPOSAL: {O: WITHIN},
    Action.PUBLISH_PLAN: {O: WITHIN, L: WITHIN},
    Action.ASSIGN_TASK: {O: WITHIN},
    Action.SIGN_TASK: {H: PARTS},
    Action.REPORT_PROGRESS: {H: PARTS},
    Action.REVIEW_PROGRESS: {C: NOT_THE_LEADS, L: NOT_THE_LEADS},
    Action.ASK_EXTENSION: {H: ("lead",)},
    Action.DECIDE_EXTENSION: {O: NOT_THE_LEADS, L: NOT_THE_LEADS},
    Action.ASK_HELP: {O: WITHIN, H: PARTS},
    Action.ANSWER_HELP: {H: ("asked",)},
    Action.COMMENT: {O: WITHIN, L: WITHIN, C: WITHIN, H: PARTS},
    Action.ACCEPT_CLOSE_OUT: {O: WITHIN, L: WITHIN},
    Action.RECORD_ACTUAL: {O: WITHIN},
    Action.MANAGE_ORG: {A: WITHIN},
    Action.DELEGATE: {H: SEATS, L: SEATS, C: SEATS},  # the own post, wherever it is
    Action.MANAGE_ENTERPRISE: {O: WITHIN, C: WITHIN, H: ("district",)},
    Action.RECORD_FACT: {O: WITHIN, C: WITHIN, H: ("district", "cooperating")},
    Action.REVEAL_CONTACT: {O: WITHIN, C: WITHIN, H: ("district", "cooperating")},
    Action.SCREEN: {O: WITHIN},
    Action.READ_SCREENING: {O: WITHIN, L: WITHIN},
    Action.SIMULATE: {O: WITHIN},
    Action.GIVE_GRANT: {O: ("asked",), H: ("asked",), L: ("asked",)},
    Action.EXCHANGE_DATA: {O: ("asked", "lead"), H: ("asked", "lead")},
    Action.TAKE_DATA: {O: ("lead",), H: ("lead",)},
    Action.DECIDE_PAIR: {O: WITHIN, C: WITHIN},
    Action.READ_AUDIT: {O: WITHIN, L: WITHIN, A: WITHIN},
    Action.MANAGE_FUND: {O: WITHIN},
    Action.SUBMIT_CLAIM: {O: WITHIN, H: ("cooperating",)},
    Action.ASSESS_CLAIM: {O: WITHIN, C: WITHIN},
    Action.APPROVE_CLAIM: {L: WITHIN},
    Action.REFUSE_CLAIM: {O: WITHIN, L: WITHIN},
    Action.PAY_CLAIM: {O: WITHIN, H: ("asked",)},
    Action.CLAW_BACK: {L: WITHIN},
    Action.REVIEW_FUND: {O: WITHIN, C: WITHIN},
    Action.APPLY: {H: ("cooperating",)},
    Action.MANAGE_CASE: {O: WITHIN, C: WITHIN, L: WITHIN, H: ("lead",)},
    Action.EXTEND_CASE: {L: WITHIN},
    Action.BEGIN_LATER_CASE: {C: WITHIN, L: WITHIN, H: ("lead",)},
    Action.RECORD_FEE: {H: ("lead",)},
    Action.WAIVE_FEE: {L: WITHIN},
    Action.MARK_USE: {V: WITHIN},
    Action.DESIGN_PROCEDURE: {O: WITHIN},
    Action.RUN_SURVEY: {O: WITHIN},
    Action.FILE_REPORT: {H: ("cooperating",)},
    Action.KEEP_KEY_ENTERPRISE: {O: WITHIN},
    Action.RECORD_VISIT: {O: WITHIN, C: WITHIN, H: ("lead",)},
    Action.RAISE_TICKET: {O: WITHIN, C: WITHIN, H: ("lead", "cooperating")},
    Action.ANSWER_TICKET: {O: WITHIN, C: WITHIN, H: ("lead",)},
    Action.CLOSE_TICKET: {O: WITHIN, H: ("cooperating",)},
    Action.PREPARE_RELEASE: {O: WITHIN, H: ("lead",)},
    Action.READ_RELEASE: {O: WITHIN, L: WITHIN, C: WITHIN, H: ("lead",)},
    Action.APPROVE_RELEASE: {L: WITHIN, C: WITHIN, H: ("lead",)},
    Action.WITHDRAW_RELEASE: {L: WITHIN},
    Action.KEEP_VIEW: dict.fromkeys(list(Role), SEATS),  # the own one, whoever it is
}


def _subject(stage: SimpleNamespace, action: Action, who: Actor) -> Subject:
    if action is Action.DELEGATE and who.person is not None:
        own: Post = who.person.posts.get()
        return own
    if action is Action.KEEP_VIEW and who.person is not None:
        return Facts("", owner=who.department_ids, about=who.person.pk)
    subject: Subject = stage.subjects[action]
    return subject


def test_the_table_names_every_action() -> None:
    assert set(ALLOWED) == set(Action)


@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("role", list(Role))
def test_matrix(stage: SimpleNamespace, role: Role, seat: str) -> None:
    who = actor_as(role, stage.seats[seat])
    got = {action for action in Action if may(who, action, _subject(stage, action, who))}
    want = {action for action in Action if seat in ALLOWED[action].get(role.value, ())}
    assert got == want


@pytest.mark.parametrize("action", list(Action))
def test_the_public_may_nothing(stage: SimpleNamespace, action: Action) -> None:
    public = actor(None)
    assert not may(public, action, stage.subjects[action])
    assert not offers(public, action)
    with pytest.raises(PermissionDenied):
        require(public, action, stage.subjects[action])


def _scoped(who: Actor, *scopes: str) -> Actor:
    return Actor(who.person, who.today, who.positions, frozenset(scopes))


@pytest.mark.parametrize(
    "action",
    [a for a in Action if not a.startswith("read_")],
)
def test_a_change_needs_the_write_scope(stage: SimpleNamespace, action: Action) -> None:
    role, seats = next(iter(ALLOWED[action].items()))
    who = actor_as(role, stage.seats[seats[0]])
    subject = _subject(stage, action, who)
    assert may(_scoped(who, "write"), action, subject)
    assert not may(_scoped(who, "read"), action, subject)
    assert not may(_scoped(who), action, subject)


def test_the_log_needs_the_read_scope(stage: SimpleNamespace) -> None:
    who = actor_as(Role.OFFICE, stage.seats["city"])
    assert may(_scoped(who, "read"), Action.READ_AUDIT, stage.city)
    assert not may(_scoped(who, "write"), Action.READ_AUDIT, stage.city)


@pytest.mark.parametrize("role", [Role.CHECKER, Role.LEADER])
def test_nobody_reviews_the_own_entry(stage: SimpleNamespace, role: Role) -> None:
    """The reporter is also given a post elsewhere: the person is still the same."""
    Post.objects.create(person=stage.reporter, department=stage.seats["nation"], role=role)
    assert not may(actor(stage.reporter), Action.REVIEW_PROGRESS, stage.entry)


def test_the_reporter_does_not_accept_the_own_close_out(stage: SimpleNamespace) -> None:
    Post.objects.create(person=stage.reporter, department=stage.seats["lead"], role=Role.OFFICE)
    assert not may(actor(stage.reporter), Action.ACCEPT_CLOSE_OUT, stage.entry)
    colleague = actor_as(Role.OFFICE, stage.seats["lead"])
    assert may(colleague, Action.ACCEPT_CLOSE_OUT, stage.entry)


def test_who_assessed_does_not_approve_and_who_approved_does_not_pay(
    stage: SimpleNamespace,
) -> None:
    for role, action in ((Role.LEADER, Action.APPROVE_CLAIM), (Role.OFFICE, Action.PAY_CLAIM)):
        who = actor_as(role, stage.seats["city"])
        assert who.person is not None
        other = make_person(role, stage.seats["city"])
        path = stage.city.path
        assert not may(who, action, Facts(path, author=who.person.pk))
        assert may(who, action, Facts(path, author=other.pk))
        assert not may(who, action, Facts(path))  # a claim that nobody assessed


def test_a_task_in_place_of_its_entry_lets_nothing_through(stage: SimpleNamespace) -> None:
    who = actor_as(Role.OFFICE, stage.seats["city"])
    assert not may(who, Action.ACCEPT_CLOSE_OUT, stage.task)
    checker = actor_as(Role.CHECKER, stage.seats["city"])
    assert not may(checker, Action.REVIEW_PROGRESS, stage.task)


def test_signing_is_for_the_unit_of_the_row(stage: SimpleNamespace) -> None:
    row = stage.task.units.get(department=stage.seats["district"])
    assert may(actor_as(Role.HANDLER, stage.seats["district"]), Action.SIGN_TASK, row)
    assert not may(actor_as(Role.HANDLER, stage.seats["lead"]), Action.SIGN_TASK, row)


def test_an_admin_never_changes_the_own_posts(stage: SimpleNamespace) -> None:
    chief = make_person(Role.ADMIN, stage.seats["city"])
    colleague = make_person(Role.HANDLER, stage.seats["lead"])
    assert not may(actor(chief), Action.MANAGE_ORG, chief)
    assert not may(actor(chief), Action.MANAGE_ORG, chief.posts.get())
    assert may(actor(chief), Action.MANAGE_ORG, colleague)
    assert may(actor(chief), Action.MANAGE_ORG, colleague.posts.get())


def test_nobody_delegates_the_post_of_another(stage: SimpleNamespace) -> None:
    chief = actor_as(Role.LEADER, stage.seats["nation"])
    assert not may(chief, Action.DELEGATE, stage.reporter.posts.get())
    assert may(actor(stage.reporter), Action.DELEGATE, stage.reporter.posts.get())


def test_a_delegated_post_adds_nothing_here(stage: SimpleNamespace) -> None:
    """Only procedures act on behalf of another; the rules of plans know own posts alone."""
    colleague = make_person(Role.READER, stage.seats["lead"])
    stage.reporter.posts.get().delegations.create(
        to=colleague, valid_from=DAY, valid_to=DAY, reason="出差", given_on=DAY
    )
    who = actor(colleague)
    assert [(p.role, p.on_behalf_of) for p in who.delegated] == [(Role.HANDLER, stage.reporter.pk)]
    assert not any(may(who, action, stage.subjects[action]) for action in Action)


def test_an_admin_of_a_city_does_not_manage_people_above_it(stage: SimpleNamespace) -> None:
    chief = actor_as(Role.ADMIN, stage.seats["city"])
    both = make_person(Role.HANDLER, stage.seats["lead"])
    Post.objects.create(person=both, department=stage.seats["nation"], role=Role.READER)
    assert not may(chief, Action.MANAGE_ORG, both)
    assert not may(chief, Action.MANAGE_ORG, make_person(None))


def test_the_department_that_acts_is_the_one_with_the_part(stage: SimpleNamespace) -> None:
    person = make_person(Role.HANDLER, stage.seats["uninvolved"])
    Post.objects.create(person=person, department=stage.seats["district"], role=Role.HANDLER)
    found = department_for(actor(person), Action.REPORT_PROGRESS, stage.task)
    assert found == stage.seats["district"].pk


@pytest.mark.parametrize("action", list(Action))
def test_menus_offer_what_some_seat_allows(stage: SimpleNamespace, action: Action) -> None:
    for role in Role:
        somewhere = bool(ALLOWED[action].get(role.value))
        assert offers(actor_as(role, stage.seats["lead"]), action) is somewhere


def test_an_unknown_subject_is_an_error(stage: SimpleNamespace) -> None:
    from fumao.apps.files.models import StoredFile

    who = actor_as(Role.OFFICE, stage.seats["city"])
    with pytest.raises(TypeError, match="StoredFile"):
        may(who, Action.COMMENT, StoredFile())
