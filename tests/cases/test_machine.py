"""Random acts of random people on the database: whatever they do, the invariants hold.

Invariants of procedures.md §3.5 by number: 2 chains whole, 3 state = fold(events), 4 one case a
submission, 5 one open run a branch, 7 who acted held the seat, 8 a closed case stands still, 9 an
outcome where granted and nowhere else, 11 the decided data are those on file, 12 a refusal says
why, 14 a promise brings one duty.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse
from django.urls.exceptions import NoReverseMatch
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fumao.apps.audit.models import Event
from fumao.apps.orgs.models import Delegation, Post, Role
from fumao.apps.orgs.policy import seat_in
from fumao.apps.procedures.actions.close_duty import close_duty
from fumao.apps.procedures.actions.correct_case import correct_case
from fumao.apps.procedures.actions.finish_step import finish_step
from fumao.apps.procedures.actions.pass_step import name_experts, recall_step
from fumao.apps.procedures.actions.pass_time import pass_time_for_all
from fumao.apps.procedures.actions.raise_objection import raise_objection, settle_objection
from fumao.apps.procedures.actions.record_fee import receive_fee, refund_fee, waive_fee
from fumao.apps.procedures.actions.run_case import (
    extend_case,
    resume_case,
    stop_case,
    terminate_case,
    withdraw_case,
)
from fumao.apps.procedures.actions.save_draft import mending_draft, save_draft
from fumao.apps.procedures.actions.submit_case import digest, submit_case
from fumao.apps.procedures.actions.take_step import claim_step, release_step
from fumao.apps.procedures.models import Case, CaseClock, Draft, Duty, Outcome, StepRun
from fumao.apps.procedures.stored import state_of
from fumao.procedures.acts import Word
from fumao.procedures.charges import charge_of, owed, to_refund
from fumao.procedures.state import Defect, RunKey
from tests.cases.conftest import Publish, draft_of
from tests.cases.test_course import FORM as PLAIN_FORM
from tests.cases.test_course import PAPERS, agrees
from tests.cases.texts import CHARGED, PARALLEL, PLAIN
from tests.factories import actor, make_person

FORM = PLAIN_FORM | {"abroad": "true"}
OPEN = ("submitted", "in_review", "correcting", "publicity")
WORKERS = ("window", "handler", "checker", "leader", "science", "tax", "expert1", "expert2")
EVERYBODY = (*WORKERS, "finance", "verifier", "reporter", "rival", "delegate")
REFUSED = (PermissionDenied, ValidationError, Case.DoesNotExist, StepRun.DoesNotExist)


class Acts(RuleBasedStateMachine):
    """People act on the cases of a town in any order; most of it is refused, and must be."""

    town: SimpleNamespace
    versions: tuple[Any, ...]

    def __init__(self) -> None:
        super().__init__()
        self.day = self.town.day
        self.cases: list[int] = []
        self.keys: dict[str, int] = {}

    def as_(self, name: str) -> Any:
        return self.town.as_(name, self.day)

    def take(self, act: Callable[[], object]) -> bool:
        """Let somebody try; a refusal leaves nothing behind (the transaction is the act's own)."""
        before = Event.objects.count()
        try:
            with transaction.atomic():
                act()
        except REFUSED:
            assert Event.objects.count() == before
            return False
        return True

    def run_of(self, data: st.DataObject, case: int) -> RunKey:
        runs = list(StepRun.objects.filter(case=case).order_by("-id")[:4])
        row = data.draw(st.sampled_from(runs))
        return RunKey(row.step, row.branch, row.round)

    @initialize()
    def begin(self) -> None:
        self.submit("reporter", 0, False)

    @rule(by=st.sampled_from(["reporter", "rival"]), kind=st.integers(0, 1), promises=st.booleans())
    def submit(self, by: str, kind: int, promises: bool) -> None:
        if len(self.cases) >= 4:
            return
        papers = ("plan",) if promises and kind == 0 else PAPERS
        promised = ("identity",) if promises and kind == 0 else ()
        draft = draft_of(self.town, self.versions[kind], FORM, papers, by, promised, self.day)
        stranger = "rival" if by == "reporter" else "reporter"
        assert not self.take(lambda: submit_case(self.as_(stranger), draft))
        again = Draft.objects.get(pk=draft.pk)
        case = submit_case(self.as_(by), draft)
        assert submit_case(self.as_(by), again).pk == case.pk  # invariant 4
        self.cases.append(case.pk)
        self.keys[str(draft.key)] = case.pk

    @precondition(lambda self: self.cases)
    @rule(
        data=st.data(), name=st.sampled_from(EVERYBODY), what=st.sampled_from(
            ["passed", "passed", "passed", "passed", "returned", "refused", "abstained"]
        ), spoken=st.booleans(),
    )  # fmt: skip
    def finish(self, data: st.DataObject, name: str, what: str, spoken: bool) -> None:
        case = data.draw(st.sampled_from(self.cases))
        key = self.run_of(data, case)
        run = StepRun.objects.get(case=case, step=key.step, branch=key.branch, round=key.round)
        person = self.as_(name)
        given = run.assignee_id if run.kind == "expert" else None
        entitled = seat_in(person, run.office_id, run.role, given) is not None
        defects = [Defect("amount", "有误")] if what == "returned" else []
        scores = {"plan": 50, "team": 25} if run.kind == "expert" else {}
        word = Word(what, "理由充分" if spoken else "", defects=defects, scores=scores)  # type: ignore[arg-type]
        done = self.take(lambda: finish_step(person, case, key, word))
        assert entitled or not done  # invariant 7

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), hard=st.integers(0, 9))
    def go_on(self, data: st.DataObject, hard: int) -> None:
        """Let the first who may pass an open run: without this, cases seldom come to their end."""
        case = data.draw(st.sampled_from(self.cases))
        row = StepRun.objects.filter(case=case, state__in=["open", "claimed"]).order_by("id").last()
        if row is None or row.kind == "system" or hard == 0:
            return
        key = RunKey(row.step, row.branch, row.round)
        if row.step == "decide" and hard != 1:
            self.pay(case, "window", "case", Decimal(0))
        if row.step == "panel" and row.kind == "seat":
            experts = [self.town.people[name].pk for name in ("expert1", "expert2")]
            self.take(lambda: name_experts(self.as_("handler"), case, key, experts))
        scores = {"plan": 50, "team": 25} if row.kind == "expert" else {}
        word = Word("passed", "同意", scores=scores)  # type: ignore[arg-type]
        for name in WORKERS:
            if self.take(lambda n=name: finish_step(self.as_(n), case, key, word)):  # type: ignore[misc]
                return

    @precondition(lambda self: self.cases)
    @rule(
        data=st.data(), name=st.sampled_from(EVERYBODY),
        what=st.sampled_from(["claim", "release", "recall"]),
    )  # fmt: skip
    def hold(self, data: st.DataObject, name: str, what: str) -> None:
        case = data.draw(st.sampled_from(self.cases))
        key = self.run_of(data, case)
        act = {"claim": claim_step, "release": release_step, "recall": recall_step}[what]
        self.take(lambda: act(self.as_(name), case, key))

    @precondition(lambda self: self.cases)
    @rule(
        data=st.data(), name=st.sampled_from(EVERYBODY),
        what=st.sampled_from(["extend", "stop", "resume", "withdraw", "terminate"]),
        rare=st.integers(0, 3),
    )  # fmt: skip
    def run_it(self, data: st.DataObject, name: str, what: str, rare: int) -> None:
        case = data.draw(st.sampled_from(self.cases))
        if what in ("withdraw", "terminate") and rare:
            return
        person = self.as_(name)
        acts: dict[str, Callable[[], object]] = {
            "extend": lambda: extend_case(person, case, "情况复杂"),
            "stop": lambda: stop_case(person, case, "hearing", "听证"),
            "resume": lambda: resume_case(person, case),
            "withdraw": lambda: withdraw_case(person, case, "不再办理"),
            "terminate": lambda: terminate_case(person, case, "对象消失"),
        }
        done = self.take(acts[what])
        if what == "withdraw" and done:
            owner = "reporter" if self.of(case).enterprise_id == self.town.firm.pk else "rival"
            assert name == owner

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), amount=st.sampled_from(["2000", "3,000.5", "很多"]))
    def mend(self, data: st.DataObject, amount: str) -> None:
        case = self.of(data.draw(st.sampled_from(self.cases)))
        if case.phase != "correcting":
            return
        own, other = "reporter", "rival"
        if case.enterprise_id != self.town.firm.pk:
            own, other = other, own
        with pytest.raises(PermissionDenied):
            mending_draft(self.as_(other), case)
        draft = mending_draft(self.as_(own), case)
        save_draft(self.as_(own), draft, FORM | {"amount": amount}, draft.promised)
        assert self.take(lambda: correct_case(self.as_(own), draft)) == (amount != "很多")

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), name=st.sampled_from(EVERYBODY), upheld=st.booleans())
    def object_to(self, data: st.DataObject, name: str, upheld: bool) -> None:
        case = data.draw(st.sampled_from(self.cases))
        public = actor(None, self.day)
        if self.take(lambda: raise_objection(public, case, "张三", "10000", "不实")):
            self.take(lambda: settle_objection(self.as_(name), case, 1, upheld, "已核查"))

    @precondition(lambda self: Duty.objects.filter(state="open").exists())
    @rule(name=st.sampled_from(EVERYBODY), kept=st.booleans())
    def verify_promise(self, name: str, kept: bool) -> None:
        duty = Duty.objects.filter(state="open").first()
        assert duty is not None
        done = self.take(lambda: close_duty(self.as_(name), duty, kept, "已核"))
        if done and not kept:
            assert Outcome.objects.get(case=duty.case_id).state == "revoked"

    def pay(self, case: int, name: str, fee: str, wrong: Decimal) -> bool:
        """Let somebody record what is owed of a fee, or another amount."""
        state = state_of(self.of(case))
        charge = charge_of(state, fee)
        amount = (owed(state, charge) if charge is not None else Decimal(1)) + wrong
        receipt = f"{case}-{Event.objects.count()}"
        return self.take(lambda: receive_fee(self.as_(name), case, fee, amount, receipt, self.day))

    @precondition(lambda self: self.cases)
    @rule(
        data=st.data(), name=st.sampled_from(EVERYBODY), fee=st.sampled_from(["case", "test"]),
        what=st.sampled_from(["receive", "receive", "waive", "refund"]),
        wrong=st.sampled_from([Decimal(0), Decimal(0), Decimal("0.01")]),
    )  # fmt: skip
    def settle_fee(
        self, data: st.DataObject, name: str, fee: str, what: str, wrong: Decimal
    ) -> None:
        case = data.draw(st.sampled_from(self.cases))
        person = self.as_(name)
        if what == "receive":
            done = self.pay(case, name, fee, wrong)
            assert not done or (name in ("window", "handler") and not wrong)
        elif what == "waive":
            done = self.take(lambda: waive_fee(person, case, fee, "减免"))
            assert not done or name == "leader"
        else:
            state = state_of(self.of(case))
            charge = charge_of(state, fee)
            amount = (to_refund(state, charge) if charge is not None else Decimal(1)) + wrong
            done = self.take(lambda: refund_fee(person, case, fee, amount, "T", self.day))
            assert not done or (name in ("window", "handler") and not wrong)

    @rule(days=st.integers(1, 12))
    def days_pass(self, days: int) -> None:
        # The calendar beyond the year is not loaded.
        self.day = min(self.day + timedelta(days=days), date(2022, 12, 1))
        pass_time_for_all(actor(None, self.day), self.day)
        # A second time brings nothing.
        assert pass_time_for_all(actor(None, self.day), self.day)[0] == 0

    def of(self, case: int) -> Case:
        return Case.objects.select_related("procedure").get(pk=case)

    @invariant()
    def rows_are_what_the_chains_say(self) -> None:
        for pk in self.cases:
            case = self.of(pk)
            agrees(case)  # 2 and 3
            seqs = list(Event.objects.filter(stream=case.stream).values_list("seq", flat=True))
            assert sorted(seqs) == list(range(1, case.seq + 1))
            assert self.keys[str(case.submission_key)] == pk
            state = state_of(case)
            open_runs = [(r.key.step, r.key.branch) for r in state.open_runs()]
            assert len(open_runs) == len(set(open_runs))  # 5
            if case.phase not in OPEN:  # 8
                assert not open_runs
                clocks = CaseClock.objects.filter(case=pk)
                assert not clocks.filter(running_since__isnull=False).exists()
                assert not clocks.filter(ended_on=None).exists()
            assert Outcome.objects.filter(case=pk).exists() == (case.phase == "granted")  # 9
            assert case.data_hash == digest(case.data)  # 11
            if case.phase == "granted":
                assert not any(one.owed for one in state.charges)
            self._refusals(case)
            promised = case.phase == "granted" and bool(case.course["promised"])
            assert Duty.objects.filter(case=pk).count() == promised  # 14

    def _refusals(self, case: Case) -> None:
        """12: a refused or returned step has an opinion; the procedure names what it rests on."""
        for run in StepRun.objects.filter(case=case, state__in=["refused", "returned"]):
            assert run.opinion.strip()
            assert run.by_id is not None
        assert "basis:" in case.procedure.text

    @invariant()
    def data_on_file_are_those_of_the_last_filing(self) -> None:
        for pk in self.cases:
            stream, kinds = f"case:{pk}", ["case_submitted", "case_corrected"]
            last = Event.objects.filter(stream=stream, kind__in=kinds).order_by("seq").last()
            assert last is not None
            assert last.data["data_hash"] == self.of(pk).data_hash


def play(town: SimpleNamespace, versions: tuple[Any, ...], examples: int, steps: int) -> None:
    """Run the machine; what one example wrote is rolled back before the next."""

    class Here(Acts):
        def __init__(self) -> None:
            self.block = transaction.atomic()
            self.block.__enter__()
            super().__init__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    Here.town, Here.versions = town, versions
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None,
            suppress_health_check=list(HealthCheck), derandomize=True, database=None,
        ),
    )  # fmt: skip


@pytest.fixture
def staffed(town: SimpleNamespace) -> SimpleNamespace:
    """The town, with a colleague to whom the leader's post is delegated."""
    town.people["delegate"] = make_person(Role.CHECKER, town.commerce, "delegate")
    post = Post.objects.get(person=town.people["leader"])
    Delegation.objects.create(
        post=post, to=town.people["delegate"], valid_from=town.day,
        valid_to=date(2022, 12, 31), given_on=town.day, reason="出差",
    )  # fmt: skip
    return town


def test_a_few_random_days(staffed: SimpleNamespace, publish: Publish) -> None:
    play(staffed, (publish(CHARGED), publish(PARALLEL)), examples=3, steps=18)


@pytest.mark.slow
@pytest.mark.long
def test_many_random_days(staffed: SimpleNamespace, publish: Publish) -> None:
    play(staffed, (publish(CHARGED), publish(PARALLEL)), examples=60, steps=50)


MARK = "龘"  # stands in everything of the other enterprise


def _names() -> Iterator[tuple[str, list[str]]]:
    """Every named address of the app with the names of its parameters."""
    from fumao.apps.procedures import urls

    for pattern in urls.urlpatterns:
        if isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name, list(pattern.pattern.regex.groupindex)


def test_an_applicant_never_gets_what_is_anothers(town, publish: Publish, apply, settings) -> None:  # type: ignore[no-untyped-def]
    """Every GET address with every kind of account, over a rival's draft, case, paper, outcome."""
    settings.TODAY = town.day
    version = publish(PLAIN.replace("public: [name]", "public: []"))
    form = {"name": f"{MARK}项目", "amount": "1000", "abroad": "false"}
    case = apply(version, form, PAPERS, by="rival")
    for name, step in (("window", "accept"), ("checker", "review"), ("leader", "decide")):
        finish_step(town.as_(name), case.pk, RunKey(step, 0, 1), Word("passed", f"{MARK}同意"))
    under_way = apply(version, form, PAPERS, by="rival")
    draft = draft_of(town, version, form, PAPERS, "rival")
    outcome = Outcome.objects.get(case=case)
    paper = draft.papers.first()
    numbers = [case.pk, under_way.pk, draft.pk, outcome.pk, paper.pk]
    leaks, broken, walked = [], [], 0
    # Officers of offices with no part in it see no more than the other applicant.
    for name in ("reporter", "science", "tax", "finance", "verifier", "expert1"):
        client = Client(raise_request_exception=False)
        client.force_login(town.people[name])
        for address, parameters in _names():
            for number in numbers if parameters else [0]:
                values = {"pk": number, "paper": paper.pk, "key": "trial", "number": outcome.number}
                try:
                    url = reverse(address, kwargs={key: values[key] for key in parameters})
                except NoReverseMatch:
                    continue
                reply = client.get(url)
                walked += 1
                body = b"".join(reply.streaming_content) if reply.streaming else reply.content
                if reply.status_code >= 500:
                    broken.append((name, url))
                if reply.status_code == 200 and (
                    MARK in body.decode("utf-8", "replace") or body.startswith(b"%PDF")
                ):
                    leaks.append((name, url))
    assert (leaks, broken) == ([], [])
    assert walked > 100
    own = Client()
    own.force_login(town.people["rival"])
    assert MARK in own.get(reverse("case", args=[case.pk])).content.decode()
