"""Codes led to another list: one target is taken, of several a person chooses, none is guessed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from fumao.core.crosswalks import Link
from fumao.core.schemes import CodeScheme
from fumao.packs.codes import crosswalk, scheme
from fumao.statistics.exchange import DataColumn, DataSet

_CERTAIN = frozenset({"exact", "narrower"})  # the same, or a part of the one target
OPEN = ""  # a person left it open: in no class of the other list


@dataclass(frozen=True, slots=True)
class Led:
    """Where a code leads: `target` where that is certain, else the candidates, maybe none."""

    code: str
    target: str | None
    candidates: tuple[str, ...]

    @property
    def asks(self) -> bool:
        """Return whether a person has to choose."""
        return self.target is None and bool(self.candidates)


def led_column(one: DataSet) -> DataColumn | None:
    """Return the column whose codes lead to another list, None where none does."""
    return next((column for column in one.columns if column.crosswalk), None)


def lead(column: DataColumn, codes: Iterable[str], day: date) -> Iterator[Led]:
    """Yield where each code leads; a code without a link of its own follows the nearest above."""
    own = scheme(column.scheme, day)
    for code in sorted(set(codes)):
        links = _links(column, own, code, day)
        if len(links) == 1 and links[0].kind in _CERTAIN:
            yield Led(code, links[0].target, ())
        else:
            yield Led(code, None, tuple(link.target for link in links))


def _links(column: DataColumn, own: CodeScheme, code: str, day: date) -> list[Link]:
    walk = crosswalk(column.crosswalk)
    chain = [code, *(entry.code for entry in own.ancestors(code, day))]
    return next((found for one in chain if (found := walk.targets(one))), [])


def target_scheme(column: DataColumn, day: date) -> CodeScheme:
    """Return the list that the codes lead to, in its edition of a day."""
    return scheme(crosswalk(column.crosswalk).target.split()[0], day)
