"""Sending attached files: through policy, never as something a browser would run."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from fumao.apps.files.service import open_file
from fumao.apps.orgs.request import actor_of


@login_required
@require_safe
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """Send an attachment; pictures and PDF open in the browser, anything else is saved."""
    opened = open_file(actor_of(request), pk)
    response = FileResponse(
        opened.path.open("rb"),
        as_attachment=not opened.inline,
        filename=opened.name,
        content_type=opened.content_type,
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-cache"
    return response
