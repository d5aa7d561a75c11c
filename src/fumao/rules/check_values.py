"""Checks of values in definitions: a parameter's fit its type, an input's bounds make sense."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, Inexact

from fumao.core.errors import Words
from fumao.rules.definitions import Dated, Definitions, Input, Parameter, Tiers
from fumao.rules.exact import in_units
from fumao.rules.problem import RuleProblem, Spot
from fumao.rules.tokens import UNSAFE
from fumao.rules.types import Type

_UNSAFE = re.compile(f"[{UNSAFE}]")
_LONGEST = 200
_MOST = Decimal(10) ** 24  # in its own unit; no policy names an amount beyond


def problem(code: str, spot: Spot, said: tuple[str, str], mend: tuple[str, str]) -> RuleProblem:
    """Return a problem from pairs of words, Chinese first."""
    return RuleProblem(code, spot, Words(*said), Words(*mend))


def value_problems(definitions: Definitions) -> Iterator[RuleProblem]:
    """Yield every value that does not fit what it is given for."""
    for parameter in definitions.parameters:
        yield from _shape(parameter)
        for dated in parameter.values:
            yield from _value(parameter, dated)
    for given in definitions.inputs:
        yield from _bounds(given)
    for table in definitions.tables:
        for given in table.fields:
            yield from _bounds(given)


def fits(value: object, type_: Type) -> bool:
    """Tell whether a value is one of the type, with no digit more and nothing unsafe in a text."""
    if type_.is_number:
        return _is_number(value, type_.scale)
    if type_.kind == "bool":
        return isinstance(value, bool)
    if type_.kind in ("date", "month"):
        # A datetime is a date to Python, but it compares with none.
        return type(value) is date and (type_.kind == "date" or value.day == 1)
    return isinstance(value, str) and len(value) <= _LONGEST and _UNSAFE.search(value) is None


def _is_number(value: object, scale: int) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    number = Decimal(value)
    if not number.is_finite() or abs(number) > _MOST:
        return False
    try:
        in_units(number, scale)
    except Inexact:
        return False
    return True


def _shape(parameter: Parameter) -> Iterator[RuleProblem]:
    bound = parameter.bound_type
    good = {
        "value": bound is None,
        "list": bound is None and parameter.type.kind in ("text", "code"),
        "tiers": bound is not None and bound.is_number and parameter.type.is_number,
    }[parameter.shape]
    if not good:
        yield problem(
            "shape",
            parameter.spot,
            (
                f"参数“{parameter.name}”的类型不适合其形式",
                f'the type of "{parameter.name}" does not suit its shape',
            ),
            (
                "列表用文字或代码；分档表用数字和数字界限",
                "texts or codes for a list; numbers and numeric bounds for tiers",
            ),
        )


def _value(parameter: Parameter, dated: Dated) -> Iterator[RuleProblem]:
    for value, type_ in _parts(parameter, dated.value):
        if not fits(value, type_):
            yield problem(
                "value",
                dated.spot,
                (
                    f"参数“{parameter.name}”的值“{value}”不是 {type_.shown()}",
                    f'the value "{value}" of "{parameter.name}" is no {type_.shown()}',
                ),
                ("改正值或类型，小数位数不得多于类型", "correct it; no more digits than the type"),
            )


def _parts(parameter: Parameter, value: object) -> Iterator[tuple[object, Type]]:
    """Yield every single value with the type it must have; one of the wrong shape as it is."""
    bound = parameter.bound_type
    if parameter.shape == "tiers" and isinstance(value, Tiers) and bound is not None:
        yield value.below, parameter.type
        for tier in value.tiers:
            yield tier.bound, bound
            yield tier.value, parameter.type
    elif parameter.shape == "list" and isinstance(value, tuple):
        for item in value:
            yield item, parameter.type
    elif parameter.shape == "value":
        yield value, parameter.type
    else:
        yield None, parameter.type


def _bounds(given: Input) -> Iterator[RuleProblem]:
    ends = [end for end in (given.least, given.most) if end is not None]
    good = all(given.type.is_number and _is_number(end, given.type.scale) for end in ends)
    if not good or ends != sorted(ends):
        yield problem(
            "bounds",
            given.spot,
            (f"“{given.name}”的 least、most 不对", f'least or most of "{given.name}" is wrong'),
            (
                "只用于数字，不多于其小数位数，least 不大于 most",
                "for numbers only, no more digits than the type, least not above most",
            ),
        )
