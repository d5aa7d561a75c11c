"""Progress on a task: read it, report it."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Header, Path, Query, Router, Schema, Status

from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.request import actor_of
from fumao.apps.plans.actions.report_progress import report_progress
from fumao.apps.plans.api.tasks import visible_tasks
from fumao.apps.plans.models import Progress
from fumao.apps.rest.errors import error_responses
from fumao.apps.rest.fields import PROSE, Key, OneOf, Percent, Token
from fumao.apps.rest.paging import Paging, page_of

router = Router(tags=["progress"])
ProgressKind = Annotated[str, OneOf(Progress.Kind)]


class ProgressOut(Schema):
    """A report; it counts once it is accepted."""

    id: int
    task: str = Field(..., alias="task.code")
    kind: ProgressKind
    department: str = Field(..., alias="department.key")
    text: str
    percent: int | None
    state: Annotated[str, OneOf(Progress.State)]
    reason: str
    on: date
    reviewed_on: date | None


class ProgressPage(Schema):
    """A page of reports."""

    count: int
    next: str | None
    previous: str | None
    results: list[ProgressOut]


class ProgressIn(Schema):
    """A report to be filed; unknown fields are refused."""

    model_config = {"extra": "forbid"}
    department: Key = Field(..., description="key of the reporting department")
    kind: ProgressKind
    text: str = Field(..., min_length=1, max_length=10_000, pattern=PROSE)
    percent: Percent | None = None


@router.get(
    "/tasks/{code}/progress",
    response={200: ProgressPage, **error_responses(404)},
    summary="Progress of a task",
)
def list_progress(request: HttpRequest, code: Path[Key], paging: Query[Paging]) -> Any:
    """Return the reports on a task, newest first."""
    task = get_object_or_404(visible_tasks(request), code=code)
    rows = task.progress.select_related("task", "department")
    return page_of(request, visible_to(actor_of(request), rows), paging)


@router.post(
    "/tasks/{code}/progress",
    response={201: ProgressOut, **error_responses(400, 404, 429)},
    summary="Report progress",
)
def create_progress(
    request: HttpRequest,
    code: Path[Key],
    report: ProgressIn,
    idempotency_key: Annotated[Token | None, Header(alias="Idempotency-Key")] = None,
) -> Any:
    """File a report; the same Idempotency-Key gives the report first filed with it."""
    task = get_object_or_404(visible_tasks(request), code=code)
    made = report_progress(
        actor_of(request),
        task,
        department_key=report.department,
        kind=Progress.Kind(report.kind),
        text=report.text,
        percent=report.percent,
        submission_key=idempotency_key,
    )
    return Status(201, made)
