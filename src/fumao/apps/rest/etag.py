"""Conditional replies: an ETag on every GET, 304 where the client has it already."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return `response` with a strong ETag of its body, or 304 where the request names it."""
    if request.method != "GET" or response.status_code != 200:
        return response
    digest = hashlib.sha256(response.content).hexdigest()[:32]
    response.headers["ETag"] = etag = f'"{digest}"'
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Authorization", "Cookie"])
    return get_conditional_response(request, etag=etag, response=response) or response
