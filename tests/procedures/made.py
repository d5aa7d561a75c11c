"""Random procedures: every kind of step, seat, mode, term and stop, and nothing to lint."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from fumao.core.clock import Duration
from fumao.core.errors import Words
from fumao.procedures.definitions import (
    Check,
    ClockTerms,
    Correction,
    Criterion,
    Evidence,
    OutcomeTerms,
    Procedure,
    Seat,
    Step,
)
from fumao.procedures.fees import Fee
from fumao.rules.definitions import Citation

type Choose = Callable[[Sequence[Any]], Any]
LAW = Citation("law", "第一条")
READS = ((), ("a",), ("b",), ("a", "b"))
KEYS = ("a", "b", "c")
_FUNCTIONS = ("commerce", "tax", "science")


def words(text: str) -> Words:
    return Words(text, text)


def made(choose: Choose) -> Procedure:
    """Return a procedure drawn by `choose`, whose route a linter has nothing against."""
    route = _linked(list(_steps(choose)))
    kinds = {step.do for step in route}
    stops = [one for one in ("correcting", "hearing", "inspection") if choose((True, False))]
    stops += [
        one for one in ("visit", "panel", "publicise") if one in kinds and choose((True, False))
    ]
    unit = choose(("wd", "wd", "cd"))
    statutory = Duration(choose((3, 5, 10, 20, 45)), unit)
    return Procedure(
        key="made",
        code="MAD",
        version="1",
        title=words("made"),
        summary=words("made"),
        kind="registration",
        owner="commerce",
        level="city",
        basis=(LAW,),
        form=(),
        evidence=tuple(Evidence(key, words(key), ("pdf",)) for key in KEYS),
        route=route,
        checks=(Check("no", "applicant_active", "refuse", words("no"), LAW),),
        clock=ClockTerms(
            statutory=statutory,
            service=Duration(2, "wd") if choose((True, False)) else None,
            starts=choose(("accepted", "accepted", "submitted")),
            stops_while=tuple(stops),
            extend=Duration(choose((2, 10)), unit) if choose((True, False)) else None,
            deemed_accepted=Duration(5, "wd") if choose((True, True, False)) else None,
        ),
        correction=Correction(choose((1, 2, 3)), Duration(choose((5, 10)), choose(("wd", "cd")))),
        withdraw_until="decide",
        outcome=OutcomeTerms(words("paper"), "{code}-{seq:5}"),
        fees=tuple(_fees(choose, route)),
    )


def _fees(choose: Choose, route: Sequence[Step]) -> Iterator[Fee]:
    """Draw fees due at any step that can wait for them; `world` says what they come to."""
    steps = [step.key for step in route if step.do != "publicise"]
    for key in ("one", "two")[: choose((0, 1, 2))]:
        yield Fee(key, words(key), words(key), "fee", choose(steps), LAW)


def _steps(choose: Choose) -> Sequence[Step]:
    found = [_accept(choose), _step("review", "review", choose, returns=True)]
    if choose((True, False)):
        found.append(_consult(choose))
    if choose((True, False, False)):
        found.append(_step("visit", "visit", choose, returns=choose((True, False))))
    if choose((True, False, False)):
        found.append(_panel(choose))
    published = choose(("", "", "before", "after"))
    publicity = replace(
        _step("publicise", "publicise", choose), by=(), refused="refused", within=Duration(5, "wd")
    )
    if published == "before":
        found.append(publicity)
    found.append(_step("decide", "decide", choose, role="leader", refused="refused"))
    if published == "after":
        found.append(publicity)
    issue = _step("issue", "issue", choose)
    return [*found, replace(issue, by=(Seat("system", "city", "handler"),), within=None)]


def _step(  # type: ignore[no-untyped-def]
    key: str, do: Any, choose: Choose, *, role: Any = "handler", **more: Any
) -> Step:
    limit = Duration(choose((1, 2, 5)), choose(("wd", "wd", "cd")))
    seat = Seat("commerce", "city", role, choose(READS))
    return Step(key, words(key), do, (seat,), limit, "", **more)


def _accept(choose: Choose) -> Step:
    step = _step("accept", "accept", choose, refused="refused", returns=True)
    if choose((True, False, False)):
        system = (Seat("system", "city", "handler"),)
        return replace(step, by=system, within=None, returns=False, held="review")
    return step


def _consult(choose: Choose) -> Step:
    count = choose((1, 2, 3))
    mode = choose(("all", "any", "quorum"))
    seats = tuple(Seat(one, "city", "handler", choose(READS)) for one in _FUNCTIONS[:count])
    step = _step("consult", "consult", choose, returns=choose((True, False)))
    return replace(
        step,
        by=seats,
        mode=mode,
        quorum=choose(range(1, count + 1)) if mode == "quorum" else 0,
        refused="refused" if choose((True, False)) else "",
        silent=choose(("", "agree", "agree")),
        when="applicant_active" if choose((True, False)) else "",
    )


def _panel(choose: Choose) -> Step:
    step = _step("panel", "panel", choose, returns=choose((True, False)))
    return replace(
        step,
        experts=choose((1, 2)),
        criteria=(Criterion("plan", words("plan"), Decimal(100)),),
        pass_mark=Decimal(60) if choose((True, False)) else None,
        refused="refused",
    )


def _linked(steps: list[Step]) -> tuple[Step, ...]:
    keys = [step.key for step in steps]
    return tuple(
        replace(step, passed=following)
        for step, following in zip(steps, [*keys[1:], "granted"], strict=True)
    )
