"""/api/v1/reports/{number}/approved and /returned: an officer's word on a report."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Path, Router

from fumao.apps.orgs.request import actor_of
from fumao.apps.rest.errors import error_responses
from fumao.apps.surveys.actions.review_report import approve_report, return_report
from fumao.apps.surveys.api.reports import report_of, shown
from fumao.apps.surveys.api.schemas import Number, ReportOut, ReturnIn
from fumao.apps.surveys.models import Filing
from fumao.surveys.review import Grounds

router = Router()
_RESPONSES = {200: ReportOut, **error_responses(400, 404, 429)}


@router.post("/reports/{number}/approved", response=_RESPONSES, summary="Approve a report")
def approve_one(request: HttpRequest, number: Path[Number]) -> Any:
    """Approve a report at the level whose turn it is; the last level accepts it."""
    return _done(request, number, lambda: approve_report(actor_of(request), number))


@router.post("/reports/{number}/returned", response=_RESPONSES, summary="Return a report")
def return_one(request: HttpRequest, number: Path[Number], grounds: ReturnIn) -> Any:
    """Return a report with reason, words, cells and a new day; nobody edits a figure."""
    said = Grounds(grounds.reason, grounds.words, grounds.due, tuple(grounds.cells), grounds.rule)
    return _done(request, number, lambda: return_report(actor_of(request), number, said))


def _done(request: HttpRequest, number: int, act: Callable[[], Filing]) -> dict[str, Any]:
    try:
        act()
    except Filing.DoesNotExist as error:
        raise Http404 from error
    return shown(report_of(request, number), actor_of(request).today)
