"""Fees: what is charged, which steps wait for it, what the linter says of them, how they are shown.

Amounts are worked by hand: 200 a case, 12.50 a copy.
"""
# ruff: noqa: E501 - lines of YAML, and routes that read better on one

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from rich.console import Console

from fumao.core.errors import CoreError
from fumao.packs.problem import PackError
from fumao.packs.procedure_cases import check_cases, read_cases
from fumao.packs.procedures import pack_rules, read_procedure
from fumao.packs.procedures_show import show_procedure
from fumao.procedures import acts
from fumao.procedures.acts import Who
from fumao.procedures.charges import open_now, to_refund
from fumao.procedures.definitions import Procedure, Seat
from fumao.procedures.drawing import route_svg
from fumao.procedures.fees import Charge, Fee
from fumao.procedures.golden import GoldenCase, GoldenEvent
from fumao.procedures.lint import lint
from fumao.procedures.lint_notes import Known
from fumao.rules.definitions import Citation
from tests import shipped
from tests.procedures import registration
from tests.procedures.made import words
from tests.procedures.test_route import MONDAY, Run, procedure, step

_KNOWN = Known(frozenset({"commerce"}), frozenset(), laws=frozenset({"own-terms"}))


@cache
def text() -> str:
    return (registration.WRITTEN / "charged.yaml").read_text("utf-8")


def cases() -> dict[str, GoldenCase]:
    found = read_cases(registration.WRITTEN / "charged-cases.yaml")
    return {one.name: one for one in found}


def sentences(written: str) -> list[str]:
    found = lint(read_procedure(written, "charged.yaml"), pack_rules(), _KNOWN)
    return [note.problem.sentence("en") for note in found]


@pytest.mark.parametrize("name", cases())
def test_cases_come_out_as_worked(name: str) -> None:
    found = check_cases(read_procedure(text()), (cases()[name],))
    assert [one.sentence("en") for one in found] == []


def test_what_cannot_be_worked_out_says_what_is_missing() -> None:
    for name, said in (
        ("refused-unknown-amount", '"Fee for copies" cannot be worked out, missing: Copies'),
        ("refused-no-rate", '"Registration fee" cannot be worked out, missing: Rate of a case'),
    ):
        case = cases()[name]
        tried = replace(case, events=(GoldenEvent(case.on, {"withdraw": "why"}),))
        [problem] = check_cases(read_procedure(text()), (tried,))
        assert said in problem.sentence("en")


def test_a_sound_procedure_with_fees_has_nothing_to_lint() -> None:
    assert sentences(text()) == []


_COPIES = "amount: copies * chg_copy"
_ACCEPT = "do: accept, by: [{function: commerce, role: handler}], within: 1wd, pass: review"
_ISSUE = "do: issue, by: system, pass: granted}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("due: review", "due: revue", 'there is no step "revue"'),
        ("key: copies, title_zh", "key: case, title_zh", 'the fee "case" is given twice'),
        ("key: case, title_zh", "key: Case, title_zh", 'the name "Case" has a wrong form'),
        (_COPIES, "amount: copies", "the expression gives int, the rule says money(CNY)"),
        (_COPIES, "amount: copies * chg_copies", 'chg_copies'),
        (_COPIES, "amount: copies * chg_copy * 2", 'the number "2" stands in the formula'),
        (_COPIES, "amount: copies * chg_copy + unknown", "unknown"),
        ("type: int, least", "type: dec(1), least", "round with round2"),
        ("when: not small", "when: copies", "bool"),
        ("key: copies, label_zh", "key: copies, purpose: statistics, label_zh", "statistics"),
        ("due: review, document: own-terms", "due: review, document: other-terms",
         'there is no document or law "other-terms"'),
        (_COPIES, "amount: chg_case", 'the parameter "chg_copy" is not used'),
        # Every case is accepted by silence after five days, and the next step demands the fee.
        ("due: review", "due: accept", "no fault"),
        # A step that no case comes to.
        (f"{_ACCEPT}, refuse", f"{_ACCEPT.replace('review', 'decide')}, refuse",
         'which no case comes to'),
        # Publicity waits for nobody; what is issued is not held back any more.
        ("do: review, by: [{function: commerce, role: checker}], within: 5wd, pass: decide, refuse: refused, returns: true",
         "do: publicise, by: system, within: 5wd, pass: decide, refuse: refused",
         "a publicity period waits for no payment"),
        (_ISSUE, "do: issue, by: system, pass: pay}\n  - {step: pay, title_zh: 付款, title_en: Payment,"
         " do: pay, by: [{function: commerce, role: handler}], within: 5wd, pass: granted}",
         "no fault"),
    ],
)  # fmt: skip
def test_each_fault_is_found(old: str, new: str, said: str) -> None:
    assert text().count(old) == 1
    found = sentences(text().replace(old, new))
    if said == "no fault":
        assert found == []
    else:
        assert any(said in one for one in found), found


def test_a_fee_after_the_outcome_is_issued_makes_no_sense() -> None:
    written = text().replace(
        _ISSUE, "do: issue, by: system, pass: pay}\n  - {step: pay, title_zh: 付款, title_en: Payment,"
        " do: pay, by: [{function: commerce, role: handler}], within: 5wd, pass: granted}",
    ).replace("due: issue", "due: pay")  # fmt: skip
    [sentence] = sentences(written)
    assert '"copies" is due at "pay", after the outcome is issued' in sentence


def test_a_fee_cites_its_own_clause() -> None:
    written = text().replace("due: review, document: own-terms, clause: 总则", "due: review")
    with pytest.raises(PackError) as caught:
        read_procedure(written, "charged.yaml")
    assert {one.code for one in caught.value.problems} == {"field_document", "field_clause"}


def test_a_way_to_granted_past_the_fee_is_found() -> None:
    """The only step at which the fee is due may be skipped, and nothing after it waits."""
    route = (
        step("accept", "accept", "review", refused="refused"),
        step("review", "review", "granted", when="applicant_active"),
    )
    held = replace(procedure(*route), fees=(fee("review"),))
    found = [note.problem for note in lint(held, pack_rules())]
    assert [one.code for one in found if one.code.startswith("fee")] == ["fee_past"]
    waits = replace(held, route=(route[0], replace(route[1], when="")))
    assert not [n for n in lint(waits, pack_rules()) if n.problem.code.startswith("fee")]


def fee(due: str, key: str = "one") -> Fee:
    return Fee(key, words("一号费"), words("所定"), "1", due, Citation("law", "1"))


def charged(*route: object, due: str, **data: object) -> Run:
    """A case that owes 100."""
    held: Procedure = replace(procedure(*route), fees=(fee(due),))  # type: ignore[arg-type]
    return Run(held, fees={"one": "100.00"}, **data)


def paid(run: Run, amount: str = "100", receipt: str = "A1") -> Run:
    who = Who(7, run.day)
    event = acts.receive_fee(
        run.procedure, run.state, "one", Decimal(amount), receipt, run.day, who
    )
    return run.take(event)


def system(key: str, do: str, passed: str, **more: object):  # type: ignore[no-untyped-def]
    by = (Seat("system", "city", "handler"),)
    return replace(step(key, do, passed, **more), by=by, within=None)


def test_a_step_of_the_system_waits_and_goes_on_once_it_is_paid() -> None:
    run = charged(system("accept", "accept", "review"), step("review", "review", "granted"),
                  due="accept")  # fmt: skip
    assert (run.state.current, run.state.phase, run.state.accepted) == (
        ("accept",),
        "submitted",
        None,
    )
    assert [one.fee for one in open_now(run.procedure, run.state)] == ["one"]
    with pytest.raises(CoreError) as caught:  # and it is nobody's to pass
        run.say("accept", 1)
    assert caught.value.code == "not_open"
    run.day = date(2022, 6, 22)
    paid(run)
    assert (run.state.current, run.state.accepted) == (("review",), date(2022, 6, 22))
    assert [
        (r.key.round, r.opened, r.closed) for r in run.state.runs if r.key.step == "accept"
    ] == [(1, MONDAY, date(2022, 6, 22))]


def test_what_the_system_turns_down_is_not_charged_for() -> None:
    run = charged(system("accept", "accept", "review", refused="refused"),
                  step("review", "review", "granted"), due="accept", auto={"accept": "refused"})  # fmt: skip
    assert run.state.phase == "not_accepted"


def test_what_the_system_holds_for_an_officer_is_paid_first() -> None:
    run = charged(system("accept", "accept", "granted", held="review"),
                  step("review", "review", "granted"), due="accept", auto={"accept": "held"})  # fmt: skip
    assert run.state.current == ("accept",)
    assert paid(run).state.current == ("review",)


def test_a_case_that_stands_still_goes_on_when_it_is_resumed() -> None:
    route = (step("accept", "accept", "check"), system("check", "review", "last"),
             step("last", "review", "granted"))  # fmt: skip
    run = charged(*route, due="check").say("accept", 1)
    stops = replace(run.procedure.clock, stops_while=("hearing",))
    run.procedure = replace(run.procedure, clock=stops)
    run.take(acts.stop(run.procedure, run.state, Who(1, run.day), "hearing", "why"))
    assert paid(run).state.current == ("check",)
    run.take(acts.resume(run.state, Who(1, run.day)))
    assert run.state.current == ("last",)


def test_offices_asked_together_may_speak_but_the_last_word_waits() -> None:
    consult = step("consult", "consult", "decide", "commerce", "tax", "science")
    run = charged(step("accept", "accept", "consult"), consult,
                  step("decide", "decide", "granted", refused="refused"), due="consult")  # fmt: skip
    run.say("accept", 1).say("consult", 2).say("consult", 3, "abstained", branch=1)
    for verdict in ("passed", "refused", "abstained"):  # without `refuse` all of them lead on
        assert run.refused("consult", 4, verdict, branch=2) == "fee"
    paid(run).say("consult", 4, branch=2)
    assert run.state.current == ("decide",)


def test_refusing_needs_no_payment() -> None:
    run = charged(step("accept", "accept", "granted", refused="refused"), due="accept")
    assert run.refused("accept", 1) == "fee"
    run.say("accept", 1, "refused")
    assert run.state.phase == "not_accepted"
    with pytest.raises(CoreError) as caught:
        paid(run)
    assert caught.value.code == "closed"


def test_what_a_correction_raises_is_due_where_the_case_stands() -> None:
    """The fee's own step is passed; the rest holds back the one that returned the case."""
    run = charged(step("accept", "accept", "decide"),
                  step("decide", "decide", "granted", returns=True), due="accept")  # fmt: skip
    paid(run).say("accept", 1).say("decide", 2, "returned").correct({"a"}, fees={"one": "150.00"})
    assert run.refused("decide", 2) == "fee"
    with pytest.raises(CoreError, match=r"50\.00"):
        paid(run, "150", "A2")
    with pytest.raises(CoreError) as caught:
        paid(run, "50", "A1")
    assert caught.value.code == "receipt"
    paid(run, "50", "A2").say("decide", 2)
    assert run.state.phase == "granted"
    assert run.state.charges[0].receipts == ("A1", "A2")


def test_who_mended_the_filing_does_not_waive_either() -> None:
    run = charged(step("accept", "accept", "granted", returns=True), due="accept")
    run.say("accept", 1, "returned").take(
        acts.correct(run.state, Who(98, run.day), ["a"], fees={"one": "100.00"})
    )
    for person, behalf in ((99, None), (98, None), (5, 98)):
        with pytest.raises(CoreError) as caught:
            acts.waive_fee(run.procedure, run.state, "one", "why", Who(person, run.day, behalf))
        assert caught.value.code == "separation"
    run.take(acts.waive_fee(run.procedure, run.state, "one", "why", Who(5, run.day)))
    assert run.say("accept", 1).state.phase == "granted"


@pytest.mark.parametrize(
    ("amount", "received", "waived", "refunded", "owed", "over"),
    [
        # 150 asked, 100 paid; 40 waived of it
        ("150", "100", "0", "0", "50", "0"),
        ("150", "100", "40", "0", "10", "0"),
        # lowered to 80 after 100 was paid; then paid back
        ("80", "100", "0", "0", "0", "20"),
        ("80", "100", "0", "20", "0", "0"),
        # paid back, and raised again
        ("100", "100", "0", "20", "20", "0"),
        # waived as a whole at 100, lowered to 80: nothing is owed back that nobody paid
        ("80", "0", "100", "0", "0", "0"),
        # not charged any more
        ("0", "100", "0", "0", "0", "100"),
    ],
)
def test_what_is_owed_and_what_is_owed_back(
    amount: str, received: str, waived: str, refunded: str, owed: str, over: str
) -> None:
    charge = Charge("one", Decimal(amount), Decimal(received), Decimal(waived), Decimal(refunded))
    assert (charge.owed, charge.over) == (Decimal(owed), Decimal(over))


def test_a_granted_case_keeps_what_was_paid() -> None:
    run = charged(step("accept", "accept", "granted"), due="accept")
    paid(run).say("accept", 1)
    assert to_refund(run.state, run.state.charges[0]) == 0


def test_the_drawing_and_the_table_show_fees() -> None:
    held = read_procedure(text())
    svg = route_svg(held, "zh")
    assert svg.count("¥ 缴清“登记费”后通过") == 2  # in the box, and told
    console = Console(width=200)
    with console.capture() as captured:
        show_procedure(held, "en", console)
    shown = captured.get()
    assert "copies * chg_copy" in shown
    assert "free of charge" not in shown


def test_no_shipped_procedure_charges_a_fee() -> None:
    """facts.md names none: 不收费."""
    found = shipped.procedures()
    assert len(found) == 18
    assert not any(one.procedure.fees for one in found)
