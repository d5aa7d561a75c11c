"""What a rule pack defines: inputs, child tables, parameters by date, rules by validity, budgets.

Plain frozen records; everything has a citation or a purpose and the spot in the file it comes from.
`library.Library` checks them together and is the only way to evaluate them.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from fumao.core.errors import Words
from fumao.rules.problem import Spot
from fumao.rules.types import Type, Value

Purpose = Literal["public", "administration", "statistics"]
Confidence = Literal["seen", "high", "medium", "low"]
RuleKind = Literal["grant", "credit", "accreditation", "tax", "duty", "score", "check", "statistic"]
# 统计法 art. 28: figures given for statistics decide nothing about the one who gave them.
GUARDED: frozenset[RuleKind] = frozenset({"grant", "credit", "accreditation", "tax", "duty"})
Keep = Literal["greatest", "first", "same"]
Remainder = Literal["largest_remainder", "left"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause of a document in the packs, or of a named law; `clause` may be a path: 二/4."""

    document: str
    clause: str

    def shown(self) -> str:
        """Return the citation as one text."""
        return f"{self.document} {self.clause}".strip()


@dataclass(frozen=True, slots=True)
class Input:
    """A fact about a case; `least` and `most` bound a number, in its own unit."""

    name: str
    label: Words
    type: Type
    purpose: Purpose
    source: Words
    least: Decimal | None = None
    most: Decimal | None = None
    question: Words | None = None
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class ChildTable:
    """Rows that belong to a case, such as invoice lines; the fields are inputs of one row."""

    name: str
    label: Words
    fields: tuple[Input, ...]
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Tier:
    """From this bound on (inclusive) the tier's value holds."""

    bound: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class Tiers:
    """A table of tiers by rising bound; `below` holds where no bound is reached."""

    tiers: tuple[Tier, ...]
    below: Decimal


@dataclass(frozen=True, slots=True)
class Dated:
    """A parameter's value from `valid_from` to `valid_to`, both inclusive; None is open."""

    value: Value | tuple[str, ...] | Tiers
    valid_from: date | None
    valid_to: date | None
    cite: Citation
    confidence: Confidence = "seen"
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Parameter:
    """An amount, rate, threshold, list or table of tiers with its values by date.

    A list holds texts or codes of `type`; a table of tiers has bounds of type `bound_type`.
    """

    name: str
    label: Words
    type: Type
    values: tuple[Dated, ...]
    shape: Literal["value", "list", "tiers"] = "value"
    bound_type: Type | None = None
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule: an expression with its clause, in force between two days.

    `ended` says in words why it is no more. `once` pays an entity once only. `evidence` names what
    proves the facts; `apply` says where and until when to apply.
    """

    name: str
    label: Words
    kind: RuleKind
    type: Type
    text: str
    cite: Citation
    valid_from: date | None = None
    valid_to: date | None = None
    ended: Words | None = None
    note: Words | None = None
    once: bool = False
    evidence: tuple[Words, ...] = ()
    apply: Words | None = None
    confidence: Confidence = "seen"
    spot: Spot = field(default=Spot(), compare=False)
    text_spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Of several grants only one is paid: the greatest, or the first that is not zero.

    Each gets a rule `<name>_net` with what remains of it. Grants kept as the `same` are one payment
    told in several ways, as by a document and by the form that applies it: none has a net, and
    where the first is shown the others are not.
    """

    name: str
    rules: tuple[str, ...]
    keep: Keep
    cite: Citation
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be paid in a year for all claims under a rule, shared pro rata where it is short.

    `parameter` holds the years' amounts; `remainder` says where the last fen go.
    """

    name: str
    label: Words
    rule: str
    parameter: str
    cite: Citation
    remainder: Remainder = "largest_remainder"
    spot: Spot = field(default=Spot(), compare=False)

    @property
    def award(self) -> str:
        """Return the name of the column of awards beside the rule's claims."""
        return f"{self.rule}_award"


@dataclass(frozen=True, slots=True)
class Definitions:
    """All that one or several packs define together."""

    inputs: tuple[Input, ...] = ()
    tables: tuple[ChildTable, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    rules: tuple[Rule, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    budgets: tuple[Budget, ...] = ()

    def __add__(self, other: "Definitions") -> "Definitions":
        return Definitions(
            self.inputs + other.inputs,
            self.tables + other.tables,
            self.parameters + other.parameters,
            self.rules + other.rules,
            self.exclusions + other.exclusions,
            self.budgets + other.budgets,
        )


def in_force(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    """Tell whether a validity covers the day."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day <= valid_to)


# Where a definition gives no bounds: ten trillion yuan, a billion of anything else.
_MOST = {"money": Decimal(10) ** 13, "int": Decimal(10) ** 9, "dec": Decimal(10) ** 9}


def bounds(given: Input) -> tuple[int, int]:
    """Return the least and greatest value of an input, in units of its last digit."""
    type_ = given.type
    if not type_.is_number:
        return 0, 0
    return _bounds(type_.kind, type_.scale, given.least, given.most)


@lru_cache(maxsize=4096)
def _bounds(kind: str, scale: int, least: Decimal | None, most: Decimal | None) -> tuple[int, int]:
    widest = _MOST[kind]
    low = -widest if least is None else least
    high = widest if most is None else most
    return int(low.scaleb(scale)), int(high.scaleb(scale))
