"""The inputs, tables and parameters that generated rules draw from, with bounds worth testing.

A family is what may be added and compared: plain numbers, persons, yuan, dollars, and the days,
months and years between two days.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from fumao.rules.definitions import (
    ChildTable,
    Citation,
    Dated,
    Input,
    Parameter,
    Tier,
    Tiers,
)
from fumao.rules.types import BOOL, DATE, MONTH, TEXT, Type, Value
from tests.rules.nine import words

CITE = Citation("DEMO", "1")
DAYS = (date(2010, 1, 1), date(2014, 12, 31), date(2015, 1, 1), date(2016, 7, 5))
TEXTS = ("", "a", "ab", "离岸", "离岸服务外包", "o'clock", "I6510", "I65", "J")
CODE = Type("code", of="industries")
OTHER_KINDS = {"bool": BOOL, "text": TEXT, "code": CODE, "date": DATE, "month": MONTH}
FAMILIES = ("plain", "persons", "yuan", "dollars")
SPANS = ("days", "months", "years")
# From nothing to what only just fits 64 bits, or does not.
MOSTS = (0, 1, 5, 100, 10**6, 2**31 - 1, 10**9, 2**53, 10**13, 10**15, 92_233_720_368_547_758)
DATES = (
    date(1801, 1, 1), date(1999, 12, 31), date(2000, 2, 29), date(2015, 1, 31), date(2015, 2, 28),
    date(2016, 2, 29), date(2016, 3, 1), date(2016, 3, 31), date(2016, 7, 5), date(2299, 12, 31),
)  # fmt: skip
MONTHS = (date(1999, 12, 1), date(2016, 2, 1), date(2016, 7, 1), date(2017, 1, 1))


def number_type(family: str, scale: int) -> Type:
    """Return the type of a number of the family with so many digits after the point."""
    if family in ("yuan", "dollars"):
        return Type("money", scale, {"yuan": "CNY", "dollars": "USD"}[family])
    unit = {"plain": None, "persons": "人"}.get(family, family.removesuffix("s"))
    return Type("dec" if scale else "int", scale, unit=unit)


@dataclass(frozen=True)
class Vocabulary:
    """What one generated pack may name."""

    inputs: tuple[Input, ...]
    tables: tuple[ChildTable, ...]
    parameters: tuple[Parameter, ...]


@st.composite
def inputs(draw: st.DrawFn, name: str, kind: str) -> Input:
    """Draw an input of a kind; a number has bounds, some of them tight, some just 64 bits wide."""
    if kind in OTHER_KINDS:
        return Input(name, words(name), OTHER_KINDS[kind], "administration", words("test"))
    scale = 2 if kind in ("yuan", "dollars") else draw(st.sampled_from((0, 0, 1, 2, 4)))
    least = most = None
    if draw(st.booleans()):
        end = draw(st.sampled_from(MOSTS))
        sign = draw(st.sampled_from(("from 0", "around 0", "below 0")))
        least = Decimal(0 if sign == "from 0" else -end)
        most = Decimal(0 if sign == "below 0" else end)
    type_ = number_type(kind, scale)
    return Input(name, words(name), type_, "administration", words("test"), least, most)


@st.composite
def number_values(draw: st.DrawFn, type_: Type) -> Decimal | int:
    """Draw a value of a parameter: a round one, a small one or one with all its digits."""
    units = draw(
        st.one_of(
            st.sampled_from((0, 1, -1, 5, 15, 50, 100, 10**6)),
            st.integers(-1000, 10**8),
        )
    )
    return Decimal(units).scaleb(-type_.scale) if type_.scale else units


@st.composite
def dated(draw: st.DrawFn, value: st.SearchStrategy[object]) -> tuple[Dated, ...]:
    """Draw values by date: always in force, with a change, or with a gap."""
    times = draw(
        st.sampled_from(
            (
                ((None, None),),
                ((None, None),),
                ((None, DAYS[1]), (DAYS[2], None)),
                ((DAYS[0], DAYS[1]),),
                ((DAYS[3], None),),
            )
        )
    )
    return tuple(Dated(draw(value), first, last, CITE) for first, last in times)  # type: ignore[arg-type]


@st.composite
def tiers(draw: st.DrawFn, bound: Type, type_: Type) -> Tiers:
    """Draw a table of one to four tiers with rising bounds."""
    bounds = sorted(draw(st.sets(number_values(bound), min_size=1, max_size=4)))
    held = tuple(Tier(Decimal(b), Decimal(draw(number_values(type_)))) for b in bounds)
    return Tiers(held, Decimal(draw(number_values(type_))))


@st.composite
def vocabularies(draw: st.DrawFn) -> Vocabulary:
    """Draw inputs and parameters of every kind, one child table with fields of most."""
    kinds = (*FAMILIES, *OTHER_KINDS)
    given = [draw(inputs(f"{kind}_{n}", kind)) for kind in kinds for n in range(2)]
    fields = [
        draw(inputs(f"{kind}_f", kind)) for kind in ("yuan", "persons", "bool", "code", "date")
    ]
    table = ChildTable("lines", words("lines"), tuple(fields))
    found = [draw(_parameter(f"{kind}_p", kind)) for kind in (*kinds, *SPANS)]
    for family in FAMILIES:
        bound = number_type(draw(st.sampled_from(FAMILIES)), 2)
        type_ = number_type(family, 2 if family in ("yuan", "dollars") else 0)
        values = draw(dated(tiers(bound, type_)))
        found.append(Parameter(f"{family}_t", words("t"), type_, values, "tiers", bound))
    for kind, type_ in (("text", TEXT), ("code", CODE)):
        listed = st.lists(st.sampled_from(TEXTS), max_size=3).map(tuple)
        found.append(Parameter(f"{kind}_l", words("l"), type_, draw(dated(listed)), "list"))
    return Vocabulary(tuple(given), (table,), tuple(found))


@st.composite
def _parameter(draw: st.DrawFn, name: str, kind: str) -> Parameter:
    values: dict[str, st.SearchStrategy[Value]] = {
        "bool": st.booleans(),
        "text": st.sampled_from(TEXTS),
        "code": st.sampled_from(TEXTS),
        "date": st.sampled_from(DATES),
        "month": st.sampled_from(MONTHS),
    }
    if kind in OTHER_KINDS:
        return Parameter(name, words(name), OTHER_KINDS[kind], draw(dated(values[kind])))
    whole = kind in SPANS
    scale = (
        2 if kind in ("yuan", "dollars") else 0 if whole else draw(st.sampled_from((0, 1, 2, 6)))
    )
    type_ = number_type(kind, scale)
    return Parameter(name, words(name), type_, draw(dated(number_values(type_))))
