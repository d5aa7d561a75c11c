"""What a procedure is: form, evidence, checks, route, clocks, outcome and what comes after.

Plain frozen records with the spot in the file they come from. `lint` checks them, `form.Form`
evaluates their expressions, `fold` follows a case through the route. Expressions are in the
language of `fumao.rules`; an empty one is absent.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from fumao.core.clock import Duration
from fumao.core.errors import Words
from fumao.forms.fields import Field, Option, Spots
from fumao.procedures.fees import Fee
from fumao.rules.definitions import Citation, Confidence, Parameter
from fumao.rules.problem import Spot

ProcedureKind = Literal[
    "filing", "registration", "accreditation", "recognition", "funding", "writeoff", "assessment",
    "licence",
]  # fmt: skip
Level = Literal["district", "city", "province", "nation"]
SeatRole = Literal["handler", "checker", "leader", "office"]
Do = Literal[
    "accept", "review", "consult", "visit", "panel", "decide", "publicise", "pay", "issue"
]  # fmt: skip
Mode = Literal["all", "any", "quorum"]
Silent = Literal["", "agree", "escalate"]
Then = Literal["refuse", "hold", "warn"]
AfterKind = Literal["change", "renew", "recheck", "revoke", "appeal"]
Effect = Literal["suspend", "revoke"]
# Where a route ends.
GRANTED, REFUSED = "granted", "refused"
ENDS = (GRANTED, REFUSED)
# What may stop a clock besides correcting: steps of these kinds, and an officer's order.
STOPPERS = ("correcting", "visit", "panel", "publicise", "hearing", "inspection")
_TEN_DAYS, _SIXTY_DAYS, _SIX_MONTHS = Duration(10, "wd"), Duration(60, "cd"), Duration(6, "mo")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A paper to be attached; `later` lets it follow, `promise` lets a promise replace it."""

    key: str
    label: Words
    accept: tuple[str, ...]
    required: str = ""
    later: Duration | None = None
    promise: bool = False
    sensitive: bool = False
    source: str = ""
    spot: Spot = field(default=Spot(), compare=False)
    spots: Spots = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Check:
    """Something found on the form: it refuses, holds for an officer, or warns; with its clause."""

    key: str
    when: str
    then: Then
    words: Words
    cite: Citation
    spot: Spot = field(default=Spot(), compare=False)
    spots: Spots = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of the decision, shown to applicant and officer with its result.

    `holds` is an expression; where it is the bare name of a rule, that rule explains itself.
    """

    key: str
    label: Words
    holds: str
    cite: Citation
    confidence: Confidence = "seen"
    spot: Spot = field(default=Spot(), compare=False)
    spots: Spots = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Seat:
    """Who takes a step: a role in the department of a function, at a level of the tree.

    `reads` are the fields its opinion rests on; none means all.
    """

    function: str
    level: Level
    role: SeatRole
    reads: tuple[str, ...] = ()

    @property
    def is_system(self) -> bool:
        """Tell whether no person takes the step."""
        return self.function == "system"


@dataclass(frozen=True, slots=True)
class Criterion:
    """What an expert scores, from 0 to `most`."""

    key: str
    label: Words
    most: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a route; `passed`, `refused`, `held` name the next step or an end.

    A step without `refused` cannot refuse: what is said against is an opinion. `returns` allows a
    return for correction. `apart` names steps whose persons may not take this one.
    """

    key: str
    title: Words
    do: Do
    by: tuple[Seat, ...]
    within: Duration | None
    passed: str
    refused: str = ""
    held: str = ""
    returns: bool = False
    mode: Mode = "all"
    quorum: int = 0
    silent: Silent = ""
    when: str = ""
    apart: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    experts: int = 0
    pass_mark: Decimal | None = None
    spot: Spot = field(default=Spot(), compare=False)
    spots: Spots = field(default_factory=dict, compare=False)

    @property
    def is_system(self) -> bool:
        """Tell whether the system takes the step."""
        return self.do in ("publicise", "issue") or (bool(self.by) and self.by[0].is_system)

    def targets(self) -> tuple[str, ...]:
        """Return where the step may lead to."""
        return tuple(t for t in (self.passed, self.refused, self.held) if t)


@dataclass(frozen=True, slots=True)
class ClockTerms:
    """The terms of the whole: by law, and as promised by the office; what stops them."""

    statutory: Duration | None = None
    service: Duration | None = None
    starts: Literal["submitted", "accepted"] = "accepted"
    stops_while: tuple[str, ...] = ()
    extend: Duration | None = None
    deemed_accepted: Duration | None = None
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Correction:
    """How often and how long an applicant may mend the papers."""

    rounds: int = 2
    within: Duration = _TEN_DAYS
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Promise:
    """告知承诺: when it is closed to an applicant, and by when the office verifies."""

    forbid: str
    verify_within: Duration
    on_false: Effect
    cite: Citation
    spot: Spot = field(default=Spot(), compare=False)
    spots: Spots = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class OutcomeTerms:
    """What a granted case brings: a numbered paper, valid for `months` or until a field's day.

    `number` has {code}, {area}, {yyyy} and {seq:N}. `single_use`: a bank marks it used, once.
    """

    name: Words
    number: str
    months: int | None = None
    until: str = ""
    single_use: bool = False
    public: tuple[str, ...] = ()
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Deemed:
    """A renewal handed in `within` before the outcome's end counts as granted when it ends."""

    within: Duration
    cite: Citation
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Lookup:
    """Rows of a later case that anybody verifies by the number in them: certificates it told of.

    `number` and `given` are columns of `table`; `show` are further ones the public may read. The
    row's column `link` names a row of the table `within` by its column `key`, of which `tell` may
    be read too. All else of the rows stays inside.
    """

    name: Words
    table: str
    number: str
    given: str
    show: tuple[str, ...] = ()
    link: str = ""
    within: str = ""
    key: str = ""
    tell: tuple[str, ...] = ()
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class After:
    """A later case on an outcome: which fields it asks, which steps it takes, what follows.

    `form` and `keep_…` name fields, papers, checks and conditions of the procedure that it has too;
    `extra`, `evidence`, `checks` and `conditions` are its own. recheck: `every` so many months,
    `fails` failures bring `on_fail`. renew: opens `before` the end. revoke: `grounds`. appeal:
    `reconsider` and `litigate` are printed on every refusal.
    """

    kind: AfterKind
    title: Words
    form: tuple[str, ...] = ()
    extra: tuple[Field, ...] = ()
    keep_evidence: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    keep_checks: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    keep_conditions: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    route: tuple[str, ...] = ()
    statutory: Duration | None = None
    every: int | None = None
    fails: int = 1
    on_fail: Effect = "suspend"
    before: Duration | None = None
    deemed: Deemed | None = None
    lookup: Lookup | None = None
    grounds: tuple[Option, ...] = ()
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Appeal:
    """How a refusal may be contested (行政复议法, 行政诉讼法)."""

    reconsider: Duration = _SIXTY_DAYS
    litigate: Duration = _SIX_MONTHS


@dataclass(frozen=True, slots=True)
class MoneyTerms:
    """A case that asks for money: the rule that computes it and the table with invoice lines.

    `columns` maps the parts of a claim line (invoice, dated, amount, kind) to the table's columns.
    """

    rule: str
    lines: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of a procedure; `variant` is "" or the kind of later case it was derived for.

    `known` are fields a later case does not ask: their values come from the case before it.
    """

    key: str
    code: str
    version: str
    title: Words
    summary: Words
    kind: ProcedureKind
    owner: str
    level: Level
    basis: tuple[Citation, ...]
    form: tuple[Field, ...]
    evidence: tuple[Evidence, ...]
    route: tuple[Step, ...]
    areas: tuple[str, ...] = ()
    need: str = ""
    need_words: Words | None = None
    checks: tuple[Check, ...] = ()
    conditions: tuple[Condition, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    clock: ClockTerms = ClockTerms()
    correction: Correction | None = None
    withdraw_until: str = ""
    promise: Promise | None = None
    outcome: OutcomeTerms | None = None
    after: tuple[After, ...] = ()
    appeal: Appeal = Appeal()
    money: MoneyTerms | None = None
    fees: tuple[Fee, ...] = ()
    confidence: Confidence = "seen"
    note: Words | None = None
    variant: str = ""
    known: tuple[Field, ...] = ()
    spot: Spot = field(default=Spot(), compare=False)
    spots: Spots = field(default_factory=dict, compare=False)

    def step(self, key: str) -> Step:
        """Return a step of the route; raises KeyError."""
        for one in self.route:
            if one.key == key:
                return one
        raise KeyError(key)

    def field(self, key: str) -> Field:
        """Return a field of the form; raises KeyError."""
        for one in self.form:
            if one.key == key:
                return one
        raise KeyError(key)

    def fee(self, key: str) -> Fee:
        """Return a fee; raises KeyError."""
        for one in self.fees:
            if one.key == key:
                return one
        raise KeyError(key)

    def later(self, kind: str) -> After | None:
        """Return what is declared for a kind of later case."""
        return next((one for one in self.after if one.kind == kind), None)

    @property
    def tables(self) -> Iterator[Field]:
        """Yield the fields that hold rows."""
        return (one for one in self.form if one.is_table)

    def variant_for(self, kind: str) -> "Procedure":
        """Return the procedure of a later case: its fields, papers, checks, conditions and steps.

        No promise replaces a paper of a later case. Raises KeyError where the procedure declares no
        such case.
        """
        after = self.later(kind)
        if after is None:
            raise KeyError(kind)
        if kind == "renew" and not after.route:
            clock = replace(self.clock, statutory=after.statutory or self.clock.statutory)
            return replace(self, title=after.title, clock=clock, variant=kind)
        kept = _kept(self.form, after.form)
        steps = tuple(self.step(key) for key in after.route)
        return replace(
            self,
            title=after.title,
            form=kept + after.extra,
            evidence=_unpromised(_kept(self.evidence, after.keep_evidence) + after.evidence),
            checks=_kept(self.checks, after.keep_checks) + after.checks,
            conditions=_kept(self.conditions, after.keep_conditions) + after.conditions,
            need="",
            route=tuple(_within(step, steps) for step in steps),
            clock=_clock_within(self.clock, after.statutory, steps),
            withdraw_until=self.withdraw_until if self.withdraw_until in after.route else "",
            promise=None,
            money=None,
            fees=(),
            variant=kind,
            known=tuple(one for one in self.form if one.key not in after.form),
        )


def _kept[T: (Field, Evidence, Check, Condition)](
    parts: tuple[T, ...], keys: tuple[str, ...]
) -> tuple[T, ...]:
    return tuple(one for one in parts if one.key in keys)


def _unpromised(papers: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(replace(one, promise=False) for one in papers)


def _clock_within(
    clock: ClockTerms, statutory: Duration | None, steps: Iterable[Step]
) -> ClockTerms:
    """Return the terms of a later case: its own, without what has no place in its route."""
    accepts = any(step.do == "accept" for step in steps)
    same = (
        statutory is not None and clock.extend is not None and clock.extend.unit == statutory.unit
    )
    return replace(
        clock,
        statutory=statutory,
        service=None,
        extend=clock.extend if same else None,
        deemed_accepted=clock.deemed_accepted if accepts else None,
    )


def _within(step: Step, steps: tuple[Step, ...]) -> Step:
    """Return a step that leads on inside a shortened route: to the next step kept, or an end."""
    keys = [one.key for one in steps]
    here = keys.index(step.key)
    following = keys[here + 1] if here + 1 < len(keys) else GRANTED
    refused = step.refused if step.refused in (*keys, REFUSED) else ""
    held = step.held if step.held in keys else ""
    apart = tuple(key for key in step.apart if key in keys)
    return replace(step, passed=following, refused=refused, held=held, when="", apart=apart)
