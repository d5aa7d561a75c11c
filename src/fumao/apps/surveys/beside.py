"""What the register knows beside a form: the work reported under a contract, and the figures of a
month. It serves the administration and may be compared with a statistical return; the other way is
closed (统计法 art. 28, docs/adr/0020).
"""

from collections.abc import Mapping
from decimal import Decimal

from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.models import Filing
from fumao.apps.surveys.register import CONTRACTS, MONTHLY, in_currency, register_of
from fumao.core.periods import Month
from fumao.surveys.contracts_form import known
from fumao.surveys.contracts_windows import statistical
from fumao.surveys.rollup import FIGURES, compare, roll_up
from fumao.surveys.work_items import Seen, seen_beside


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


def differing(filing: Filing, data: Mapping[str, object]) -> tuple[Seen, ...]:
    """Return the figures of a monthly return that differ from the register; none of other forms.

    Nothing is compared while it may still change by itself: in a month whose work was not filed,
    and what is summed of work while some of the month waits for approval. What the register does
    not know contradicts nothing.
    """
    if filing.period.key != MONTHLY or filing.enterprise_id is None:
        return ()
    kept, month = register_of(filing.enterprise_id), Month.of(filing.period.starts)
    if month.code not in kept.reported:
        return ()
    windows = loaded(filing.period.survey).survey.windows
    works = (one for one in kept.register.executions if one.on in month)
    waiting = any(statistical(one, windows) == "waiting" for one in works)
    of_work = {one.key for one in FIGURES if "work" in one.kinds}
    rolled = {
        key: figure for key, figure in roll_up(kept.register, month, windows).items()
        if figure.value is not None and not (waiting and key in of_work)
    }  # fmt: skip
    filed = {key: _number(data.get(key)) for key in rolled}
    return seen_beside(compare(filed, rolled))


def _number(text: object) -> Decimal | None:
    return Decimal(str(text)) if text not in (None, "") else None
