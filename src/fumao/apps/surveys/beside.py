"""What the register knows beside a form that is filled in: the work reported under a contract."""

from collections.abc import Mapping

from fumao.apps.surveys.models import Filing
from fumao.apps.surveys.register import CONTRACTS, in_currency, register_of
from fumao.surveys.contracts_form import known


def beside(filing: Filing, data: Mapping[str, object]) -> dict[str, object] | None:
    """Return what `SurveyForm.examine` takes as known; None for forms that ask for nothing.

    For a contract (WB-C) it is all work reported under its number, in the currency that its form
    tells: no more may be done than was agreed.
    """
    if filing.period.key != CONTRACTS or filing.enterprise_id is None:
        return None
    currency = data.get("currency")
    told = currency if isinstance(currency, str) else None
    under = register_of(filing.enterprise_id).register.under(filing.each)
    return known([in_currency(one, told) for one in under])
