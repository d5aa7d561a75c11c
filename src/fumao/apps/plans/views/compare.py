"""Side by side: the same subject in several plans."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from fumao.apps.orgs.request import actor_of
from fumao.apps.plans.models import Light
from fumao.apps.plans.queries.chosen import chosen_tasks
from fumao.apps.plans.queries.plan_pages import plan_names
from fumao.apps.plans.queries.side_by_side import Column, side_by_side
from fumao.apps.plans.queries.similar import similar_codes
from fumao.apps.plans.views.tasks import unit_words

# Subjects that most plans of the genre hold, to begin with; searched as the Chinese word.
SUBJECTS: tuple[tuple[str, Promise], ...] = (
    ("园区", _("园区")),
    ("人才", _("人才")),
    ("统计", _("统计")),
    ("资金", _("资金")),
    ("通关", _("通关")),
    ("知识产权", _("知识产权")),
    ("金融", _("金融")),
    ("平台", _("平台")),
)


@login_required
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show what each plan says on a subject, given in words or by a task like which."""
    actor = actor_of(request)
    subject = request.GET.get("q", "").strip()[:100]
    chosen = [key for key in request.GET.getlist("plan") if key][:20]
    found = chosen_tasks(actor, [request.GET.get("task", "")]) if not subject else []
    task = found[0] if found else None
    codes = similar_codes(actor, task) if task else []
    columns = side_by_side(actor, subject, codes, chosen) if subject or codes else []
    english = (get_language() or "").startswith("en")
    context = {
        "columns": [(c, _rows(c, english), _lights(c)) for c in columns],
        "subject": subject,
        "task": task,
        "subjects": SUBJECTS,
        "plans": plan_names(actor),
        "chosen": chosen,
        "asked": bool(subject or task),
        "digits": None,
    }
    return render(request, "plans/compare.html", context)


def _rows(column: Column, english: bool) -> list[tuple[object, dict[str, object]]]:
    return [(row.task, unit_words(row.leads, english)) for row in column.rows]


def _lights(column: Column) -> list[tuple[Light, int]]:
    counted: dict[Light, int] = {}
    for row in column.rows:
        counted[Light(row.task.light)] = counted.get(Light(row.task.light), 0) + 1
    return list(counted.items())
