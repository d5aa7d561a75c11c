"""委托代办: whom one's posts are delegated to, and whose one acts with."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fumao.apps.orgs import queries
from fumao.apps.orgs.actions.end_delegation import end_delegation
from fumao.apps.orgs.actions.give_delegation import NewDelegation, give_delegation
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.forms import DelegationForm
from fumao.apps.orgs.lanes import lanes
from fumao.apps.orgs.models import Delegation
from fumao.apps.orgs.policy import Action, offers, visible_to
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of


def delegations(request: HttpRequest) -> HttpResponse:
    """Show what the actor delegated and was delegated; delegate a post."""
    actor = actor_of(request)
    delegates = offers(actor, Action.DELEGATE)
    if not delegates and not actor.delegated:
        raise PermissionDenied(REFUSALS[Action.DELEGATE])
    form = DelegationForm(actor, request.POST or None) if delegates else None
    if form is not None and request.method == "POST" and form.is_valid() and _give(actor, form):
        messages.success(request, _("已委托。被委托人以您的岗位办理时，记录写明是代办。"))
        return redirect("delegations")
    context = {
        "form": form,
        "given": lanes(queries.delegations_given(actor), actor.today),
        "received": lanes(queries.delegations_received(actor), actor.today),
    }
    return render(request, "orgs/delegations.html", context)


def _give(actor: Actor, form: DelegationForm) -> bool:
    """Delegate as the form says; where that is refused note it on the form and return False."""
    data = form.cleaned_data
    new = NewDelegation(data["to"], data["valid_from"], data["valid_to"], data["reason"])
    try:
        give_delegation(actor, data["post"], new)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a delegation early."""
    actor = actor_of(request)
    rows = Delegation.objects.select_related("post__person", "post__department__area")
    try:
        end_delegation(actor, get_object_or_404(visible_to(actor, rows), pk=pk))
        messages.success(request, _("委托已结束。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("delegations")
