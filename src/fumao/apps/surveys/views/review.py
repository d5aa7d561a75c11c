"""填报审核: what waits, one filing at a time, approved or returned; no figure can be edited."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fumao.apps.orgs.acting import NOT_TAKEN, done
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.request import actor_of, is_htmx
from fumao.apps.plans.days import working_days
from fumao.apps.procedures.views.request import refused_by
from fumao.apps.surveys.actions.review_report import approve_report, return_report
from fumao.apps.surveys.forms import ReturnForm
from fumao.apps.surveys.models import Filing
from fumao.apps.surveys.queries import reviews as queries
from fumao.apps.surveys.queries.review_page import ReviewPage, own_words, review_page
from fumao.apps.surveys.views import figures, review_lines
from fumao.surveys.review import Grounds

PER_PAGE = 50
BESIDE = 12  # lines of the queue beside a filing
_LONGEST = 64
_AGAIN_IN = 3  # working days that a return proposes
_MOST_CELLS = 200


def wanted_of(query: QueryDict) -> queries.Wanted:
    """Return what the address asks for."""
    return queries.Wanted(
        search=query.get("q", "")[:_LONGEST],
        survey=query.get("survey", "")[:_LONGEST],
        area=query.get("area", "")[:32],
        mark=query.get("mark", "")[:8],
    )


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for the actor; for htmx the part that changes."""
    actor, wanted = actor_of(request), wanted_of(request.GET)
    found = queries.queue(actor, wanted)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    everything = queries.queue(actor) if wanted != queries.Wanted() else found
    query = request.GET.copy()
    query.pop("page", None)
    context: dict[str, Any] = {
        "page": page, "rows": list(page.object_list), "wanted": wanted,
        "filtered": wanted != queries.Wanted(), "query": query.urlencode(),
        "marks": queries.marks_of(everything), "all": len(everything),
        "surveys": {one.filing.period.key: one.filing.period.survey for one in everything},
        "areas": {one.filing.area.code: one.filing.area for one in everything},
    }  # fmt: skip
    name = "surveys/queue_list.html" if is_htmx(request) else "surveys/queue.html"
    return render(request, name, context)


@login_required
@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a filing with the queue beside it."""
    return _page(request, pk)


def _page(
    request: HttpRequest, pk: int, form: Form | None = None, errors: list[str] | None = None
) -> HttpResponse:
    actor, language = actor_of(request), get_language() or "zh"
    try:
        page = review_page(actor, pk)
    except Filing.DoesNotExist as error:
        raise Http404 from error
    found = queries.queue(actor, wanted_of(request.GET))
    line = [one.filing.pk for one in found]
    context: dict[str, Any] = {
        "page": page, "filing": page.filing, "queue": _beside(found, line, pk),
        "waiting": len(found), "wanted": wanted_of(request.GET), "query": request.GET.urlencode(),
        **_neighbours(line, pk),
        "figures": figures.figure_rows(page, language),
        "tables": list(figures.tables(page, language)),
        "answers": figures.other_answers(page, language),
        "findings": (findings := review_lines.finding_lines(page, language)),
        "come_up": [one for one in findings if one.severity == "hard" and not page.reopens],
        "faults": review_lines.fault_lines(page, language),
        "blocked": not page.reopens and bool(page.examined.faults or page.examined.hard),
        "changed": review_lines.change_lines(page, language),
        "lines": review_lines.history_lines(page, language),
        "checks": len(page.form.survey.checks),
        "form": form or return_form(actor, page), "errors": errors or [],
        "chosen": request.POST.getlist("cell"),
        "may_act": page.seat is not None and not page.same_person,
    }  # fmt: skip
    status = NOT_TAKEN if form is not None or errors else 200
    return render(request, "surveys/review.html", context, status=status)


def _beside(found: list[queries.Waiting], line: list[int], pk: int) -> list[queries.Waiting]:
    """Return the lines of the queue around a filing."""
    place = line.index(pk) if pk in line else 0
    first = max(0, min(place - BESIDE // 2, len(found) - BESIDE))
    return found[first : first + BESIDE]


def _neighbours(line: list[int], pk: int) -> dict[str, int | None]:
    """Return the filings before and after one in the queue; from outside, the first."""
    if pk not in line:
        return {"before": None, "after": line[0] if line else None}
    place = line.index(pk)
    return {
        "before": line[place - 1] if place else None,
        "after": line[place + 1] if place + 1 < len(line) else None,
    }


def return_form(actor: Actor, page: ReviewPage, sent: QueryDict | None = None) -> ReturnForm:
    """Return the form of a return with the survey's reasons and checks."""
    language = get_language() or "zh"
    survey = page.form.survey
    return ReturnForm(
        sent,
        reasons=[(one.key, one.name.say(language)) for one in survey.reasons],
        rules=[(one.key, f"{one.key}　{one.words.say(language)}") for one in survey.checks],
        templates=own_words(actor, page.seat) if page.seat else [],
        initial={"due": working_days().add(actor.today, _AGAIN_IN)},
    )


@login_required
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a filing as it was read, and go on to the next."""
    actor = actor_of(request)
    after = _after(actor, pk, request)
    errors = _tried(lambda: approve_report(actor, pk, _seen(request)))
    if errors:
        return _page(request, pk, errors=errors)
    return done(request, _("已审核通过。"), after)


@login_required
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a filing; what was written stays on the page where it is refused."""
    actor = actor_of(request)
    try:
        page = review_page(actor, pk)
    except Filing.DoesNotExist as error:
        raise Http404 from error
    form = return_form(actor, page, request.POST)
    after = _after(actor, pk, request)
    if not form.is_valid():
        return _page(request, pk, form=form)
    given = form.cleaned_data
    cells = tuple(_known(page, request.POST.getlist("cell")[:_MOST_CELLS]))
    grounds = Grounds(given["reason"], form.said(), given["due"], cells, given["rule"])
    errors = _tried(lambda: return_report(actor, pk, grounds, _seen(request)))
    if errors:
        return _page(request, pk, form=form, errors=errors)
    return done(request, _("已退回，企业会收到理由和标出的单元格。"), after)


def _tried(act: Callable[[], object]) -> list[str]:
    """Run an act; return why it was not done, also where it is no longer the actor's turn."""
    try:
        return refused_by(act)
    except PermissionDenied as error:
        return [str(error)]
    except Filing.DoesNotExist as error:
        raise Http404 from error


def _seen(request: HttpRequest) -> int | None:
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() else None


def _known(page: ReviewPage, cells: list[str]) -> list[str]:
    """Keep the cells that the form has."""
    fields = {one.key: one for one in page.form.survey.form}
    found = []
    for cell in cells:
        table, _dot, rest = cell.partition(".")
        if table not in fields:
            continue
        columns = {one.key for one in fields[table].columns}
        if (not rest) != fields[table].is_table and (not rest or rest.split(".")[-1] in columns):
            found.append(cell)
    return found


def _after(actor: Actor, pk: int, request: HttpRequest) -> str:
    """Return the address of the next filing in the queue, else of the queue."""
    line = [one.filing.pk for one in queries.queue(actor, wanted_of(request.GET))]
    following = _neighbours(line, pk)["after"]
    query = request.GET.urlencode()
    address = reverse("review", args=[following]) if following else reverse("review-queue")
    return f"{address}?{query}" if query else address
