"""One period: how its respondents stand, and what the office does about it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fumao.apps.audit.service import sent, take_away
from fumao.apps.orgs.acting import NOT_TAKEN, done, taken
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, may
from fumao.apps.orgs.request import actor_of, is_htmx
from fumao.apps.plans.days import working_days
from fumao.apps.surveys.actions.add_respondent import add_respondent
from fumao.apps.surveys.actions.remind_respondents import remind_respondents
from fumao.apps.surveys.book import loaded, period_of
from fumao.apps.surveys.forms import AddForm, RemindForm
from fumao.apps.surveys.level_words import level_words
from fumao.apps.surveys.models import ReportingPeriod
from fumao.apps.surveys.queries import periods as queries
from fumao.apps.surveys.queries import respondents as lists
from fumao.apps.surveys.queries.key_enterprises import silent
from fumao.apps.surveys.queries.standing import BREACHES, STANDINGS
from fumao.core.sheet import sheet

PER_PAGE = 50
_LONGEST = 64
_REMINDED_IN = 3  # working days that a reminder proposes


def asked_for(actor: Actor, key: str, pk: int) -> ReportingPeriod:
    """Return a period that the actor reads; raises Http404."""
    return get_object_or_404(queries.periods_of(actor, key), pk=pk)


def wanted_of(query: QueryDict) -> lists.Wanted:
    """Return what the address asks for."""
    return lists.Wanted(
        search=query.get("q", "")[:_LONGEST],
        standing=query.get("standing", "")[:16],
        area=query.get("area", "")[:32],
        level=query.get("level", "")[:8],
        sort=query.get("sort", "name")[:16],
    )


@login_required
@require_safe
def period(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Show a period; for htmx the list alone."""
    return _page(request, asked_for(actor_of(request), key, pk))


def _page(
    request: HttpRequest,
    row: ReportingPeriod,
    reminder: Form | None = None,
    addition: Form | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    wanted = wanted_of(request.GET)
    page = Paginator(lists.respondents(actor, row, wanted), PER_PAGE).get_page(
        request.GET.get("page")
    )
    query = request.GET.copy()
    query.pop("page", None)
    runs = may(actor, Action.RUN_SURVEY, row)
    first = {"until": working_days().add(actor.today, _REMINDED_IN)}
    context: dict[str, Any] = {
        "row": row, "survey": loaded(row.survey).survey, "page": page,
        "rows": list(page.object_list), "wanted": wanted, "query": query.urlencode(),
        "filtered": wanted != lists.Wanted(sort=wanted.sort),
        "counts": queries.counts_of(actor, [row])[row.pk],
        "areas": queries.by_area(actor, row),
        "standings": [(one, words) for one, (words, _kind) in STANDINGS.items()],
        "runs": runs, "over": actor.today > row.due_on,
        "silent": silent(actor, row) if actor.today > row.due_on else [],
        "reminder": reminder or RemindForm(initial=first), "addition": addition or AddForm(),
        "adding": addition is not None,
    }  # fmt: skip
    refused = reminder is not None or addition is not None
    name = "surveys/period_list.html" if is_htmx(request) else "surveys/period.html"
    return render(request, name, context, status=NOT_TAKEN if refused else 200)


@login_required
@require_POST
def remind(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Remind the ticked respondents, or with `all` everybody who has not filed."""
    actor = actor_of(request)
    row = asked_for(actor, key, pk)
    form = RemindForm(request.POST)
    ticked = [int(one) for one in request.POST.getlist("filing") if one.isdecimal()]
    only = None if "all" in request.POST else ticked
    reminded: list[int] = []

    def act() -> None:
        reminded.append(remind_respondents(actor, row, form.cleaned_data["until"], only))

    if not taken(form, act):
        return _page(request, row, reminder=form)
    (n,) = reminded
    words = ngettext("已催报 %(n)s 家。", "已催报 %(n)s 家。", n) % {"n": n}
    if not n:
        words = _("没有可催报的单位：请勾选尚未报送的单位。")
    return done(request, words, reverse("period", args=[key, pk]))


@login_required
@require_POST
def add(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Add a respondent that the roster has missed."""
    actor = actor_of(request)
    row = asked_for(actor, key, pk)
    form = AddForm(request.POST)
    if not taken(
        form,
        lambda: add_respondent(actor, row, form.cleaned_data["code"], form.cleaned_data["reason"]),
    ):
        return _page(request, row, addition=form)
    return done(request, _("已补入并通知填报单位。"), reverse("period", args=[key, pk]))


@login_required
@require_safe
def export(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Send the respondents the query finds; taking the list away is an event."""
    actor = actor_of(request)
    row = asked_for(actor, key, pk)
    query = request.GET.urlencode()[:400]
    take_away(actor, "register_exported", {"register": row.stream, "query": query})
    language = get_language() or "zh"
    found = lists.respondents(actor, row, wanted_of(request.GET))[: lists.MOST]
    heads = [
        _("填报单位"), _("统一社会信用代码"), _("地区"), _("状态"), _("审核层级"), _("首次报送"),
        _("最近报送"), _("是否迟报"), _("催报期限"), _("退回次数"),
    ]  # fmt: skip
    body = sheet(_("填报情况"), heads, (_cells(one, language) for one in found))
    name = f"{row.survey.title}-{period_of(row).code}.xlsx"
    return sent(body, name)


def _cells(one: Any, language: str) -> list[str]:
    english = language.startswith("en")
    respondent = one.enterprise or one.department
    days = [day.isoformat() if day else "" for day in (one.first_filed_on, one.filed_on)]
    return [
        (english and respondent.name_en) or respondent.name,
        one.enterprise.code if one.enterprise else "",
        (english and one.area.name_en) or one.area.name,
        str(STANDINGS[one.standing][0]),
        level_words(one.level) if one.level else "",
        *days,
        str(BREACHES[one.breach]) if one.breach else "",
        one.reminded_until.isoformat() if one.reminded_until else "",
        str(one.returns),
    ]
