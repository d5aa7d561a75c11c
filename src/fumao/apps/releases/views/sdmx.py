"""The read interface of the standard (SDMX REST 2.x): only what is public is asked."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from fumao.apps.orgs.clock import moment
from fumao.apps.releases.queries.datasets import datasets
from fumao.apps.releases.views.sending import NEVER_KEPT
from fumao.statistics.sdmx import DataQuery, QueryError, parse, respond


@require_safe
def sdmx(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer a query of data, structures or availability, in the format that Accept asks for."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    try:
        parameters = {name: request.GET[name] for name in request.GET}
        query = parse(path.split("/"), parameters, request.headers.get("Accept", ""))
        at = moment()
        if isinstance(query, DataQuery) and query.as_of is not None:
            at = min(at, query.as_of)
        answer = respond(query, datasets(at), language)
    except QueryError as error:
        words = error.message(language)
        plain = "text/plain; charset=utf-8"
        return _told(HttpResponse(words, content_type=plain, status=error.status))
    if answer.status != 200:
        return _told(HttpResponse(status=answer.status))
    etag = f'"{hashlib.sha256(answer.body).hexdigest()[:32]}"'
    sent = HttpResponse(answer.body, content_type=answer.media_type)
    sent.headers["ETag"] = etag
    if answer.released is not None:
        sent.headers["Last-Modified"] = http_date(answer.released.timestamp())
    return _told(get_conditional_response(request, etag=etag, response=sent) or sent)


def _told(answer: HttpResponseBase) -> HttpResponseBase:
    answer.headers["Cache-Control"] = NEVER_KEPT
    patch_vary_headers(answer, ["Accept", "Accept-Language", "Cookie"])
    return answer
