"""Data sets ready for use: the YAML that a grant pins, read once a process; periods by code."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.refusals import refusal, refused
from fumao.apps.sharing.models import DataGrant
from fumao.core.errors import CoreError
from fumao.core.periods import Period, parse_period
from fumao.packs.exchanges import read_data_set
from fumao.statistics.exchange import PERIODS, DataSet

_KEPT = 64


def data_set(grant: DataGrant) -> DataSet:
    """Return the data set of a grant."""
    return _read(grant.text)


@lru_cache(maxsize=_KEPT)
def _read(text: str) -> DataSet:
    return read_data_set(text)


def period_of(one: DataSet, code: str) -> Period:
    """Return a period of the data set's kind; raises ValidationError for any other."""
    try:
        period = parse_period(code)
    except CoreError as error:
        raise refused(error, "period") from error
    kind = PERIODS[one.period]
    if not isinstance(period, kind):
        example = kind(2016, 1).code
        raise refusal(
            "period", _("“%(code)s”的期间种类不对，应如 %(example)s。"), code=code, example=example
        )
    return period
