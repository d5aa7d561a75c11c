"""The kinds of text a request may hold: what is no key or cannot be stored is refused at once."""

from dataclasses import dataclass
from typing import Annotated, Any

from django.db.models import TextChoices
from ninja import Field
from pydantic_core import CoreSchema, core_schema

KEY = r"^[A-Za-z0-9._-]+$"
Key = Annotated[str, Field(min_length=1, max_length=64, pattern=KEY)]
# PostgreSQL stores no zero character, and no other control character belongs into a report.
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f"
PROSE = rf"^[^{_CONTROL}]*[^{_CONTROL}\s][^{_CONTROL}]*$"
Token = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[!-~]+$")]


@dataclass(frozen=True)
class OneOf:
    """One of a model's choices, written out in the description.

    An enum would go into the description under its bare name, and `Kind` is the name of several.
    """

    choices: type[TextChoices]

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        """Return the check."""
        return core_schema.literal_schema([str(value) for value in self.choices.values])
