"""Targets: the table of a plan held against its straight path, and the page of one target."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fumao.apps.orgs.acting import NOT_TAKEN, done, taken
from fumao.apps.orgs.request import actor_of
from fumao.apps.plans.actions.record_actual import record_actual
from fumao.apps.plans.forms.target import ActualForm
from fumao.apps.plans.queries.target_page import target_page
from fumao.apps.plans.queries.target_rows import TargetsPage, targets_page
from fumao.apps.plans.queries.total_path import TotalPath, path_of, total_path
from fumao.apps.plans.terms import term

UNKNOWN: dict[str, Promise] = {
    "no_actual": gettext_lazy("还没有实际值"),
    "no_baseline": gettext_lazy("缺基期，不画路径"),
    "no_year": gettext_lazy("未写年份"),
    "not_begun": gettext_lazy("早于基期"),
    "target_is_baseline": gettext_lazy("目标等于基期"),
    "zero_target": gettext_lazy("目标为零"),
}


@login_required
@require_safe
def target_list(request: HttpRequest) -> HttpResponse:
    """Show the targets of a plan at a year."""
    actor = actor_of(request)
    page = targets_page(actor, request.GET.get("plan", ""), year_of(request))
    path = total_path(page)
    context = {
        "page": page,
        "years": _years(page, actor.today.year),
        "path": path,
        "chart": chart(path) if path else None,
        "wrong": [
            (check, _called(page, check.blanks)) for check in page.checks if check.agrees is False
        ],
        "right": [check for check in page.checks if check.agrees],
        "unit": term(page.total.target.unit) if page.total else "",
        "digits": 2 if page.total else None,  # a table that adds up is printed to the same place
        "blanks": {name for check in page.checks for name in check.blanks},
        "by_group": _by_group(page),
        "unknown": UNKNOWN,
        "query": request.GET.urlencode(),
    }
    return render(request, "plans/targets.html", context)


def _called(page: TargetsPage, indicators: Iterable[str]) -> str:
    """Return indicators, known by their printed names, as the page's language calls them."""
    if not (get_language() or "").startswith("en"):
        return "、".join(indicators)
    rows = [row.target for group in page.groups for row in group.rows]
    names = {target.indicator: target.indicator_en for target in rows}
    return ", ".join(names.get(one) or one for one in indicators)


def year_of(request: HttpRequest) -> int | None:
    """Return the year that ?year= asks for."""
    words = request.GET.get("year", "")
    return int(words) if words.isdecimal() and len(words) == 4 else None


def _by_group(page: TargetsPage) -> bool:
    """Return whether groups are worth a head of their own: three rows each and more."""
    rows = sum(len(group.rows) for group in page.groups)
    return len(page.groups) > 1 and rows >= 3 * len(page.groups)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def target(request: HttpRequest, code: str) -> HttpResponse:
    """Show a target with all versions of its figures; POST records one."""
    actor = actor_of(request)
    page = target_page(actor, code)
    form = ActualForm(request.POST or None, initial={"year": actor.today.year})

    def act() -> None:
        record_actual(actor, page.row.target, **form.cleaned_data)

    if request.method == "POST" and taken(form, act):
        return done(
            request, _("已登记。更正会另存一版，旧版保留。"), reverse("target", args=[code])
        )
    path = path_of(page.row)
    context = {
        "page": page,
        "row": page.row,
        "target": page.row.target,
        "digits": None,
        "form": form,
        "path": path,
        "chart": chart(path) if path else None,
        "unknown": UNKNOWN,
    }
    status = NOT_TAKEN if request.method == "POST" else 200
    return render(request, "plans/target.html", context, status=status)


def _years(page: TargetsPage, now: int) -> list[int]:
    """Return the years to choose from: from the earliest baseline to this year."""
    rows = [row for group in page.groups for row in group.rows]
    known = [row.target.baseline_year for row in rows if row.target.baseline_year]
    first = min([*known, now])
    return list(range(now, first - 1, -1))


def chart(path: TotalPath) -> dict[str, Any]:
    """Return the data of the chart `path`; the browser draws, it does not reckon."""
    data: dict[str, Any] = {
        "unit": term(path.unit),
        "digits": 2,
        "years": [str(year) for year in path.years],
        "path": {"name": _("目标路径"), "values": [_drawn(v) for v in path.path]},
        "actual": {"name": _("实际（含预计）"), "values": [_drawn(v) for v in path.actual]},
    }
    if any(value is not None for value in path.stated):
        words = _("文件")
        values = [
            _drawn(said) if said != known else None
            for said, known in zip(path.stated, path.path, strict=True)
        ]
        data["stated"] = {"name": _("文件所写合计"), "words": words, "values": values}
    return data


def _drawn(value: Decimal | None) -> float | None:
    return None if value is None else float(round(value, 4))
