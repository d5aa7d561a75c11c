"""合同台账汇总: the monthly form beside the register, each figure with the rows behind it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fumao.apps.orgs.acting import done
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.request import actor_of
from fumao.apps.surveys.actions.fill_from_register import fill_from_register
from fumao.apps.surveys.models import Filing
from fumao.apps.surveys.queries.register_page import register_page
from fumao.apps.surveys.register import MONTHLY


def _monthly(actor: Actor, pk: int) -> Filing:
    """Return a monthly filing that the actor sees; raises Http404."""
    rows = Filing.objects.filter(period__key=MONTHLY).exclude(enterprise=None)
    rows = rows.select_related("period__survey", "enterprise", "area", "version")
    found = visible_to(actor, rows).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every figure of a monthly filing with the rows of the register behind it."""
    actor = actor_of(request)
    page = register_page(actor, _monthly(actor, pk))
    return render(request, "surveys/register.html", {"page": page, "filing": page.filing})


@login_required
@require_POST
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the figures of the register into the draft, and go to the form."""
    actor = actor_of(request)
    filing = _monthly(actor, pk)
    try:
        fill_from_register(actor, filing)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return HttpResponseRedirect(reverse("report-register", args=[pk]), status=303)
    words = _("已由合同台账填入草稿，请核对后报送；数与台账不同的，可以改，也可以说明。")
    return done(request, words, reverse("report", args=[pk]))
