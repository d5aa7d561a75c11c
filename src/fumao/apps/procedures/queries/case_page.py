"""The page of one case: where it stands, who holds it, which clock runs, what may be done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from fumao.apps.audit.models import Event
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.columns import PERSON, UNIT, joined, own
from fumao.apps.orgs.models import Department, Person
from fumao.apps.orgs.policy import Action, may, position_for, seat_in, visible_to
from fumao.apps.plans.days import working_days
from fumao.apps.procedures.book import Loaded, loaded
from fumao.apps.procedures.filing import conditions, filed_of, findings
from fumao.apps.procedures.models import Case, CasePaper, Duty, Objection, Outcome, StepRun
from fumao.apps.procedures.queries.case_fees import FeeShown, fees_of_case
from fumao.apps.procedures.stored import state_of
from fumao.core.calendar import Projection
from fumao.core.errors import CoreError
from fumao.forms.fields import Field
from fumao.forms.form import Found, Reading
from fumao.procedures import acts, timers
from fumao.procedures.definitions import Condition, Step
from fumao.procedures.state import Account, CaseState, Run

_TITLE = ("title", "title_en")
_EVENT = ("seq", "kind", "at", "on", "data")


@dataclass(frozen=True, slots=True)
class Took:
    """A run with the names behind it; `due` while it is open, `blocked` why the actor may not."""

    run: Run
    step: Step
    office: Department | None
    person: Person | None
    behalf: Person | None
    assignee: Person | None
    due: Projection | None
    mine: bool
    blocked: CoreError | None


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the route: done, now, ahead or skipped, with its runs."""

    step: Step
    mark: str
    runs: tuple[Took, ...]


@dataclass(frozen=True, slots=True)
class ClockShown:
    """A clock for the bar: days used, stopped and left; `due` while it runs.

    `provisional` while it crosses a year whose holidays are not known yet.
    """

    account: Account
    used: int
    paused: int
    left: int
    due: Projection | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper the procedure asks for, with what was attached: the current files and older ones."""

    key: str
    label: str
    label_en: str
    required: bool
    promised: bool
    files: tuple[CasePaper, ...]
    older: tuple[CasePaper, ...]
    defect: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A field with the value that was filed, as it was before the last correction too."""

    field: Field
    value: object
    defect: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the page of a case shows to an actor."""

    case: Case
    held: Loaded
    state: CaseState
    stages: tuple[Stage, ...]
    clocks: tuple[ClockShown, ...]
    answers: tuple[Answered, ...]
    papers: tuple[Paper, ...]
    found: tuple[Found, ...]
    conditions: tuple[tuple[Condition, Found], ...]
    reading: Reading
    history: tuple[Event, ...]
    objections: tuple[Objection, ...]
    duties: tuple[Duty, ...]
    others: tuple[Case, ...]
    result: Outcome | None
    is_applicant: bool
    may_manage: bool
    may_extend: bool
    fees: tuple[FeeShown, ...]
    may_record_fee: bool
    may_waive_fee: bool
    today: date
    may_end: bool

    @property
    def open_mine(self) -> tuple[Took, ...]:
        """Return the open runs the actor may take."""
        return tuple(t for stage in self.stages for t in stage.runs if t.run.is_open and t.mine)

    @property
    def fees_due(self) -> tuple[FeeShown, ...]:
        """Return the fees that must be paid before the case goes on."""
        return tuple(one for one in self.fees if one.due)

    @property
    def told(self) -> bool:
        """Tell whether anybody has given an opinion."""
        return any(
            not t.run.is_open and t.run.kind != "system" and t.run.state != "cancelled"
            for stage in self.stages
            for t in stage.runs
        )

    @property
    def manageable(self) -> bool:
        """Tell whether the actor may do anything to the case as a whole."""
        clock, state = self.held.procedure.clock, self.state
        stops = bool({"hearing", "inspection"} & set(clock.stops_while) or state.ordered_stop)
        extends = self.may_extend and clock.extend is not None and not state.extended
        return state.is_open and (
            self.is_applicant or extends or self.may_end or (self.may_manage and stops)
        )

    @property
    def holder(self) -> tuple[Took, ...]:
        """Return who holds the case: the open runs."""
        return tuple(t for stage in self.stages for t in stage.runs if t.run.is_open)


def case_page(actor: Actor, pk: int) -> CasePage:
    """Return the page of a case; raises Case.DoesNotExist where the actor does not see it."""
    case = visible_to(actor, _cases()).get(pk=pk)
    held = loaded(case.procedure, case.variant)
    state = state_of(case)
    filed = filed_of(held, case, actor.today)
    held_conditions = {one.key: one for one in held.procedure.conditions}
    return CasePage(
        case=case,
        held=held,
        state=state,
        stages=tuple(_stages(actor, held, case, state)),
        clocks=tuple(_clocks(state, actor.today)),
        answers=tuple(_answers(held, case, state, filed.reading)),
        papers=tuple(_papers(held, case, state, filed.papers)),
        found=tuple(one for one in findings(held, filed) if one.held is not False),
        conditions=tuple((held_conditions[one.key], one) for one in conditions(held, filed)),
        reading=filed.reading,
        history=tuple(
            Event.objects.filter(stream=case.stream)
            .select_related("actor", "department")
            .only(*_EVENT, *joined(PERSON, "actor"), *joined(UNIT, "department"))
            .order_by("-seq")
        ),
        # Asked for only where there may be any: objections in publicity, duties of a promise.
        objections=tuple(case.objections.all()) if state.account("publicity") else (),
        duties=tuple(case.duties.all()) if state.promised and not state.is_open else (),
        others=_others(actor, case),
        result=getattr(case, "result", None),
        is_applicant=may(actor, Action.APPLY, case.enterprise),
        may_manage=may(actor, Action.MANAGE_CASE, case),
        may_extend=position_for(actor, Action.EXTEND_CASE, case) is not None,
        may_end=may(actor, Action.EXTEND_CASE, case),
        fees=tuple(fees_of_case(held.procedure, state)),
        may_record_fee=may(actor, Action.RECORD_FEE, case),
        may_waive_fee=may(actor, Action.WAIVE_FEE, case),
        today=actor.today,
    )


def _cases() -> QuerySet[Case]:
    """Return cases with what their page shows of them, people and offices joined to their rows."""
    people = ("by", "behalf", "assignee")
    runs = StepRun.objects.select_related("office", *people).only(
        *own(StepRun), *joined(UNIT, "office"), *joined(PERSON, *people)
    )
    papers = CasePaper.objects.select_related("attachment__file")
    return (
        Case.objects.select_related(
            "procedure",
            "enterprise__area",
            "area",
            "outcome__case",
            "result__successor",
        )
        .defer("procedure__text")
        .prefetch_related(Prefetch("runs", runs), "clocks", Prefetch("papers", papers))
    )


def _others(actor: Actor, case: Case) -> tuple[Case, ...]:
    rows = visible_to(actor, Case.objects.filter(enterprise_id=case.enterprise_id))
    shown = ("phase", "submitted_on", *joined(("code", *_TITLE), "procedure"))
    return tuple(rows.exclude(pk=case.pk).select_related("procedure").only(*shown)[:10])


def _stages(actor: Actor, held: Loaded, case: Case, state: CaseState) -> Iterable[Stage]:
    rows = list(case.runs.all())
    people = {one.pk: one for row in rows for one in (row.by, row.behalf, row.assignee) if one}
    offices = {row.office.pk: row.office for row in rows if row.office}
    calendar = working_days().calendar
    for step in held.procedure.route:
        runs = [run for run in state.runs if run.key.step == step.key]
        took = tuple(
            _took(actor, held, state, run, offices, people,
                  timers.due_of(held.procedure, state, run, calendar) if run.is_open else None)
            for run in sorted(runs, key=lambda r: (r.key.round, r.key.branch))
        )  # fmt: skip
        yield Stage(step, _mark(state, step, runs), took)


def _took(  # noqa: PLR0913, PLR0917
    actor: Actor,
    held: Loaded,
    state: CaseState,
    run: Run,
    offices: Mapping[int, Department],
    people: Mapping[int, Person],
    due: Projection | None,
) -> Took:
    position = None
    if run.is_open:
        given = run.assignee if run.kind == "expert" else None
        position = seat_in(actor, run.office, run.role, given)
    blocked = None
    if position is not None and actor.person is not None:
        who = acts.Who(actor.person.pk, actor.today, position.on_behalf_of)
        blocked = acts.blocked(held.procedure, state, run, who)
    return Took(
        run,
        held.procedure.step(run.key.step),
        offices.get(run.office or 0),
        people.get(run.by or 0),
        people.get(run.behalf or 0),
        people.get(run.assignee or 0),
        due,
        position is not None,
        blocked,
    )


def _mark(state: CaseState, step: Step, runs: list[Run]) -> str:
    if any(run.is_open for run in runs):
        return "now"
    if step.key == state.returned_from:
        return "now"
    if step.key in state.skipped:
        return "skipped"
    if any(run.state in ("passed", "timed_out", "abstained") for run in runs):
        return "done"
    if any(run.state == "refused" for run in runs):
        return "refused"
    return "ahead"


def _clocks(state: CaseState, today: date) -> Iterable[ClockShown]:
    calendar = working_days().calendar
    for account in state.accounts:
        until = account.ended or max(today, account.started)
        left = account.clock.left(until, calendar)
        due = account.due(calendar) if account.ended is None else None
        paused = account.suspended
        if account.stopped_on is not None and account.ended is None:
            if account.clock.budget.unit == "wd":
                paused += calendar.used(account.stopped_on, until).days
            else:
                paused += (until - account.stopped_on).days
        yield ClockShown(
            account,
            account.clock.budget.amount - left.days,
            paused,
            left.days,
            due,
            left.provisional or (due is not None and due.provisional),
        )


def _answers(held: Loaded, case: Case, state: CaseState, reading: Reading) -> Iterable[Answered]:
    defects = {one.key: one.words for one in state.defects}
    for field in held.procedure.form:
        if field.key in reading.visible:
            yield Answered(field, case.data.get(field.key), defects.get(field.key, ""))


def _papers(
    held: Loaded, case: Case, state: CaseState, required: frozenset[str]
) -> Iterable[Paper]:
    defects = {one.key: one.words for one in state.defects}
    rows = list(case.papers.all())
    for paper in held.procedure.evidence:
        own = [row for row in rows if row.key == paper.key and row.attachment is not None]
        yield Paper(
            paper.key,
            paper.label.zh,
            paper.label.en,
            paper.key in required,
            any(row.key == paper.key and row.promised and row.current for row in rows),
            tuple(row for row in own if row.current),
            tuple(row for row in own if not row.current),
            defects.get(paper.key, ""),
        )
