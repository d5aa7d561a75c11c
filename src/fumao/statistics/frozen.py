"""What a vintage is made from beside its definition and the batches; it is kept inside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fumao.core.errors import Words
from fumao.statistics.tabulation import Codes, Editions
from fumao.statistics.timeliness import Tally

# Numbers of the last batch that counted, time after time that something was told.
type Limits = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """How a district reported, as `timeliness.Tally` counts it: no figure of any respondent."""

    area: str
    due: int
    on_time: int
    late: int
    missing: int
    refused: int  # not handed in after a reminder (统计法 art. 44)
    returned: int
    rounds: int

    @classmethod
    def counted(cls, area: str, tally: Tally) -> "Quality":
        """Return what the tally of a district says."""
        counts = tally.counts
        return cls(
            area, tally.due, counts["on_time"], counts["late"], counts["missing"],
            counts["refused"], tally.returned, tally.rounds,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """A group of countries as it stood for the period: its members by code."""

    key: str
    label: Words
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frozen:
    """Everything beside definition and batches that a vintage is made from, kept inside it.

    `limit` is the number of the last batch that counts. `versions` name code, definition and code
    lists; `editions` are earlier ones of these that figures of before were filed by. `why` says
    what a correction changed. `told` are the limits by which approved vintages have told a period
    before, by its code (`chains.py`).
    """

    area: tuple[str, Words]
    period: str
    limit: int
    codes: Codes
    groups: tuple[Group, ...] = ()
    quality: tuple[Quality, ...] | None = None
    versions: Mapping[str, Any] = field(default_factory=dict)
    synthetic: bool = False
    why: str = ""
    editions: Editions = field(default_factory=dict)
    told: Mapping[str, Limits] = field(default_factory=dict)


def said(words: Words) -> dict[str, str]:
    """Return words as a content keeps them."""
    return {"zh": words.zh, "en": words.en}
