"""What stands of a period already: filings with their state, and remembered acceptances."""

from collections.abc import Iterable, Sequence
from typing import Any

from fumao.apps.audit.service import heads_of
from fumao.apps.surveys.bulk.candidates import Candidate
from fumao.apps.surveys.bulk.opened import fill
from fumao.apps.surveys.models import (
    Filing,
    FilingDraft,
    ReportingPeriod,
    ReviewOffice,
    WorkItem,
)
from fumao.surveys.bulk.examine import Examination

Phase = Filing.Phase
_COLUMNS = (
    "pk", "enterprise__code", "each", "phase", "seq", "area_id", "version__digest",
    "version__explained",
)  # fmt: skip


def tell_standing(found: Examination, period: ReportingPeriod, firms: Sequence[Candidate]) -> None:
    """Make tables `standing` (a row a filing there is), `remembered` and `route` (its areas).

    `holds` tells that a filing to be filed holds rows of a table that the file cannot carry; `said`
    is the one explanation it was filed with; `events` and `head` are the end of a draft's chain.
    """
    run = found.connection.execute
    run(
        "CREATE TABLE standing (filing BIGINT, code TEXT, each TEXT, phase TEXT, seq BIGINT, "
        "area BIGINT, digest TEXT, said TEXT, holds BOOLEAN, events BIGINT, head TEXT)"
    )
    pks = [one.firm.pk for one in firms]
    rows = Filing.objects.filter(period=period, enterprise__in=pks)
    holds = _holding(found, rows)
    waiting = rows.filter(phase=Phase.DRAFT).values_list("pk", flat=True)
    ends = heads_of([f"report:{pk}" for pk in waiting])
    told: list[tuple[Any, ...]] = []
    for pk, code, each, phase, seq, area, digest, explained in (
        rows.order_by("pk").values_list(*_COLUMNS).iterator(chunk_size=5000)
    ):
        events, head = ends.get(f"report:{pk}", (0, ""))
        words = set((explained or {}).values())
        said = words.pop() if len(words) == 1 else None
        told.append(
            (pk, code, each, str(phase), seq, area, digest, said, pk in holds, events, head)
        )
    fill(found.connection, "standing", told)
    items = WorkItem.objects.filter(
        filing__enterprise__in=pks, filing__period__key=period.key, accepted_on__isnull=False
    )
    run("CREATE TABLE remembered (code TEXT, each TEXT)")
    pairs = items.order_by().values_list("filing__enterprise__code", "filing__each").distinct()
    fill(found.connection, "remembered", list(pairs))
    areas = ReviewOffice.objects.filter(period=period).values_list("area_id").distinct()
    run("CREATE TABLE route (area BIGINT)")
    fill(found.connection, "route", list(areas.order_by()))


def _holding(found: Examination, rows: Any) -> set[int]:
    """Return the filings to be filed that hold rows which a file would drop."""
    left = [one.key for one in found.layout.left]
    if not left:
        return set()
    drafts = FilingDraft.objects.filter(filing__in=rows).values_list("filing_id", "data")
    filed = rows.filter(phase=Phase.RETURNED).values_list("pk", "version__data")
    return {*_with_rows(drafts, left), *_with_rows(filed, left)}


def _with_rows(rows: Iterable[tuple[int, dict[str, Any]]], left: Sequence[str]) -> Iterable[int]:
    return (pk for pk, data in rows if any((data or {}).get(key) for key in left))
