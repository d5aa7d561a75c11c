"""Targets and the figures reached; figures are decimal strings, so that nothing is rounded."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Path, Query, Router, Schema

from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.request import actor_of
from fumao.apps.plans.models import Actual, Target
from fumao.apps.plans.models.targets import Comparator
from fumao.apps.rest.errors import error_responses
from fumao.apps.rest.fields import Key, OneOf
from fumao.apps.rest.paging import Paging, page_of

router = Router(tags=["targets"])
DECIMAL = r"^-?\d+(\.\d+)?$"


class ActualOut(Schema):
    """A figure reached; of one year the highest version counts, the older ones stay."""

    year: int
    value: str = Field(..., pattern=DECIMAL)
    source: str
    estimate: bool
    version: int
    on: date

    @staticmethod
    def resolve_value(actual: Actual) -> str:
        """Return the figure without trailing zeros."""
        return f"{actual.value.normalize():f}"


class TargetOut(Schema):
    """A figure to be reached; a blank baseline is null, never zero."""

    code: str
    plan: str = Field(..., alias="plan.key")
    clause: str = Field(..., alias="clause.ref")
    indicator: str
    indicator_en: str
    group: str
    comparator: Annotated[str, OneOf(Comparator)]
    value: str = Field(..., pattern=DECIMAL)
    value_max: str | None = Field(..., pattern=DECIMAL)
    unit: str
    year: int | None
    baseline: str | None = Field(..., pattern=DECIMAL)
    baseline_year: int | None
    is_total: bool
    recurring: bool
    actuals: list[ActualOut]

    @staticmethod
    def resolve_value(target: Target) -> str:
        """Return the figure without trailing zeros."""
        return f"{target.value.normalize():f}"

    @staticmethod
    def resolve_value_max(target: Target) -> str | None:
        """Return the upper end of a range."""
        return None if target.value_max is None else f"{target.value_max.normalize():f}"

    @staticmethod
    def resolve_baseline(target: Target) -> str | None:
        """Return the baseline, null where the document leaves it blank."""
        return None if target.baseline is None else f"{target.baseline.normalize():f}"

    @staticmethod
    def resolve_actuals(target: Target) -> list[Actual]:
        """Return every version of every figure."""
        return list(target.actuals.all())


class TargetPage(Schema):
    """A page of targets."""

    count: int
    next: str | None
    previous: str | None
    results: list[TargetOut]


class TargetFilter(Schema):
    """Which targets."""

    plan: Key | None = Field(None, description="key of the plan")
    year: int | None = Field(None, ge=1949, le=2100)


def _targets(request: HttpRequest) -> Any:
    rows = Target.objects.filter(withdrawn=False).select_related("plan", "clause")
    return visible_to(actor_of(request), rows.prefetch_related("actuals"))


@router.get("/targets", response={200: TargetPage, **error_responses()}, summary="Targets")
def list_targets(
    request: HttpRequest,
    paging: Query[Paging],
    filters: Query[TargetFilter],
) -> Any:
    """Return the targets the actor may see."""
    rows = _targets(request)
    wanted = {"plan__key": filters.plan, "year": filters.year}
    rows = rows.filter(**{k: v for k, v in wanted.items() if v is not None})
    return page_of(request, rows, paging)


@router.get(
    "/targets/{code}", response={200: TargetOut, **error_responses(404)}, summary="One target"
)
def get_target(request: HttpRequest, code: Path[Key]) -> Any:
    """Return one target with its figures."""
    return get_object_or_404(_targets(request), code=code)
