"""A field of a form: label, type, when it shows, when it is needed, what it must fulfil.

Plain frozen records with the spot in the file they come from. Expressions are in the language of
`fumao.rules`; an empty one is absent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from fumao.core.errors import Words
from fumao.rules.definitions import Confidence, Purpose
from fumao.rules.problem import Spot
from fumao.rules.types import Type

# Where the texts of a part stand in the file, by the name of the field: `part.spots`.
type Spots = Mapping[str, Spot]
ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a field with a choice."""

    key: str
    name: Words


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; `type` is None for a table, whose rows have `columns`.

    `given` names the input of the rules' vocabulary it takes label, type and prefilled value from.
    `prefill` is "enterprise:<attribute>" or "outcome:<procedure>.<field>".
    """

    key: str
    label: Words
    type: Type | None
    options: tuple[Option, ...] = ()
    columns: tuple["Field", ...] = ()
    long: bool = False
    required: str = ""
    visible: str = ""
    check: str = ""
    check_words: Words | None = None
    given: str = ""
    prefill: str = ""
    unique: bool = False
    public: bool = False
    sensitive: bool = False
    purpose: Purpose = "administration"
    least: Decimal | None = None
    most: Decimal | None = None
    hint: Words | None = None
    confidence: Confidence = "seen"
    spot: Spot = field(default=Spot(), compare=False)
    spots: Spots = field(default_factory=dict, compare=False)

    @property
    def is_table(self) -> bool:
        """Tell whether the field holds rows."""
        return self.type is None
