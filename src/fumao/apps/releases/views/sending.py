"""Sending a file of a vintage: the gate was passed, then an ETag, then the body as a stream."""

import hashlib
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from fumao import __version__
from fumao.apps.releases.models import Vintage
from fumao.apps.releases.outputs.files import FILES

_PIECE = 64 * 1024
NEVER_KEPT = "private, no-cache"  # a cache asks again each time: what opens or goes does so at once


def sent_file(request: HttpRequest, vintage: Vintage, name: str) -> HttpResponseBase:
    """Send a file of a vintage that the gate let through; 304 where the client has it.

    Raises Http404 for a file there is none of. The ETag follows from the digest, never from time.
    """
    file = FILES.get(name)
    if file is None:
        raise Http404
    language = get_language() or "zh-hans"
    mark = f"{vintage.digest} {name} {language} {__version__}"
    etag = f'"{hashlib.sha256(mark.encode()).hexdigest()[:32]}"'
    held = get_conditional_response(request, etag=etag)
    if held is not None:
        held.headers["Cache-Control"] = NEVER_KEPT
        return held
    body = file.make(vintage, language)
    answer = StreamingHttpResponse(_pieces(body), content_type=file.media)
    answer.headers["ETag"] = etag
    answer.headers["Content-Length"] = str(len(body))
    answer.headers["Cache-Control"] = NEVER_KEPT
    release = vintage.release
    saved = f"{release.publication}-{release.area.code}-{release.period}-v{vintage.number}-{name}"
    answer.headers["Content-Disposition"] = content_disposition_header(True, saved) or ""
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


def _pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), _PIECE):
        yield body[start : start + _PIECE]
