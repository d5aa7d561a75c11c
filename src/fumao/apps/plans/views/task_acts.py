"""What is done on the page of a task: each form to its action, then back to the page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fumao.apps.orgs.acting import done, taken
from fumao.apps.orgs.request import actor_of
from fumao.apps.plans.actions.add_comment import add_comment
from fumao.apps.plans.actions.add_milestone import add_milestone
from fumao.apps.plans.actions.answer_help import answer_help
from fumao.apps.plans.actions.ask_extension import ask_extension
from fumao.apps.plans.actions.ask_help import ask_help
from fumao.apps.plans.actions.assign_contact import assign_contact
from fumao.apps.plans.actions.decide_extension import decide_extension
from fumao.apps.plans.actions.issue_notice import issue_notice
from fumao.apps.plans.actions.report_progress import report_progress
from fumao.apps.plans.actions.review_progress import review_progress
from fumao.apps.plans.actions.set_schedule import set_schedule
from fumao.apps.plans.actions.sign_task import sign_task
from fumao.apps.plans.forms import task as forms
from fumao.apps.plans.models import Extension, HelpRequest, Progress, ScheduleKind
from fumao.apps.plans.queries.chosen import (
    departments_to_ask,
    entry_of,
    one_task,
    people_to_name,
)
from fumao.apps.plans.views.task import task_response


def _finish(
    request: HttpRequest,
    code: str,
    form: forms.TaskForm,
    act: Callable[[dict[str, Any]], object],
    said: str,
    key: object = "",
) -> HttpResponse:
    """Act with a valid form and go back to the task, else show the form with what was typed."""
    if taken(form, lambda: act(form.cleaned_data)):
        return done(request, said, reverse("task", args=[code]))
    return task_response(request, code, {f"{form.subject}{key}": form}, form.subject)


@login_required
@require_POST
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """签收."""
    actor = actor_of(request)
    address = reverse("task", args=[code])
    try:
        sign_task(actor, one_task(actor, code))
    except ValidationError as refused:
        for words in refused.messages:
            messages.error(request, words)
        return HttpResponseRedirect(address, status=303)
    return done(request, _("已签收。"), address)


@login_required
@require_POST
def report(request: HttpRequest, code: str) -> HttpResponse:
    """填报进展, 启动 or 申请销号, with files."""
    actor = actor_of(request)
    task = one_task(actor, code)
    form = forms.ProgressForm(request.POST, request.FILES, task=task)

    def act(data: dict[str, Any]) -> None:
        report_progress(
            actor,
            task,
            kind=Progress.Kind(data["kind"]),
            text=data["text"],
            percent=data["percent"],
            milestone=data.get("milestone"),
            files=data["evidence"],
            submission_key=data["submission_key"] or None,
        )

    closing = request.POST.get("kind") == Progress.Kind.CLOSE_OUT
    said = _("已提交销号申请，等待他人核查。") if closing else _("已提交，等待他人核查。")
    return _finish(request, code, form, act, said)


@login_required
@require_POST
def review(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """采信 or 退回 a report."""
    actor = actor_of(request)
    entry = entry_of(actor, Progress, code, pk)
    accept = request.POST.get("decision") == "accept"
    form = forms.ReviewForm(request.POST, key=pk)

    def act(data: dict[str, Any]) -> None:
        review_progress(actor, entry, accept=accept, reason=data["reason"])

    closing = entry.kind == Progress.Kind.CLOSE_OUT
    said = _("已退回，原因已告知填报单位。")
    if accept:
        said = _("已同意销号。") if closing else _("已采信，计入进度。")
    return _finish(request, code, form, act, said, key=pk)


@login_required
@require_POST
def schedule(request: HttpRequest, code: str) -> HttpResponse:
    """商定期限."""
    actor = actor_of(request)
    task = one_task(actor, code)
    form = forms.ScheduleForm(request.POST)

    def act(data: dict[str, Any]) -> None:
        set_schedule(actor, task, due=data["due"], kind=ScheduleKind(data["kind"]))

    return _finish(request, code, form, act, _("期限已定。"))


@login_required
@require_POST
def extend(request: HttpRequest, code: str) -> HttpResponse:
    """申请延期."""
    actor = actor_of(request)
    task = one_task(actor, code)
    form = forms.ExtensionForm(request.POST)

    def act(data: dict[str, Any]) -> None:
        ask_extension(actor, task, new_due=data["new_due"], reason=data["reason"])

    return _finish(request, code, form, act, _("已提交延期申请，等待审批；原定期限保留。"))


@login_required
@require_POST
def decide(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """延期审批."""
    actor = actor_of(request)
    entry = entry_of(actor, Extension, code, pk)
    grant = request.POST.get("decision") == "grant"
    form = forms.DecisionForm(request.POST, key=pk)

    def act(data: dict[str, Any]) -> None:
        decide_extension(actor, entry, grant=grant, note=data["note"])

    said = _("已同意延期，原定期限保留。") if grant else _("未同意延期，期限不变。")
    return _finish(request, code, form, act, said, key=pk)


@login_required
@require_POST
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """请求协助."""
    actor = actor_of(request)
    task = one_task(actor, code)
    form = forms.HelpForm(request.POST, departments=departments_to_ask(actor, task))

    def act(data: dict[str, Any]) -> None:
        ask_help(actor, task, to=data["to"], text=data["text"], limit_days=data["limit_days"])

    return _finish(request, code, form, act, _("请求已发出，开始计时。"))


@login_required
@require_POST
def answer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """答复协助请求."""
    actor = actor_of(request)
    entry = entry_of(actor, HelpRequest, code, pk)
    decline = request.POST.get("decision") == "decline"
    form = forms.AnswerForm(request.POST, key=pk)

    def act(data: dict[str, Any]) -> None:
        answer_help(actor, entry, text=data["text"], decline=decline)

    said = _("已答复：不予支持，理由已告知。") if decline else _("已答复。")
    return _finish(request, code, form, act, said, key=pk)


@login_required
@require_POST
def comment(request: HttpRequest, code: str) -> HttpResponse:
    """留言."""
    actor = actor_of(request)
    task = one_task(actor, code)
    form = forms.CommentForm(request.POST)
    return _finish(
        request, code, form, lambda data: add_comment(actor, task, data["text"]), _("已留言。")
    )


@login_required
@require_POST
def milestone(request: HttpRequest, code: str) -> HttpResponse:
    """增加节点."""
    actor = actor_of(request)
    task = one_task(actor, code)
    form = forms.MilestoneForm(request.POST)
    return _finish(
        request, code, form, lambda data: add_milestone(actor, task, **data), _("已增加节点。")
    )


@login_required
@require_POST
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """指定联系人."""
    actor = actor_of(request)
    task = one_task(actor, code)
    form = forms.ContactForm(request.POST, people=people_to_name(actor))
    return _finish(
        request,
        code,
        form,
        lambda data: assign_contact(actor, [task], data["person"]),
        _("已指定联系人。"),
    )


@login_required
@require_POST
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """发督办单."""
    actor = actor_of(request)
    task = one_task(actor, code)
    form = forms.NoticeForm(request.POST)
    return _finish(
        request,
        code,
        form,
        lambda data: issue_notice(actor, task, data["text"]),
        _("督办单已发出。"),
    )
