"""Checks of a route: where it leads, whether every step is reached, and who decides."""

from collections.abc import Iterator
from functools import cached_property

from fumao.procedures.definitions import ENDS, GRANTED, REFUSED, Procedure, Step
from fumao.procedures.lint_notes import Notes
from fumao.rules.problem import Spot

# Steps that the engine keeps apart from the decision (acts.blocked).
EXAMINING = ("accept", "review")
_SKIPPED_NEVER = ("accept", "decide", "issue")
_JUDGING = ("accept", "review", "visit", "panel", "decide")
_DECIDED_KINDS = ("accreditation", "recognition", "funding", "licence")


class Way:
    """The route as a graph: its targets, what is reached, and the way on from each step."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.steps = {step.key: step for step in reversed(procedure.route)}
        self.order = {step.key: place for place, step in enumerate(procedure.route)}

    def onward(self, step: Step) -> Iterator[str]:
        """Yield the steps that may follow; targets that lead back are left out."""
        for target in step.targets():
            if target in self.steps and self.order[target] > self.order[step.key]:
                yield target

    def from_here(self, key: str) -> frozenset[str]:
        """Return the steps that may be taken after one, without it."""
        found: set[str] = set()
        waiting = [key]
        while waiting:
            for target in self.onward(self.steps[waiting.pop()]):
                if target not in found:
                    found.add(target)
                    waiting.append(target)
        return frozenset(found)

    @cached_property
    def reached(self) -> frozenset[str]:
        """Return the steps that a case may come to."""
        if not self.procedure.route:
            return frozenset()
        first = self.procedure.route[0].key
        return self.from_here(first) | {first}

    def ends(self) -> frozenset[str]:
        """Return the ends that may be reached."""
        return frozenset(
            target
            for step in self.procedure.route
            if step.key in self.reached
            for target in step.targets()
            if target in ENDS
        )


def at(step: Step, name: str) -> Spot:
    """Return where a field of a step stands."""
    return step.spots.get(name, step.spot)


def check_route(procedure: Procedure, notes: Notes) -> None:
    """Note what is wrong with the way through the procedure."""
    if not procedure.route:
        said = ("办法没有环节", "the procedure has no step")
        notes.add("no_route", procedure.spot, said, ("写 route", "write a route"))
        return
    way = Way(procedure)
    notes.repeated(("环节", "step"), procedure.route, lambda s: s.key, lambda s: s.spot)
    for step in procedure.route:
        _check_targets(way, step, notes)
        _check_branches(procedure, step, notes)
        _check_skip(step, notes)
        _check_names(way, step, notes)
    _check_ends(way, notes)
    _check_decisions(way, notes)
    _check_outcome(way, notes)
    until = procedure.withdraw_until
    if until and until not in way.steps:
        spot = procedure.spots.get("withdraw_until", procedure.spot)
        notes.unknown(("环节", "step"), until, spot, way.steps)


def _check_targets(way: Way, step: Step, notes: Notes) -> None:
    names = {"pass": step.passed, "refuse": step.refused, "hold": step.held}
    for name, target in names.items():
        if not target or target in ENDS:
            continue
        if target not in way.steps:
            notes.unknown(("环节", "step"), target, at(step, name), (*way.steps, *ENDS))
        elif way.order[target] <= way.order[step.key]:
            notes.add(
                "backward",
                at(step, name),
                (
                    f"“{step.key}”回到“{target}”，会循环",
                    f'"{step.key}" leads back to "{target}": a circle',
                ),
                (
                    "环节只能往后走；要求修改请用 returns: true",
                    "a route only goes on; for changes use returns: true",
                ),
            )
    if step.key not in way.reached:
        notes.add(
            "unreachable",
            step.spot,
            (f"没有任何环节通向“{step.key}”", f'no step leads to "{step.key}"'),
            ("删去，或由前面的环节指向它", "remove it, or lead to it from a step above"),
        )


def _check_branches(procedure: Procedure, step: Step, notes: Notes) -> None:
    """Note branches that no case can take."""
    examines = step.is_system and step.do not in ("publicise", "issue")
    stops = any(one.then in ("refuse", "hold") for one in procedure.checks)
    if step.held and not examines:
        _dead(
            notes, step, "hold", "只有系统环节才会转人工", "only a step of the system holds a case"
        )
    elif step.held and not stops and not procedure.conditions:
        _dead(notes, step, "hold", "没有检查或条件会转人工", "no check or condition holds a case")
    refuses = any(one.then == "refuse" for one in procedure.checks)
    decides = step.do == "decide" and bool(procedure.conditions)
    if step.refused and examines and not refuses and not decides:
        _dead(notes, step, "refuse", "没有检查会不予通过", "no check refuses")
    if step.refused and step.do == "issue":
        _dead(notes, step, "refuse", "发证环节不作结论", "issuing says neither yes nor no")
    if step.returns and step.is_system:
        _dead(notes, step, "returns", "系统环节不退回补正", "the system returns nothing")


def _dead(notes: Notes, step: Step, name: str, zh: str, en: str) -> None:
    notes.add(
        "dead_branch",
        at(step, name),
        (f"“{step.key}”的 {name} 永远走不到：{zh}", f'{name} of "{step.key}" is never taken: {en}'),
        (f"删去 {name}", f"remove {name}"),
    )


def _check_skip(step: Step, notes: Notes) -> None:
    if not step.when:
        return
    if step.do in _SKIPPED_NEVER:
        said = (
            f"“{step.key}”是{_DO[step.do][0]}环节，不能按条件跳过",
            f'"{step.key}" is a step of {_DO[step.do][1]}: no condition may skip it',
        )
        notes.add("skipped", at(step, "when"), said, ("删去 when", "remove when"))
    elif step.passed in (REFUSED, step.key):
        said = (
            f"跳过“{step.key}”后无处可去：pass 为 {step.passed}",
            f'skipping "{step.key}" leads nowhere: pass is {step.passed}',
        )
        mend = ("pass 改为下一环节", "let pass name the next step")
        notes.add("skipped", at(step, "when"), said, mend)


_DO = {
    "accept": ("受理", "acceptance"),
    "decide": ("决定", "decision"),
    "issue": ("发证", "issue"),
}


def _check_names(way: Way, step: Step, notes: Notes) -> None:
    for name in step.apart:
        if name not in way.steps or name == step.key:
            others = [key for key in way.steps if key != step.key]
            notes.unknown(("环节", "step"), name, at(step, "apart"), others)


def _check_ends(way: Way, notes: Notes) -> None:
    procedure = way.procedure
    ends = way.ends()
    if GRANTED not in ends:
        said = ("没有环节通向 granted", "no step leads to granted")
        mend = ("末一环节写 pass: granted", "let the last step have pass: granted")
        notes.add("no_end", procedure.spot, said, mend)
    checks = [one for one in procedure.checks if one.then == "refuse"]
    if REFUSED not in ends and (checks or procedure.kind in _DECIDED_KINDS):
        said = ("没有环节能不予通过", "no step can refuse")
        mend = ("给审查或决定环节写 refuse: refused", "give a step refuse: refused")
        notes.add("no_refusal", procedure.spot, said, mend)
    _check_unheard(way, notes)


def _check_unheard(way: Way, notes: Notes) -> None:
    """Note a way to the end on which no person and no step heeds what the checks find."""
    procedure = way.procedure
    if not procedure.conditions and all(one.then == "warn" for one in procedure.checks):
        return
    waiting, seen = [procedure.route[0].key], set()
    while waiting:
        step = way.steps[waiting.pop()]
        seen.add(step.key)
        heeds = step.is_system and step.do not in ("publicise", "issue")
        if not step.is_system or (heeds and (step.refused or step.held)):
            continue
        if step.passed == GRANTED:
            said = (
                "检查和条件的结果无人过问就办结",
                "a case is granted with nobody heeding the checks and conditions",
            )
            mend = ("系统环节加 hold 或 refuse", "give the step of the system hold or refuse")
            notes.add("unheard", step.spot, said, mend)
        elif step.passed in way.steps and step.passed not in seen:
            waiting.append(step.passed)


def _check_decisions(way: Way, notes: Notes) -> None:
    procedure = way.procedure
    decides = [step for step in procedure.route if step.do == "decide"]
    if not decides and not procedure.variant and procedure.kind in _DECIDED_KINDS:
        said = (
            f"{procedure.kind} 类办法没有决定环节",
            f"a {procedure.kind} has no step that decides",
        )
        mend = ("加一个 do: decide 的环节", "add a step with do: decide")
        notes.add("no_decision", procedure.spot, said, mend, warning=True)
    for step in decides:
        _check_after_decision(way, step, notes)
        if not step.is_system:
            _check_separation(way, step, notes)


def _check_after_decision(way: Way, step: Step, notes: Notes) -> None:
    granted = way.steps.get(step.passed)
    later = {granted.key, *way.from_here(granted.key)} if granted is not None else set()
    for key in sorted(later, key=lambda one: way.order[one]):
        after = way.steps[key]
        late = after.do in _JUDGING or (bool(after.refused) and after.do != "publicise")
        if late:
            notes.add(
                "after_decision",
                after.spot,
                (
                    f"“{step.key}”已作决定，其后不能再有“{key}”",
                    f'"{step.key}" has decided: "{key}" cannot follow',
                ),
                (
                    "把它移到决定之前；其后只能公示、付款、发证、移交，不再作结论",
                    "put it before the decision: what follows says no more yes or no",
                ),
            )


def _check_separation(way: Way, step: Step, notes: Notes) -> None:
    """Note a decision that nobody else has examined (procedures.md, invariant 6)."""
    before = [
        one
        for one in way.procedure.route
        if not one.is_system and step.key in way.from_here(one.key)
        and (one.do in EXAMINING or one.key in step.apart)
    ]  # fmt: skip
    others = [one for one in before if set(one.by) != set(step.by)]
    if not others:
        said = (
            f"“{step.key}”作出决定前，没有他人受理或审查",
            f'nobody else has accepted or reviewed before "{step.key}" decides',
        )
        mend = (
            "在它之前加一个由其他岗位办理的 accept 或 review 环节，或用 apart 列出已有的环节",
            "put an accept or review step of another seat before it, or name one in apart",
        )
        notes.add("separation", step.spot, said, mend)


def _check_outcome(way: Way, notes: Notes) -> None:
    procedure = way.procedure
    issues = [step for step in procedure.route if step.do == "issue"]
    if procedure.outcome is None:
        for step in issues:
            said = (
                f"“{step.key}”发证，但没有写 outcome",
                f'"{step.key}" issues, without an outcome',
            )
            notes.add("no_outcome", step.spot, said, ("写 outcome 或删去环节", "write an outcome"))
        return
    if procedure.variant in ("recheck", "revoke"):
        for step in issues:
            said = (
                f"{procedure.variant} 不产生新的结果，不能有“{step.key}”",
                f'a {procedure.variant} brings no new outcome: "{step.key}" has no place in it',
            )
            notes.add("issue", step.spot, said, ("从 route 中去掉", "remove it from route"))
        return
    _check_issued(way, notes)


def _check_issued(way: Way, notes: Notes) -> None:
    """Note a way to granted on which nothing is issued, or two papers are."""
    procedure = way.procedure
    for step in procedure.route:
        if step.key not in way.reached:
            continue
        before = any(
            one.do == "issue" and step.key in way.from_here(one.key) for one in procedure.route
        )
        if step.do == "issue" and before:
            said = (f"“{step.key}”会再次发证", f'"{step.key}" issues a second time')
            notes.add("issue", step.spot, said, ("只留一个发证环节", "keep one step that issues"))
        elif GRANTED in step.targets() and step.do != "issue" and not before:
            said = (
                f"“{step.key}”直接办结，没有发证",
                f'"{step.key}" ends in granted without issuing the outcome',
            )
            mend = ("pass 改为发证环节", "let it pass to a step with do: issue")
            notes.add("not_issued", step.spot, said, mend)
