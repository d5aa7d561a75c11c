"""How fresh the contact with a key enterprise is: red once it is older than 90 days (X20·88)."""

from datetime import date
from typing import Literal

Light = Literal["green", "yellow", "red"]
RED_AFTER = 90  # days without contact
YELLOW_AFTER = 60


def contact_light(last: date | None, since: date, today: date) -> Light:
    """Return the light of a contact; before the first visit it counts from the day of naming."""
    days = (today - (last or since)).days
    if days > RED_AFTER:
        return "red"
    return "yellow" if days > YELLOW_AFTER else "green"
