"""/api/v1/reports/{number}/filed: a report filed by a program, once for each Idempotency-Key."""

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Field, Header, Path, Router, Schema, Status

from fumao.apps.orgs.request import actor_of
from fumao.apps.rest.errors import error_responses
from fumao.apps.rest.fields import Token
from fumao.apps.surveys.actions.file_report import Channel, file_report
from fumao.apps.surveys.models import Filing

router = Router()
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]


class ReportIn(Schema):
    """A report: values by field, explanations by check."""

    model_config = {"extra": "forbid"}
    data: dict[str, Any]
    explained: dict[str, str] = {}


class FiledOut(Schema):
    """What was filed."""

    report: int
    round: int
    phase: str
    filed_on: date
    digest: str
    found: list[str]


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
    """File."""
    try:
        made = file_report(
            actor_of(request), number, report.data, report.explained,
            channel=Channel.API, key=idempotency_key,
        )  # fmt: skip
    except Filing.DoesNotExist as error:
        raise Http404 from error
    return Status(201, {"report": number, "round": made.round, "phase": made.filing.phase,
        "filed_on": made.filed_on, "digest": made.digest, "found": made.found})
