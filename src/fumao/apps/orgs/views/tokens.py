"""我的令牌: the actor's own tokens for the API."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fumao.apps.orgs import queries
from fumao.apps.orgs.actions.issue_token import issue_token
from fumao.apps.orgs.actions.revoke_token import revoke_token
from fumao.apps.orgs.forms import TokenForm
from fumao.apps.orgs.request import actor_of


@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """List the tokens; issue one, whose text is shown once, on the answer to the form."""
    actor = actor_of(request)
    form = TokenForm(request.POST or None)
    raw = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            _token, raw = issue_token(actor, data["name"], data["scopes"].split(), data["days"])
            form = TokenForm()
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = {"form": form, "raw": raw, "tokens": queries.tokens(actor), "now": timezone.now()}
    return render(request, "orgs/tokens.html", context)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke an own token."""
    actor = actor_of(request)
    revoke_token(actor, get_object_or_404(queries.tokens(actor), pk=pk))
    messages.success(request, _("令牌已吊销，立即失效。"))
    return redirect("tokens")
