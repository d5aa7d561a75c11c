"""待办: what waits for an officer, and clean cases accepted together."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.request import actor_of, is_htmx
from fumao.apps.procedures.actions.finish_step import finish_step
from fumao.apps.procedures.models import Case
from fumao.apps.procedures.queries import queue as queries
from fumao.apps.procedures.queries.clean import clean_cases
from fumao.apps.procedures.views.request import refused_by
from fumao.procedures.acts import Word
from fumao.procedures.state import RunKey

PER_PAGE = 25
_LONGEST = 64


def wanted_of(request: HttpRequest) -> queries.Wanted:
    """Return what the address asks for."""
    query = request.GET
    return queries.Wanted(
        search=query.get("q", "")[:_LONGEST],
        procedure=query.get("procedure", "")[:_LONGEST],
        colour=query.get("colour", "")[:8],
        mine=query.get("mine") == "1",
    )


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for the actor; for htmx the part that changes."""
    actor, wanted = actor_of(request), wanted_of(request)
    found = queries.queue(actor, wanted)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context: dict[str, Any] = {
        "page": page,
        "rows": list(page.object_list),
        "wanted": wanted,
        "counts": queries.overview(found, actor.today),
        "procedures": queries.procedures_in(found),
        "filtered": wanted != queries.Wanted(),
        "query": query.urlencode(),
    }
    name = "procedures/queue_list.html" if is_htmx(request) else "procedures/queue.html"
    return render(request, name, context)


@login_required
@require_POST
def accept_together(request: HttpRequest) -> HttpResponse:
    """批量受理: accept the ticked cases that are clean; say which were left and why."""
    actor = actor_of(request)
    ticked = [int(pk) for pk in request.POST.getlist("case") if pk.isdecimal()][:PER_PAGE]
    clean = clean_cases(actor, ticked)
    done, left = 0, []
    for pk in ticked:
        words = _accept(actor, pk, clean.get(pk))
        if words:
            left.append(words)
        else:
            done += 1
    if done:
        messages.success(
            request, ngettext("已受理 %(n)s 件。", "已受理 %(n)s 件。", done) % {"n": done}
        )
    for words in left:
        messages.warning(request, words)
    return HttpResponseRedirect(reverse("case-queue"), status=303)


def _accept(actor: Actor, pk: int, key: RunKey | None) -> str:
    """Accept one case; return why it was not."""
    if key is None:
        return _("第 %(n)s 号件须逐件办理：不在受理环节，或有提示、缺项。") % {"n": pk}
    try:
        refusals = refused_by(
            lambda: finish_step(actor, pk, key, Word("passed", _("材料齐全，予以受理")))
        )
    except (PermissionDenied, Case.DoesNotExist):
        return _("第 %(n)s 号件不能由您受理。") % {"n": pk}
    return " ".join(refusals)
