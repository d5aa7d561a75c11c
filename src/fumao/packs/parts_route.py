"""The route of a procedure, its clocks, outcome and later cases, made into records."""

from typing import Literal, get_args

from fumao.core.clock import Duration
from fumao.core.errors import CoreError
from fumao.forms.fields import Option
from fumao.packs.row import Row
from fumao.procedures.definitions import (
    After,
    AfterKind,
    ClockTerms,
    Correction,
    Criterion,
    Deemed,
    Do,
    Effect,
    Level,
    Lookup,
    Mode,
    OutcomeTerms,
    Promise,
    Seat,
    SeatRole,
    Silent,
    Step,
)
from fumao.rules.definitions import Citation
from fumao.rules.problem import Spot


def spot(row: Row) -> Spot:
    """Return where a mapping begins."""
    return Spot(row.place.file, row.place.line, 1)


def spots(row: Row, *names: str) -> dict[str, Spot]:
    """Return where the texts of these fields begin, of those that are there."""
    return {name: Spot(row.place.file, *row.start(name)) for name in names if row.has(name)}


def step(row: Row) -> Step:
    """Make a step; `pass`, `refuse`, `hold` name the next step, or granted or refused."""
    do: Do = row.choice("do", Do)
    mode: Mode = row.choice("mode", Mode, "all")
    silent: Silent = row.choice("silent", Literal["agree", "escalate"]) if row.has("silent") else ""
    return Step(
        key=row.text("step"),
        title=row.words("title"),
        do=do,
        by=_seats(row),
        within=duration(row, "within"),
        passed=row.text("pass"),
        refused=row.text_or_none("refuse") or "",
        held=row.text_or_none("hold") or "",
        returns=row.flag("returns"),
        mode=mode,
        quorum=row.whole_or_none("quorum") or 0,
        silent=silent,
        when=row.text_or_none("when") or "",
        apart=row.texts("apart"),
        criteria=tuple(_criteria(row)),
        experts=row.whole_or_none("experts") or 0,
        pass_mark=row.number_or_none("pass_mark"),
        spot=spot(row),
        spots=spots(row, "when", "pass", "refuse", "hold", "apart", "within", "quorum", "silent"),
    )


def _seats(row: Row) -> tuple[Seat, ...]:
    """Read who takes the step: a list of seats, or the word system."""
    if row.values.get("by") == "system":
        row.text("by")
        return (Seat("system", "city", "handler"),)
    made = []
    for one in row.rows("by"):
        level: Level = one.choice("level", Level, "city")
        role: SeatRole = one.choice("role", SeatRole)
        made.append(Seat(one.text("function"), level, role, one.texts("reads")))
        one.finish()
    return tuple(made)


def _criteria(row: Row) -> list[Criterion]:
    made = []
    for one in row.rows("criteria"):
        made.append(Criterion(one.text("key"), one.words("label"), one.number("most")))
        one.finish()
    return made


def duration(row: Row, name: str) -> Duration | None:
    """Return a term with its unit, None where the field is missing."""
    text = row.text_or_none(name)
    if text is None:
        return None
    try:
        return Duration.parse(text)
    except CoreError as error:
        row.fault(name, error.words.zh, error.words.en, ("补上单位", "add the unit"))
        return None


def clock(row: Row) -> ClockTerms:
    """Read the terms of the whole."""
    part = row.part("clock")
    if part is None:
        return ClockTerms()
    starts: Literal["submitted", "accepted"] = part.choice(
        "starts", Literal["submitted", "accepted"], "accepted"
    )
    made = ClockTerms(
        statutory=duration(part, "statutory"),
        service=duration(part, "service"),
        starts=starts,
        stops_while=part.texts("stops_while"),
        extend=duration(part, "extend"),
        deemed_accepted=duration(part, "deemed_accepted"),
        spot=spot(part),
    )
    part.finish()
    return made


def correction(row: Row) -> Correction | None:
    """Read how often and how long papers may be mended."""
    part = row.part("correction")
    if part is None:
        return None
    plain = Correction()
    made = Correction(
        part.whole_or_none("rounds") or plain.rounds,
        duration(part, "within") or plain.within,
        spot(part),
    )
    part.finish()
    return made


def promise(row: Row, main: Citation) -> Promise | None:
    """Read the terms of a promise in place of papers."""
    part = row.part("promise")
    if part is None:
        return None
    effect: Effect = part.choice("on_false", Effect, "revoke")
    cite = Citation(part.text("document"), part.text("clause")) if part.has("document") else main
    made = Promise(
        part.text_or_none("forbid") or "",
        duration(part, "verify_within") or Duration(30, "wd"),
        effect,
        cite,
        spot(part),
        spots(part, "forbid"),
    )
    part.finish()
    return made


def outcome(row: Row) -> OutcomeTerms | None:
    """Read what a granted case brings."""
    part = row.part("outcome")
    if part is None:
        return None
    made = OutcomeTerms(
        name=part.words("name"),
        number=part.text("number"),
        months=part.whole_or_none("months"),
        until=part.text_or_none("until") or "",
        single_use=part.flag("single_use"),
        public=part.texts("public"),
        spot=spot(part),
    )
    part.finish()
    return made


def after(row: Row) -> After:
    """Make a later case with what it keeps of its procedure, its route and its terms."""
    kind: AfterKind = row.choice("kind", AfterKind)
    on_fail: Effect = row.choice("on_fail", Effect, "suspend")
    grounds = []
    for one in row.rows("grounds"):
        grounds.append(Option(one.text("key"), one.words("name")))
        one.finish()
    return After(
        kind=kind,
        title=row.words("title"),
        form=row.texts("form"),
        keep_evidence=row.texts("keep_evidence"),
        keep_checks=row.texts("keep_checks"),
        keep_conditions=row.texts("keep_conditions"),
        route=row.texts("route"),
        statutory=duration(row, "statutory"),
        every=row.whole_or_none("every"),
        fails=row.whole_or_none("fails") or 1,
        on_fail=on_fail,
        before=duration(row, "before"),
        deemed=_deemed(row),
        lookup=_lookup(row),
        grounds=tuple(grounds),
        spot=spot(row),
    )


def _deemed(row: Row) -> Deemed | None:
    part = row.part("deemed")
    if part is None:
        return None
    made = Deemed(
        duration(part, "within") or Duration(30, "cd"),
        Citation(part.text("document"), part.text("clause")),
        spot(part),
    )
    part.finish()
    return made


def _lookup(row: Row) -> Lookup | None:
    part = row.part("lookup")
    if part is None:
        return None
    made = Lookup(
        name=part.words("name"),
        table=part.text("table"),
        number=part.text("number"),
        given=part.text("given"),
        show=part.texts("show"),
        link=part.text_or_none("link") or "",
        within=part.text_or_none("within") or "",
        key=part.text_or_none("key") or "",
        tell=part.texts("tell"),
        spot=spot(part),
    )
    part.finish()
    return made


LEVELS = get_args(Level)
