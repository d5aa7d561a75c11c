"""What a vintage holds, read from its frozen content."""

import json
from typing import Any

from fumao.apps.releases.models import Vintage


def content_of(vintage: Vintage) -> dict[str, Any]:
    """Return the content of a vintage; who asks for it has passed the gate."""
    found: dict[str, Any] = json.loads(vintage.content)
    return found
