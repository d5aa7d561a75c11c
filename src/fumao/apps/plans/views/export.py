"""Registers as files: what the list shows, all pages of it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fumao.apps.audit.service import XLSX, sent, take_away
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.request import actor_of
from fumao.apps.plans.exports import register_docx, register_xlsx
from fumao.apps.plans.forms.register import wanted_of
from fumao.apps.plans.queries.target_rows import targets_page
from fumao.apps.plans.target_export import targets_xlsx
from fumao.apps.plans.views.targets import year_of

MEDIA = {
    "xlsx": XLSX,
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@login_required
@require_safe
def task_export(request: HttpRequest, media: str) -> HttpResponse:
    """Send the tasks that the query finds; taking the list away is an event."""
    actor = actor_of(request)
    _take_away(request, media, "tasks")
    wanted = wanted_of(request.GET)
    english = (get_language() or "").startswith("en")
    title = _("任务台账")
    body = (
        register_xlsx(actor, wanted, english=english)
        if media == "xlsx"
        else register_docx(actor, wanted, title, english=english)
    )
    return sent(body, _named(title, actor, media), MEDIA[media])


@login_required
@require_safe
def target_export(request: HttpRequest) -> HttpResponse:
    """Send the targets that the page shows: those of a plan at a year."""
    actor = actor_of(request)
    _take_away(request, "xlsx", "targets")
    page = targets_page(actor, request.GET.get("plan", ""), year_of(request))
    english = (get_language() or "").startswith("en")
    title = _("目标进度")
    if page.plan is not None:
        title += f"-{page.plan.code}-{page.year}"
    body = targets_xlsx(page, english=english)
    return sent(body, _named(title, actor, "xlsx"))


def _take_away(request: HttpRequest, media: str, register: str) -> None:
    query = request.GET.urlencode()[:400]
    data: dict[str, object] = {"register": register, "media": media, "query": query}
    take_away(actor_of(request), "register_exported", data)


def _named(title: str, actor: Actor, media: str) -> str:
    return f"{title}-{actor.today.isoformat()}.{media}"
