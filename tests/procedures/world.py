"""A case under random acts, drawn by Hypothesis or by a seeded generator, with what must hold."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fumao.core.errors import CoreError
from fumao.procedures import acts, fold, timers
from fumao.procedures.acts import Who, Word
from fumao.procedures.charges import owed, to_refund
from fumao.procedures.definitions import Procedure
from fumao.procedures.events import Happened
from fumao.procedures.kept import course_of, state_from
from fumao.procedures.state import OPEN_PHASES, Account, CaseState, Defect, Run, RunKey
from tests.procedures import registration
from tests.procedures.counted import Counted, counts, last_day
from tests.procedures.made import KEYS, Choose

CALENDAR = registration.calendar()
_DAY = timedelta(days=1)
_LAST = date(2022, 12, 20)
_PEOPLE = range(1, 10)
_ACTS = (
    "finish", "finish", "finish", "finish", "finish", "finish", "claim", "claim", "release",
    "transfer", "signer", "experts", "experts", "recall", "correct", "correct", "correct", "extend",
    "stop", "resume", "resume", "object", "settle", "settle", "days", "days", "days", "end", "pay",
    "pay", "waive", "refund",
)  # fmt: skip
_AMOUNTS = ("", "100.00", "100.00", "250.50")
_VERDICTS = ("passed", "passed", "passed", "passed", "returned", "refused", "abstained")


class World:
    """One case and everything that has happened to it."""

    def __init__(self, procedure: Procedure, choose: Choose) -> None:
        self.procedure, self.choose = procedure, choose
        self.today = date(2021, 1, 4) + choose(range(500)) * _DAY
        self.counted = Counted(procedure)
        self.events: list[Happened] = []
        data = {**self._papers(), "promised": choose(([], ["paper"]))}
        data["offices"] = {step.key: [n for n, _ in enumerate(step.by)] for step in procedure.route}
        first = Happened("submitted", self.today, 99, data=data)
        self.events.append(first)
        self._stands(fold.begin(procedure, CALENDAR, first))

    def _papers(self) -> dict[str, Any]:
        """Draw what the form makes of the route."""
        when = [step.key for step in self.procedure.route if step.when]
        auto = self.choose(("passed", "held", "refused")) if self.choose(range(3)) else "passed"
        facts: dict[str, Any] = {
            "skipped": [key for key in when if self.choose((True, False))],
            "auto": {"accept": auto},
        }
        if self.procedure.fees:
            amounts = {one.key: self.choose(_AMOUNTS) for one in self.procedure.fees}
            facts["fees"] = {key: amount for key, amount in amounts.items() if amount}
        return facts

    def _stands(self, state: CaseState) -> None:
        self.state = state
        self.counted.note(self.today, state)
        if state.issuing:
            self._happens(Happened("issued", self.today, data={"number": "MAD-00001"}))

    def _happens(self, event: Happened) -> None:
        self.events.append(event)
        before = self.state
        if event.person is not None and "branch" in event.data:
            assert before.run(fold.key_of(event)).kind != "system"
        self._stands(fold.apply(self.procedure, CALENDAR, before, event))
        self._decided_once(before, event)
        self._passed_paid(before, event)

    def step(self) -> None:
        """Try one act of somebody, or let days pass."""
        kind = self.choose(_ACTS)
        if kind == "days":
            self.days(self.choose((1, 1, 2, 3, 7, 20)))
            return
        try:
            event = self._event(kind)
        except CoreError:
            return
        if event is not None:
            self._happens(event)

    def days(self, count: int) -> None:
        """Let days pass, each with what time brings."""
        for _ in range(count):
            if self.today >= _LAST:
                return
            self.today += _DAY
            self.counted.note(self.today, self.state)
            fired = 0
            while event := timers.fired(self.procedure, self.state, CALENDAR, self.today):
                self._in_time(event)
                self._happens(event)
                fired += 1
                assert fired < 20, "timers never come to rest"
            if fired:  # what has fired does not fire again, asked of the events alone
                state = fold.fold(self.procedure, CALENDAR, self.events)
                assert timers.fired(self.procedure, state, CALENDAR, self.today) is None

    def _in_time(self, event: Happened) -> None:
        """Assert that time acts on the day after a term, and not before."""
        if event.kind == "silence":
            step = self.procedure.step(event.data["step"])
            assert step.within is not None
            opened = self.state.run(fold.key_of(event)).opened
            assert self.today > last_day(opened, step.within.amount, step.within.unit)
        elif event.kind == "deemed_accepted":
            assert self.today > last_day(self.state.received, 5, "wd")
        else:
            account = self.state.account(
                "correction" if event.kind == "correction_lapsed" else "publicity"
            )
            assert account is not None
            budget = account.clock.budget
            late = self.today - last_day(account.started, budget.amount, budget.unit)
            # An objection or a hearing may keep a publicity open for longer.
            assert late == _DAY or (event.kind == "publicity_ended" and late > _DAY)

    def _who(self) -> Who:
        behalf = self.choose(_PEOPLE) if self.choose(range(6)) == 0 else None
        return Who(self.choose(_PEOPLE), self.today, behalf)

    def _run(self) -> Run:
        found = [run for run in self.state.runs if run.is_open] or list(self.state.runs)
        return self.choose(found if self.choose(range(8)) else list(self.state.runs))

    def _event(self, kind: str) -> Happened | None:  # noqa: PLR0911
        procedure, state, who = self.procedure, self.state, self._who()
        key = self._run().key
        match kind:
            case "finish":
                return acts.finish(procedure, state, key, who, self._word())
            case "claim":
                return acts.claim(procedure, state, key, who)
            case "release":
                return acts.release(state, key, who)
            case "transfer":
                return acts.transfer(procedure, state, key, self.choose(_PEOPLE), who)
            case "signer":
                return acts.add_signer(state, key, self.choose(range(50, 53)), "handler", who)
            case "experts":
                people = [self.choose(_PEOPLE) for _ in range(self.choose((1, 2)))]
                return acts.name_experts(procedure, state, key, people, who)
            case "recall":
                own = [r for r in state.runs if r.by is not None and r.state == "passed"]
                run = self.choose(own) if own else self._run()
                return acts.recall(procedure, state, run.key, Who(run.by, self.today))
            case _:
                return self._of_case(kind, who)

    def _of_case(self, kind: str, who: Who) -> Happened | None:  # noqa: PLR0911
        procedure, state = self.procedure, self.state
        match kind:
            case "correct":
                changed = {one for one in KEYS if self.choose((True, False))}
                return acts.correct(state, who, changed, **self._papers())
            case "extend":
                return acts.extend(procedure, state, who, "why", CALENDAR)
            case "stop":
                reason = self.choose(("hearing", "inspection"))
                return acts.stop(procedure, state, who, reason, "why")
            case "resume":
                return acts.resume(state, who)
            case "object":
                return acts.raise_objection(state, who, self.choose(range(1, 4)))
            case "pay" | "waive" | "refund":
                return self._of_fee(kind, who)
            case "settle":
                upheld = self.choose(range(4)) == 0
                return acts.settle_objection(state, who, self.choose(range(1, 4)), upheld, "why")
            case _:
                return self._end(who)

    def _of_fee(self, kind: str, who: Who) -> Happened | None:
        """Act on a fee with the exact amount, seldom with another: that one is refused."""
        if not self.procedure.fees:
            return None
        fee = self.choose(self.procedure.fees).key
        if kind == "waive":
            return acts.waive_fee(self.procedure, self.state, fee, "why", who)
        asked, paid, freed, back = self._account(fee)
        due = asked - freed - paid + back
        if kind == "refund":
            due = paid - back - max(Decimal(0), asked - freed)
            if not self.state.is_open and self.state.phase != "granted":
                due = paid - back
        wrong = self.choose(range(6)) == 0
        amount = due + 1 if wrong else due
        act = acts.receive_fee if kind == "pay" else acts.refund_fee
        receipt = f"R{len(self.events)}"
        event = act(self.procedure, self.state, fee, amount, receipt, self.today, who)
        assert not wrong
        return event

    def _account(self, fee: str) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """Add up from the events alone: asked by the last filing, received, waived, paid back."""
        filed = [one for one in self.events if one.kind in ("submitted", "corrected")]
        asked = Decimal(filed[-1].data.get("fees", {}).get(fee, 0))
        received, waived, refunded = (
            sum(
                (Decimal(one.data["amount"]) for one in self.events
                 if one.kind == kind and one.data["fee"] == fee),
                Decimal(0),
            )
            for kind in ("fee_received", "fee_waived", "fee_refunded")
        )  # fmt: skip
        return asked, received, waived, refunded

    def _owed(self, fee: str) -> Decimal:
        asked, received, waived, refunded = self._account(fee)
        return max(Decimal(0), asked - waived - received + refunded)

    def _passed_paid(self, before: CaseState, event: Happened) -> None:
        """Assert that nobody passes the step of a fee, or one after it, while it is open.

        What time passes, and a step that gives no verdict of its own, is held back by the next.
        """
        if event.kind != "finished" or self.state.phase == "correcting":
            return
        order = [one.key for one in self.procedure.route]
        here = order.index(event.data["step"])
        moved = self.state.is_open and event.data["step"] not in self.state.current
        refused = self.procedure.step(event.data["step"]).refused
        if not moved or before.run(fold.key_of(event)).kind == "expert":
            return
        if self.state.current and refused and self.state.current[0] == refused:
            return
        for one in self.procedure.fees:
            if order.index(one.due) <= here:
                assert not self._owed(one.key)

    def _fees_add_up(self) -> None:
        """The charges are what the events add up to; nothing granted is unpaid, nothing closed
        owes, and nobody is paid back more than was received.
        """
        held = {one.fee: one for one in self.state.charges}
        for fee in self.procedure.fees:
            asked, received, waived, refunded = self._account(fee.key)
            assert refunded <= received
            charge = held.get(fee.key)
            if charge is None:
                assert not (asked or received or waived)
                continue
            assert (charge.amount, charge.received, charge.waived, charge.refunded) == (
                asked, received, waived, refunded,
            )  # fmt: skip
            assert charge.owed == self._owed(fee.key)
            if self.state.phase == "granted":
                assert not charge.owed
            if not self.state.is_open:
                assert owed(self.state, charge) == 0
            if self.state.phase not in ("granted", *OPEN_PHASES):
                assert to_refund(self.state, charge) == received - refunded

    def _end(self, who: Who) -> Happened | None:
        if self.choose(range(4)):
            return None
        if self.choose((True, False)):
            return acts.withdraw(self.procedure, self.state, who, "why")
        return acts.terminate(self.state, who, "why")

    def _word(self) -> Word:
        scores = {"plan": Decimal(self.choose((40, 60, 90)))}
        return Word(self.choose(_VERDICTS), "why", [Defect("a", "mend it")], scores)

    # What must hold (design/procedures.md §3.5), by its number there.

    def check(self) -> None:
        """Assert everything that must hold of the case now; cheap enough for every step."""
        self._one_open_run()
        self._separated()
        self._clocks_add_up()
        self._fees_add_up()
        terms = self.procedure.correction
        assert terms is not None
        assert self.state.corrections <= terms.rounds  # 15
        assert self.state.promised == tuple(self.events[0].data["promised"])  # 14, the pure part
        if not self.state.is_open:
            self._nothing_open()

    def check_folded(self) -> None:
        """3: the state is the fold of the events, also of events that were kept as JSON, and also
        where the state itself was kept in between.
        """
        kept = [_from_json(json.loads(json.dumps(_as_json(one)))) for one in self.events]
        assert kept == self.events
        assert fold.fold(self.procedure, CALENDAR, kept) == self.state
        state = self.state
        course = json.loads(json.dumps(course_of(state)))
        days = {
            name: getattr(state, name)
            for name in ("phase", "submitted", "accepted", "decided", "closed")
        }
        assert state_from(course, days, state.runs, state.accounts) == state

    def _one_open_run(self) -> None:
        """5: a run is named once, and a branch of a step has one open run at most."""
        keys = [run.key for run in self.state.runs]
        assert len(set(keys)) == len(keys)
        branches = [(run.key.step, run.key.branch) for run in self.state.runs if run.is_open]
        assert len(set(branches)) == len(branches)
        assert len(self.state.current) <= 1
        if self.state.is_open:
            assert (self.state.phase == "correcting") != bool(self.state.current)

    def _separated(self) -> None:
        """6: nobody decides who accepted, reviewed or scored, delegates and principals included."""
        examined, decided = set(), set()
        for run in self.state.runs:
            do = self.procedure.step(run.key.step).do
            people = {one for one in (run.by, run.behalf) if one is not None}
            if do in ("accept", "review") or run.kind == "expert":
                examined |= people
            elif do == "decide":
                decided |= people
        assert not examined & decided

    def _decided_once(self, before: CaseState, event: Happened) -> None:
        """Assert that a decision stands: only publicity may turn a grant round, and once."""
        if event.kind == "fee_refunded":  # the one thing that happens to a closed case
            assert replace(self.state, charges=before.charges) == before
            return
        assert (before.phase, before.closed) == ("granted", before.closed) or before.is_open
        if before.decision and self.state.decision != before.decision:
            assert (before.decision, self.state.decision) == ("grant", "refuse")
            assert event.kind == "objection_settled"
        elif before.decided is not None:
            assert self.state.decided == before.decided

    def _nothing_open(self) -> None:
        """8: a closed case has no open run and no running clock, and nobody can do anything."""
        assert not list(self.state.open_runs())
        assert all(one.ended is not None for one in self.state.accounts)
        assert all(one.clock.running_since is None for one in self.state.accounts)
        assert not (self.state.issuing or self.state.ordered_stop or self.state.objections)
        for attempt in self._attempts():
            try:
                event = attempt()
            except CoreError:
                continue
            raise AssertionError(f"possible on a closed case: {event}")

    def _attempts(self) -> list[Callable[[], Happened]]:
        procedure, state, who = self.procedure, self.state, Who(8, self.today)
        key: RunKey = state.runs[-1].key
        return [
            lambda: acts.claim(procedure, state, key, who),
            lambda: acts.release(state, key, who),
            lambda: acts.finish(procedure, state, key, who, Word("passed", "why")),
            lambda: acts.transfer(procedure, state, key, 9, who),
            lambda: acts.add_signer(state, key, 50, "handler", who),
            lambda: acts.name_experts(procedure, state, key, [9], who),
            lambda: acts.recall(procedure, state, key, Who(state.runs[-1].by, self.today)),
            lambda: acts.correct(state, who, {"a"}),
            lambda: acts.withdraw(procedure, state, who),
            lambda: acts.extend(procedure, state, who, "why"),
            lambda: acts.stop(procedure, state, who, "hearing", "why"),
            lambda: acts.resume(state, who),
            lambda: acts.terminate(state, who, "why"),
            lambda: acts.raise_objection(state, who, 1),
            lambda: acts.settle_objection(state, who, 1, False, "why"),
            *(lambda key=one.fee: acts.waive_fee(procedure, state, key, "why", who)  # type: ignore[misc]
              for one in state.charges),
            *(lambda one=one: acts.receive_fee(  # type: ignore[misc]
                procedure, state, one.fee, one.amount, "R", self.today, who)
              for one in state.charges),
        ]  # fmt: skip

    def _clocks_add_up(self) -> None:
        """18: elapsed = consumed + suspended; the due day is the one counted day by day."""
        for account in self.state.accounts:
            if account.kind in ("statutory", "service"):
                self._term_adds_up(account)

    def _term_adds_up(self, account: Account) -> None:
        unit = account.clock.budget.unit
        over = self.state.decided is not None or not self.state.is_open
        assert (account.ended is not None) == over
        until = account.ended or self.today
        consumed, suspended = account.clock.consumed, account.suspended
        if account.clock.running_since is not None:
            consumed += _counted(account.clock.running_since, until, unit)
        elif account.ended is None and account.stopped_on is not None:
            suspended += _counted(account.stopped_on, until, unit)
        assert consumed == self.counted.used(account.started, until, unit)
        assert suspended == self.counted.stood(account.started, until, unit)
        assert consumed + suspended == _counted(account.started, until, unit)
        due = account.due(CALENDAR)
        if account.ended is not None:
            assert due is None
            return
        assert due is None or not due.provisional
        wanted = self.counted.due(account.started, self.today, self._budget(account), unit)
        assert (due.date if due is not None else None) == wanted

    def _budget(self, account: Account) -> int:
        clock = self.procedure.clock
        term = clock.statutory if account.kind == "statutory" else clock.service
        assert term is not None
        more = [event.data["days"] for event in self.events if event.kind == "extended"]
        assert len(more) <= 1
        return term.amount + (sum(more) if account.kind == "statutory" else 0)


def _counted(after: date, until: date, unit: str) -> int:
    return sum(counts(after + n * _DAY, unit) for n in range(1, (until - after).days + 1))


def _as_json(event: Happened) -> dict[str, Any]:
    return {**asdict(event), "on": event.on.isoformat()}


def _from_json(row: dict[str, Any]) -> Happened:
    return Happened(**{**row, "on": date.fromisoformat(row["on"])})
