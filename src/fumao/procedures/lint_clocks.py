"""Checks of terms: every step has a limit, the limits fit the term, every clock can be run."""

from fumao.core.clock import Duration
from fumao.procedures.definitions import STOPPERS, Procedure, Step
from fumao.procedures.lint_notes import Notes, Said
from fumao.procedures.lint_route import Way, at
from fumao.rules.problem import Spot

_WEEK = 7
_WORKED = 5


def check_clocks(procedure: Procedure, notes: Notes) -> None:
    """Note what is wrong with limits, terms and what stops them."""
    for step in procedure.route:
        _check_limit(procedure, step, notes)
    _check_units(procedure, notes)
    _check_stops(procedure, notes)
    _check_extension(procedure, notes)
    clock = procedure.clock
    if clock.deemed_accepted and not any(step.do == "accept" for step in procedure.route):
        said = ("deemed_accepted 没有受理环节可用", "deemed_accepted, but no step accepts")
        notes.add("dead_clock", clock.spot, said, ("删去或加受理环节", "remove it"))
    if clock.statutory and clock.service and _weeks(clock.service) > _weeks(clock.statutory):
        said = (
            f"承诺期限 {clock.service} 比法定期限 {clock.statutory} 长",
            f"the service term {clock.service} is longer than the statutory {clock.statutory}",
        )
        notes.add("terms", clock.spot, said, ("改正其一", "correct one of them"))
    if procedure.route and clock.statutory is not None:
        _check_sum(procedure, clock.statutory, notes)


def _check_limit(procedure: Procedure, step: Step, notes: Notes) -> None:
    waits = not step.is_system or step.do == "publicise"
    if step.within is None and waits:
        if procedure.clock.statutory is None and not step.is_system:
            said = (
                f"“{step.key}”没有期限，整件也没有法定期限：可能无限期停在这里",
                f'"{step.key}" has no limit and the whole has no statutory term: a case can stall',
            )
            mend = ("写 within，或写 clock.statutory", "write within, or clock.statutory")
            notes.add("stall", step.spot, said, mend)
        else:
            said = (f"“{step.key}”没有期限", f'"{step.key}" has no limit')
            notes.add("no_limit", step.spot, said, ("写 within，如 3wd", "write within, as 3wd"))
    elif step.within is not None and not waits:
        said = (f"“{step.key}”由系统即时办理，期限无用", f'"{step.key}" is done at once')
        notes.add("dead_clock", at(step, "within"), said, ("删去 within", "remove within"))
    if step.within is not None and step.within.unit == "mo" and step.do == "publicise":
        _months(notes, at(step, "within"), ("公示期", "a publicity period"))


def _check_units(procedure: Procedure, notes: Notes) -> None:
    clock, correction = procedure.clock, procedure.correction
    terms: tuple[tuple[Duration | None, Spot, Said], ...] = (
        (clock.statutory, clock.spot, ("法定期限", "the statutory term")),
        (clock.service, clock.spot, ("承诺期限", "the service term")),
        (clock.extend, clock.spot, ("延长期限", "an extension")),
        (
            correction.within if correction else None,
            correction.spot if correction else clock.spot,
            ("补正期限", "the term for corrections"),
        ),
    )
    for term, spot, name in terms:
        if term is not None and term.unit == "mo":
            _months(notes, spot, name)


def _months(notes: Notes, spot: Spot, name: Said) -> None:
    said = (f"{name[0]}以月计，不能暂停计时", f"{name[1]} in months cannot be stopped")
    notes.add("months", spot, said, ("改用 wd 或 cd", "use wd or cd"))


def _check_stops(procedure: Procedure, notes: Notes) -> None:
    clock = procedure.clock
    steps = {step.do for step in procedure.route}
    returns = any(step.returns for step in procedure.route)
    for name in clock.stops_while:
        if name not in STOPPERS:
            notes.unknown(("暂停事由", "ground to stop"), name, clock.spot, STOPPERS)
        elif procedure.variant:
            continue  # terms are shared with the procedure, whose route is longer
        elif name in ("visit", "panel", "publicise") and name not in steps:
            said = (f"没有 {name} 环节可暂停计时", f"no step of kind {name} stops the term")
            notes.add("dead_clock", clock.spot, said, ("从 stops_while 去掉", "remove it"))
        elif name == "correcting" and not returns:
            said = (
                "没有环节退回补正，correcting 无用",
                "no step returns: correcting stops nothing",
            )
            notes.add("dead_clock", clock.spot, said, ("从 stops_while 去掉", "remove it"))
    if procedure.correction is not None and not returns and not procedure.variant:
        said = ("没有环节退回补正，correction 无用", "no step returns: correction is of no use")
        mend = ("给受理或审查环节写 returns: true", "give a step returns: true")
        notes.add("dead_clock", procedure.correction.spot, said, mend)


def _check_extension(procedure: Procedure, notes: Notes) -> None:
    clock = procedure.clock
    if clock.extend is None:
        return
    if clock.statutory is None:
        said = ("没有法定期限可延长", "there is no statutory term to extend")
        notes.add("dead_clock", clock.spot, said, ("删去 extend", "remove extend"))
    elif clock.extend.unit != clock.statutory.unit:
        said = (
            f"法定期限 {clock.statutory} 不能延长 {clock.extend}：单位不同",
            f"a term of {clock.statutory} is not extended by {clock.extend}: other units",
        )
        notes.add("units", clock.spot, said, ("用同一单位", "use one unit"))


def _check_sum(procedure: Procedure, term: Duration, notes: Notes) -> None:
    """Note steps whose limits together overrun the term, on the longest way to the decision."""
    limits = {
        step.key: in_unit(step.within, term)
        for step in procedure.route
        if step.within is not None and _counts(procedure, step)
    }
    for key, days in limits.items():
        if days > term.amount:
            step = procedure.step(key)
            said = (
                f"“{key}”一个环节的期限 {step.within} 就超过法定期限 {term}",
                f'the limit of "{key}", {step.within}, alone is over the statutory {term}',
            )
            notes.add("overrun", at(step, "within"), said, ("改正其一", "correct one of them"))
            return
    path = longest(procedure, limits)
    total = sum(limits.get(key, 0) for key in path)
    if total > term.amount:
        listed = " + ".join(f"{key} {procedure.step(key).within}" for key in path if key in limits)
        said = (
            f"各环节期限之和 {total} 超过法定期限 {term}：{listed}",
            f"the limits of the steps sum to {total}, over the statutory {term}: {listed}",
        )
        mend = ("缩短环节期限，或查法定期限", "shorten limits, or check the statutory term")
        notes.add("overrun", procedure.clock.spot, said, mend)


def _counts(procedure: Procedure, step: Step) -> bool:
    """Tell whether the statutory term runs while a step is taken."""
    if step.do == "accept" and procedure.clock.starts == "accepted":
        return False
    return step.do not in procedure.clock.stops_while


def longest(procedure: Procedure, limits: dict[str, int]) -> list[str]:
    """Return the steps of the way that takes longest up to the decision, by their limits."""
    way = Way(procedure)
    best: dict[str, list[str]] = {}
    for step in reversed(procedure.route):
        ways = [[]] if step.do == "decide" else [[], *(best[key] for key in way.onward(step))]
        taken = max(ways, key=lambda keys: sum(limits.get(key, 0) for key in keys))
        best[step.key] = [step.key, *taken]
    return best[procedure.route[0].key]


def in_unit(limit: Duration | None, term: Duration) -> int:
    """Return a limit in the unit of a term, by weeks of five working days; months have 30 days."""
    if limit is None:
        return 0
    days = limit.amount * 30 if limit.unit == "mo" else limit.amount
    if limit.unit == term.unit or (limit.unit == "mo" and term.unit == "cd"):
        return days
    if term.unit == "cd":
        return days + 2 * ((days - 1) // _WORKED)
    return days * _WORKED // _WEEK


def _weeks(term: Duration) -> float:
    return term.amount / (_WORKED if term.unit == "wd" else _WEEK)
