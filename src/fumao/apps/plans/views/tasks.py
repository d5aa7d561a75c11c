"""The task register: a list to search, filter, group and act on."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, offers
from fumao.apps.orgs.request import actor_of, is_htmx
from fumao.apps.plans.forms import register as asked
from fumao.apps.plans.models import Light
from fumao.apps.plans.queries.register import Register, Row, UnitName, Wanted, task_register
from fumao.apps.plans.terms import term
from fumao.apps.plans.views.kept import kept_parts

YEAR = 365 * 24 * 3600
PARTS = {"head": "plans/tasks_head.html", "list": "plans/tasks_list.html"}
NAMED = 3  # units named in a cell; more are counted


@dataclass(frozen=True, slots=True)
class LightCount:
    """A cell of the strip: how many open tasks have a light, and the address that keeps them."""

    light: str
    n: int
    query: str
    chosen: bool


@login_required
@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    """Show a page of the register; for htmx the part that changes."""
    if "columns" in request.GET:
        return _keep_columns(request)
    actor = actor_of(request)
    columns = request.COOKIES.get(asked.COLUMN_COOKIE)
    parts = kept_parts(
        request, actor, PARTS, lambda: _context(request, actor, columns), depends_on=columns or ""
    )
    if is_htmx(request):
        return HttpResponse(parts["list"])
    return render(request, "plans/tasks.html", {"parts": parts})


def _context(request: HttpRequest, actor: Actor, kept_columns: str | None) -> dict[str, Any]:
    wanted = asked.wanted_of(request.GET)
    register = task_register(actor, wanted)
    english = (get_language() or "").startswith("en")
    columns = asked.columns_of(kept_columns)
    return {
        "register": register,
        "groups": [
            (group, [_line(row, english) for row in group.rows]) for group in register.groups
        ],
        "wanted": wanted,
        "strip": _strip(register, wanted, request.GET),
        "show": dict.fromkeys(columns, True),
        "all_columns": [
            asked.Option(name, words, name in columns) for name, words in asked.COLUMNS.items()
        ],
        "span": len(columns) + 2,
        "may_assign": offers(actor, Action.ASSIGN_TASK),
        "may_act": offers(actor, Action.ASSIGN_TASK) or offers(actor, Action.ASK_EXTENSION),
        "query": _without(request.GET, "page"),
        "kept": _kept(request.GET),
        **_filters(register, wanted, english),
    }


def _keep_columns(request: HttpRequest) -> HttpResponse:
    """Keep the chosen columns in a cookie and go back to the list."""
    chosen = [name for name in request.GET.getlist("column") if name in asked.COLUMNS]
    query = request.GET.copy()
    for name in ("columns", "column"):
        query.pop(name, None)
    response = HttpResponseRedirect(f"{reverse('tasks')}?{query.urlencode()}")
    response.set_cookie(
        asked.COLUMN_COOKIE,
        ".".join(chosen),
        YEAR,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _filters(register: Register, wanted: Wanted, english: bool) -> dict[str, Any]:
    plans = {p.key: (english and p.title_en) or p.title for p in register.plans}
    departments = {d.key: (english and d.name_en) or d.name for d in register.departments}
    categories = {c.key: (english and c.name_en) or c.name for c in register.categories}
    chosen = [getattr(wanted, name) for name in asked.FILTERS]
    return {
        "plan_options": asked.drawn_options(plans, wanted.plan),
        "department_options": asked.drawn_options(departments, wanted.department),
        "category_options": asked.options(categories, wanted.category),
        "light_options": asked.light_options(wanted.light),
        "kind_options": asked.kind_options(wanted.kind),
        "due_options": asked.options(dict(asked.DUE), wanted.due),
        "state_options": asked.options(dict(asked.STATES), wanted.state),
        "group_options": asked.options(dict(asked.GROUPINGS), wanted.group),
        "filtered": any(chosen) or wanted.mine or wanted.state != "open",
    }


def _strip(register: Register, wanted: Wanted, query: QueryDict) -> list[LightCount]:
    cells = []
    for light in Light.values:
        chosen = wanted.light == light
        kept = query.copy()
        kept.pop("page", None)
        kept["light"] = "" if chosen else light
        cells.append(LightCount(light, register.lights[light], kept.urlencode(), chosen))
    return cells


def _without(query: QueryDict, *names: str) -> str:
    kept = query.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()


def _kept(query: QueryDict) -> list[tuple[str, str]]:
    """Return the query as hidden fields for the form of the columns."""
    return [(name, value) for name, values in query.lists() for value in values if value]


def _line(row: Row, english: bool) -> dict[str, Any]:
    """Return what the template prints of a row; made here because a row is printed 100 times."""
    task = row.task
    leads = row.leads
    waiting = task.waiting_on
    notes = [task.code, term(task.remark)]
    if waiting is not None:
        name = (english and waiting.name_en) or waiting.name
        notes.append(_("等 %(unit)s 答复") % {"unit": name})
    return {
        "task": task,
        "code": task.code,
        "url": f"{reverse('tasks')}{task.code}/",
        "title": (english and task.title_en) or task.title,
        "sub": "　".join(filter(None, notes)),
        "light": task.light,
        "percent": task.percent,
        "category": (english and task.category_en) or task.category,
        "plan": (english and task.plan.title_en) or task.plan.title,
        "leads": unit_words(leads, english),
        "central": bool(leads) and all(unit.central for unit in leads),
        "cooperating": unit_words(row.cooperating, english),
        "upper": unit_words([u for u in row.units if u.role == "upper"], english),
    }


def unit_words(units: list[UnitName], english: bool) -> dict[str, Any]:
    """Return the names a cell prints, and how many units there are beyond them."""
    names = [(unit.name_en if english else unit.name) for unit in units]
    mark = "; " if english else "、"
    first = mark.join(names[:NAMED])
    words = first or _("原文未写")
    if len(names) > NAMED:
        words = _("%(names)s等 %(n)s 个单位") % {"names": first, "n": len(names)}
    return {
        "names": first,
        "words": words,
        "more": max(0, len(names) - NAMED),
        "n": len(names),
        "all": mark.join(names),
    }
