"""/api/v1/reports: what is owed, its form, drafts, filing, review."""

from ninja import Router

from fumao.apps.surveys.api.filing import router as filing

router = Router(tags=["reports"])
for part in (filing,):
    router.add_router("", part)
__all__ = ["router"]
