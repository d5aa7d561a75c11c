"""结果登记册: every outcome by its public fields, for anybody."""

import csv
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fumao.apps.orgs.request import actor_of
from fumao.apps.orgs.service import EXPORT, spend
from fumao.apps.procedures.models import Outcome
from fumao.apps.procedures.queries import public_outcomes as queries
from fumao.apps.procedures.views.public_request import asker, frame_of
from fumao.apps.procedures.views.public_words import (
    STANDINGS,
    named,
    public_fields,
    standing_shown,
    story_lines,
)
from fumao.core.cells import safe_cell

PER_PAGE = 50
_LONGEST = 64


def wanted_of(request: HttpRequest) -> queries.Wanted:
    """Return what the address asks for; an unknown state asks for all."""
    query = request.GET
    state = query.get("state", "")
    return queries.Wanted(
        query.get("q", "")[:_LONGEST],
        query.get("procedure", "")[:_LONGEST],
        state if state in STANDINGS else "",
    )


@never_cache
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show the register, with search and filters."""
    wanted, today = wanted_of(request), actor_of(request).today
    page = Paginator(queries.register(wanted, today), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context: dict[str, Any] = {
        "frame": frame_of(request),
        "page": page,
        "rows": [
            (outcome, standing_shown(queries.standing(outcome, today)))
            for outcome in page.object_list
        ],
        "wanted": wanted,
        "filtered": wanted != queries.Wanted(),
        "procedures": queries.procedures_with_outcomes(),
        "standings": STANDINGS.items(),
        "query": query.urlencode(),
    }
    return render(request, "procedures/public/register.html", context)


@never_cache
@require_safe
def register_one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one outcome: what is public of it, and how its state changed."""
    try:
        outcome = queries.public_outcome(number)
    except Outcome.DoesNotExist as error:
        raise Http404 from error
    context = {
        "frame": frame_of(request),
        "outcome": outcome,
        "predecessor": getattr(outcome, "predecessor", None),
        "standing": standing_shown(queries.standing(outcome, actor_of(request).today)),
        "fields": public_fields(outcome),
        "lines": story_lines(queries.story_of(outcome)),
    }
    return render(request, "procedures/public/outcome.html", context)


class _Line:
    """A file that returns each line written to it: csv writes, the response streams."""

    def write(self, text: str) -> str:
        return text


@never_cache
@require_safe
def register_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Send what was found as CSV (UTF-8 with a mark); raises TooOftenError."""
    spend(EXPORT, asker(request))
    wanted, today = wanted_of(request), actor_of(request).today
    rows = queries.register(wanted, today).iterator(chunk_size=1000)
    response = StreamingHttpResponse(_lines(rows, today), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="register.csv"'
    return response


def _lines(rows: Iterator[Outcome], today: date) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff"
    yield writer.writerow(
        [
            _("编号"), _("名称"), _("持有人"), _("信用代码"), _("所在地"), _("发证单位"),
            _("发证日期"), _("有效期起"), _("有效期止"), _("状态"),
        ]
    )  # fmt: skip
    for outcome in rows:
        cells = [
            outcome.number,
            named(outcome),
            named(outcome.enterprise),
            outcome.enterprise.code,
            named(outcome.area),
            named(outcome.office),
            outcome.issued_on.isoformat(),
            outcome.valid_from.isoformat(),
            outcome.valid_to.isoformat() if outcome.valid_to else "",
            str(STANDINGS[queries.standing(outcome, today)]),
        ]
        yield writer.writerow([safe_cell(cell) for cell in cells])
