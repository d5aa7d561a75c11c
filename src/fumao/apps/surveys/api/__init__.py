"""/api/v1/reports: what is owed, its form, drafts, filing, review."""

from ninja import Router

from fumao.apps.surveys.api.filing import router as filing
from fumao.apps.surveys.api.reports import router as reports
from fumao.apps.surveys.api.review import router as review

router = Router(tags=["reports"])
for part in (reports, filing, review):
    router.add_router("", part)
__all__ = ["router"]
