"""The two cut-offs of one piece of work: that of the statistics, and that of the fund.

Statistics (notice of the ministry, 2018-03-16): the day of the work lies within the entry windows
when it is entered and again when it is approved; else it never enters a figure. Fund (Shanghai,
2018-01-08): done and received within the year, approved by 31 March of the next.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from fumao.surveys.contracts import Execution
from fumao.surveys.windows import Windows

Standing = Literal["waiting", "counted", "closed_at_entry", "closed_at_approval"]
FundStanding = Literal[
    "counted", "other_year", "no_receipt", "received_later", "not_approved", "approved_late"
]
_FUND_APPROVAL = (3, 31)  # month and day of the year after


def statistical(work: Execution, windows: Windows) -> Standing:
    """Return whether work counts in the statistics, and if not at which step it was closed."""
    if work.on not in windows.on(work.entered_on):
        return "closed_at_entry"
    if work.approved_on is None:
        return "waiting"
    return "counted" if work.on in windows.on(work.approved_on) else "closed_at_approval"


@dataclass(frozen=True, slots=True)
class FundYear:
    """The work of one year that a fund may rest on."""

    year: int

    @property
    def last_approval(self) -> date:
        """Return the last day of approval that counts."""
        return date(self.year + 1, *_FUND_APPROVAL)

    def standing(self, execution: Execution) -> FundStanding:
        """Return whether work counts for the fund, and if not why."""
        if execution.on.year != self.year:
            return "other_year"
        receipt = execution.receipt
        if receipt is None or receipt.on is None:
            return "no_receipt"
        if receipt.on.year != self.year:
            return "received_later" if receipt.on.year > self.year else "other_year"
        if execution.approved_on is None:
            return "not_approved"
        return "counted" if execution.approved_on <= self.last_approval else "approved_late"
