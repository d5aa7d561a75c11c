"""A protected table as observations: the one way from disclosure control to a published file."""

from fumao.core.periods import Period
from fumao.statistics.disclosure import Protected
from fumao.statistics.sdmx.codes import code_id
from fumao.statistics.sdmx.dataset import Observation, hidden, shown


def observations(protected: Protected, indicator: str, period: Period) -> tuple[Observation, ...]:
    """Return every cell of a table that has a respondent, margins included, hidden ones without
    their figures.

    The dimensions of the table are those of the data set in their order, without indicator and
    time. Cells without a respondent are zero and left out: a release adds those it shows.
    """
    found = []
    for key in sorted(protected.table.cells):
        codes = tuple(map(code_id, key))
        value = protected.shown(key)
        if value is None:
            primary = key in protected.primary
            found.append(hidden(indicator, codes, period, primary=primary))
        else:
            found.append(shown(indicator, codes, period, value))
    return tuple(found)
