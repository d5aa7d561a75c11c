"""The monthly form beside the register: every figure with the rows behind it, and what differs.

Who sees the filing sees the page. A row that stands in a filing the actor does not see is left
out, and the figure over it with it: the rest must not tell it (统计法 art. 28).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.apps.surveys.book import loaded, period_of
from fumao.apps.surveys.models import Filing, FilingDraft
from fumao.apps.surveys.register import Kept, register_of
from fumao.core.errors import Words
from fumao.core.periods import Month
from fumao.surveys.contracts import Contract, Execution
from fumao.surveys.contracts_windows import Standing, statistical
from fumao.surveys.examine import SurveyForm
from fumao.surveys.rollup import Entry, Figure, figures_of, roll_up, year_so_far

_YEAR = "executed_year_usd"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the register: its contract, its day, what it adds to the figure, its receipt.

    `filing` is the number of the filing it stands in.
    """

    kind: str
    contract: str
    on: date | None
    value: Decimal | None
    receipt: str
    filing: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of the form as it was told and as the register has it, with its rows.

    `digits` are those it is shown with; `hidden` are the rows that the actor does not see: with any
    the register's figure is not told.
    """

    key: str
    label: Words
    digits: int
    told: Decimal | None
    rolled: Decimal | None
    lines: tuple[Line, ...]
    hidden: int

    @property
    def differs(self) -> bool:
        """Tell whether the form says otherwise than the register."""
        return not self.hidden and self.told != self.rolled

    @property
    def difference(self) -> Decimal | None:
        """Return by how much the form is above the register; None where one is unknown."""
        if self.told is None or self.rolled is None:
            return None
        return self.told - self.rolled


@dataclass(frozen=True, slots=True)
class Uncounted:
    """Work of the month that enters no figure, or not yet, and why."""

    line: Line
    standing: Standing


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """All of the page; `told` says what is compared: what was "filed", the own "draft", or ""."""

    filing: Filing
    month: Month
    told: str
    reported: bool
    figures: tuple[Compared, ...]
    uncounted: tuple[Uncounted, ...]
    left: tuple[tuple[str, Words], ...]
    own: bool
    may_fill: bool

    @property
    def differing(self) -> int:
        """Return how many figures differ from the register."""
        return sum(one.differs for one in self.figures) if self.told and self.reported else 0


def register_page(actor: Actor, filing: Filing) -> RegisterPage:
    """Return the page of a monthly filing that the actor sees (about seven queries)."""
    form, month = loaded(filing.period.survey), Month.of(period_of(filing.period).start)
    kept = register_of(filing.enterprise_id or 0)
    seen = set(
        visible_to(actor, Filing.objects.filter(pk__in=set(kept.filings.values()))).values_list(
            "pk", flat=True
        )
    )
    told, data = _told(actor, filing)
    open_ = filing.phase in (Filing.Phase.DRAFT, Filing.Phase.RETURNED)
    own = filing.unit in actor.department_ids
    return RegisterPage(
        filing, month, told, month.code in kept.reported,
        tuple(_figures(form, kept, month, data, seen)),
        tuple(_uncounted(form, kept, month, seen)),
        tuple((number, error.words) for number, error in kept.left) if own else (),
        own, open_ and may(actor, Action.FILE_REPORT, filing),
    )  # fmt: skip


def _told(actor: Actor, filing: Filing) -> tuple[str, Mapping[str, object]]:
    """Return what is compared: the draft, which is the respondent's own, else what was filed."""
    draft = visible_to(actor, FilingDraft.objects.filter(filing=filing)).first()
    if draft is not None:
        return "draft", draft.data
    if filing.version is not None:
        return "filed", filing.version.data
    return "", {}


def _figures(
    form: SurveyForm, kept: Kept, month: Month, data: Mapping[str, object], seen: set[int]
) -> Iterator[Compared]:
    windows = form.survey.windows
    rolled: dict[str, Figure] = roll_up(kept.register, month, windows)
    rolled[_YEAR] = year_so_far(kept.register, month, windows)
    for field in form.survey.form:
        figure = rolled.get(field.key)
        if figure is None or field.type is None:
            continue
        shown = [one for one in figure.rows if kept.filings[one.kind, one.key] in seen]
        hidden = len(figure.rows) - len(shown)
        yield Compared(
            field.key, field.label, 2 if field.type.kind == "money" else 0,
            _number(data.get(field.key)), None if hidden else figure.value,
            tuple(_lines(shown, figure.key, kept)), hidden,
        )  # fmt: skip


def _lines(rows: Iterable[Entry], figure: str, kept: Kept) -> Iterator[Line]:
    works = {one.key: one for one in kept.register.executions}
    days = dict(pair for one in kept.register.contracts.values() for pair in _days(one))
    measured = "executed_usd" if figure == _YEAR else figure
    for one in rows:
        value = figures_of([one])[measured].value
        filing = kept.filings[one.kind, one.key]
        if one.kind == "work":
            yield _work(works[one.key], value, filing)
            continue
        yield Line(one.kind, one.key, days[one.kind, one.key], value, "", filing)


def _days(contract: Contract) -> Iterator[tuple[tuple[str, str], date]]:
    """Yield the day of a contract and of each of its changes, by kind and key of its row."""
    yield ("contract", contract.number), contract.signed_on
    for change in contract.changes:
        yield ("change", f"{contract.number}/{change.number}"), change.on


def _work(work: Execution, value: Decimal | None, filing: int) -> Line:
    receipt = work.receipt.number if work.receipt else ""
    return Line("work", work.contract, work.on, value, receipt, filing)


def _uncounted(form: SurveyForm, kept: Kept, month: Month, seen: set[int]) -> Iterator[Uncounted]:
    for work in kept.register.executions:
        standing = statistical(work, form.survey.windows)
        filing = kept.filings["work", work.key]
        if work.on in month and standing != "counted" and filing in seen:
            yield Uncounted(_work(work, work.usd, filing), standing)


def _number(value: object) -> Decimal | None:
    """Return a figure; None for what a draft has that is none."""
    try:
        return Decimal(str(value).replace(",", "")) if value not in (None, "") else None
    except InvalidOperation:
        return None
