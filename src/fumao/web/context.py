"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the demo mark, the business date and the actor."""
    actor = getattr(request, "actor", None)
    return {"demo": settings.DEMO, "actor": actor, "today": actor.today if actor else None}
