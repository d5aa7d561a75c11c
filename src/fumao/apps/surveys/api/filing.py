"""/api/v1/reports/{number}/…: drafts kept, reports filed once for each Idempotency-Key."""

import json
from dataclasses import dataclass
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Header, Path, Router, Status
from pydantic import TypeAdapter

from fumao.apps.orgs.actor import Actor
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
_KEY = TypeAdapter(Token)


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


@dataclass(frozen=True, slots=True)
class Sending:
    """A report as it was sent: texts by field, explanations by check, and its key."""

    report: ReportIn
    key: str | None

    @classmethod
    def read(cls, body: bytes, key: str | None) -> "Sending":
        """Return what a request says; raises pydantic's ValidationError and JSONDecodeError."""
        report = ReportIn.model_validate(json.loads(body))
        return cls(report, None if key is None else _KEY.validate_python(key))


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
        return Status(201, filed(actor_of(request), number, Sending(report, idempotency_key)))
    except Filing.DoesNotExist as error:
        raise Http404 from error


def filed(actor: Actor, number: int, sending: Sending) -> FiledOut:
    """File a report and return what is said of it; raises as `file_report` does."""
    report = sending.report
    made = file_report(
        actor, number, report.data, report.explained, channel=Channel.API, key=sending.key
    )
    row = made.filing
    return FiledOut(
        report=number, round=made.round, phase=row.phase, level=row.level, filed_on=made.filed_on,
        digest=made.digest, found=made.found,
    )  # fmt: skip
