"""The kinds of text a request may hold: what is no key or cannot be stored is refused at once."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from django.db.models import TextChoices
from ninja import Field
from pydantic import BeforeValidator
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

KEY = r"^[A-Za-z0-9._-]+$"
Key = Annotated[str, Field(min_length=1, max_length=64, pattern=KEY)]
# PostgreSQL stores no zero character, and no other control character belongs into a report.
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f"
PROSE = rf"^[^{_CONTROL}]*[^{_CONTROL}\s][^{_CONTROL}]*$"
Token = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[!-~]+$")]


def _written_out(value: object) -> object:
    # Without this a bare number would be taken for seconds since 1970.
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise PydanticCustomError("date_parsing", "Input should be a date such as 2016-10-14")
    return value


Day = Annotated[date, BeforeValidator(_written_out)]


def _a_number(value: object) -> object:
    # Without this `true` would be taken for 1 and "10" for 10.
    if isinstance(value, (bool, str)):
        raise PydanticCustomError("int_type", "Input should be a valid integer")
    return value


Percent = Annotated[int, Field(ge=0, le=100), BeforeValidator(_a_number)]


@dataclass(frozen=True)
class OneOf:
    """One of a model's choices, written out in the description.

    An enum would go into the description under its bare name, and `Kind` is the name of several.
    """

    choices: type[TextChoices]

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        """Return the check."""
        return core_schema.literal_schema([str(value) for value in self.choices.values])
