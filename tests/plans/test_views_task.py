"""The page of a task: every form taken, refused with the draft kept, and forbidden."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fumao.apps.files.models import Attachment
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department
from fumao.apps.plans.actions.ask_extension import ask_extension
from fumao.apps.plans.actions.ask_help import ask_help
from fumao.apps.plans.actions.report_progress import report_progress
from fumao.apps.plans.actions.review_progress import review_progress
from fumao.apps.plans.models import (
    Comment,
    Extension,
    HelpRequest,
    Light,
    Milestone,
    Progress,
    Task,
    TaskUnit,
)
from tests import factories
from tests.plans.city import City, evidence
from tests.plans.signed_in import client_of

DAY = factories.DAY  # Friday 2016-10-14


@pytest.fixture(autouse=True)
def on_the_day(settings: Any) -> None:
    """The business date of the factories."""
    settings.TODAY = DAY


def send(actor: Actor, name: str, task: Task, *keys: int, **data: Any) -> Any:
    """Post a form of the task's page."""
    return client_of(actor).post(reverse(name, args=[task.code, *keys]), data)


def words(response: Any) -> str:
    """The page's text."""
    return str(response.content.decode())


def page(actor: Actor, task: Task, do: str = "") -> str:
    """The page as the actor sees it."""
    address = reverse("task", args=[task.code])
    return words(client_of(actor).get(address, {"do": do} if do else {}))


def reported(city: City, task: Task, text: str = "已印发方案。", percent: int = 40) -> Progress:
    """A report of the lead with a file."""
    return report_progress(
        city.lead,
        task,
        kind=Progress.Kind.PROGRESS,
        text=text,
        percent=percent,
        files=[evidence(text)],
    )


def test_a_report_with_two_files(city: City) -> None:
    task = city.task()
    files = [evidence("纪要一", "一.txt"), evidence("纪要二", "二.txt")]
    response = send(
        city.lead, "task-report", task,
        kind="progress", text="已召开专题会。", percent="30", evidence=files,
    )  # fmt: skip
    assert response.status_code == 303
    entry = Progress.objects.get()
    assert (entry.text, entry.percent, entry.department) == ("已召开专题会。", 30, city.lead_bureau)
    assert sorted(a.name for a in Attachment.objects.all()) == ["一.txt", "二.txt"]
    shown = page(city.lead, task)
    assert "已召开专题会。" in shown
    assert "一.txt" in shown
    assert "二.txt" in shown


def test_a_refused_report_keeps_the_draft(city: City) -> None:
    task = city.task()
    bad = SimpleUploadedFile("佐证.pdf", b"MZ\x90\x00 not a pdf")
    response = send(
        city.lead, "task-report", task,
        kind="progress", text="写了很久的一段话", percent="30", evidence=[bad],
    )  # fmt: skip
    assert response.status_code == 422
    assert "写了很久的一段话" in words(response)
    assert "佐证.pdf" in words(response)
    assert not Progress.objects.exists()
    response = send(city.lead, "task-report", task, kind="progress", text="留着", percent="140")
    assert response.status_code == 422
    assert "留着" in words(response)


def test_the_same_form_sent_twice_files_one_report(city: City) -> None:
    task = city.task()
    for _time in range(2):
        response = send(
            city.lead, "task-report", task,
            kind="progress", text="按一次算一次。", submission_key="a" * 32,
        )  # fmt: skip
        assert response.status_code == 303
    assert Progress.objects.count() == 1


def test_a_close_out_needs_evidence(city: City) -> None:
    task = city.task()
    response = send(city.lead, "task-report", task, kind="close_out", text="已完成。")
    assert response.status_code == 422
    assert "申请销号须附佐证材料" in words(response)


def test_only_units_of_the_task_report(city: City) -> None:
    task = city.task()
    assert send(city.office, "task-report", task, kind="progress", text="代填").status_code == 403
    assert not Progress.objects.exists()
    assert "?do=report" in page(city.lead, task)
    assert "?do=report" not in page(city.office, task)
    elsewhere = factories.make_city("远山市")
    stranger = factories.actor_as("handler", factories.make_department("市远山局", elsewhere))
    assert send(stranger, "task-report", task, kind="progress", text="x").status_code == 404
    address = reverse("task", args=[task.code])
    assert client_of(stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_accept_and_return(city: City) -> None:
    task = city.task()
    first, second = reported(city, task), reported(city, task, "又一次进展，内容不同。", 50)
    shown = page(city.checker, task)
    assert reverse("task-review", args=[task.code, first.pk]) in shown
    assert reverse("task-review", args=[task.code, first.pk]) not in page(city.lead, task)
    send(city.checker, "task-review", task, first.pk, decision="accept")
    task.refresh_from_db()
    assert task.percent == 40
    response = send(city.checker, "task-review", task, second.pk, decision="return", reason="")
    assert response.status_code == 422
    assert "退回须写明原因" in words(response)
    send(city.checker, "task-review", task, second.pk, decision="return", reason="缺签章页。")
    second.refresh_from_db()
    assert (second.state, second.reason) == (Progress.State.RETURNED, "缺签章页。")
    assert "缺签章页。" in page(city.lead, task)


def test_nobody_reviews_their_own(city: City) -> None:
    task = city.task()
    entry = reported(city, task)
    assert send(city.lead, "task-review", task, entry.pk, decision="accept").status_code == 403
    entry.refresh_from_db()
    assert entry.state == Progress.State.SUBMITTED


def test_a_decision_made_before_is_told(city: City) -> None:
    task = city.task()
    entry = reported(city, task)
    review_progress(city.checker, entry, accept=True)
    response = send(city.leader, "task-review", task, entry.pk, decision="return", reason="迟了")
    assert "这一项已经办理过" in words(response)


def test_close_out_and_acceptance(city: City) -> None:
    task = city.task()
    send(
        city.lead, "task-report", task,
        kind="close_out", text="全部完成。", evidence=[evidence("验收意见")],
    )  # fmt: skip
    entry = Progress.objects.get()
    assert "同意销号" in page(city.leader, task)
    assert "同意销号" not in page(city.checker, task)
    assert send(city.checker, "task-review", task, entry.pk, decision="accept").status_code == 403
    send(city.leader, "task-review", task, entry.pk, decision="accept")
    task.refresh_from_db()
    assert task.state == Task.State.CLOSED
    shown = page(city.lead, task)
    assert "?do=report" not in shown
    assert "已销号" in shown


def test_sign(city: City) -> None:
    task = city.task()
    assert reverse("task-sign", args=[task.code]) in page(city.lead, task)
    assert send(city.lead, "task-sign", task).status_code == 303
    assert TaskUnit.objects.get(department=city.lead_bureau).signed_on == DAY
    assert reverse("task-sign", args=[task.code]) not in page(city.lead, task)
    assert send(city.checker, "task-sign", task).status_code == 403


def test_set_a_date(city: City) -> None:
    task = city.task(due=None)
    assert "?do=schedule" in page(city.lead, task)
    response = send(city.lead, "task-schedule", task, kind="finish_by", due="2016-10-01")
    assert response.status_code == 422
    assert "请填写晚于今天的日期" in words(response)
    assert 'value="2016-10-01"' in words(response)
    assert send(city.other, "task-schedule", task, due="2016-12-01").status_code in {403, 422}
    assert (
        send(city.other, "task-schedule", task, kind="finish_by", due="2016-12-01").status_code
        == 403
    )
    send(city.lead, "task-schedule", task, kind="finish_by", due="2016-12-01")
    task.refresh_from_db()
    assert task.due == date(2016, 12, 1)
    assert "?do=schedule" not in page(city.lead, task)


def test_extension_keeps_the_original_date(city: City) -> None:
    task = city.task(due=date(2016, 12, 31))
    response = send(city.lead, "task-extend", task, new_due="2016-11-30", reason="写好的理由")
    assert response.status_code == 422
    assert "写好的理由" in words(response)
    send(city.lead, "task-extend", task, new_due="2017-03-31", reason="招标延后。")
    entry = Extension.objects.get()
    assert "?do=extend" not in page(city.lead, task)  # one at a time
    assert send(city.lead, "task-decide", task, entry.pk, decision="grant").status_code == 403
    assert reverse("task-decide", args=[task.code, entry.pk]) in page(city.leader, task)
    send(city.leader, "task-decide", task, entry.pk, decision="grant", note="同意。")
    task.refresh_from_db()
    assert (task.due, task.original_due) == (date(2017, 3, 31), date(2016, 12, 31))
    shown = page(city.lead, task)
    assert "2016-12-31" in shown
    assert "2017-03-31" in shown


def test_a_refused_extension_moves_nothing(city: City) -> None:
    task = city.task()
    entry = ask_extension(city.lead, task, new_due=date(2017, 3, 31), reason="再等等。")
    send(city.office, "task-decide", task, entry.pk, decision="refuse", note="不必。")
    task.refresh_from_db()
    assert task.due == date(2016, 12, 31)
    entry.refresh_from_db()
    assert entry.state == Extension.State.REFUSED


def test_help_is_asked_and_answered(city: City) -> None:
    task = city.task()
    response = send(city.lead, "task-help", task, to=city.other_bureau.pk, text="", limit_days="5")
    assert response.status_code == 422
    send(city.lead, "task-help", task, to=city.other_bureau.pk, text="请核定经费。", limit_days="3")
    entry = HelpRequest.objects.get()
    assert entry.due == date(2016, 10, 19)  # Monday, Tuesday, Wednesday after Friday the 14th
    assert send(city.lead, "task-answer", task, entry.pk, text="自答").status_code == 403
    assert reverse("task-answer", args=[task.code, entry.pk]) in page(city.other, task)
    send(city.other, "task-answer", task, entry.pk, text="已列入预算。", decision="answer")
    entry.refresh_from_db()
    assert (entry.state, entry.answer) == (HelpRequest.State.ANSWERED, "已列入预算。")


def test_help_is_declined_with_a_reason(city: City) -> None:
    task = city.task()
    entry = ask_help(city.lead, task, to=city.other_bureau, text="请出资。")
    send(city.other, "task-answer", task, entry.pk, text="无此科目。", decision="decline")
    entry.refresh_from_db()
    assert entry.state == HelpRequest.State.DECLINED


def test_comment(city: City) -> None:
    task = city.task()
    assert send(city.office, "task-comment", task, text="  ").status_code == 422
    send(city.office, "task-comment", task, text="请注意口径。")
    assert Comment.objects.get().text == "请注意口径。"
    assert "请注意口径。" in page(city.lead, task)
    reader = factories.actor_as("reader", city.lead_bureau)
    assert send(reader, "task-comment", task, text="我也说").status_code == 403


def test_milestone(city: City) -> None:
    task = city.task()
    send(city.lead, "task-milestone", task, title="印发方案", weight="60", due="2016-11-30")
    assert Milestone.objects.get().weight == 60
    response = send(city.lead, "task-milestone", task, title="验收报告", weight="50")
    assert response.status_code == 422
    assert "验收报告" in words(response)
    assert "1 至 40" in words(response)


def test_contact(city: City) -> None:
    task = city.task()
    assert city.lead.person is not None
    send(city.office, "task-contact", task, person=city.lead.person.pk)
    task.refresh_from_db()
    assert task.contact == city.lead.person
    assert send(city.office, "task-contact", task, person="999999").status_code == 422
    assert send(city.lead, "task-contact", task, person=city.lead.person.pk).status_code in {
        403,
        422,
    }


def test_notice_only_with_cause(city: City) -> None:
    task = city.task()
    response = send(city.office, "task-notice", task, text="请抓紧。")
    assert response.status_code == 422
    Task.objects.filter(pk=task.pk).update(light=Light.YELLOW)
    assert "?do=notice" in page(city.office, task)
    assert send(city.office, "task-notice", task, text="请抓紧。").status_code == 303
    assert "请抓紧。" in page(city.office, task)


def test_why_this_colour(city: City) -> None:
    task = city.task(due=date(2016, 9, 30))
    send(city.office, "task-comment", task, text="重算")
    Task.objects.filter(pk=task.pk).update(
        light=Light.RED,
        light_on=DAY,
        light_why=[["finish_late", {"due": "2016-09-30", "late": 7, "left": None, "red_on": None}]],
    )
    shown = page(city.lead, task)
    assert "为什么是红灯" in shown
    assert "应在2016年9月30日前完成，至今未销号，逾 7 个工作日" in shown
    assert "变绿的条件" in shown
    assert "2016-10-01" in shown  # the week of National Day is left out of the count


def test_a_reader_from_below_sees_no_reports(city: City) -> None:
    task = city.task()
    reported(city, task, "内部进展，不外传。")
    district = Department.objects.get(area__kind="district")
    below = factories.actor_as("handler", district)
    shown = page(below, task)
    assert "内部进展，不外传。" not in shown


def test_htmx_is_told_where_to_go(city: City) -> None:
    task = city.task()
    response = client_of(city.lead).post(
        reverse("task-report", args=[task.code]),
        {"kind": "progress", "text": "由脚本提交。"},
        headers={"HX-Request": "true"},
    )
    assert response.status_code == 200
    assert response.headers["HX-Redirect"] == reverse("task", args=[task.code])


def test_evidence_goes_only_to_whom_policy_shows_it(city: City) -> None:
    task = city.task()
    reported(city, task)
    address = reverse("attachment", args=[Attachment.objects.get().pk])
    answer = client_of(city.checker).get(address)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == "已印发方案。".encode()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    district = Department.objects.get(area__kind="district")
    assert client_of(factories.actor_as("handler", district)).get(address).status_code == 404
