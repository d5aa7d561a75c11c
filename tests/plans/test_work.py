"""Work on a task through its actions: who may, what is written, and what follows for the row."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import broken_links
from fumao.apps.orgs.models import Person
from fumao.apps.plans.actions.add_comment import add_comment
from fumao.apps.plans.actions.add_milestone import add_milestone
from fumao.apps.plans.actions.answer_help import answer_help
from fumao.apps.plans.actions.ask_extension import ask_extension
from fumao.apps.plans.actions.ask_help import ask_help
from fumao.apps.plans.actions.assign_contact import assign_contact
from fumao.apps.plans.actions.decide_extension import decide_extension
from fumao.apps.plans.actions.issue_notice import issue_notice
from fumao.apps.plans.actions.recompute_lights import recompute_lights
from fumao.apps.plans.actions.report_progress import report_progress, similarity
from fumao.apps.plans.actions.review_progress import review_progress
from fumao.apps.plans.actions.set_schedule import set_schedule
from fumao.apps.plans.actions.sign_task import sign_task
from fumao.apps.plans.models import Progress, ScheduleKind, Task
from tests.plans.city import City, evidence, on

KIND = Progress.Kind


def refused(error: pytest.ExceptionInfo[ValidationError]) -> str:
    """The code of a refusal."""
    return str(error.value.code)


def test_a_task_from_signature_to_close_out(city: City) -> None:
    task = city.task()
    sign_task(city.lead, task)
    started = report_progress(
        city.lead, task, kind=KIND.STARTED, text="已成立专班", files=[evidence()]
    )
    review_progress(city.checker, started, accept=True)
    task.refresh_from_db()
    assert (task.started_on, task.percent, task.state) == (city.lead.today, None, "open")

    done = report_progress(
        city.lead, task, kind=KIND.CLOSE_OUT, text="全部完成", files=[evidence("验收报告")]
    )
    review_progress(city.leader, done, accept=True)
    task.refresh_from_db()
    assert (task.state, task.light, task.percent) == ("closed", "green", 100)
    kinds = Event.objects.filter(stream=f"task:{task.code}").order_by("seq")
    assert list(kinds.values_list("kind", flat=True)) == [
        "created",
        "signed",
        "progress_submitted",
        "progress_accepted",
        "progress_submitted",
        "progress_accepted",
        "closed",
    ]
    assert broken_links(f"task:{task.code}") == []
    with pytest.raises(ValidationError) as error:
        report_progress(city.lead, task, kind=KIND.PROGRESS, text="再报一次")
    assert refused(error) == "task_not_open"


def test_a_close_out_needs_evidence_and_another_person(city: City) -> None:
    task = city.task()
    with pytest.raises(ValidationError) as error:
        report_progress(city.lead, task, kind=KIND.CLOSE_OUT, text="完成")
    assert refused(error) == "no_evidence"
    done = report_progress(city.lead, task, kind=KIND.CLOSE_OUT, text="完成", files=[evidence()])
    for nobody in (city.lead, city.other, city.checker):
        with pytest.raises(PermissionDenied):
            review_progress(nobody, done, accept=True)
    with pytest.raises(ValidationError) as error:
        report_progress(city.lead, task, kind=KIND.CLOSE_OUT, text="完成", files=[evidence("2")])
    assert refused(error) == "close_out_waiting"


def test_a_returned_report_needs_a_reason_and_is_decided_once(city: City) -> None:
    task = city.task()
    entry = report_progress(city.lead, task, kind=KIND.PROGRESS, text="推进中", percent=20)
    with pytest.raises(ValidationError) as error:
        review_progress(city.checker, entry, accept=False)
    assert refused(error) == "reason_needed"
    review_progress(city.checker, entry, accept=False, reason="没有文号")
    with pytest.raises(ValidationError) as error:
        review_progress(city.checker, entry, accept=True)
    assert refused(error) == "already_decided"
    task.refresh_from_db()
    assert task.percent is None


def test_the_same_submission_is_filed_once(city: City) -> None:
    task = city.task()
    first = report_progress(
        city.lead, task, kind=KIND.PROGRESS, text="推进中", percent=20, submission_key="k1"
    )
    again = report_progress(
        city.lead, task, kind=KIND.PROGRESS, text="推进中", percent=20, submission_key="k1"
    )
    assert again == first
    assert task.progress.count() == 1
    with pytest.raises(ValidationError) as error:
        report_progress(city.other, task, kind=KIND.PROGRESS, text="另一件", submission_key="k1")
    assert refused(error) == "submission_key"


def test_an_extension_moves_the_date_and_keeps_the_original(city: City) -> None:
    task = city.task(due=date(2016, 12, 31))
    asked = ask_extension(city.lead, task, new_due=date(2017, 3, 31), reason="等待上级批复")
    with pytest.raises(ValidationError) as error:
        ask_extension(city.lead, task, new_due=date(2017, 6, 30), reason="再等")
    assert refused(error) == "extension_waiting"
    with pytest.raises(PermissionDenied):
        decide_extension(city.lead, asked, grant=True)
    decide_extension(city.office, asked, grant=True, note="同意")
    task.refresh_from_db()
    assert (task.due, task.original_due) == (date(2017, 3, 31), date(2016, 12, 31))
    second = ask_extension(city.lead, task, new_due=date(2017, 6, 30), reason="再等")
    decide_extension(city.leader, second, grant=False)
    task.refresh_from_db()
    assert (task.due, task.original_due) == (date(2017, 3, 31), date(2016, 12, 31))


def test_help_runs_a_clock_of_working_days_and_moves_the_light(city: City) -> None:
    task = city.task(due=date(2016, 10, 17))
    # Friday 14 October plus five working days: 17, 18, 19, 20, 21.
    request = ask_help(city.lead, task, to=city.other_bureau, text="请落实经费")
    assert request.due == date(2016, 10, 21)
    with pytest.raises(PermissionDenied):
        answer_help(city.lead, request, text="自问自答")
    recompute_lights(None, date(2016, 10, 24))
    task.refresh_from_db()
    assert task.waiting_on == city.other_bureau
    answer_help(on(city.other, date(2016, 10, 25)), request, text="已列入预算")
    task.refresh_from_db()
    assert task.waiting_on is None
    # Late since the 17th: 18–21 are four days of the lead, 24 and 25 were the other bureau's.
    assert task.light_why[0][1]["late"] == 4


def test_a_slip_wants_a_cause_and_any_report_answers_it(city: City) -> None:
    task = city.task(due=date(2016, 10, 17))
    with pytest.raises(ValidationError) as error:
        issue_notice(city.office, city.task(due=date(2017, 6, 30)))
    assert refused(error) == "no_cause"
    add_comment(city.office, task, "请抓紧")
    recompute_lights(None, date(2016, 10, 19))
    due = issue_notice(on(city.office, date(2016, 10, 19)), task)
    assert due == date(2016, 10, 26)
    recompute_lights(None, date(2016, 10, 27))
    task.refresh_from_db()
    assert task.light_why[0][0] == "notice_unanswered"
    report_progress(
        on(city.lead, date(2016, 10, 27)), task, kind=KIND.PROGRESS, text="说明情况", percent=10
    )
    task.refresh_from_db()
    assert task.light_why[0][0] != "notice_unanswered"


def test_a_first_date_is_set_and_later_ones_are_extensions(city: City) -> None:
    task = city.task(due=None)
    with pytest.raises(PermissionDenied):
        set_schedule(city.other, task, due=date(2017, 6, 30))
    set_schedule(city.lead, task, due=date(2017, 6, 30))
    task.refresh_from_db()
    assert (task.schedule_kind, task.original_due) == ("finish_by", date(2017, 6, 30))
    with pytest.raises(ValidationError) as error:
        set_schedule(city.lead, task, due=date(2017, 9, 30))
    assert refused(error) == "has_a_date"
    rolling = city.task(due=None)
    set_schedule(city.office, rolling, due=None, kind=ScheduleKind.CONTINUOUS)
    rolling.refresh_from_db()
    assert (rolling.schedule_kind, rolling.due) == ("continuous", None)


def test_milestones_never_weigh_more_than_all(city: City) -> None:
    task = city.task()
    first = add_milestone(city.lead, task, title="方案", weight=60, due=date(2016, 11, 30))
    with pytest.raises(ValidationError) as error:
        add_milestone(city.office, task, title="申报", weight=41, due=None)
    assert refused(error) == "weight"
    entry = report_progress(
        city.lead, task, kind=KIND.PROGRESS, text="方案印发", milestone=first, files=[evidence()]
    )
    task.refresh_from_db()
    assert task.percent is None
    review_progress(city.checker, entry, accept=True)
    task.refresh_from_db()
    assert task.percent == 60


def test_contacts_are_named_for_many_tasks_or_none(city: City) -> None:
    tasks = [city.task() for _ in range(3)]
    person = city.lead.person
    assert person is not None
    assert assign_contact(city.office, tasks, person) == 3
    assert assign_contact(city.office, tasks, person) == 0
    Task.objects.filter(pk=tasks[2].pk).update(state="closed")
    other = Person.objects.get(pk=city.other.person.pk)  # type: ignore[union-attr]
    with pytest.raises(ValidationError):
        assign_contact(city.office, tasks, other)
    assert set(Task.objects.values_list("contact", flat=True)) == {person.pk}


def test_alike_words_are_measured() -> None:
    assert (
        similarity("本季度组织企业对接会三场，签约两项。", "本季度组织企业对接会三场，签约两项")
        >= 90
    )
    assert similarity("本季度组织企业对接会三场。", "印发实施方案，成立专班。") < 60


def test_recomputing_twice_changes_nothing(city: City) -> None:
    for _ in range(3):
        city.task(due=date(2016, 10, 20))
    assert recompute_lights(city.area, date(2016, 10, 21)) == 3
    before = list(Task.objects.values())
    assert recompute_lights(city.area, date(2016, 10, 21)) == 0
    assert list(Task.objects.values()) == before
