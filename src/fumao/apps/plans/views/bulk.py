"""One act on many tasks of the register: chosen there, looked at here, then done."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fumao.apps.orgs.acting import NOT_TAKEN, done, taken, way_back
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, require
from fumao.apps.orgs.request import actor_of
from fumao.apps.plans.actions.assign_contact import assign_contact
from fumao.apps.plans.actions.issue_notices import issue_notices
from fumao.apps.plans.actions.set_schedules import (
    Schedules,
    refused_beforehand,
    set_schedules,
)
from fumao.apps.plans.forms.task import ContactForm, NoticeForm, ScheduleForm
from fumao.apps.plans.models import Light, ScheduleKind, Task
from fumao.apps.plans.queries.chosen import chosen_tasks, people_to_name

CAUSE = frozenset({Light.BLUE, Light.YELLOW, Light.RED})


@login_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Show the tasks chosen with the form of the act; once confirmed, act and go back."""
    actor = actor_of(request)
    acts = {"contact": _contact, "notice": _notice, "schedule": _schedule}
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    tasks = chosen_tasks(actor, request.POST.getlist("task"))
    back = way_back(request, reverse("tasks"))
    if not tasks:
        messages.warning(request, _("还没有选任务：先在台账里勾选，再点办理。"))
        return HttpResponseRedirect(back, status=303)
    return act(request, actor, tasks, back)


def _for_the_office(actor: Actor, tasks: list[Task]) -> None:
    for task in tasks:
        require(actor, Action.ASSIGN_TASK, task)


def _contact(request: HttpRequest, actor: Actor, tasks: list[Task], back: str) -> HttpResponse:
    _for_the_office(actor, tasks)
    sent = "confirm" in request.POST
    form = ContactForm(request.POST if sent else None, people=people_to_name(actor))
    changed = 0

    def act() -> None:
        nonlocal changed
        changed = assign_contact(actor, tasks, form.cleaned_data["person"])

    if sent and taken(form, act):
        words = ngettext("已为 %(n)s 项任务指定联系人。", "已为 %(n)s 项任务指定联系人。", changed)
        return done(request, words % {"n": changed}, back)
    title, confirm = _("指定联系人"), _("指定")
    return _page(request, form, tasks, {"title": title, "act": confirm, "back": back})


def _notice(request: HttpRequest, actor: Actor, tasks: list[Task], back: str) -> HttpResponse:
    _for_the_office(actor, tasks)
    sent = "confirm" in request.POST
    form = NoticeForm(request.POST if sent else None)
    if sent and form.is_valid():
        result = issue_notices(actor, tasks, form.cleaned_data["text"])
        for code, reason in result.refused:
            messages.warning(request, f"{code}：{reason}")
        if not result.sent:
            return HttpResponseRedirect(back, status=303)
        words = ngettext(
            "已发 %(n)s 份督办单，请于 %(day)s 前答复。",
            "已发 %(n)s 份督办单，请于 %(day)s 前答复。",
            len(result.sent),
        )
        return done(request, words % {"n": len(result.sent), "day": result.reply_by}, back)
    without = [task for task in tasks if task.light not in CAUSE]
    title, confirm = _("发督办单"), _("发出督办单")
    context: dict[str, object] = {"title": title, "act": confirm, "back": back}
    return _page(request, form, tasks, context | {"without": without})


def _schedule(request: HttpRequest, actor: Actor, tasks: list[Task], back: str) -> HttpResponse:
    """Set one date; leads may for their own tasks, so each task is asked about, not the page."""
    sent = "confirm" in request.POST
    form = ScheduleForm(request.POST if sent else None)
    result = Schedules()

    def act() -> None:
        nonlocal result
        data = form.cleaned_data
        result = set_schedules(actor, tasks, due=data["due"], kind=ScheduleKind(data["kind"]))

    if sent and taken(form, act):
        for code, reason in result.refused:
            messages.warning(request, f"{code}：{reason}")
        if not result.set:
            return HttpResponseRedirect(back, status=303)
        n = len(result.set)
        words = ngettext("已为 %(n)s 项任务定期限。", "已为 %(n)s 项任务定期限。", n)
        return done(request, words % {"n": n}, back)
    reasons = refused_beforehand(actor, tasks)
    context: dict[str, object] = {
        "title": _("商定期限"),
        "act": _("按此定期限"),
        "back": back,
        "refused": [(task, reasons[task.code]) for task in tasks if task.code in reasons],
    }
    able = [task for task in tasks if task.code not in reasons]
    return _page(request, form, able, context)


def _page(
    request: HttpRequest,
    form: ContactForm | NoticeForm | ScheduleForm,
    tasks: list[Task],
    context: dict[str, object],
) -> HttpResponse:
    context |= {"form": form, "tasks": tasks, "do": request.POST["do"]}
    status = NOT_TAKEN if form.is_bound else 200
    return render(request, "plans/bulk.html", context, status=status)
