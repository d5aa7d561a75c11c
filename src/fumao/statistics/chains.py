"""By which batches a vintage tells each of its periods, beside what was told of them before.

A month stands in many bulletins: in its own, in the series of the year after it, as the year before
of a growth. Were each told by the batches of its day, two bulletins would differ by what was filed
between them, and that may be one respondent's correction (统计法 art. 28). So a month that was told
is told as it was last told; what came later waits for a correction of the month's own release,
where it is judged by itself (docs/adr/0028).
"""

from collections.abc import Iterable, Mapping

from fumao.core.periods import Period
from fumao.statistics.batches import Batches
from fumao.statistics.frozen import Frozen, Limits
from fumao.statistics.publication import Publication
from fumao.statistics.shielding import Shields
from fumao.statistics.tabulation import Tabulation


class Chains:
    """Protected tables by the limits that a period was told by, in their order; each made once.

    They rest on a definition, the batches and code lists: the frozen inputs of several vintages may
    share them where these are the same.
    """

    def __init__(self, publication: Publication, batches: Batches, frozen: Frozen) -> None:
        self._made_of = (publication, batches, frozen.codes, frozen.editions)
        self._tabulations: dict[int, Tabulation] = {}
        self._shields: dict[Limits, Shields] = {}

    def at(self, limits: Limits) -> Shields:
        """Return what protects the tables of the last of some limits beside those before it."""
        found = self._shields.get(limits)
        if found is None:
            before = self.at(limits[:-1]) if limits[:-1] else None
            found = self._shields[limits] = Shields(self.tabulation(limits[-1]), before)
        return found

    def tabulation(self, limit: int) -> Tabulation:
        """Return the tables up to a limit, not protected."""
        found = self._tabulations.get(limit)
        if found is None:
            publication, batches, codes, editions = self._made_of
            found = Tabulation(publication, batches, codes, limit, editions)
            self._tabulations[limit] = found
        return found


def limits_of(frozen: Frozen, period: Period, earlier: Iterable[int] = ()) -> Limits:
    """Return the limits by which a vintage tells a period: those before it, then its own.

    `earlier` are the limits of the release's own vintages before this one.
    """
    return chain(frozen.told, period.code, frozen.period, frozen.limit, earlier)


def chain(
    told: Mapping[str, Limits], code: str, own: str, limit: int, earlier: Iterable[int] = ()
) -> Limits:
    """Return the limits of a period (`code`) in a vintage of the period `own` and of a `limit`."""
    before = told.get(code, ())
    if code == own:
        return (*sorted({*earlier, *before} - {limit}), limit)
    return before or (limit,)
