"""Golden cases of procedures: an application, what happens to it, and what a person worked out.

A case is played through the form, the acts and the timers as the pages and the nightly task do it;
time passes day by day before every event, so a term that runs out is never overlooked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from fumao.core.calendar import WorkingCalendar
from fumao.core.errors import CoreError, Words
from fumao.procedures.form import Form
from fumao.procedures.golden_play import Play
from fumao.procedures.golden_told import TOLD, as_wanted, shown
from fumao.procedures.intake import Filing
from fumao.rules.facts import read_fact
from fumao.rules.problem import RuleError, RuleProblem, Spot
from fumao.rules.types import Value

# The kinds every procedure has a case of (their slugs may go on: granted-with-promise).
FIVE = ("granted", "corrected", "refused", "withdrawn", "timed-out")
_MEND = Words("查案例与办法哪个错", "see which of the two is wrong")


@dataclass(frozen=True, slots=True)
class GoldenEvent:
    """One event as it is written: its day and its words, read by `golden_play`."""

    on: date
    told: Mapping[str, object]
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """A case with what is expected at its end; `working` shows how it was worked out by hand.

    `ends` is the last day of the outcome that a later case is about.
    """

    name: str
    label: Words
    on: date
    form: Mapping[str, object]
    expect: Mapping[str, object]
    working: str
    about: Mapping[str, object] = field(default_factory=dict)
    papers: tuple[str, ...] = ()
    promised: tuple[str, ...] = ()
    events: tuple[GoldenEvent, ...] = ()
    variant: str = ""
    ends: date | None = None
    spot: Spot = field(default=Spot(), compare=False)


def check_case(case: GoldenCase, form: Form, calendar: WorkingCalendar) -> Iterator[RuleProblem]:
    """Yield every expectation that is not met, and every event that cannot happen, with its line.

    `form` is the procedure's own; a case with a `variant` makes the later case's form from it.
    """
    try:
        play = _begin(case, form, calendar)
    except CoreError as error:
        yield _problem(case, case.spot, error.words)
        return
    except RuleError as error:
        yield from error.problems
        return
    except KeyError as error:
        said = Words(f"办法没有后续事项 {error}", f"the procedure has no later case {error}")
        yield _problem(case, case.spot, said)
        return
    for event in case.events:
        try:
            play.take(event.on, event.told)
        except CoreError as error:
            yield _problem(case, event.spot, error.words)
            return
        except KeyError as error:
            yield _problem(case, event.spot, Words(f"没有 {error}", f"there is no {error}"))
            return
    for name, wanted in case.expect.items():
        yield from _compared(case, play, name, wanted)


def _begin(case: GoldenCase, form: Form, calendar: WorkingCalendar) -> Play:
    if case.variant:
        form = form.variant(case.variant)
    filing = Filing(
        raw=case.form,
        submitted=case.on,
        papers=frozenset(case.papers),
        promised=frozenset(case.promised),
        about=_facts(case, form),
    )
    return Play(form, calendar, filing, case.ends)


def _facts(case: GoldenCase, form: Form) -> dict[str, Value]:
    facts: dict[str, Value] = {}
    for name, raw in case.about.items():
        given = form.library.inputs.get(name)
        if given is None:
            raise CoreError(
                "fact",
                f"about 中的“{name}”没有任何表达式用到",
                f'no expression uses the fact "{name}" of about',
            )
        facts[name] = read_fact(raw, given)
    return facts


def _compared(case: GoldenCase, play: Play, name: str, wanted: object) -> Iterator[RuleProblem]:
    told = TOLD.get(name)
    if told is None:
        said = Words(f"不认识期望“{name}”", f'there is no expectation "{name}"')
        yield _problem(case, case.spot, said, Words("、".join(TOLD), ", ".join(TOLD)))
        return
    got = told(play)
    if not as_wanted(wanted, got):
        written = shown(wanted)
        said = Words(f"{name} 应为 {written}，得 {shown(got)}",
                     f"{name} should be {written}, is {shown(got)}")  # fmt: skip
        yield _problem(case, case.spot, said)


def _problem(case: GoldenCase, spot: Spot, said: Words, mend: Words = _MEND) -> RuleProblem:
    words = Words(f"案例“{case.name}”：{said.zh}", f'case "{case.name}": {said.en}')
    return RuleProblem("golden_case", spot, words, mend)
