"""From draft to certificate and beyond, on the database; every chain folds to the rows."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from fumao.apps.audit.service import broken_links
from fumao.apps.notices.models import Notice
from fumao.apps.procedures.actions.begin_later_case import begin_by_office
from fumao.apps.procedures.actions.close_duty import close_duty
from fumao.apps.procedures.actions.correct_case import correct_case
from fumao.apps.procedures.actions.finish_step import finish_step
from fumao.apps.procedures.actions.mark_use import mark_use
from fumao.apps.procedures.actions.pass_step import name_experts, recall_step
from fumao.apps.procedures.actions.pass_time import pass_time_for_all
from fumao.apps.procedures.actions.raise_objection import raise_objection, settle_objection
from fumao.apps.procedures.actions.run_case import extend_case, withdraw_case
from fumao.apps.procedures.actions.save_draft import mending_draft, save_draft
from fumao.apps.procedures.actions.submit_case import submit_case
from fumao.apps.procedures.actions.take_step import claim_step
from fumao.apps.procedures.happening import refold
from fumao.apps.procedures.models import Case, Draft, Duty, Outcome, StepRun
from fumao.apps.procedures.refusals import FormRefusedError
from fumao.apps.procedures.stored import state_of
from fumao.procedures.acts import Word
from fumao.procedures.state import Defect, RunKey
from tests.cases.conftest import Publish, draft_of
from tests.cases.texts import PARALLEL, PLAIN
from tests.factories import actor

FORM = {"name": "云桥", "amount": "1,000.5", "country": "US"}
PAPERS = ("plan", "identity")


def agrees(case: Case) -> None:
    """The rows are what the chain folds to, and the chain is whole (invariants 2 and 3)."""
    fresh = Case.objects.select_related("procedure").get(pk=case.pk)
    kept, folded = state_of(fresh), refold(fresh)
    assert sorted(kept.runs, key=lambda r: r.key) == sorted(folded.runs, key=lambda r: r.key)
    assert kept.accounts == folded.accounts
    assert kept.charges == folded.charges
    assert (kept.phase, kept.accepted, kept.decided, kept.closed) == (
        folded.phase, folded.accepted, folded.decided, folded.closed,
    )  # fmt: skip
    assert not list(broken_links(fresh.stream))


def word(verdict: str = "passed", opinion: str = "可以", **more: object) -> Word:
    return Word(verdict, opinion, **more)  # type: ignore[arg-type]


def granted(town: SimpleNamespace, case: Case) -> Case:
    finish_step(town.as_("window"), case.pk, RunKey("accept", 0, 1), word())
    finish_step(town.as_("checker"), case.pk, RunKey("review", 0, 1), word())
    finish_step(town.as_("leader"), case.pk, RunKey("decide", 0, 1), word())
    return Case.objects.get(pk=case.pk)


def test_a_form_becomes_a_certificate(town: SimpleNamespace, publish: Publish, apply) -> None:
    case = apply(publish(PLAIN), FORM, PAPERS)
    assert case.phase == "submitted"
    # Hidden: nobody said it is abroad, so the country is dropped (invariant 16).
    assert case.data == {"name": "云桥", "amount": "1000.50"}
    assert Notice.objects.filter(kind="case_to_do", department=town.commerce).count() == 1
    case = granted(town, case)
    assert (case.phase, case.closed_on) == ("granted", town.day)
    outcome = case.result
    assert outcome.number == f"{town.east.code}-TRY-2022-0001"
    # 36 months from 13 June 2022 are over at the end of 12 June 2025.
    assert outcome.valid_to == date(2025, 6, 12)
    assert outcome.public == {"name": "云桥"}
    assert Notice.objects.filter(kind="case_decided", department=town.firm.unit).count() == 1
    agrees(case)


def test_sent_twice_is_one_case(town: SimpleNamespace, publish: Publish) -> None:
    draft = draft_of(town, publish(PLAIN), FORM, PAPERS)
    again = Draft.objects.get(pk=draft.pk)
    first = submit_case(town.as_("reporter"), draft)
    assert submit_case(town.as_("reporter"), again) == first
    assert Case.objects.count() == 1


def test_a_refused_form_keeps_its_draft(town: SimpleNamespace, publish: Publish) -> None:
    version = publish(PLAIN)
    draft = draft_of(town, version, {"name": "", "amount": "很多", "abroad": "是"}, ("plan",))
    with pytest.raises(FormRefusedError) as refused:
        submit_case(town.as_("reporter"), draft)
    faults = {fault.key for fault in refused.value.faults}
    assert faults == {"name", "amount", "country", "paper.identity"}
    assert Draft.objects.get(pk=draft.pk).data["amount"] == "很多"
    assert Case.objects.count() == 0


def test_nobody_applies_for_another(town: SimpleNamespace, publish: Publish) -> None:
    draft = draft_of(town, publish(PLAIN), FORM, PAPERS)
    for name in ("rival", "window", "leader", "verifier"):
        with pytest.raises(PermissionDenied):
            submit_case(town.as_(name), draft)


def test_steps_are_taken_by_their_seats_alone(town: SimpleNamespace, publish, apply) -> None:
    case = apply(publish(PLAIN), FORM, PAPERS)
    key = RunKey("accept", 0, 1)
    for name in ("science", "checker", "leader"):
        with pytest.raises((PermissionDenied, Case.DoesNotExist)):
            finish_step(town.as_(name), case.pk, key, word())
    with pytest.raises(Case.DoesNotExist):  # another enterprise does not see it at all
        finish_step(town.as_("rival"), case.pk, key, word())
    claim_step(town.as_("window"), case.pk, key)
    with pytest.raises(ValidationError, match="他人领办"):
        finish_step(town.as_("handler"), case.pk, key, word())


def test_correction_stops_the_clock_and_keeps_opinions(town, publish, apply) -> None:
    case = apply(publish(PARALLEL), FORM, PAPERS)
    finish_step(town.as_("window"), case.pk, RunKey("accept", 0, 1), word())
    finish_step(town.as_("science"), case.pk, RunKey("consult", 0, 1), word())
    returned = word("returned", "金额有误", defects=[Defect("amount", "与方案不符")])
    state = finish_step(
        town.as_("tax", date(2022, 6, 15)), case.pk, RunKey("consult", 1, 1), returned
    )
    assert state.phase == "correcting"
    statutory = state.account("statutory")
    # Accepted on Monday 13 June, returned on Wednesday 15: two working days used.
    assert statutory is not None
    assert (statutory.clock.consumed, statutory.stopped_for) == (2, "correcting")
    reporter = town.as_("reporter", date(2022, 6, 17))
    draft = mending_draft(reporter, Case.objects.get(pk=case.pk))
    save_draft(reporter, draft, FORM | {"amount": "2000"}, [])
    state = correct_case(reporter, draft)
    # Science looked at the name, which did not change: its opinion stands; tax is asked again.
    assert [run.key for run in state.open_runs()] == [RunKey("consult", 1, 2)]
    assert Case.objects.get(pk=case.pk).data["amount"] == "2000.00"
    agrees(case)


def test_panel_publicity_objection_and_issue(town, publish, apply) -> None:
    case = apply(publish(PARALLEL), FORM, PAPERS)
    finish_step(town.as_("window"), case.pk, RunKey("accept", 0, 1), word())
    finish_step(town.as_("science"), case.pk, RunKey("consult", 0, 1), word())
    # Tax stays silent: five working days after 13 June end on 20 June; it agrees on the 21st.
    assert pass_time_for_all(actor(None, date(2022, 6, 20)), date(2022, 6, 20))[0] == 0
    assert pass_time_for_all(actor(None, date(2022, 6, 21)), date(2022, 6, 21))[0] == 1
    assert pass_time_for_all(actor(None, date(2022, 6, 21)), date(2022, 6, 21))[0] == 0
    day = date(2022, 6, 22)
    experts = [town.people["expert1"].pk, town.people["expert2"].pk]
    lead = RunKey("panel", 0, 1)
    name_experts(town.as_("handler", day), case.pk, lead, experts)
    with pytest.raises(ValidationError, match="2 位专家"):
        finish_step(town.as_("handler", day), case.pk, lead, word())
    for place, plan in ((1, "50"), (2, "40")):
        scores = {"plan": Decimal(plan), "team": Decimal(25)}
        with pytest.raises(PermissionDenied):  # an expert's papers are that expert's
            finish_step(town.as_("handler", day), case.pk, RunKey("panel", place, 1), word())
        finish_step(
            town.as_(f"expert{place}", day), case.pk, RunKey("panel", place, 1),
            word(scores=scores),
        )  # fmt: skip
    finish_step(town.as_("handler", day), case.pk, lead, word())
    state = finish_step(town.as_("leader", day), case.pk, RunKey("decide", 0, 1), word())
    assert state.phase == "publicity"
    objection = raise_objection(actor(None, day), case.pk, "张三", "10000", "资料不实")
    late = date(2022, 7, 20)
    assert pass_time_for_all(actor(None, late), late)[0] == 0  # it waits for the objection
    settle_objection(town.as_("handler", late), case.pk, objection.number, False, "查无实据")
    assert pass_time_for_all(actor(None, late), late)[0] == 1
    assert Outcome.objects.get(case=case).state == "active"
    agrees(case)


def test_who_examined_does_not_decide(town, publish, apply) -> None:
    from fumao.apps.orgs.models import Post, Role

    case = apply(publish(PLAIN), FORM, PAPERS)
    finish_step(town.as_("window"), case.pk, RunKey("accept", 0, 1), word())
    finish_step(town.as_("checker"), case.pk, RunKey("review", 0, 1), word())
    Post.objects.create(person=town.people["checker"], department=town.commerce, role=Role.LEADER)
    with pytest.raises(ValidationError, match="须由他人办理"):
        finish_step(town.as_("checker"), case.pk, RunKey("decide", 0, 1), word())


def test_recall_before_the_next_is_taken_on(town, publish, apply) -> None:
    case = apply(publish(PLAIN), FORM, PAPERS)
    finish_step(town.as_("window"), case.pk, RunKey("accept", 0, 1), word())
    finish_step(town.as_("checker"), case.pk, RunKey("review", 0, 1), word())
    state = recall_step(town.as_("checker"), case.pk, RunKey("review", 0, 1))
    assert state.current == ("review",)
    finish_step(town.as_("checker"), case.pk, RunKey("review", 0, 2), word())
    leader_run = next(r for r in state_of(Case.objects.get(pk=case.pk)).open_runs())
    claim_step(town.as_("leader"), case.pk, leader_run.key)
    with pytest.raises(ValidationError, match="不能撤回"):
        recall_step(town.as_("checker"), case.pk, RunKey("review", 0, 2))
    agrees(case)


def test_withdrawal_ends_all_clocks(town, publish, apply) -> None:
    case = apply(publish(PLAIN), FORM, PAPERS)
    finish_step(town.as_("window"), case.pk, RunKey("accept", 0, 1), word())
    with pytest.raises((PermissionDenied, Case.DoesNotExist)):
        withdraw_case(town.as_("rival"), case.pk)
    state = withdraw_case(town.as_("reporter"), case.pk, "不再办理")
    assert state.phase == "withdrawn"
    assert not list(state.open_runs())
    assert all(a.clock.running_since is None and a.ended for a in state.accounts)
    assert not Outcome.objects.filter(case=case).exists()
    agrees(case)


def test_extension_once_by_the_leader(town, publish, apply) -> None:
    case = apply(publish(PLAIN), FORM, PAPERS)
    finish_step(town.as_("window"), case.pk, RunKey("accept", 0, 1), word())
    with pytest.raises(PermissionDenied):
        extend_case(town.as_("handler"), case.pk, "情况复杂")
    state = extend_case(town.as_("leader"), case.pk, "情况复杂")
    account = state.account("statutory")
    assert account is not None
    assert account.clock.budget.amount == 30  # 20 and 10 more (行政许可法 art. 42)
    with pytest.raises(ValidationError, match="不能延长"):
        extend_case(town.as_("leader"), case.pk, "再延")


def test_a_promise_is_verified_and_a_false_one_revokes(town, publish, apply) -> None:
    case = apply(publish(PLAIN), FORM, ("plan",), promised=("identity",))
    case = granted(town, case)
    duty = Duty.objects.get(case=case)  # invariant 14: exactly one
    with pytest.raises(PermissionDenied):
        close_duty(town.as_("science"), duty, False, "不实")
    close_duty(town.as_("handler"), duty, False, "材料系伪造")
    assert Outcome.objects.get(case=case).state == "revoked"
    with pytest.raises(ValidationError, match="已经办结"):
        close_duty(town.as_("handler"), Duty.objects.get(pk=duty.pk), True, "属实")


def test_revocation_is_a_case_of_its_own(town, publish, apply) -> None:
    case = granted(town, apply(publish(PLAIN), FORM, PAPERS))
    outcome = case.result
    with pytest.raises(PermissionDenied):
        begin_by_office(town.as_("science"), outcome, "revoke", "fraud", "查实")
    later = begin_by_office(town.as_("checker"), outcome, "revoke", "fraud", "查实")
    finish_step(town.as_("checker"), later.pk, RunKey("review", 0, 1), word())
    finish_step(town.as_("leader"), later.pk, RunKey("decide", 0, 1), word())
    outcome.refresh_from_db()
    assert outcome.state == "revoked"
    assert Case.objects.get(pk=case.pk).phase == "granted"  # the closed case stays as it was
    agrees(later)


def test_two_failed_rechecks_take_the_title(town, publish, apply) -> None:
    outcome = granted(town, apply(publish(PLAIN), FORM, PAPERS)).result
    assert outcome.recheck_due == date(2023, 6, 13)
    for expected in ("suspended", "revoked"):
        later = begin_by_office(town.as_("handler"), outcome, "recheck", "", "年检")
        finish_step(
            town.as_("checker"), later.pk, RunKey("review", 0, 1), word("refused", "不合格")
        )
        outcome.refresh_from_db()
        assert outcome.state == expected


def test_a_bank_marks_an_outcome_used(town, publish, apply) -> None:
    text = PLAIN.replace("months: 36,", "months: 36, single_use: true,")
    outcome = granted(town, apply(publish(text), FORM, PAPERS)).result
    with pytest.raises(PermissionDenied):
        mark_use(town.as_("handler"), outcome.number, outcome.verify_code)
    with pytest.raises(ValidationError, match="不符"):
        mark_use(town.as_("verifier"), outcome.number, "WRONG123")
    mark_use(town.as_("verifier"), outcome.number, outcome.verify_code.lower(), "付汇 1")
    with pytest.raises(ValidationError, match="甲市银行"):
        mark_use(town.as_("verifier"), outcome.number, outcome.verify_code)


def test_the_database_holds_one_open_run_a_branch(town, publish, apply) -> None:
    case = apply(publish(PLAIN), FORM, PAPERS)
    run = StepRun.objects.get(case=case)
    run.pk, run.round = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        run.save(force_insert=True)


def test_a_returned_case_not_mended_lapses(town, publish, apply) -> None:
    case = apply(publish(PLAIN), FORM, PAPERS)
    returned = word("returned", "缺", defects=[Defect("plan", "缺页")])
    finish_step(town.as_("window"), case.pk, RunKey("accept", 0, 1), returned)
    # Ten working days after Monday 13 June are over at the end of Monday 27 June.
    for day, happened in ((date(2022, 6, 27), 0), (date(2022, 6, 28), 1)):
        assert pass_time_for_all(actor(None, day), day)[0] == happened
    assert Case.objects.get(pk=case.pk).phase == "lapsed"
    agrees(case)


def test_silence_of_the_window_accepts(town, publish, apply) -> None:
    case = apply(publish(PLAIN), FORM, PAPERS)
    # 行政许可法 art. 32: five working days after 13 June end on 20 June.
    day = date(2022, 6, 21)
    assert pass_time_for_all(actor(None, day), day)[0] == 1
    case.refresh_from_db()
    assert (case.phase, case.accepted_on) == ("in_review", town.day)
    agrees(case)


def test_a_change_keeps_the_time_of_the_paper(town, publish, apply) -> None:
    """What changes is what the paper says: the three years and the yearly check stay."""
    from fumao.apps.procedures.actions.save_draft import begin_draft

    outcome = granted(town, apply(publish(PLAIN), FORM, PAPERS)).result
    day = date(2022, 9, 5)
    reporter = town.as_("reporter", day)
    draft = begin_draft(reporter, outcome.case.procedure, town.firm, "change", outcome)
    assert draft.data["name"] == "云桥"  # once only: the earlier paper said it
    save_draft(reporter, draft, {"name": "云桥二期"}, [])
    later = submit_case(reporter, draft)
    finish_step(town.as_("window", day), later.pk, RunKey("accept", 0, 1), word())
    new = Outcome.objects.get(case=later)
    assert (new.valid_to, new.recheck_due) == (outcome.valid_to, outcome.recheck_due)
    assert new.public == {"name": "云桥二期"}
    outcome.refresh_from_db()
    assert (outcome.state, outcome.successor) == ("superseded", new)
    agrees(later)


def test_silence_goes_up_where_the_procedure_says_so(town, publish, apply) -> None:
    case = apply(publish(PARALLEL.replace("silent: agree", "silent: escalate")), FORM, PAPERS)
    finish_step(town.as_("window"), case.pk, RunKey("accept", 0, 1), word())
    # Five working days after Monday 13 June end on the 20th; on the 21st both offices are late.
    day = date(2022, 6, 21)
    pass_time_for_all(actor(None, day), day)
    pass_time_for_all(actor(None, day), day)  # told once
    late = Notice.objects.filter(kind="case_late")
    told = {(one.department.name, one.role) for one in late}
    assert told == {
        ("甲市科技局", "handler"), ("甲市科技局", "leader"),
        ("甲市税务局", "handler"), ("甲市税务局", "leader"),
        ("甲市商务局", "leader"),
    }  # fmt: skip
    assert case.runs.filter(step="consult", state="open").count() == 2  # nobody is taken to agree
