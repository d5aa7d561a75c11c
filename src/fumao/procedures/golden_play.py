"""A golden case being played: each event as written becomes an act, and time passes in between."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

from fumao.core.calendar import WorkingCalendar
from fumao.core.errors import CoreError
from fumao.procedures import acts, fold, renewal, timers
from fumao.procedures.events import Happened
from fumao.procedures.form import Form
from fumao.procedures.intake import Examined, Filing, amount_of, examine
from fumao.procedures.state import CaseState, ClockKind, Defect, Run, Verdict
from fumao.rules.types import Value

type Told = Mapping[str, Any]


class Play:
    """One case from its submission on; `state` is None where faults keep it a draft."""

    def __init__(
        self, form: Form, calendar: WorkingCalendar, filing: Filing, ends: date | None = None
    ) -> None:
        self.form, self.calendar, self.filing, self.ends = form, calendar, filing, ends
        self.procedure = form.procedure
        self.today = filing.submitted
        self.examined: Examined = examine(form, filing, self.today)
        self.state: CaseState | None = None
        self.due: dict[ClockKind, date] = {}
        self.provisional = False
        if not self.examined.faults:
            self._submit()

    @property
    def amount(self) -> Value:
        """Return the value of the money rule."""
        return amount_of(self.form, self.filing, self.today)

    def _submit(self) -> None:
        offices = {
            step.key: [100 * place + branch for branch, _seat in enumerate(step.by)]
            for place, step in enumerate(self.procedure.route, start=1)
            if not step.is_system
        }
        data = {"offices": offices, **self.examined.event_data(self.filing.promised)}
        renews = renewal.last_day(self.procedure, self.ends, self.today, self.calendar)
        if renews is not None:
            data["renews"] = renews.isoformat()
        first = Happened("submitted", self.today, 1, data=data)
        self._stands(fold.begin(self.procedure, self.calendar, first))

    def _stands(self, state: CaseState) -> None:
        """Take a new state, note its due days, and give the number where one is awaited."""
        self.state = state
        for kind in get_args(ClockKind):
            account = state.account(kind)
            due = account.due(self.calendar) if account is not None else None
            if due is not None:
                self.due[kind] = due.date
                self.provisional = self.provisional or due.provisional
        if state.issuing:
            self._happens(Happened("issued", self.today, data={"number": "1"}))

    def _happens(self, event: Happened) -> None:
        self._stands(fold.apply(self.procedure, self.calendar, self.case, event))

    @property
    def case(self) -> CaseState:
        """Return the state; raises CoreError for a draft that faults keep from being one."""
        if self.state is None:
            raise CoreError(
                "draft",
                "申请有误，未能提交，不能有后续事件：" + self._faults("zh"),
                "the application has faults and was not handed in, so nothing can follow: "
                + self._faults("en"),
            )
        return self.state

    def _faults(self, language: str) -> str:
        return "; ".join(f"{one.key} {one.words.say(language)}" for one in self.examined.faults)

    def pass_time(self, day: date) -> None:
        """Let every day up to and including `day` begin, with what it brings."""
        if day < self.today:
            raise CoreError(
                "order",
                f"事件日期 {day} 早于前一事件 {self.today}",
                f"the event of {day} is before the one of {self.today}",
            )
        while True:
            while self.state is not None and (
                event := timers.fired(self.procedure, self.state, self.calendar, self.today)
            ):
                self._happens(event)
            if self.today == day:
                return
            self.today += timedelta(days=1)

    def take(self, day: date, told: Told) -> None:
        """Let one event happen; raises CoreError where it cannot.

        One written with `refused: <code>` must be refused by the act with that code.
        """
        self.pass_time(day)
        name = next((key for key in READERS if key in told), None)
        if name is None:
            raise CoreError(
                "event",
                f"看不懂事件，应有其一：{'、'.join(READERS)}",
                f"the event says nothing of {', '.join(READERS)}",
            )
        wanted = told.get("refused")
        try:
            event = READERS[name](self, told)
        except CoreError as error:
            if wanted is not None and error.code == wanted:
                return
            raise
        if wanted is not None:
            raise CoreError(
                "allowed",
                f"此事件应因“{wanted}”被拒，但获允许",
                f'the event should be refused for "{wanted}" but is allowed',
            )
        if event is not None:
            self._happens(event)

    def who(self, told: Told) -> acts.Who:
        """Return who acts in an event."""
        return acts.Who(_number(told, "person"), self.today, _number(told, "behalf"))

    def run(self, told: Told, name: str = "step") -> Run:
        """Return the newest run of the step and branch an event names."""
        key = str(told[name])
        branch = _number(told, "branch") or 0
        found = self.case.latest(key).get(branch)
        if found is None:
            raise CoreError(
                "not_open",
                f"“{key}”的第 {branch} 支没有打开过；现在打开的是 {self.open_steps()}",
                f'branch {branch} of "{key}" was never opened; open now: {self.open_steps()}',
            )
        return found

    def open_steps(self) -> str:
        """Return the steps open now, as one text."""
        return ", ".join(self.state.current) if self.state is not None else "-"

    def corrected(self, told: Told) -> Happened:
        """Return the answer to a return; raises CoreError where the mended form has faults."""
        changes = dict(told["correct"]) if isinstance(told["correct"], Mapping) else {}
        papers = {**_marked(told.get("papers")), **_marked(changes.pop("papers", None))}
        raw = {**self.filing.raw, **changes}
        there = {key for key, given in papers.items() if given}
        gone = papers.keys() - there
        kept = (self.filing.papers | there) - gone
        filing = Filing(raw, self.filing.submitted, kept, self.filing.promised, self.filing.about)
        examined = examine(self.form, filing, self.today)
        if examined.faults:
            self.examined = examined
            raise CoreError(
                "faults",
                "补正后的申请仍有误：" + self._faults("zh"),
                "the mended application still has faults: " + self._faults("en"),
            )
        event = acts.correct(
            self.case, self.who(told), changes.keys() | papers.keys(), **examined.event_data()
        )
        self.filing, self.examined = filing, examined
        return event


def _number(told: Told, name: str) -> int | None:
    value = told.get(name)
    if value is None:
        return None
    try:
        return int(str(value))
    except ValueError as error:
        raise CoreError(
            "event", f"“{name}”应为整数：{value}", f'"{name}" must be a whole number: {value}'
        ) from error


def _marked(given: object) -> dict[str, bool]:
    """Read papers of a correction: a list of those attached, or a mapping to true and false."""
    if isinstance(given, Mapping):
        return {str(key): str(value).lower() == "true" for key, value in given.items()}
    return {str(key): True for key in given} if isinstance(given, list) else {}


def _step(play: Play, told: Told) -> Happened:
    run, who = play.run(told), play.who(told)
    if "experts" in told:
        people = [int(str(one)) for one in told["experts"]]
        return acts.name_experts(play.procedure, play.case, run.key, people, who)
    verdict = str(told.get("verdict"))
    for known in get_args(Verdict):
        if known == verdict:
            word = acts.Word(known, str(told.get("opinion") or ""), _defects(told), _scores(told))
            return acts.finish(play.procedure, play.case, run.key, who, word)
    raise CoreError(
        "event",
        f"没有结论“{verdict}”，应为 {'、'.join(get_args(Verdict))}",
        f'there is no verdict "{verdict}": {", ".join(get_args(Verdict))}',
    )


def _defects(told: Told) -> list[Defect]:
    return [Defect(str(key), str(words)) for key, words in dict(told.get("defects") or {}).items()]


def _scores(told: Told) -> dict[str, Decimal] | None:
    scores = told.get("scores")
    if not isinstance(scores, Mapping):
        return None
    try:
        return {str(key): Decimal(str(value)) for key, value in scores.items()}
    except InvalidOperation as error:
        raise CoreError("event", "分数应为数字", "scores must be numbers") from error


def _signer(play: Play, told: Told) -> Happened:
    office = _number(told, "office") or 9000
    role = str(told.get("role") or "handler")
    key = play.run(told, "signer").key
    return acts.add_signer(play.case, key, office, role, play.who(told))


def _settle(play: Play, told: Told) -> Happened:
    upheld = str(told.get("upheld", "false")).lower() == "true"
    number = _number(told, "settle") or 0
    return acts.settle_objection(
        play.case, play.who(told), number, upheld, str(told.get("opinion") or "")
    )


def _fee(play: Play, told: Told) -> Happened:
    """Read what becomes of a fee: received or refunded (an amount, a receipt), or waived."""
    fee, who, reason = str(told["fee"]), play.who(told), told.get("waived")
    if reason is not None:
        return acts.waive_fee(play.procedure, play.case, fee, str(reason), who)
    act = acts.refund_fee if "refunded" in told else acts.receive_fee
    try:
        amount = Decimal(str(told.get("received", told.get("refunded"))))
        paid_on = date.fromisoformat(str(told.get("paid", play.today)))
    except (InvalidOperation, ValueError) as error:
        raise CoreError(
            "event",
            "收费事件应有 received、refunded（金额）或 waived（理由），paid 为日期",
            "an event of a fee says received or refunded, an amount, or waived, a reason; paid is "
            "a day",
        ) from error
    return act(play.procedure, play.case, fee, amount, str(told.get("receipt", "")), paid_on, who)


type _Reader = Callable[[Play, Told], Happened | None]
READERS: dict[str, _Reader] = {
    "step": _step,
    "correct": lambda play, told: play.corrected(told),
    "withdraw": lambda play, told: acts.withdraw(
        play.procedure, play.case, play.who(told), str(told["withdraw"])
    ),
    "time": lambda _play, _told: None,
    "extend": lambda play, told: acts.extend(
        play.procedure, play.case, play.who(told), str(told["extend"]), play.calendar
    ),
    "objection": lambda play, told: acts.raise_objection(
        play.case, play.who(told), _number(told, "objection") or 0
    ),
    "settle": _settle,
    "stop": lambda play, told: acts.stop(
        play.procedure, play.case, play.who(told), str(told["stop"]), str(told.get("why") or "")
    ),
    "resume": lambda play, told: acts.resume(play.case, play.who(told)),
    "terminate": lambda play, told: acts.terminate(
        play.case, play.who(told), str(told["terminate"])
    ),
    "claim": lambda play, told: acts.claim(
        play.procedure, play.case, play.run(told, "claim").key, play.who(told)
    ),
    "release": lambda play, told: acts.release(
        play.case, play.run(told, "release").key, play.who(told)
    ),
    "recall": lambda play, told: acts.recall(
        play.procedure, play.case, play.run(told, "recall").key, play.who(told)
    ),
    "transfer": lambda play, told: acts.transfer(
        play.procedure, play.case, play.run(told, "transfer").key, _number(told, "to") or 0,
        play.who(told),
    ),
    "signer": _signer,
    "fee": _fee,
}  # fmt: skip
