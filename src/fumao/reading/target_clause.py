"""What a clause and its sentence say apart from their figures, found once for all of these."""

from dataclasses import dataclass
from functools import cached_property

from fumao.reading import target_words as words
from fumao.reading.years import years


@dataclass(frozen=True)
class Sentence:
    """A sentence, or of an endless one the part around a figure."""

    start: int
    end: int
    text: str
    clause_starts: tuple[int, ...]  # where its clauses begin, in the passage

    @cached_property
    def past(self) -> str | None:
        """The words that tell of the past: 截至, 去年."""
        match = words.PAST.search(self.text)
        return match[0] if match else None

    @cached_property
    def grants(self) -> bool:
        """Tell whether it gives money, or sets who may ask for it."""
        return words.GRANT.search(self.text) is not None

    @cached_property
    def allots_from(self) -> int:
        """Where in the passage it begins to share out a budget; past its end where it does not."""
        match = words.ALLOTS.search(self.text)
        return self.start + match.start() if match else self.end + 1

    @cached_property
    def addresses_from(self) -> int:
        """Where its first clause begins that says who is meant: 对获评的企业."""
        for start in self.clause_starts:
            low = start - self.start
            if words.ADDRESSEE.match(self.text[max(low, 0) : low + 12]):
                return start
        return self.end + 1

    @cached_property
    def admits_until(self) -> int:
        """Where it says that those who fulfil what stands before may apply; -1 where not."""
        match = words.ADMITS.search(self.text)
        return self.start + match.start() if match else -1

    @cached_property
    def recurs_from(self) -> int:
        """Where 每年 ends in it."""
        match = words.RECURRING.search(self.text)
        return self.start + match.end() if match else self.end + 1


@dataclass(frozen=True)
class Clause:
    """What stands between two commas around a figure, and its sentence."""

    start: int
    end: int
    sentence: Sentence
    text: str
    inner: bool = False  # in a parenthesis

    @cached_property
    def grants(self) -> bool:
        """Tell whether it gives money."""
        return words.GRANT.search(self.text) is not None

    @cached_property
    def sets_access(self) -> bool:
        """Tell whether it speaks of shares of ownership, tax rates, deposits or fines."""
        return words.MARKET_ACCESS.search(self.text) is not None

    @cached_property
    def meets(self) -> bool:
        """Tell whether it speaks of meetings and reports."""
        return words.MEETING.search(self.text) is not None

    @cached_property
    def own_year(self) -> int | None:
        """The year that a parenthesis names for itself."""
        found = years(self.text) if self.inner else []
        return found[0].year if found else None

    @cached_property
    def recurs_from(self) -> int:
        """Where 每年 ends in it."""
        match = words.RECURRING.search(self.text)
        return self.start + match.end() if match else self.end + 1
