"""追加任务: the form that puts a task into a published plan and makes its next version."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumao.apps.orgs.acting import NOT_TAKEN, done, taken
from fumao.apps.orgs.policy import Action, require
from fumao.apps.orgs.request import actor_of
from fumao.apps.plans.actions.add_task import add_task
from fumao.apps.plans.forms.added import AddedTaskForm
from fumao.apps.plans.queries.plan_pages import clauses_and_categories, visible_plan


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_add_task(request: HttpRequest, key: str) -> HttpResponse:
    """Show the form; on POST add the task and show what the new version changed."""
    actor = actor_of(request)
    plan = visible_plan(actor, key)
    require(actor, Action.PUBLISH_PLAN, plan)
    clauses, categories = clauses_and_categories(plan)
    form = AddedTaskForm(request.POST or None, clauses=clauses, categories=categories)
    number = 0

    def act() -> None:
        nonlocal number
        data = form.cleaned_data
        due = data["due"].isoformat() if data["due"] else None
        number = add_task(actor, plan, data | {"due": due}).number

    if request.method == "POST" and taken(form, act):
        words = _("已追加任务，方案成为第 %(n)s 版。") % {"n": number}
        return done(request, words, reverse("plan-version", args=[key, number]))
    context = {"plan": plan, "form": form}
    status = NOT_TAKEN if form.is_bound else 200
    return render(request, "plans/plan_add_task.html", context, status=status)
