"""/api/v1: documents, clauses, tasks, targets, progress."""

from ninja import Router

from fumao.apps.plans.api.documents import router as documents
from fumao.apps.plans.api.progress import router as progress
from fumao.apps.plans.api.targets import router as targets
from fumao.apps.plans.api.tasks import router as tasks

router = Router()
for part in (documents, tasks, targets, progress):
    router.add_router("", part)
__all__ = ["router"]
