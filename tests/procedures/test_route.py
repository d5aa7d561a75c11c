"""How a route goes on: parallel seats, quorum, silence, held cases, panels, returns, objections."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fumao.core.clock import Duration
from fumao.core.errors import CoreError
from fumao.procedures import acts, fold, timers
from fumao.procedures.acts import Who, Word
from fumao.procedures.definitions import ClockTerms, Criterion, Procedure, Seat, Step
from fumao.procedures.events import Happened
from fumao.procedures.state import CaseState, Defect, RunKey
from tests.procedures import registration
from tests.procedures.made import made, words

CALENDAR = registration.calendar()
MONDAY = date(2022, 6, 20)


def step(key: str, do: Any, passed: str, *seats: str, **more: Any) -> Step:
    by = tuple(Seat(one, "city", "handler") for one in seats or ("commerce",))
    return Step(key, words(key), do, by, Duration(5, "wd"), passed, **more)


def procedure(*route: Step) -> Procedure:
    base = made(lambda among: next(iter(among)))
    clock = ClockTerms(Duration(20, "wd"), stops_while=("correcting",))
    return replace(base, route=route, clock=clock, outcome=None, withdraw_until="")


class Run:
    """One case, taken on day by day."""

    def __init__(self, made_of: Procedure, **data: Any) -> None:
        self.procedure, self.day = made_of, MONDAY
        first = Happened("submitted", MONDAY, 99, data=data)
        self.state: CaseState = fold.begin(made_of, CALENDAR, first)

    def take(self, event: Happened | None) -> "Run":
        assert event is not None
        self.state = fold.apply(self.procedure, CALENDAR, self.state, event)
        return self

    def say(self, name: str, person: int, verdict: Any = "passed", branch: int = 0) -> "Run":
        key = self.state.latest(name)[branch].key
        word = Word(verdict, "why", [Defect("a", "x")], {"plan": Decimal(70)})
        return self.take(acts.finish(self.procedure, self.state, key, Who(person, self.day), word))

    def refused(self, name: str, person: int, verdict: Any = "passed", branch: int = 0) -> str:
        with pytest.raises(CoreError) as caught:
            self.say(name, person, verdict, branch)
        return caught.value.code

    def correct(self, changed: Iterable[str], **facts: Any) -> "Run":
        return self.take(acts.correct(self.state, Who(99, self.day), list(changed), **facts))


def joint(mode: Any = "all", quorum: int = 0, **more: Any) -> Run:
    consult = step("consult", "consult", "decide", "commerce", "tax", "science", mode=mode,
                   quorum=quorum, **more)  # fmt: skip
    decide = step("decide", "decide", "granted", refused="refused")
    accept = step("accept", "accept", "consult", refused="refused", returns=True)
    return Run(procedure(accept, consult, decide)).say("accept", 1)


def test_every_seat_has_its_say_where_all_are_asked() -> None:
    """One against does not silence the others; without `refuse` it is an opinion."""
    run = joint().say("consult", 2, "refused")
    assert run.state.current == ("consult",)
    run.say("consult", 3, branch=1).say("consult", 4, branch=2)
    assert run.state.current == ("decide",)


def test_one_against_refuses_where_the_step_can() -> None:
    run = joint(refused="refused").say("consult", 2, "refused").say("consult", 3, branch=1)
    run.say("consult", 4, branch=2)
    assert (run.state.phase, run.state.decision) == ("refused", "refuse")


def test_who_abstains_is_not_for_it() -> None:
    """Two of three must agree: an abstention, one for, one against is not enough."""
    run = joint("quorum", 2, refused="refused").say("consult", 2, "abstained")
    run.say("consult", 3, branch=1)
    assert run.state.current == ("consult",)
    run.say("consult", 4, "refused", branch=2)
    assert run.state.phase == "refused"
    assert joint("any").say("consult", 2, "abstained").state.current == ("consult",)
    enough = joint("quorum", 2).say("consult", 2).say("consult", 3, branch=1)
    assert enough.state.current == ("decide",)
    assert enough.state.run(RunKey("consult", 2, 1)).state == "cancelled"


def test_silence_is_consent_also_of_added_signers() -> None:
    """5 wd from Mo 20 June 2022 are Mo 27; on Tu 28 each who is silent agrees."""
    run = joint(silent="agree").say("consult", 2)
    key = run.state.latest("consult")[1].key
    run.take(acts.add_signer(run.state, key, 50, "handler", Who(3, run.day)))
    assert timers.fired(run.procedure, run.state, CALENDAR, date(2022, 6, 27)) is None
    for _ in range(3):
        run.take(timers.fired(run.procedure, run.state, CALENDAR, date(2022, 6, 28)))
    assert run.state.current == ("decide",)


def system_first() -> Procedure:
    accept = replace(
        step("accept", "accept", "issue", held="review", refused="refused"),
        by=(Seat("system", "city", "handler"),),
    )
    review = step("review", "review", "issue", refused="refused")
    return procedure(accept, review, step("issue", "issue", "granted"))


@pytest.mark.parametrize(
    ("auto", "phase", "current"),
    [
        ("passed", "in_review", ("issue",)),
        ("held", "submitted", ("review",)),
        ("refused", "not_accepted", ()),
    ],
)
def test_the_system_accepts_holds_or_refuses(
    auto: str, phase: str, current: tuple[str, ...]
) -> None:
    run = Run(system_first(), auto={"accept": auto})
    assert (run.state.phase, run.state.current) == (phase, current)


def test_a_held_case_is_accepted_by_the_officer_it_is_held_for() -> None:
    run = Run(system_first(), auto={"accept": "held"})
    assert run.state.accepted is None
    run.day = date(2022, 6, 21)
    run.say("review", 5)
    assert (run.state.accepted, run.state.issuing) == (date(2022, 6, 21), True)
    assert [one.kind for one in run.state.accounts] == ["statutory"]


def test_a_case_that_the_office_opens_is_accepted_at_once() -> None:
    revoke = registration.procedure().variant_for("revoke")
    state = Run(revoke).state
    assert (state.phase, state.accepted, state.current) == ("in_review", MONDAY, ("review",))


def test_nobody_closes_what_the_system_holds_open() -> None:
    publicise = step("publicise", "publicise", "granted", refused="refused")
    decide = step("decide", "decide", "publicise", refused="refused")
    run = Run(procedure(step("accept", "accept", "decide"), decide, publicise))
    run.say("accept", 1).say("decide", 2)
    assert run.state.phase == "publicity"
    assert run.refused("publicise", 3) == "not_open"


def published() -> Run:
    publicise = step("publicise", "publicise", "granted", refused="refused")
    decide = step("decide", "decide", "publicise", refused="refused")
    run = Run(procedure(step("accept", "accept", "decide"), decide, publicise))
    return run.say("accept", 1).say("decide", 2)


def test_an_objection_keeps_the_publicity_open_until_it_is_settled() -> None:
    run = published()
    who = Who(7, run.day)
    run.take(acts.raise_objection(run.state, who, 1))
    with pytest.raises(CoreError):
        acts.raise_objection(run.state, who, 1)
    assert timers.fired(run.procedure, run.state, CALENDAR, date(2022, 7, 1)) is None
    with pytest.raises(CoreError):
        acts.settle_objection(run.state, who, 2, False, "why")
    run.take(acts.settle_objection(run.state, Who(2, date(2022, 7, 1)), 1, False, "why"))
    run.take(timers.fired(run.procedure, run.state, CALENDAR, date(2022, 7, 1)))
    assert run.state.phase == "granted"


def test_one_objection_upheld_turns_the_case_down_on_its_day() -> None:
    run = published()
    for number in (1, 2):
        run.take(acts.raise_objection(run.state, Who(7, run.day), number))
    run.take(acts.settle_objection(run.state, Who(2, date(2022, 6, 23)), 1, True, "so it is"))
    assert (run.state.phase, run.state.decision) == ("refused", "refuse")
    assert (run.state.decided, run.state.objections) == (date(2022, 6, 23), ())


def panelled() -> Run:
    panel = step("panel", "panel", "decide", refused="refused", returns=True, experts=2,
                 criteria=(Criterion("plan", words("plan"), Decimal(100)),),
                 pass_mark=Decimal(60))  # fmt: skip
    decide = step("decide", "decide", "granted", refused="refused")
    run = Run(procedure(step("accept", "accept", "panel"), panel, decide)).say("accept", 1)
    key = run.state.latest("panel")[0].key
    return run.take(acts.name_experts(run.procedure, run.state, key, [31, 32], Who(2, run.day)))


def test_a_panel_scores_and_its_experts_do_nothing_else() -> None:
    run = panelled()
    assert run.refused("panel", 2) == "experts"
    key = run.state.latest("panel")[1].key
    with pytest.raises(CoreError):
        acts.release(run.state, key, Who(31, run.day))
    with pytest.raises(CoreError):
        acts.transfer(run.procedure, run.state, key, 32, Who(31, run.day))
    run.say("panel", 31, branch=1).say("panel", 32, branch=2)
    assert acts.panel_mean(run.state, run.procedure.step("panel")) == Decimal("70.00")
    assert run.refused("panel", 31) == "separation"
    run.say("panel", 2)
    assert run.refused("decide", 32) == "separation"
    assert run.say("decide", 3).state.phase == "granted"


def test_experts_keep_their_task_when_papers_come_back() -> None:
    """After a change all score anew, and still only they."""
    run = panelled().say("panel", 31, branch=1).say("panel", 2, "returned")
    run.correct(["a"])
    again = run.state.latest("panel")
    assert [(one.key.round, one.state, one.assignee) for one in again.values()] == [
        (2, "open", None), (2, "claimed", 31), (2, "claimed", 32),
    ]  # fmt: skip
    assert run.refused("panel", 40, branch=1) == "claimed"


def test_a_correction_reopens_only_opinions_on_what_changed() -> None:
    consult = replace(
        step("consult", "consult", "decide", returns=True),
        by=(
            Seat("commerce", "city", "handler", ("a",)),
            Seat("tax", "city", "handler", ("b",)),
            Seat("science", "city", "handler", ("b",)),
        ),
    )
    decide = step("decide", "decide", "granted", refused="refused")
    run = Run(procedure(step("accept", "accept", "consult"), consult, decide)).say("accept", 1)
    run.say("consult", 3, "refused", branch=1).say("consult", 2, "returned")
    assert run.state.latest("consult")[2].state == "cancelled"
    run.correct(["a"])
    open_now = [one.key.branch for one in run.state.open_runs()]
    assert open_now == [0, 2]  # the opinion against stands: its field did not change
    assert run.state.run(RunKey("consult", 1, 1)).state == "refused"


def test_a_correction_may_call_for_a_step_that_was_skipped() -> None:
    consult = step("consult", "consult", "review", when="applicant_active")
    review = step("review", "review", "granted", refused="refused", returns=True)
    made_of = procedure(step("accept", "accept", "consult"), consult, review)
    run = Run(made_of, skipped=["consult"]).say("accept", 1)
    assert run.state.current == ("review",)
    run.say("review", 2, "returned").correct(["a"], skipped=[])
    assert run.state.current == ("consult",)
    run.say("consult", 3)
    assert run.state.latest("review")[0].key.round == 2


def test_what_is_said_at_the_window_among_offices_does_not_hinder_deemed_acceptance() -> None:
    accept = step("accept", "accept", "decide", "commerce", "tax", refused="refused")
    made_of = procedure(accept, step("decide", "decide", "granted", refused="refused"))
    clock = replace(made_of.clock, deemed_accepted=Duration(5, "wd"))
    run = Run(replace(made_of, clock=clock)).say("accept", 1, "refused")
    run.take(timers.fired(run.procedure, run.state, CALENDAR, date(2022, 6, 28)))
    assert (run.state.accepted, run.state.current) == (MONDAY, ("decide",))


def test_nothing_is_stopped_before_it_is_accepted() -> None:
    made_of = registration.procedure()
    made_of = replace(made_of, clock=replace(made_of.clock, stops_while=("hearing",)))
    with pytest.raises(CoreError):
        acts.stop(made_of, Run(made_of).state, Who(1, MONDAY), "hearing", "a week")


def test_a_paper_promised_in_a_correction_is_a_promise() -> None:
    made_of = registration.procedure()
    run = Run(made_of, promised=[]).say("accept", 1, "returned")
    assert run.correct(["identity"], promised=["identity"]).state.promised == ("identity",)
    again = Run(made_of, promised=["identity"]).say("accept", 1, "returned")
    assert again.correct(["amount"]).state.promised == ("identity",)
