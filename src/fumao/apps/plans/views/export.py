"""Registers as files: what the list shows, all pages of it."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fumao.apps.audit.service import record
from fumao.apps.orgs.service import EXPORT, spend
from fumao.apps.plans.exports import register_docx, register_xlsx
from fumao.apps.plans.forms.register import wanted_of
from fumao.apps.plans.queries.target_rows import targets_page
from fumao.apps.plans.target_export import targets_xlsx
from fumao.apps.plans.views.request import actor_of
from fumao.apps.plans.views.targets import year_of

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@login_required
@require_safe
def task_export(request: HttpRequest, media: str) -> HttpResponse:
    """Send the tasks that the query finds; taking the list away is an event."""
    actor = actor_of(request)
    spend(EXPORT, str(actor.person.pk if actor.person else ""))
    wanted = wanted_of(request.GET)
    english = (get_language() or "").startswith("en")
    title = _("任务台账")
    body = (
        register_xlsx(actor, wanted, english=english)
        if media == "xlsx"
        else register_docx(actor, wanted, title, english=english)
    )
    return _sent(request, body, media, title, "tasks")


@login_required
@require_safe
def target_export(request: HttpRequest) -> HttpResponse:
    """Send the targets that the page shows: those of a plan at a year."""
    actor = actor_of(request)
    spend(EXPORT, str(actor.person.pk if actor.person else ""))
    page = targets_page(actor, request.GET.get("plan", ""), year_of(request))
    english = (get_language() or "").startswith("en")
    title = _("目标进度")
    if page.plan is not None:
        title += f"-{page.plan.code}-{page.year}"
    return _sent(request, targets_xlsx(page, english=english), "xlsx", title, "targets")


def _sent(request: HttpRequest, body: bytes, media: str, title: str, register: str) -> HttpResponse:
    """Send a file; taking a list away is an event."""
    actor = actor_of(request)
    if actor.person is not None and actor.home is not None:
        with transaction.atomic():
            record(
                f"person:{actor.person.username}",
                "register_exported",
                actor=actor,
                area=actor.home.area_id,
                department=actor.home.department_id,
                data={"register": register, "media": media, "query": request.GET.urlencode()[:400]},
            )
    response = HttpResponse(body, content_type=MEDIA[media])
    name = f"{title}-{actor.today.isoformat()}.{media}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
