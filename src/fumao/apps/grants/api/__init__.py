"""/api/v1: rules, their parameters, and what they say of a case; screenings apart.

A token for rules alone reads no enterprises, so screenings have a router of their own.
"""

from ninja import Router

from fumao.apps.grants.api.calculate import router as calculate
from fumao.apps.grants.api.rules import router as rules
from fumao.apps.grants.api.screen import router as screening

router = Router()
for part in (rules, calculate):
    router.add_router("", part)
__all__ = ["router", "screening"]
