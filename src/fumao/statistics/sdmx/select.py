"""A query applied to a data set: which observations, attributes and measures are handed out."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import groupby

from fumao.core.errors import CoreError
from fumao.core.periods import Period, parse_period
from fumao.statistics.sdmx.components import Component, cells, components
from fumao.statistics.sdmx.dataset import TIME, VALUE, DataSet, Observation
from fumao.statistics.sdmx.errors import QueryError
from fumao.statistics.sdmx.query import Condition, DataQuery, KeyPattern, Test

FLAT = "AllDimensions"
_LEVELS = {"dataset": "dataset", "series": "indicator", "obs": "observation"}
_TEXT: Mapping[str, Callable[[str, str], bool]] = {
    "eq": lambda there, asked: there == asked,
    "ne": lambda there, asked: there != asked,
    "lt": lambda there, asked: there < asked,
    "le": lambda there, asked: there <= asked,
    "gt": lambda there, asked: there > asked,
    "ge": lambda there, asked: there >= asked,
    "co": lambda there, asked: asked in there,
    "nc": lambda there, asked: asked not in there,
    "sw": lambda there, asked: there.startswith(asked),
    "ew": lambda there, asked: there.endswith(asked),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """What is handed out: observations in the order of their series and time.

    `shown` are the components besides dimensions and time; `at` is the dimension at the
    observation, or AllDimensions.
    """

    dataset: DataSet
    observations: tuple[Observation, ...]
    shown: frozenset[str]
    at: str = TIME

    def attributes(self) -> tuple[Component, ...]:
        """Return the attributes handed out, in the order of the structure."""
        return tuple(
            one
            for one in components(self.dataset)
            if one.role == "attribute" and one.id in self.shown
        )


def whole(dataset: DataSet, at: str = TIME) -> Selection:
    """Return all of a data set."""
    ids = (one.id for one in components(dataset) if one.role in ("measure", "attribute"))
    return Selection(dataset, _ordered(dataset, dataset.observations), frozenset(ids), at)


def select(dataset: DataSet, query: DataQuery) -> Selection:
    """Return what a query asks of a data set; raises QueryError (422) where it does not fit it."""
    at = query.dimension_at_observation
    if at not in (*dataset.key_ids, TIME, FLAT):
        raise _unknown(dataset, at)
    found = matching(dataset, query.keys, query.conditions)
    if query.first is not None or query.last is not None:
        found = _ends(dataset, found, query.first, query.last)
    end = None if query.limit is None else query.offset + query.limit
    return Selection(dataset, found[query.offset : end], _shown(dataset, query), at)


def matching(
    dataset: DataSet, keys: Sequence[KeyPattern], conditions: Sequence[Condition]
) -> tuple[Observation, ...]:
    """Return the observations that one of the keys and all conditions take, in their order."""
    width = len(dataset.key_ids)
    if any(len(key) > width for key in keys):
        raise QueryError(
            422,
            f"键最多有 {width} 部分：{'.'.join(dataset.key_ids)}",
            f"a key has up to {width} parts: {'.'.join(dataset.key_ids)}",
        )
    known = {one.id for one in components(dataset)}
    for condition in conditions:
        if condition.component not in known:
            raise _unknown(dataset, condition.component)
        _checked(condition)
    found = (
        one
        for one in dataset.observations
        if _takes(keys, dataset.key_of(one)) and _holds(dataset, one, conditions)
    )
    return _ordered(dataset, found)


def _takes(keys: Sequence[KeyPattern], there: tuple[str, ...]) -> bool:
    if not keys:
        return True
    return any(
        all(not codes or code in codes for codes, code in zip(key, there, strict=False))
        for key in keys
    )


def _ordered(dataset: DataSet, some: Iterable[Observation]) -> tuple[Observation, ...]:
    """Order by series, codes in the order of their lists, then by time."""
    ranks = [
        {item.id: rank for rank, item in enumerate(one.codes.items)}
        for one in components(dataset)
        if one.role == "dimension" and one.codes is not None
    ]

    def place(one: Observation) -> tuple[object, ...]:
        key = dataset.key_of(one)
        return (*(rank[code] for rank, code in zip(ranks, key, strict=True)), one.period.start)

    return tuple(sorted(some, key=place))


def _ends(
    dataset: DataSet, some: Sequence[Observation], first: int | None, last: int | None
) -> tuple[Observation, ...]:
    """Keep the first and the last so many observations of every series."""
    kept: list[Observation] = []
    for _, group in groupby(some, dataset.key_of):
        series = list(group)
        places = set(range(len(series))[: first or 0]) | set(
            range(len(series))[-(last or 0) :] if last else ()
        )
        kept += [one for place, one in enumerate(series) if place in places]
    return tuple(kept)


def _shown(dataset: DataSet, query: DataQuery) -> frozenset[str]:
    """Return the measure and the attributes asked for by keyword or identifier."""
    attributes = {one.id: one.level for one in components(dataset) if one.role == "attribute"}
    shown: set[str] = set()
    for word in query.attributes:
        if word in ("dsd", "all"):
            shown |= set(attributes)
        elif word in _LEVELS:
            shown |= {id for id, level in attributes.items() if level == _LEVELS[word]}
        elif word in attributes:
            shown.add(word)
        elif word not in ("none", "msd"):
            raise _unknown(dataset, word)
    for word in query.measures:
        if word in ("all", VALUE):
            shown.add(VALUE)
        elif word != "none":
            raise _unknown(dataset, word)
    return frozenset(shown)


def _holds(dataset: DataSet, one: Observation, conditions: Sequence[Condition]) -> bool:
    if not conditions:
        return True
    said = cells(dataset, one)
    return all(
        any(
            all(_passes(test, condition.component, said, one) for test in tests)
            for tests in condition.alternatives
        )
        for condition in conditions
    )


def _passes(test: Test, component: str, said: Mapping[str, str | None], one: Observation) -> bool:
    """Tell whether a test holds; of what is not there none does, not even `ne`."""
    if component == TIME:
        return _in_time(test, one.period)
    there = said[component]
    if there is None:
        return False
    if component == VALUE:
        return _compared(test, Decimal(there), Decimal(test.value))
    return _TEXT[test.operator](there, test.value)


def _compared(test: Test, there: Decimal, asked: Decimal) -> bool:
    sides = {
        "eq": there == asked, "ne": there != asked, "lt": there < asked,
        "le": there <= asked, "gt": there > asked, "ge": there >= asked,
    }  # fmt: skip
    return sides[test.operator]


def _in_time(test: Test, period: Period) -> bool:
    """Compare spans of days: from `ge` on it begins, until `le` it ends."""
    first, last = _span(test.value)
    there = (period.start, period.end)
    sides = {
        "eq": there == (first, last), "ne": there != (first, last),
        "lt": period.end < first, "le": period.end <= last,
        "gt": period.start > last, "ge": period.start >= first,
    }  # fmt: skip
    return sides[test.operator]


def _span(text: str) -> tuple[date, date]:
    """Return the first and last day of 2016-09, 2016-M09, 2016-Q3, 2016-S1, 2016 or a day."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}(T.*)?", text):
        day = date.fromisoformat(text[:10])
        return day, day
    plain = re.sub(r"-M(?=\d\d$)", "-", re.sub(r"-A1$", "", text)).replace("-S", "-H")
    period = parse_period(plain)
    return period.start, period.end


def _checked(condition: Condition) -> None:
    """Raise QueryError where a value or an operator does not suit time or figures."""
    if condition.component not in (TIME, VALUE):
        return
    for test in _all_tests(condition):
        try:
            if test.operator in ("co", "nc", "sw", "ew"):
                raise ValueError(test.operator)
            if condition.component == TIME:
                _span(test.value)
            elif not Decimal(test.value).is_finite():
                raise ValueError(test.value)
        except (CoreError, ValueError, InvalidOperation):
            raise QueryError(
                400,
                f"c[{condition.component}] 的取值“{test.operator}:{test.value}”不对，"
                "时期应如 ge:2016-01、2016-Q3、2016-S1、2016，数值应为数字",
                f'c[{condition.component}] cannot be "{test.operator}:{test.value}": a period is '
                "written ge:2016-01, 2016-Q3, 2016-S1 or 2016, a value is a number",
            ) from None


def _all_tests(condition: Condition) -> Iterator[Test]:
    for tests in condition.alternatives:
        yield from tests


def _unknown(dataset: DataSet, id: str) -> QueryError:
    known = ", ".join(one.id for one in components(dataset))
    return QueryError(
        422,
        f"{dataset.id} 没有“{id}”，可用的有：{known}",
        f'{dataset.id} has no "{id}"; there are: {known}',
    )
