"""Pages for everybody: the calendar, a publication, a release with its tables and files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from fumao.apps.grants.book import book
from fumao.apps.grants.cited import cited, clause_pages
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import moment
from fumao.apps.orgs.policy import Action, offers
from fumao.apps.orgs.request import actor_of
from fumao.apps.procedures.views.public_request import frame_of
from fumao.apps.releases.book import definition
from fumao.apps.releases.charts import rank_chart, series_chart
from fumao.apps.releases.models import Release, Vintage
from fumao.apps.releases.outputs.files import FILES
from fumao.apps.releases.queries.frozen import content_of
from fumao.apps.releases.queries.gate import open_vintage
from fumao.apps.releases.queries.public import ReleasePage, release_page, shelf, shelves
from fumao.apps.releases.queries.shown import shown_vintage
from fumao.apps.releases.views.sending import NEVER_KEPT, sent_file
from fumao.statistics.publication import Publication


@require_safe
def publications(request: HttpRequest) -> HttpResponse:
    """Show every publication with its newest release and the next date."""
    actor = actor_of(request)
    context = {
        "frame": frame_of(request),
        "shelves": shelves(moment()),
        "manages": offers(actor, Action.READ_RELEASE),
    }
    return _kept(render(request, "releases/publications.html", context))


@require_safe
def publication(request: HttpRequest, key: str, area: str) -> HttpResponse:
    """Show one publication of one area: its calendar and what came out."""
    found = shelf(moment(), key, area)
    if found is None:
        raise Http404
    context = {
        "frame": frame_of(request),
        "shelf": found,
        "cites": cites_of(actor_of(request), found.publication),
    }
    return _kept(render(request, "releases/publication.html", context))


@require_safe
def release(
    request: HttpRequest, key: str, area: str, period: str, number: int | None = None
) -> HttpResponse:
    """Show a release: before its hour when it comes out, after it the figures."""
    try:
        page = release_page(moment(), key, area, period, number)
    except Release.DoesNotExist as error:
        raise Http404 from error
    context = frame_of_release(request, page)
    if page.vintage is not None:
        context |= figures_of(actor_of(request), page.vintage)
    return _kept(render(request, "releases/release.html", context))


def frame_of_release(request: HttpRequest, page: ReleasePage) -> dict[str, Any]:
    """Return what a release's page needs whatever of it is public."""
    from fumao.apps.releases.book import publication as of_packs  # noqa: PLC0415

    one = of_packs(page.release.publication)
    if one is None and page.vintage is not None:
        one = definition(page.vintage.definition)
    if one is None:
        raise Http404
    return {"frame": frame_of(request), "page": page, "release": page.release, "publication": one}


def figures_of(actor: Actor, vintage: Vintage) -> dict[str, Any]:
    """Return the figures of a vintage for a page; who asks has passed the gate."""
    content, one = content_of(vintage), definition(vintage.definition)
    drawn = [chart for table in content["tables"][:1] if (chart := rank_chart(table))]
    return {
        "vintage": vintage,
        "shown": shown_vintage(content, one),
        "series_charts": [series_chart(item) for item in content["series"]],
        "rank": drawn[0] if drawn else None,
        "files": list(FILES.values()),
        "cites": cites_of(actor, one),
        "versions": content["inputs"]["versions"],
        "batches": len(content["inputs"]["batches"]),
    }


def cites_of(actor: Actor, one: Publication) -> list[Any]:
    """Return the clauses a publication rests on, with their pages where they have one."""
    cites = list(dict.fromkeys(one.cited()))
    pages, held = clause_pages(actor, cites), book()
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return [cited(held, cite, pages, language) for cite in cites]


@require_safe
def release_file(
    request: HttpRequest, key: str, area: str, period: str, number: int, name: str
) -> HttpResponseBase:
    """Send a file of a public vintage; before its hour there is none, whatever the client holds."""
    found = Release.objects.filter(publication=key, area__code=area, period=period).first()
    vintage = open_vintage(found, moment(), number) if found else None
    if vintage is None:
        raise Http404
    return sent_file(request, vintage, name)


def _kept(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = NEVER_KEPT
    return answer
