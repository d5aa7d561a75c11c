"""Doubtful pairs of names: both records beside each other, decided by a person."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fumao.apps.orgs.policy import Action, may
from fumao.apps.orgs.request import actor_of, page_of
from fumao.apps.sharing.actions.decide_pair import decide_pair
from fumao.apps.sharing.book import data_set
from fumao.apps.sharing.models import NamePair
from fumao.apps.sharing.queries import sharing as queries
from fumao.statistics.matching import installed

_NEAR = 3  # of 4: most of the name agrees


@login_required
@require_safe
def pairs(request: HttpRequest) -> HttpResponse:
    """Show the pairs to decide, or those decided."""
    actor = actor_of(request)
    rows = queries.pairs(actor)
    decided = request.GET.get("tab") == "decided"
    waiting = rows.filter(decision="")
    page = page_of(request, rows.exclude(decision="") if decided else waiting, 20)
    context = {
        "page": page,
        "rows": [_shown(pair) | {"may": may(actor, Action.DECIDE_PAIR, pair)} for pair in page],
        "decided": decided,
        "waiting": waiting.count(),
        "known": rows.exclude(decision="").count(),
        "installed": installed(),
    }
    return render(request, "sharing/pairs.html", context)


def _shown(pair: NamePair) -> dict[str, Any]:
    """Return a pair in words: what the list says of the row, and why the two may be one."""
    data = pair.data
    one = data_set(data.grant)
    row = data.rows[pair.number - 1]
    table = queries.Table(one, data.exchange.ends)
    name = one.column("name")
    rest = [cell for cell, column in zip(table.cells(row), one.columns, strict=True)
            if column != name and cell.text]  # fmt: skip
    return {"pair": pair, "rest": rest, "percent": pair.score * 100, "why": list(_why(pair))}


def _why(pair: NamePair) -> list[tuple[str, str]]:
    told = {str(part): int(level) for part, level in pair.why}
    found = []
    core = told.get("core", 0)
    if core > _NEAR:
        found.append(("ok", _("去掉地名和公司形式后，名称相同")))
    elif core >= 2:
        found.append(("info", _("去掉地名和公司形式后，名称大部分相同")))
    else:
        found.append(("wait", _("名称只有一部分相同")))
    if told.get("head") == 1:
        found.append(("ok", _("字号开头相同")))
    elif told.get("head") == 0:
        found.append(("wait", _("字号开头不同")))
    if told.get("place") == 1:
        found.append(("ok", _("地名相同")))
    elif told.get("place") == 0:
        found.append(("wait", _("地名不同")))
    return found


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide a pair, or take a decision back."""
    actor = actor_of(request)
    pair = get_object_or_404(queries.pairs(actor), pk=pk)
    given = request.POST.get("decision", "")
    try:
        made = decide_pair(actor, pair, "" if given == "undo" else given)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        words = made.get_decision_display() if made.decision else _("已撤销判定")
        messages.success(request, f"{pair.name}：{words}")
    tab = "?tab=decided" if given == "undo" else ""
    return HttpResponseRedirect(reverse("sharing-pairs") + tab, status=303)
