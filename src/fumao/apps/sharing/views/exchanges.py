"""An exchange: read, looked through, confirmed or given up."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fumao.apps.orgs.acting import NOT_TAKEN, done
from fumao.apps.orgs.policy import Action, may
from fumao.apps.orgs.request import actor_of, is_htmx
from fumao.apps.sharing.actions.confirm_exchange import confirm_exchange, discard_exchange
from fumao.apps.sharing.book import data_set
from fumao.apps.sharing.models import Exchange, Receipt
from fumao.apps.sharing.names_matched import matched
from fumao.apps.sharing.queries import sharing as queries
from fumao.statistics.matching import installed

_PER_PAGE = 50
_ASKED = "to:"  # before the code that a choice is for


@login_required
@require_safe
def exchange(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where an exchange stands."""
    one = queries.exchange_of(actor_of(request), pk)
    if is_htmx(request) and request.GET.get("poll"):
        if one.state != Exchange.State.READING:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "sharing/exchange_state.html", {"exchange": one})
    return _page(request, one, [])


def _page(request: HttpRequest, one: Exchange, errors: list[str]) -> HttpResponse:
    actor = actor_of(request)
    table = queries.Table(data_set(one.grant), one.ends)
    may_decide = may(actor, Action.EXCHANGE_DATA, one)
    data = getattr(one, "data", None) if one.state == Exchange.State.CONFIRMED else None
    rows = data.rows if data is not None else [line["data"] for line in one.good]
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "exchange": one,
        "grant": one.grant,
        "heads": table.heads,
        "page": page,
        "rows": [table.cells(row) for row in page.object_list],
        "bad": _problems(one, request.LANGUAGE_CODE),
        "leads": queries.leads(one, table) if one.state == Exchange.State.REVIEW else None,
        "errors": errors,
        "standing": one.grant.standing(actor.today),
        "may_decide": may_decide,
        "may_discard": may_decide and one.state in {Exchange.State.REVIEW, Exchange.State.FAILED},
        "data": data,
        "versions": queries.versions(one),
        "revised": queries.revised(data) if data is not None else [],
        "receipt": Receipt.objects.filter(data=data, kind="in").first() if data else None,
        "named": _named(data) if data is not None else None,
    }
    return render(request, "sharing/exchange.html", context, status=NOT_TAKEN if errors else 200)


def _problems(one: Exchange, language: str) -> list[dict[str, Any]]:
    side = 0 if language.startswith("zh") else 1
    return [
        {
            "number": line["number"], "column": told["column"][side], "value": told["value"],
            "why": told["why"][side], "mend": told["mend"][side],
        }
        for line in one.bad
        for told in line["problems"]
    ]  # fmt: skip


def _named(data: Any) -> dict[str, Any] | None:
    """Return how the names of a list were matched, None where it has no names."""
    found = matched(data)
    if not found:
        return None
    counted = Counter(one.how or "none" for one in found)
    return {
        "total": len(found),
        **{how: counted[how] for how in ("code", "name", "decided", "none")},
        "asked": data.pairs.filter(decision="").count(), "installed": installed(),
    }  # fmt: skip


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm what was looked through."""
    actor = actor_of(request)
    one = queries.exchange_of(actor, pk)
    choices = {
        name.removeprefix(_ASKED): "" if value == "open" else str(value)
        for name, value in request.POST.items()
        if name.startswith(_ASKED) and value
    }
    try:
        made = confirm_exchange(actor, one, choices, request.POST.get("seen", ""))
    except ValidationError as refused:
        one.refresh_from_db()
        return _page(request, one, refused.messages)
    words = _("已确认第 %(n)s 版，收据 %(number)s。")
    told = words % {"n": made.data.version, "number": made.receipt.number}
    return done(request, told, reverse("exchange", args=[pk]))


@login_required
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a file up."""
    actor = actor_of(request)
    one = queries.exchange_of(actor, pk)
    try:
        discard_exchange(actor, one)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return HttpResponseRedirect(reverse("exchange", args=[pk]), status=303)
    return done(
        request, _("已放弃这份文件；文件和记录仍然保留。"),
        reverse("sharing-grant", args=[one.grant_id]),
    )  # fmt: skip
