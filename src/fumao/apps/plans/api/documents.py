"""Documents, their clauses, and the plans made from them."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Path, Query, Router, Schema

from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.request import actor_of
from fumao.apps.plans.models import Clause, Document, Plan
from fumao.apps.rest.errors import error_responses
from fumao.apps.rest.fields import Key
from fumao.apps.rest.paging import Paging, page_of

router = Router(tags=["documents"])


class DocumentOut(Schema):
    """A policy document."""

    key: str
    title: str
    title_en: str
    number: str
    issuer: str
    date: date | None
    area: str = Field(..., alias="area.code")


class ClauseOut(Schema):
    """A numbered piece of a document; the excerpt is null until the original is attached."""

    ref: str
    label: str
    level: int
    title: str
    title_en: str
    parent: str | None
    start: int | None
    end: int | None
    excerpt: str | None

    @staticmethod
    def resolve_parent(clause: Clause) -> str | None:
        """Return the parent's ref."""
        return clause.parent.ref if clause.parent else None

    @staticmethod
    def resolve_excerpt(clause: Clause) -> str | None:
        """Return the characters [start, end) of the document's text."""
        if clause.start is None or not clause.document.text:
            return None
        return clause.document.text[clause.start : clause.end]


class PlanOut(Schema):
    """A document turned into tasks and targets."""

    key: str
    code: str
    title: str
    title_en: str
    area: str = Field(..., alias="area.code")
    document: str = Field(..., alias="document.key")
    starts_on: date
    synthetic: bool


class DocumentPage(Schema):
    """A page of documents."""

    count: int
    next: str | None
    previous: str | None
    results: list[DocumentOut]


class ClausePage(Schema):
    """A page of clauses."""

    count: int
    next: str | None
    previous: str | None
    results: list[ClauseOut]


class PlanPage(Schema):
    """A page of plans."""

    count: int
    next: str | None
    previous: str | None
    results: list[PlanOut]


def _documents(request: HttpRequest) -> Any:
    return visible_to(actor_of(request), Document.objects.select_related("area"))


@router.get("/documents", response={200: DocumentPage, **error_responses()}, summary="Documents")
def list_documents(request: HttpRequest, paging: Query[Paging], area: Key | None = None) -> Any:
    """Return the documents the actor may see, newest first."""
    rows = _documents(request)
    return page_of(request, rows.filter(area__code=area) if area else rows, paging)


@router.get(
    "/documents/{key}", response={200: DocumentOut, **error_responses(404)}, summary="One document"
)
def get_document(request: HttpRequest, key: Path[Key]) -> Any:
    """Return one document."""
    return get_object_or_404(_documents(request), key=key)


@router.get(
    "/documents/{key}/clauses",
    response={200: ClausePage, **error_responses(404)},
    summary="Clauses of a document",
)
def list_clauses(request: HttpRequest, key: Path[Key], paging: Query[Paging]) -> Any:
    """Return the clauses of a document in their order."""
    document = get_object_or_404(_documents(request), key=key)
    rows = Clause.objects.filter(document=document).select_related("parent", "document")
    return page_of(request, rows, paging)


@router.get("/plans", response={200: PlanPage, **error_responses()}, summary="Plans")
def list_plans(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Return the plans the actor may see, newest first."""
    rows = visible_to(actor_of(request), Plan.objects.select_related("area", "document"))
    return page_of(request, rows, paging)
