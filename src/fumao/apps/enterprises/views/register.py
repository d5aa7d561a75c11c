"""The register: list, export, entry of a new enterprise."""

from dataclasses import fields
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fumao.apps.audit.service import sent, take_away
from fumao.apps.enterprises.actions.register_enterprise import Entry, register_enterprise
from fumao.apps.enterprises.exports import register_xlsx
from fumao.apps.enterprises.forms import RegisterForm
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.enterprises.queries import register as queries
from fumao.apps.enterprises.queries.places import managed_places
from fumao.apps.orgs.acting import NOT_TAKEN, done, taken
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of, is_htmx

_LONGEST = 128


def wanted_of(query: QueryDict) -> queries.Wanted:
    """Return what the address asks for."""
    names = {field.name for field in fields(queries.Wanted)}
    return queries.Wanted(
        **{name: query.get(name, "")[:_LONGEST] for name in names if name in query}
    )


@login_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show a page of the register; for htmx the part that changes."""
    actor = actor_of(request)
    wanted = wanted_of(request.GET)
    page, rows = queries.register_page(actor, wanted)
    counts = queries.counts(actor)
    query = request.GET.copy()
    query.pop("page", None)
    context: dict[str, Any] = {
        "page": page,
        "rows": rows,
        "wanted": wanted,
        "choices": queries.choices(actor),
        "statuses": [
            (value, label, counts.get(value, 0)) for value, label in Enterprise.Status.choices
        ],
        "all": sum(counts.values()),
        "kinds": Enterprise.Kind.choices,
        "query": query.urlencode(),
        "filtered": wanted != queries.Wanted(page=wanted.page, sort=wanted.sort),
        "may_manage": managed_places(actor)[0].exists(),
        "synthetic": any(row.enterprise.synthetic for row in rows),
    }
    name = "enterprises/list.html" if is_htmx(request) else "enterprises/register.html"
    return render(request, name, context)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Send all enterprises the query finds; taking the list away is an event."""
    actor = actor_of(request)
    query = request.GET.urlencode()[:400]
    take_away(actor, "register_exported", {"register": "enterprises", "query": query})
    english = (get_language() or "").startswith("en")
    body = register_xlsx(queries.export_rows(actor, wanted_of(request.GET)), english=english)
    return sent(body, f"{_('企业名录')}-{actor.today.isoformat()}.xlsx")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register_new(request: HttpRequest) -> HttpResponse:
    """Enter an enterprise."""
    actor = actor_of(request)
    places = managed_places(actor)
    if not places[0].exists():
        words = REFUSALS[Action.MANAGE_ENTERPRISE]
        return render(request, "403.html", {"exception": words}, status=403)
    form = RegisterForm(request.POST if request.method == "POST" else None, places=places)
    made: list[Enterprise] = []
    if form.is_bound and taken(
        form, lambda: made.append(register_enterprise(actor, Entry(**form.cleaned_data)))
    ):
        said = _("已登记“%(name)s”。") % {"name": made[0].name}
        return done(request, said, reverse("enterprise", args=[made[0].code]))
    status = NOT_TAKEN if form.is_bound else 200
    return render(request, "enterprises/new.html", {"form": form}, status=status)
