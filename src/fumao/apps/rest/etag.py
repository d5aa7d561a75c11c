"""Conditional replies: an ETag on every GET, 304 where the client has it already."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response

View = Callable[..., HttpResponse]


def conditional(
    request: HttpRequest, response: HttpResponse
) -> HttpResponse | HttpResponseNotModified:
    """Return `response` with a strong ETag of its body, or 304 where the request names it."""
    if request.method not in {"GET", "HEAD"} or response.status_code != 200:
        return response
    digest = hashlib.sha256(response.content).hexdigest()[:32]
    response.headers["ETag"] = etag = f'"{digest}"'
    response.headers["Cache-Control"] = "private, no-cache"
    answer: HttpResponse = get_conditional_response(request, etag=etag, response=response)
    return answer
