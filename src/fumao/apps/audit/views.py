"""操作日志: the log of the actor's areas."""

import csv
from collections.abc import Iterator
from datetime import date

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from fumao.apps.audit.kinds import KINDS, kind_words
from fumao.apps.audit.models import Event
from fumao.apps.audit.queries import LogFilter, events
from fumao.apps.audit.record import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.limits import EXPORT, spend
from fumao.apps.orgs.policy import Action, offers
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of
from fumao.core.cells import safe_cell


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not offers(actor, Action.READ_AUDIT):
        raise PermissionDenied(REFUSALS[Action.READ_AUDIT])
    return actor


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _wanted(request: HttpRequest) -> LogFilter:
    get = request.GET
    return LogFilter(
        kind=get.get("kind", "")[:48],
        person=get.get("person", "")[:150],
        stream=get.get("stream", "")[:96],
        first=_day(get.get("first", "")),
        last=_day(get.get("last", "")),
    )


def log(request: HttpRequest) -> HttpResponse:
    """Show the log, the newest first, 50 a page."""
    actor, wanted = _reader(request), _wanted(request)
    page = Paginator(events(actor, wanted), 50).get_page(request.GET.get("page"))
    kinds = sorted(((kind, str(words)) for kind, words in KINDS.items()), key=lambda k: k[1])
    lines = [(event, kind_words(event.kind)) for event in page]
    context = {
        "page": page,
        "lines": lines,
        "wanted": wanted,
        "kinds": kinds,
        "query": request.GET.urlencode(),
    }
    return render(request, "audit/log.html", context)


class _Line:
    """A file that returns each line written to it: csv writes, the response streams."""

    def write(self, text: str) -> str:
        return text


def log_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Send the log found as CSV (UTF-8 with a mark, for Excel); taking it is an event itself."""
    actor, wanted = _reader(request), _wanted(request)
    spend(EXPORT, str(actor.person.pk if actor.person else ""))
    rows = events(actor, wanted)
    with transaction.atomic():
        record(
            f"person:{actor.person.username if actor.person else ''}",
            "log_exported",
            actor=actor,
            area=actor.positions[0].area_id,
            data={"rows": rows.count(), "query": request.GET.urlencode()[:400]},
        )
    response = StreamingHttpResponse(
        _lines(rows.iterator()), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="log.csv"'
    return response


def _lines(rows: Iterator[Event]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff"
    heads = [
        _("时间"), _("业务日期"), _("人员"), _("单位"), _("地区"),
        _("事项"), _("对象"), _("序号"), _("摘要值"),
    ]  # fmt: skip
    yield writer.writerow(heads)
    for event in rows:
        cells = [
            timezone.localtime(event.at).isoformat(timespec="seconds"),
            event.on.isoformat(),
            event.actor.username if event.actor else "",
            event.department.name if event.department else "",
            event.area.name,
            kind_words(event.kind),
            event.stream,
            str(event.seq),
            event.digest,
        ]
        yield writer.writerow([safe_cell(cell) for cell in cells])
