"""The page of one task: why its light shines, what was done, and the forms the actor may use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from fumao.apps.orgs.acting import NOT_TAKEN
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.request import actor_of
from fumao.apps.plans.forms import task as forms
from fumao.apps.plans.models import Extension, Light, Milestone, ScheduleKind, Task, TaskUnit
from fumao.apps.plans.queries.chosen import departments_to_ask, people_to_name
from fumao.apps.plans.queries.task_page import Report, TaskPage, task_page
from fumao.apps.plans.views.history import FIRST, history_lines
from fumao.apps.plans.views.unit_states import SHOWN, unit_states
from fumao.apps.plans.views.why import why

REPORTS = 5  # in sight; the rest is folded

type Bound = Mapping[str, Form]  # forms sent and not taken, by subject ("report", "review17")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something the actor may do here: its name in ?do=, words and icon."""

    name: str
    words: str | Promise
    icon: str


REPORT = Offer("report", _("填报进展"), "plus")
CLOSE = Offer("close", _("申请销号"), "clipboard-check")
SCHEDULE = Offer("schedule", _("商定期限"), "calendar")
EXTEND = Offer("extend", _("提出延期申请"), "clock")
HELP = Offer("help", _("请其他单位协助"), "messages")
MILESTONE = Offer("milestone", _("添加节点"), "flag")
CONTACT = Offer("contact", _("指定联系人"), "user-check")
NOTICE = Offer("notice", _("发督办单"), "speakerphone")


_OWN_FORM = {"", "report", "close", "comment"}  # written out in the template


@login_required
@require_safe
def task_view(request: HttpRequest, code: str) -> HttpResponse:
    """Show a task; ?do= opens one of the forms."""
    return task_response(request, code, {}, request.GET.get("do", ""))


def _begun(page: TaskPage) -> date | None:
    """Return the day on which the task came into its plan."""
    days = (m.data.get("starts_on") for m in page.history if m.kind == "created")
    first = next(days, None)
    return date.fromisoformat(first) if first else None


def task_response(request: HttpRequest, code: str, bound: Bound, opened: str = "") -> HttpResponse:
    """Return the page, with forms that were sent and not taken in the place of fresh ones."""
    actor = actor_of(request)
    page = task_page(actor, code)
    offers = offers_of(actor, page)
    opened = opened if opened in {offer.name for offer in offers} | bound.keys() else ""
    english = (get_language() or "").startswith("en")
    steps = {one.pk: (english and one.title_en) or one.title for one in page.milestones}
    lines = history_lines(page.history, steps)
    reports = _in_order([(r, _review_form(r, bound)) for r in page.reports])
    _tell_unshown(request, page, bound, opened)
    context = {
        "page": page,
        "task": page.task,
        "why": why(page.task, actor.today, get_language() or "", _begun(page)),
        "units": unit_states(page.units, page.reports),
        "units_shown": SHOWN,
        "steps": [(step, _evidence(step, page.reports)) for step in page.milestones],
        "reports": reports[:REPORTS],
        "older_reports": reports[REPORTS:],
        "help": [
            (h, _entry_form(forms.AnswerForm, h.pk, bound) if mine else None)
            for h, mine in page.help
        ],
        "extensions": [
            (e, _entry_form(forms.DecisionForm, e.pk, bound) if mine else None)
            for e, mine in page.extensions
        ],
        "comment_form": bound.get("comment") or forms.CommentForm(),
        "may_comment": Action.COMMENT in page.may,
        "lines": lines[:FIRST],
        "older": lines[FIRST:],
        "offers": offers,
        "opened": opened,
        "do_url": reverse(f"task-{opened}", args=[code]) if opened not in _OWN_FORM else "",
        "form": (bound.get(_subject(opened)) or _fresh(actor, page.task, opened))
        if opened not in {"", "comment"}
        else None,
        "unsigned": Action.SIGN_TASK in page.may and _has_unsigned(actor, page),
        "excerpt_lines": [line.strip() for line in page.excerpt.splitlines() if line.strip()],
        **_responsibility(page),
    }
    return render(request, "plans/task.html", context, status=NOT_TAKEN if bound else 200)


def _tell_unshown(request: HttpRequest, page: TaskPage, bound: Bound, opened: str) -> None:
    """Say what a form was refused for where the page has no place for it any more."""
    shown = {opened, _subject(opened), "comment"}
    shown |= {f"review{r.entry.pk}" for r in page.reports if r.may_review}
    shown |= {f"answer{entry.pk}" for entry, mine in page.help if mine}
    shown |= {f"decide{entry.pk}" for entry, mine in page.extensions if mine}
    for subject, form in bound.items():
        if subject not in shown:
            for words in form.errors.values():
                messages.error(request, " ".join(str(one) for one in words))


def offers_of(actor: Actor, page: TaskPage) -> list[Offer]:
    """Return what the actor may do with the task as it stands, the first thing first."""
    task, may_do = page.task, page.may
    offers = []
    if Action.REPORT_PROGRESS in may_do:
        offers += [REPORT] if _close_out_waits(page) else [REPORT, CLOSE]
    lead, office = Action.ASK_EXTENSION in may_do, Action.ASSIGN_TASK in may_do
    if (lead or office) and wants_date(task):
        offers.append(SCHEDULE)
    asked = any(entry.state == Extension.State.ASKED for entry, _mine in page.extensions)
    if lead and task.due is not None and not asked:
        offers.append(EXTEND)
    if Action.ASK_HELP in may_do:
        offers.append(HELP)
    if lead or office:
        offers.append(MILESTONE)
    if office:
        offers.append(CONTACT)
        if task.light in {Light.BLUE, Light.YELLOW, Light.RED}:
            offers.append(NOTICE)
    return offers


def wants_date(task: Task) -> bool:
    """Return whether the lead is to set a date: none is named, or it had passed when printed."""
    first = task.light_why[0][0] if task.light_why else ""
    return task.schedule_kind == ScheduleKind.UNSCHEDULED or first.startswith("propose_date")


def _close_out_waits(page: TaskPage) -> bool:
    return any(
        report.entry.kind == "close_out" and report.entry.state == "submitted"
        for report in page.reports
    )


def _subject(opened: str) -> str:
    return "report" if opened == "close" else opened


def _fresh(actor: Actor, task: Task, opened: str) -> Form:
    if opened in {"report", "close"}:
        return forms.ProgressForm(task=task, kind="close_out" if opened == "close" else "")
    if opened == "help":
        return forms.HelpForm(departments=departments_to_ask(actor, task))
    if opened == "contact":
        return forms.ContactForm(people=people_to_name(actor))
    kinds: dict[str, type[forms.TaskForm]] = {
        "schedule": forms.ScheduleForm,
        "extend": forms.ExtensionForm,
        "milestone": forms.MilestoneForm,
        "notice": forms.NoticeForm,
    }
    return kinds[opened]()


def _entry_form(kind: type[forms.TaskForm], pk: int, bound: Bound) -> Form:
    return bound.get(f"{kind.subject}{pk}") or kind(key=pk)


def _in_order(reports: list[tuple[Report, Form | None]]) -> list[tuple[Report, Form | None]]:
    """Put those first that the actor is to review; the rest stays newest first."""
    return sorted(reports, key=lambda pair: pair[1] is None)


def _review_form(report: Report, bound: Bound) -> Form | None:
    if not report.may_review:
        return None
    return _entry_form(forms.ReviewForm, report.entry.pk, bound)


def _evidence(step: Milestone, reports: list[Report]) -> Report | None:
    """Return the newest report for a milestone: an accepted one, else the last handed in."""
    own = [report for report in reports if report.entry.milestone_id == step.pk]
    return next((r for r in own if r.entry.state == "accepted"), own[0] if own else None)


def _has_unsigned(actor: Actor, page: TaskPage) -> bool:
    return any(
        unit.department_id in actor.covers and unit.signed_on is None and unit.role != "upper"
        for unit in page.units
    )


def _responsibility(page: TaskPage) -> dict[str, Any]:
    """Return the names of leads, cooperating and upper units as printed, each with its members.

    In English a unit goes by its own name where the registry knows one.
    """
    english = (get_language() or "").startswith("en")
    result: dict[str, Any] = {}
    for role in TaskUnit.Role:
        printed: dict[str, list[TaskUnit]] = {}
        for unit in page.units:
            if unit.role == role:
                printed.setdefault(unit.as_printed, []).append(unit)
        result[role.value] = [
            ((english and _english(members[0])) or name, members)
            for name, members in printed.items()
        ]
    return result


def _english(unit: TaskUnit) -> str:
    known = unit.group or unit.department
    return known.name_en if known else ""
