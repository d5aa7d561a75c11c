"""A reform laid over the rules: only what changes, from a day on; all else stays as it is.

A change takes the place of the versions it meets for its own time and no longer: what was in force
before its first day, or after its last, stays in force. Rules keep their type and kind.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from fumao.core.errors import Words
from fumao.rules.definitions import Citation, Dated, Definitions, Parameter, Rule, in_force
from fumao.rules.problem import RuleError, RuleProblem, Spot


@dataclass(frozen=True, slots=True)
class ParameterChange:
    """New values of a parameter, each for its time."""

    name: str
    values: tuple[Dated, ...]
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A new text of a rule for a time; label, evidence and the rest are taken over."""

    name: str
    text: str
    cite: Citation
    valid_from: date | None = None
    valid_to: date | None = None
    spot: Spot = field(default=Spot(), compare=False)
    text_spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a reform changes and what it adds."""

    title: Words
    parameters: tuple[ParameterChange, ...] = ()
    rules: tuple[RuleChange, ...] = ()
    added: Definitions = field(default_factory=Definitions)


def overlaid(base: Definitions, overlay: Overlay) -> Definitions:
    """Return the definitions with the reform in them; raises RuleError for unknown names."""
    parameters = {parameter.name: parameter for parameter in base.parameters}
    rules: dict[str, list[Rule]] = {}
    for rule in base.rules:
        rules.setdefault(rule.name, []).append(rule)
    problems = [
        *(_unknown(c.name, c.spot) for c in overlay.parameters if c.name not in parameters),
        *(_unknown(c.name, c.spot) for c in overlay.rules if c.name not in rules),
    ]
    if problems:
        raise RuleError(problems)
    for change in overlay.parameters:
        parameters[change.name] = _with_values(parameters[change.name], change)
    for text in overlay.rules:
        rules[text.name] = _with_text(rules[text.name], text)
    changed = Definitions(
        base.inputs,
        base.tables,
        tuple(parameters.values()),
        tuple(rule for versions in rules.values() for rule in versions),
        base.exclusions,
        base.budgets,
    )
    return changed + overlay.added


def _unknown(name: str, spot: Spot) -> RuleProblem:
    return RuleProblem(
        "unknown_name",
        spot,
        Words(f"没有“{name}”可改", f'there is no "{name}" to change'),
        Words("改正名称，或写全各项以新增", "correct the name, or write all fields to add it"),
    )


def _with_values(parameter: Parameter, change: ParameterChange) -> Parameter:
    values = list(parameter.values)
    for new in change.values:
        values = [
            replace(old, valid_from=begin, valid_to=end)
            for old in values
            for begin, end in _left((old.valid_from, old.valid_to), (new.valid_from, new.valid_to))
        ]
        values.append(new)
    values.sort(key=lambda dated: dated.valid_from or date.min)
    return replace(parameter, values=tuple(values))


def _with_text(versions: list[Rule], change: RuleChange) -> list[Rule]:
    like = _like(versions, change.valid_from)
    span = (change.valid_from, change.valid_to)
    kept = [
        replace(old, valid_from=begin, valid_to=end)
        for old in versions
        for begin, end in _left((old.valid_from, old.valid_to), span)
    ]
    new = replace(
        like,
        text=change.text,
        cite=change.cite,
        valid_from=change.valid_from,
        valid_to=change.valid_to,
        ended=None,
        spot=change.spot,
        text_spot=change.text_spot,
    )
    return sorted([*kept, new], key=lambda rule: rule.valid_from or date.min)


def _like(versions: list[Rule], day: date | None) -> Rule:
    """Return the version in force when the change begins, else the newest."""
    for rule in versions:
        if day is not None and in_force(rule.valid_from, rule.valid_to, day):
            return rule
    return max(versions, key=lambda rule: rule.valid_from or date.min)


type Span = tuple[date | None, date | None]


def _left(old: Span, new: Span) -> Iterator[Span]:
    """Yield what is left of one time without another: the part before it, the part after it."""
    (begin, end), (first, last) = old, new
    apart = (first is not None and end is not None and end < first) or (
        last is not None and begin is not None and begin > last
    )
    if apart:
        yield old
        return
    if first is not None and (begin is None or begin < first):
        yield begin, first - timedelta(days=1)
    if last is not None and (end is None or end > last):
        yield last + timedelta(days=1), end
