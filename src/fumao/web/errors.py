"""Error pages: what happened, and the way out; the frame is drawn without touching the database."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from structlog import get_logger

log = get_logger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 with the reason that policy gave."""
    return render(request, "403.html", {"exception": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a reference that is also in the log."""
    reference = f"{timezone.localtime():%Y-%m%d-%H%M}-{secrets.token_hex(2)}"
    log.error("page_failed", reference=reference, path=request.path)
    return render(request, "500.html", {"reference": reference}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a POST whose token is missing or stale; nothing was saved."""
    log.info("csrf_refused", reason=reason, path=request.path)
    return render(request, "403_csrf.html", status=403)
