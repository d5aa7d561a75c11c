"""Rolls of enterprises: upload, review with keys, confirmation."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fumao.apps.audit.service import sent
from fumao.apps.enterprises.actions.apply_roll import apply_roll, discard_roll
from fumao.apps.enterprises.actions.decide_row import decide_row, skip_doubtful
from fumao.apps.enterprises.actions.take_roll import take_roll
from fumao.apps.enterprises.forms import RollForm
from fumao.apps.enterprises.models import Roll
from fumao.apps.enterprises.queries import rolls as queries
from fumao.apps.enterprises.queries.places import managed_places
from fumao.apps.enterprises.rolls.columns import HEADS
from fumao.apps.enterprises.vocabulary import offered_tables
from fumao.apps.orgs.acting import NOT_TAKEN
from fumao.apps.orgs.policy import Action, may
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of, is_htmx
from fumao.apps.orgs.service import UPLOAD, spend
from fumao.core.sheet import sheet

_BUSY = frozenset({Roll.State.READING, Roll.State.APPLYING})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rolls(request: HttpRequest) -> HttpResponse:
    """List the rolls and take a new one."""
    actor = actor_of(request)
    places = managed_places(actor)
    if not places[0].exists():
        words = REFUSALS[Action.MANAGE_ENTERPRISE]
        return render(request, "403.html", {"exception": words}, status=403)
    home = actor.home.area_id if actor.home else None
    start = {"area": home, "as_of": actor.today}
    form = RollForm(places=places, initial=start)
    if request.method == "POST":
        spend(UPLOAD, str(request.user.pk))
        form = RollForm(request.POST, request.FILES, places=places)
        if form.is_valid():
            try:
                given = form.cleaned_data
                names = ("area", "file", "as_of", "source", "table")
                roll = take_roll(actor, *(given[name] for name in names))
            except ValidationError as refused:
                field = refused.code if getattr(refused, "code", "") in form.fields else "file"
                form.add_error(field, refused.messages)
            else:
                return HttpResponseRedirect(reverse("roll", args=[roll.pk]), status=303)
    page = Paginator(queries.rolls(actor), 20).get_page(request.GET.get("page"))
    status = NOT_TAKEN if form.is_bound else 200
    context = {"form": form, "page": page, "tables": _offered()}
    return render(request, "enterprises/rolls.html", context, status=status)


def _offered() -> list[tuple[str, str]]:
    return [(n, one.label.say(get_language() or "zh")) for n, one in offered_tables().items()]


@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Send an empty roll, or an empty table of rows, with the heads an import understands."""
    table = offered_tables().get(request.GET.get("table", ""))
    if table is not None:
        label = table.label.say(get_language() or "zh")
        own = [HEADS["code"][0], HEADS["name"][0], *(given.label.zh for given in table.fields)]
        return sent(sheet(label, own, []), f"{label}.xlsx")
    heads = [words[0] for name, words in HEADS.items() if name != "area_code"]
    return sent(sheet(_("企业名册"), heads, []), f"{_('企业名册')}.xlsx")


def _roll(request: HttpRequest, pk: int) -> Roll:
    return queries.roll_of(actor_of(request), pk)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 9 else None


def _context(request: HttpRequest, found: queries.Review, errors: list[str]) -> dict[str, Any]:
    return {
        "review": found,
        "roll": found.roll,
        "table_label": dict(_offered()).get(found.roll.table, found.roll.table),
        "errors": errors,
        "may_decide": may(actor_of(request), Action.MANAGE_ENTERPRISE, found.roll),
    }


def _pane(
    request: HttpRequest, found: queries.Review, errors: list[str] | None = None
) -> HttpResponse:
    whole = not is_htmx(request)
    name = "enterprises/roll.html" if whole else "enterprises/roll_pane.html"
    status = NOT_TAKEN if errors else 200
    return render(request, name, _context(request, found, errors or []), status=status)


@login_required
@require_safe
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a roll stands; its rows while it is under review."""
    source = _roll(request, pk)
    polled = is_htmx(request) and request.GET.get("poll")
    if polled and source.state not in _BUSY:
        return HttpResponse(headers={"HX-Refresh": "true"})
    if source.state != Roll.State.REVIEW:
        name = "enterprises/roll_state.html" if polled else "enterprises/roll_done.html"
        percent = source.done * 100 // source.rows if source.rows else None
        context = {"roll": source, "percent": percent}
        context["may_decide"] = may(actor_of(request), Action.MANAGE_ENTERPRISE, source)
        return render(request, name, context)
    number = _number(request.GET.get("row", ""))
    found = queries.review(source, request.GET.get("tab", ""), number, request.GET.get("page", "1"))
    return _pane(request, found)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Decide a row and go to the next that waits."""
    source = _roll(request, pk)
    decision = request.POST.get("decision", "")
    tab = request.POST.get("tab", "")
    try:
        row = decide_row(actor_of(request), source, number, "" if decision == "undo" else decision)
    except ValidationError as refused:
        return _pane(request, queries.review(source, tab, number), refused.messages)
    goes_to = number
    if row.outcome == "doubtful" and row.decision:
        goes_to = queries.next_waiting(source, number) or number
    page = request.POST.get("page", "1")
    address = f"{reverse('roll', args=[pk])}?tab={row.outcome}&row={goes_to}&page={page}"
    if not is_htmx(request):
        return HttpResponseRedirect(address, status=303)
    response = _pane(request, queries.review(source, row.outcome, goes_to, page))
    response.headers["HX-Push-Url"] = address
    return response


def _act(request: HttpRequest, pk: int, act: Callable[[Roll], str]) -> HttpResponse:
    source = _roll(request, pk)
    try:
        messages.success(request, act(source))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return HttpResponseRedirect(reverse("roll", args=[pk]), status=303)


@login_required
@require_POST
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    """Skip all doubtful rows that still wait."""

    def act(source: Roll) -> str:
        n = skip_doubtful(actor_of(request), source)
        return ngettext("已跳过 %(n)s 行疑似重复。", "已跳过 %(n)s 行疑似重复。", n) % {"n": n}

    return _act(request, pk, act)


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was looked through, in the background."""

    def act(source: Roll) -> str:
        apply_roll(actor_of(request), source)
        return _("已确认，正在入库。")

    return _act(request, pk, act)


@login_required
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a roll up."""

    def act(source: Roll) -> str:
        discard_roll(actor_of(request), source)
        return _("已放弃这份名册；文件和记录仍然保留。")

    return _act(request, pk, act)


@login_required
@require_safe
def wrong(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the rows that were set aside: row, column, value, reason, mend."""
    source = _roll(request, pk)
    heads = [_("行号"), _("列"), _("值"), _("问题"), _("怎么改"), _("企业名称")]
    body = sheet(_("有错误的行"), heads, queries.wrong_rows(source))
    return sent(body, f"{_('有错误的行')}-{source.pk}.xlsx")
