"""/api/v1/areas and /api/v1/departments."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Path, Query, Router, Schema

from fumao.apps.orgs.models import Area, Department
from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.request import actor_of
from fumao.apps.rest.errors import error_responses
from fumao.apps.rest.fields import Key, OneOf
from fumao.apps.rest.paging import Paging, page_of

router = Router(tags=["orgs"])
AreaKind = Annotated[str, OneOf(Area.Kind)]
DepartmentKind = Annotated[str, OneOf(Department.Kind)]


class AreaOut(Schema):
    """A place of the administrative tree."""

    code: str
    name: str
    name_en: str
    kind: AreaKind
    path: str
    parent: str | None = Field(None, alias="parent.code")
    valid_from: date | None
    valid_to: date | None


class DepartmentNameOut(Schema):
    """A name a department is printed under, with its validity."""

    name: str
    valid_from: date | None
    valid_to: date | None


class DepartmentOut(Schema):
    """A unit of the administration."""

    key: str
    name: str
    name_en: str
    kind: DepartmentKind
    central: bool
    area: str = Field(..., alias="area.code")
    valid_from: date | None
    valid_to: date | None


class DepartmentDetail(DepartmentOut):
    """A unit with all its names and its successors."""

    names: list[DepartmentNameOut]
    successors: list[str]

    @staticmethod
    def resolve_names(department: Department) -> list[Any]:
        """Return the department's names."""
        return list(department.names.all())

    @staticmethod
    def resolve_successors(department: Department) -> list[str]:
        """Return the keys of the departments it went over into."""
        return [s.successor.key for s in department.successions.select_related("successor")]


class AreaPage(Schema):
    """A page of areas."""

    count: int
    next: str | None
    previous: str | None
    results: list[AreaOut]


class DepartmentPage(Schema):
    """A page of departments."""

    count: int
    next: str | None
    previous: str | None
    results: list[DepartmentOut]


class DepartmentFilter(Schema):
    """Which departments."""

    area: Key | None = Field(None, description="code of the area")
    kind: DepartmentKind | None = None


@router.get("/areas", response={200: AreaPage, **error_responses()}, summary="Areas")
def list_areas(request: HttpRequest, paging: Query[Paging], kind: AreaKind | None = None) -> Any:
    """Return the areas the actor may see."""
    rows = visible_to(actor_of(request), Area.objects.select_related("parent"))
    return page_of(request, rows.filter(kind=kind) if kind else rows, paging)


@router.get("/areas/{code}", response={200: AreaOut, **error_responses(404)}, summary="One area")
def get_area(request: HttpRequest, code: Path[Key]) -> Any:
    """Return one area."""
    rows = visible_to(actor_of(request), Area.objects.select_related("parent"))
    return get_object_or_404(rows, code=code)


@router.get(
    "/departments", response={200: DepartmentPage, **error_responses()}, summary="Departments"
)
def list_departments(
    request: HttpRequest, paging: Query[Paging], filters: Query[DepartmentFilter]
) -> Any:
    """Return the departments the actor may see."""
    rows = visible_to(actor_of(request), Department.objects.select_related("area"))
    if filters.area:
        rows = rows.filter(area__code=filters.area)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    return page_of(request, rows, paging)


@router.get(
    "/departments/{key}",
    response={200: DepartmentDetail, **error_responses(404)},
    summary="One department",
)
def get_department(request: HttpRequest, key: Path[Key]) -> Any:
    """Return one department with its names and successors."""
    rows = visible_to(actor_of(request), Department.objects.select_related("area"))
    return get_object_or_404(rows, key=key)
