"""/api/v1/reports/{number}/…: drafts kept, reports filed once for each Idempotency-Key."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Header, Path, Router, Status

from fumao.apps.orgs.request import actor_of
from fumao.apps.rest.errors import error_responses
from fumao.apps.rest.fields import Token
from fumao.apps.surveys.actions.file_report import Channel, file_report, unknown_fields
from fumao.apps.surveys.actions.save_draft import save_draft
from fumao.apps.surveys.api.reports import report_of
from fumao.apps.surveys.api.schemas import DraftOut, FiledOut, Number, ReportIn
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.models import Filing
from fumao.apps.surveys.refusals import UnknownFieldsError

router = Router()


@router.put(
    "/reports/{number}/draft",
    response={200: DraftOut, **error_responses(400, 404, 429)},
    summary="Save a draft",
)
def put_draft(request: HttpRequest, number: Path[Number], report: ReportIn) -> Any:
    """Keep what is filled in so far, wrong or not; nothing is filed."""
    row = report_of(request, number)
    if unknown := unknown_fields(loaded(row.period.survey), report.data):
        raise UnknownFieldsError(unknown)
    return save_draft(actor_of(request), row, report.data, report.explained)


@router.post(
    "/reports/{number}/filed",
    response={201: FiledOut, **error_responses(400, 404, 429)},
    summary="File a report",
)
def file_one(
    request: HttpRequest,
    number: Path[Number],
    report: ReportIn,
    idempotency_key: Annotated[Token | None, Header(alias="Idempotency-Key")] = None,
) -> Any:
    """File a report, or file it again after a return; the same Idempotency-Key files it once.

    422 names every field that is wrong and every check that found something to be mended or
    explained; the key with another content is refused as well.
    """
    try:
        made = file_report(
            actor_of(request), number, report.data, report.explained,
            channel=Channel.API, key=idempotency_key,
        )  # fmt: skip
    except Filing.DoesNotExist as error:
        raise Http404 from error
    row = made.filing
    told = {
        "report": number, "round": made.round, "phase": row.phase, "level": row.level,
        "filed_on": made.filed_on, "digest": made.digest, "found": made.found,
    }  # fmt: skip
    return Status(201, told)
