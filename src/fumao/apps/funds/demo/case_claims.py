"""The demo's claims that come from cases: its cases pass once more before the listener of funds.

The cases were written in bulk, which no listener hears. Here each of their events is told to
`follow` in its order, on its day and in the name of who did it; publicity, orders and payments
come by the same actions as in an office. So every amount is what the procedure's own rule gives.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from fumao.apps.funds.actions.import_results import import_results
from fumao.apps.funds.actions.make_batch import make_batch
from fumao.apps.funds.actions.open_call import BY_CASE, NewCall, open_call
from fumao.apps.funds.actions.publish_claims import close_claim, publish_claims
from fumao.apps.funds.cases import follow
from fumao.apps.funds.models import Call, Claim, FundYear, Payment, State
from fumao.apps.funds.results import Row
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.models import Person
from fumao.apps.plans.days import working_days
from fumao.apps.procedures.models import Case, ProcedureVersion
from fumao.apps.procedures.service import Happening, Loaded, events_of, loaded, offered_in
from fumao.procedures import fold
from fumao.procedures.definitions import MoneyTerms
from fumao.procedures.events import Happened

_UNTIL_PUBLIC = 2  # days from a decision to its publicity
_UNTIL_CLOSED = 45  # days from a payment to the end of a claim


def asking(area_path: str) -> Iterator[tuple[ProcedureVersion, Loaded, MoneyTerms]]:
    """Yield the procedures of a place whose cases ask for money."""
    own = area_path.strip("/").split("/")
    for version in ProcedureVersion.objects.filter(state=ProcedureVersion.State.PUBLISHED):
        if offered_in(version.areas, own):
            held = loaded(version)
            if held.procedure.money is not None:
                yield version, held, held.procedure.money


def open_calls(office: Actor, year: FundYear, prefix: str) -> list[Call]:
    """Open a call under the money rule of each procedure, for the whole year."""
    first, last = date(year.year, 1, 1), date(year.year, 12, 31)
    return [
        open_call(
            office, year,
            NewCall(
                f"{prefix}-{year.year}-{version.code.lower()}", f"{version.title}（演示）",
                money.rule, first, last, BY_CASE, _kinds(held, money),
                name_en=f"{version.title_en} (demo)",
            ),
        )
        for version, held, money in asking(year.fund.area.path)
    ]  # fmt: skip


def _kinds(held: Loaded, money: MoneyTerms) -> dict[str, tuple[str, str]]:
    """Return the kinds of cost that the table of invoice lines offers; the whole where none."""
    tables = {
        one.key: {column.key: column for column in one.columns} for one in held.procedure.form
    }
    column = tables.get(money.lines, {}).get(dict(money.columns).get("kind", ""))
    options = {one.key: (one.name.zh, one.name.en) for one in column.options} if column else {}
    title = held.procedure.title
    return options or {"case": (title.zh, title.en)}


def follow_cases(office: Actor, year: FundYear) -> list[Claim]:
    """Open, assess, approve, publish and pay the claims of a place's cases; return them."""
    cases = list(_cases(office, year))
    hands = _Hands(office)
    for case in cases:
        _replay(case, hands)
    claims = list(
        Claim.objects.filter(call__fund_year=year).exclude(case_number="").order_by("number")
    )
    granted = {case.number: case for case in cases}
    _publish(office, claims, granted)
    _pay(office, year, claims, granted)
    return claims


def _cases(office: Actor, year: FundYear) -> Iterator[Case]:
    keys = [version.pk for version, _held, _money in asking(year.fund.area.path)]
    rows = Case.objects.filter(
        procedure__in=keys, variant="", synthetic=True, submitted_on__year=year.year,
        area__path__startswith=year.fund.area.path,
    )  # fmt: skip
    rows = rows.select_related("procedure", "enterprise__area", "area", "owner", "outcome")
    return rows.order_by("submitted_on", "id").iterator(chunk_size=500)


class _Hands:
    """Who acted in an event, looked up once a person; the office, where nobody did."""

    def __init__(self, office: Actor) -> None:
        self._known: dict[int | None, Actor] = {None: office}

    def of(self, event: Happened) -> Actor:
        """Return the actor of an event on its day."""
        if event.person is not None and event.person not in self._known:
            person = Person.objects.get(pk=event.person)
            self._known[event.person] = actor_for(person, event.on)
        return replace(self._known[event.person], today=event.on)


def _replay(case: Case, hands: _Hands) -> None:
    """Let the listener hear each event of a case, with where the case stood and stands."""
    held, calendar = loaded(case.procedure), working_days().calendar
    state = None
    for event in events_of(case):
        before = state
        state = (
            fold.begin(held.procedure, calendar, event)
            if before is None
            else fold.apply(held.procedure, calendar, before, event)
        )
        follow(Happening(case, held, event, before, state, hands.of(event)))


def _publish(office: Actor, claims: Sequence[Claim], cases: dict[str, Case]) -> None:
    for claim in claims:
        if claim.state != State.APPROVED or claim.decided_on is None:
            continue
        day = claim.decided_on + timedelta(days=_UNTIL_PUBLIC)
        paid = cases[claim.case_number].closed_on
        day = min(day, paid) if paid is not None else day
        if day <= office.today:
            publish_claims(replace(office, today=day), [claim])
            claim.refresh_from_db()


def _pay(office: Actor, year: FundYear, claims: Sequence[Claim], cases: dict[str, Case]) -> None:
    """Order and pay by month what finance has paid in the cases; the oldest are closed."""
    paid: dict[tuple[int, int], list[tuple[date, Claim]]] = {}
    for claim in claims:
        day = cases[claim.case_number].closed_on
        if claim.state == State.PUBLISHED and day is not None:
            paid.setdefault((day.year, day.month), []).append((day, claim))
    for _month, found in sorted(paid.items()):
        last = max(day for day, _claim in found)
        actor = replace(office, today=last)
        batch = make_batch(actor, year, [claim for _day, claim in found])
        rows = [
            Row(order.line + 1, batch.number, order.line, order.amount, Payment.Result.PAID, last,
                f"D{batch.pk:04}{order.line:05}", "")
            for order in batch.orders.all()
        ]  # fmt: skip
        import_results(actor, batch, rows)
        if (office.today - last).days >= _UNTIL_CLOSED:
            for _day, claim in found:
                close_claim(office, claim)
