"""/api/v1: rules, their parameters, and what they say of a case."""

from ninja import Router

from fumao.apps.grants.api.calculate import router as calculate
from fumao.apps.grants.api.rules import router as rules

router = Router()
for part in (rules, calculate):
    router.add_router("", part)
__all__ = ["router"]
