"""Pages of a list: a total, the rows, and the addresses of the pages beside."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Schema

MAX_PAGE_SIZE = 200


class Paging(Schema):
    """Which page of how many rows."""

    page: int = Field(1, ge=1, le=1_000_000)
    page_size: int = Field(50, ge=1, le=MAX_PAGE_SIZE)


def page_of(
    request: HttpRequest, rows: QuerySet[Any] | list[Any], paging: Paging
) -> dict[str, Any]:
    """Return {count, next, previous, results} for one page of `rows`."""
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    first = (paging.page - 1) * paging.page_size
    results = list(rows[first : first + paging.page_size])

    def address(page: int) -> str:
        query = request.GET.copy()
        query["page"] = str(page)
        return f"{request.path}?{query.urlencode()}"

    return {
        "count": count,
        "next": address(paging.page + 1) if first + paging.page_size < count else None,
        "previous": address(paging.page - 1) if paging.page > 1 else None,
        "results": results,
    }
